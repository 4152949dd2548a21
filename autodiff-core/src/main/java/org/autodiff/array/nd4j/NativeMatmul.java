package org.autodiff.array.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.heap.HeapBackend;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * Matrix products: tiny ones by Java loops, small ones by OpenBLAS, large ones by oneDNN. Transposes are flags, never
 * copies.
 */
final class NativeMatmul {
    private static final int ROW_MAJOR = 101;
    private static final int NO_TRANS = 111;
    private static final int TRANS = 112;

    /** Multiply-adds below which loops over Java arrays beat staging them through native memory. */
    private static final int TINY = 512;

    /** Multiply-adds from which oneDNN on all cores beats OpenBLAS on one. */
    private static final long LARGE = 1_000_000;

    private static final LongPointer[] FLAGS = {
        new LongPointer(new long[] {0, 0, 0}),
        new LongPointer(new long[] {0, 1, 0}),
        new LongPointer(new long[] {1, 0, 0}),
        new LongPointer(new long[] {1, 1, 0})
    };

    private final NativeBackend backend;
    private final boolean oneDnn = Natives.oneDnn();

    NativeMatmul(NativeBackend backend) {
        this.backend = backend;
    }

    /** How BLAS is told to read the last two axes: transposed or not, and the distance between lines. */
    private record Layout(boolean transposed, int line) {
        static Layout of(Array x) {
            int[] s = x.strides();
            int rows = x.shape().dim(-2);
            int columns = x.shape().dim(-1);
            int down = s[s.length - 2];
            int along = s[s.length - 1];
            if ((columns == 1 || along == 1) && (rows == 1 || down >= columns)) {
                return new Layout(false, rows == 1 ? columns : down);
            }
            if ((rows == 1 || down == 1) && (columns == 1 || along >= rows)) {
                return new Layout(true, columns == 1 ? rows : along);
            }
            return null;
        }
    }

    Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        int inner = x.shape().dim(transposeX ? -2 : -1);
        if (inner == 0 || out.size() == 0) {
            return backend.full(x.dtype(), out, 0);
        }
        long work = (long) out.size() * inner;
        if (work <= TINY && !NativeBackend.isNative(x) && !NativeBackend.isNative(y)) {
            return backend.heap().matmul(x, y, transposeX, transposeY, out);
        }
        Layout lx = Layout.of(x);
        Array a = lx == null ? backend.dense(x) : x;
        lx = lx == null ? Layout.of(a) : lx;
        Layout ly = Layout.of(y);
        Array b = ly == null ? backend.dense(y) : y;
        ly = ly == null ? Layout.of(b) : ly;
        if (out.rank() == 2 && work >= LARGE && oneDnn && x.dtype() == DType.FLOAT32) {
            return large(a, lx, transposeX, b, ly, transposeY, out);
        }
        Array z = backend.allocate(x.dtype(), out);
        Block to = NativeBackend.isNative(z) ? NativeBackend.block(z) : scratch(x.dtype(), 4, out.size());
        gemm(a, lx.transposed != transposeX, lx.line, b, ly.transposed != transposeY, ly.line, to, out, inner);
        if (!NativeBackend.isNative(z)) {
            to.read(0, z.storage(), 0, z.size());
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        return z;
    }

    private Array large(Array x, Layout lx, boolean transposeX, Array y, Layout ly, boolean transposeY, Shape out) {
        Array a = backend.flat(lx.transposed ? x.permute(1, 0) : x);
        Array b = backend.flat(ly.transposed ? y.permute(1, 0) : y);
        int flags = (lx.transposed != transposeX ? 2 : 0) + (ly.transposed != transposeY ? 1 : 0);
        Array z = backend.flat(backend.allocate(x.dtype(), out));
        backend.kernel()
                .custom(
                        "matmul",
                        Long.MAX_VALUE,
                        FLAGS[flags],
                        NativeBackend.block(a),
                        a.shape(),
                        NativeBackend.block(b),
                        b.shape(),
                        NativeBackend.block(z),
                        out);
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        return out.size() > NativeBackend.SMALL ? z : backend.onHeap(z);
    }

    private Block scratch(DType dtype, int number, int n) {
        return backend.kernel().scratch(dtype, number, n);
    }

    /** The block with the elements of x, and in {@code offset[0]} where it starts. */
    private Block operand(Array x, int number, int[] offset) {
        if (NativeBackend.isNative(x)) {
            offset[0] = x.offset();
            return NativeBackend.block(x);
        }
        // The whole storage, so that strides and offsets hold.
        Object storage = x.storage();
        int n = storage instanceof float[] f ? f.length : ((double[]) storage).length;
        Block b = scratch(x.dtype(), number, n);
        b.write(0, storage, 0, n);
        offset[0] = x.offset();
        return b;
    }

    private void gemm(Array x, boolean tx, int lx, Array y, boolean ty, int ly, Block to, Shape out, int inner) {
        int[] offset = new int[1];
        Block a = operand(x, 0, offset);
        int xo = offset[0];
        Block b = operand(y, 1, offset);
        int yo = offset[0];
        int m = out.dim(-2);
        int n = out.dim(-1);
        int flagX = tx ? TRANS : NO_TRANS;
        int flagY = ty ? TRANS : NO_TRANS;
        if (out.rank() == 2 && xo == 0 && yo == 0) {
            if (a.dtype == DType.FLOAT32) {
                cblas_sgemm(ROW_MAJOR, flagX, flagY, m, n, inner, 1f, a.floats, lx, b.floats, ly, 0f, to.floats, n);
            } else {
                cblas_dgemm(ROW_MAJOR, flagX, flagY, m, n, inner, 1, a.doubles, lx, b.doubles, ly, 0, to.doubles, n);
            }
            return;
        }
        if (a.dtype == DType.FLOAT32) {
            FloatPointer p = new FloatPointer(a.floats);
            FloatPointer q = new FloatPointer(b.floats);
            FloatPointer r = new FloatPointer(to.floats);
            HeapBackend.forEachMatrix(
                    x,
                    y,
                    out,
                    (i, j, k) -> cblas_sgemm(
                            ROW_MAJOR,
                            flagX,
                            flagY,
                            m,
                            n,
                            inner,
                            1f,
                            p.position(i),
                            lx,
                            q.position(j),
                            ly,
                            0f,
                            r.position(k),
                            n));
        } else {
            DoublePointer p = new DoublePointer(a.doubles);
            DoublePointer q = new DoublePointer(b.doubles);
            DoublePointer r = new DoublePointer(to.doubles);
            HeapBackend.forEachMatrix(
                    x,
                    y,
                    out,
                    (i, j, k) -> cblas_dgemm(
                            ROW_MAJOR,
                            flagX,
                            flagY,
                            m,
                            n,
                            inner,
                            1,
                            p.position(i),
                            lx,
                            q.position(j),
                            ly,
                            0,
                            r.position(k),
                            n));
        }
    }
}
