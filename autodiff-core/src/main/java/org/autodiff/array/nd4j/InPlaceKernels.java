package org.autodiff.array.nd4j;

import org.autodiff.array.Array;
import org.autodiff.array.Backend.AdamStep;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.heap.HeapBackend;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** The kernels that change native memory in place: what optimisers and the accumulation of gradients need. */
final class InPlaceKernels {
    /** Elements in a chunk of {@link #adam}: four arrays of this size stay in the first-level cache. */
    private static final int CHUNK = 2048;

    private InPlaceKernels() {}

    /** {@code target[offset ..] += alpha * x}; x is native, dense, at offset 0. */
    static void add(Block target, int offset, double alpha, Array x, int n) {
        Block from = NativeBackend.block(x);
        if (target.dtype == DType.FLOAT32) {
            FloatPointer to = (FloatPointer) target.at(offset);
            openblas_nolapack.cblas_saxpy(n, (float) alpha, from.floats, 1, to, 1);
        } else {
            DoublePointer to = (DoublePointer) target.at(offset);
            openblas_nolapack.cblas_daxpy(n, alpha, from.doubles, 1, to, 1);
        }
    }

    /** {@code target[offset ..] *= alpha}. */
    static void scale(Block target, int offset, double alpha, int n) {
        if (target.dtype == DType.FLOAT32) {
            openblas_nolapack.cblas_sscal(n, (float) alpha, (FloatPointer) target.at(offset), 1);
        } else {
            openblas_nolapack.cblas_dscal(n, alpha, (DoublePointer) target.at(offset), 1);
        }
    }

    /**
     * Adam in one pass: chunk by chunk through Java arrays, where the loop becomes vector code. ND4J's own updater takes
     * twice as long, for its square root is slow.
     */
    static void adam(HeapBackend heap, Block p, Array gradient, Block m, Block v, int n, AdamStep step) {
        Block g = NativeBackend.block(gradient);
        Block[] blocks = {p, g, m, v};
        Array[] chunks = new Array[4];
        for (int from = 0; from < n; from += CHUNK) {
            int count = Math.min(CHUNK, n - from);
            if (chunks[0] == null || chunks[0].size() != count) {
                for (int i = 0; i < 4; i++) {
                    chunks[i] = heap.allocate(p.dtype, Shape.of(count));
                }
            }
            for (int i = 0; i < 4; i++) {
                blocks[i].read(from, chunks[i].storage(), 0, count);
            }
            heap.adamInto(chunks[0], chunks[1], chunks[2], chunks[3], step);
            p.write(from, chunks[0].storage(), 0, count);
            m.write(from, chunks[2].storage(), 0, count);
            v.write(from, chunks[3].storage(), 0, count);
        }
    }
}
