package org.autodiff.array.nd4j;

import static org.autodiff.array.nd4j.Blas.NO_TRANS;
import static org.autodiff.array.nd4j.Blas.TRANS;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.heap.WindowRows;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolution as products of matrices: what the windows of a sample read becomes the columns of a matrix, which the kernels,
 * as rows, are multiplied by. For any number of axes, dilation and groups, in both precisions. Works on native arrays; each
 * call is for some samples, on one thread.
 */
final class ColumnConvolution {
    /** Elements of the columns of one sample above which memory is better saved. */
    private static final long MOST = 1L << 26;

    private final NativeArrays backend;

    ColumnConvolution(NativeArrays backend) {
        this.backend = backend;
    }

    /** Whether the columns of a sample are not too large. */
    static boolean fits(ConvolutionSizes s) {
        double taps = 1;
        for (int k : s.taps()) {
            taps *= k;
        }
        return s.x().dim(1) * taps * s.windowCount() <= MOST;
    }

    /** The matrices of one convolution. */
    private final class Matrices {
        final ConvolutionSizes s;
        final DType dtype;
        final WindowRows rows;
        final int groups;
        /** Rows of the kernel and of the columns of a group. */
        final int out;

        final int in;
        final int windows;
        final Object image;
        final Object unfolded;
        final Block columns;

        Matrices(ConvolutionSizes s, DType dtype) {
            this.s = s;
            this.dtype = dtype;
            this.rows = new WindowRows(s.spatial(), s.taps(), s.windows(), s.how());
            this.groups = s.how().groups();
            this.out = s.kernel().dim(0) / groups;
            this.in = s.kernel().size() / s.kernel().dim(0);
            this.windows = rows.windows();
            this.image = dtype.newArray(rows.plane() * s.x().dim(1));
            int n = groups * in * windows;
            this.unfolded = dtype.newArray(n);
            this.columns = backend.kernel().scratch(dtype, 0, n);
        }

        int channels() {
            return s.x().dim(1);
        }

        /** Reads a sample and lays out its columns. */
        void unfold(Array x, int sample) {
            int size = channels() * rows.plane();
            Block.of(x).read(sample * size, image, 0, size);
            int column = rows.taps() * windows;
            for (int c = 0; c < channels(); c++) {
                rows.unfold(image, c * rows.plane(), unfolded, c * column);
            }
            columns.write(0, unfolded, 0, channels() * column);
        }

        /** Adds the columns up to a sample and writes it. */
        void fold(Array x, int sample) {
            int size = channels() * rows.plane();
            int column = rows.taps() * windows;
            columns.read(0, unfolded, 0, channels() * column);
            if (dtype == DType.FLOAT32) {
                Arrays.fill((float[]) image, 0);
            } else {
                Arrays.fill((double[]) image, 0);
            }
            for (int c = 0; c < channels(); c++) {
                rows.fold(unfolded, c * column, image, c * rows.plane());
            }
            Block.of(x).write(sample * size, image, 0, size);
        }

        /** The first element of a group's kernel, of its part of a sample of y, and of its columns. */
        int kernelAt(int group) {
            return group * out * in;
        }

        int resultAt(int sample, int group) {
            return (sample * groups + group) * out * windows;
        }

        int columnsAt(int group) {
            return group * in * windows;
        }
    }

    /** z = kernel times columns. */
    void conv(Array x, Array kernel, Array z, ConvolutionSizes s, int from, int count) {
        Matrices m = new Matrices(s, x.dtype());
        Block w = Block.of(kernel);
        Block to = Block.of(z);
        for (int i = from; i < from + count; i++) {
            m.unfold(x, i);
            for (int g = 0; g < m.groups; g++) {
                Pointer a = w.at(m.kernelAt(g));
                Pointer b = m.columns.at(m.columnsAt(g));
                Pointer c = to.at(m.resultAt(i, g));
                Blas.gemm(NO_TRANS, NO_TRANS, m.out, m.windows, m.in, a, m.in, b, m.windows, 0, c, m.windows);
            }
        }
    }

    /** The columns are the transposed kernel times y. */
    void transpose(Array y, Array kernel, Array z, ConvolutionSizes s, int from, int count) {
        Matrices m = new Matrices(s, y.dtype());
        Block w = Block.of(kernel);
        Block g = Block.of(y);
        for (int i = from; i < from + count; i++) {
            for (int k = 0; k < m.groups; k++) {
                Pointer b = g.at(m.resultAt(i, k));
                Pointer c = m.columns.at(m.columnsAt(k));
                Pointer a = w.at(m.kernelAt(k));
                Blas.gemm(TRANS, NO_TRANS, m.in, m.windows, m.out, a, m.in, b, m.windows, 0, c, m.windows);
            }
            m.fold(z, i);
        }
    }

    /** The kernel is the sum over samples of y times the transposed columns. */
    void kernel(Array x, Array y, Array perPiece, int piece, ConvolutionSizes s, int from, int count) {
        Matrices m = new Matrices(s, x.dtype());
        Block g = Block.of(y);
        Block to = Block.of(perPiece);
        int first = piece * s.kernel().size();
        for (int i = from; i < from + count; i++) {
            m.unfold(x, i);
            for (int k = 0; k < m.groups; k++) {
                Pointer b = m.columns.at(m.columnsAt(k));
                Pointer c = to.at(first + m.kernelAt(k));
                Pointer a = g.at(m.resultAt(i, k));
                int beta = i == from ? 0 : 1;
                Blas.gemm(NO_TRANS, TRANS, m.out, m.in, m.windows, a, m.windows, b, m.windows, beta, c, m.in);
            }
        }
    }
}
