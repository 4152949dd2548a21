package org.autodiff.array.nd4j;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Backend.AdamStep;
import org.autodiff.array.Shape;

/** The kernels that change native memory in place: what optimisers and the accumulation of gradients need. */
final class InPlaceKernels {
    /** Elements in a chunk of {@link #adam}: four arrays of this size stay in the first-level cache. */
    private static final int CHUNK = 4096;

    /** Into how many parts a large step is divided at most. */
    private static final int SHARES = 8;

    private InPlaceKernels() {}

    /** {@code target[offset ..] += alpha * x}; x is native, dense, at offset 0. */
    static void add(Spread spread, Block target, int offset, double alpha, Array x, int n) {
        Block block = Block.of(x);
        spread.ranges(n, 1, (from, to) -> {
            Blas.axpy(to - from, alpha, block.at(from), target.at(offset + from));
        });
    }

    /** {@code target[offset ..] *= alpha}. */
    static void scale(Block target, int offset, double alpha, int n) {
        Blas.scale(n, alpha, target.at(offset));
    }

    /**
     * Adam in one pass on all cores: chunk by chunk through Java arrays, where the loop becomes vector code. ND4J's own updater takes
     * twice as long, for its square root is slow.
     */
    static void adam(NativeArrays backend, Block p, Array gradient, Block m, Block v, int n, AdamStep step) {
        Block g = Block.of(gradient);
        int chunks = (n + CHUNK - 1) / CHUNK;
        int shares = Math.min(chunks, SHARES);
        backend.workers().run(shares, share -> {
            Array[] parts = new Array[4];
            for (int i = chunks * share / shares; i < chunks * (share + 1) / shares; i++) {
                adam(backend.heap(), new Block[] {p, g, m, v}, parts, i * CHUNK, Math.min(CHUNK, n - i * CHUNK), step);
            }
        });
    }

    private static void adam(Backend heap, Block[] blocks, Array[] parts, int from, int count, AdamStep step) {
        if (parts[0] == null || parts[0].size() != count) {
            for (int i = 0; i < 4; i++) {
                parts[i] = heap.allocate(blocks[0].dtype, Shape.of(count));
            }
        }
        for (int i = 0; i < 4; i++) {
            blocks[i].read(from, parts[i].storage(), 0, count);
        }
        heap.adamInto(parts[0], parts[1], parts[2], parts[3], step);
        blocks[0].write(from, parts[0].storage(), 0, count);
        blocks[2].write(from, parts[2].storage(), 0, count);
        blocks[3].write(from, parts[3].storage(), 0, count);
    }
}
