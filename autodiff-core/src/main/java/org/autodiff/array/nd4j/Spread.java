package org.autodiff.array.nd4j;

import java.util.function.Supplier;
import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Divides the work of a kernel on long arrays into pieces that the cores take one by one. ND4J would do it by OpenMP, but
 * there each kernel ends in a barrier at which the caller spins: when the other thread has no processor just then, it
 * spins for a whole time slice of the scheduler, hundreds of kernels long.
 *
 * <p>The pieces depend on the sizes alone, so results are the same to the bit whatever the number of cores.
 */
final class Spread {
    /** Elements in the smallest piece; arrays of less than twice as many stay whole. */
    private static final int PIECE = 32_768;

    /** Into how many pieces a long array is divided: enough to balance the cores, few enough to cost little. */
    private static final int PIECES = 16;

    /** The same for custom operations, where each piece costs three microseconds more. */
    private static final int GROUPS = 8;

    private final Natives natives;
    private final Workers workers;
    private final Supplier<Kernels> kernels;

    Spread(Natives natives, Workers workers, Supplier<Kernels> kernels) {
        this.natives = natives;
        this.workers = workers;
        this.kernels = kernels;
    }

    /** A kernel on n elements of some buffers. */
    @FunctionalInterface
    interface Flat {
        /** Runs it with the kernels of the thread that has taken the piece. */
        void run(Kernels k, OpaqueDataBuffer[] on, int n);
    }

    /** A kernel on buffers of these shapes. */
    @FunctionalInterface
    interface Shaped {
        /** Runs it with the kernels of the thread that has taken the piece. */
        void run(Kernels k, OpaqueDataBuffer[] on, Shape[] shapes);
    }

    /** Work on the elements from {@code from} up to but without {@code to}. */
    @FunctionalInterface
    interface Range {
        /** Does it. */
        void run(int from, int to);
    }

    /** Runs a kernel on the first n elements of blocks. */
    void flat(int n, Flat kernel, Block... blocks) {
        if (n < 2 * PIECE) {
            kernel.run(kernels.get(), handles(blocks), n);
            return;
        }
        ranges(n, 1, (from, to) -> {
            OpaqueDataBuffer[] views = new OpaqueDataBuffer[blocks.length];
            try {
                for (int i = 0; i < views.length; i++) {
                    views[i] = view(blocks[i], from, to - from);
                }
                kernel.run(kernels.get(), views, to - from);
            } finally {
                delete(views);
            }
        });
    }

    /** Runs a kernel that broadcasts to {@code out}, the shape of the last of the arrays: by groups of rows. */
    void rows(Shape out, Shaped kernel, Array... arrays) {
        Block[] blocks = new Block[arrays.length];
        Shape[] shapes = new Shape[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            blocks[i] = Block.of(arrays[i]);
            shapes[i] = arrays[i].shape();
        }
        if (out.size() < 2 * PIECE || out.dim(0) == 1) {
            kernel.run(kernels.get(), handles(blocks), shapes);
            return;
        }
        groups(out.dim(0), out.size() / out.dim(0), (from, to) -> {
            OpaqueDataBuffer[] views = new OpaqueDataBuffer[blocks.length];
            Shape[] parts = shapes.clone();
            try {
                for (int i = 0; i < views.length; i++) {
                    boolean cut = shapes[i].rank() == out.rank() && shapes[i].dim(0) == out.dim(0);
                    int row = cut ? shapes[i].size() / out.dim(0) : 0;
                    parts[i] = cut ? shapes[i].with(0, to - from) : shapes[i];
                    views[i] = view(blocks[i], from * row, parts[i].size());
                }
                kernel.run(kernels.get(), views, parts);
            } finally {
                delete(views);
            }
        });
    }

    /** Does the work on items 0 to {@code n - 1}, of so many elements each, in pieces. */
    void ranges(int n, int elements, Range work) {
        ranges(n, elements, PIECES, work);
    }

    /** The same in fewer pieces, for work that costs something to begin. */
    void groups(int n, int elements, Range work) {
        ranges(n, elements, GROUPS, work);
    }

    /** How many of n items, of so many elements each, are a piece. */
    static int piece(int n, int elements) {
        return piece(n, elements, PIECES);
    }

    private static int piece(int n, int elements, int pieces) {
        return (long) n * elements < 2 * PIECE ? n : Math.max((n - 1) / pieces + 1, (PIECE - 1) / elements + 1);
    }

    private void ranges(int n, int elements, int pieces, Range work) {
        if ((long) n * elements < 2 * PIECE) {
            work.run(0, n);
            return;
        }
        int piece = piece(n, elements, pieces);
        workers.run((n - 1) / piece + 1, i -> work.run(i * piece, (int) Math.min(n, (i + 1L) * piece)));
    }

    private static OpaqueDataBuffer[] handles(Block[] blocks) {
        OpaqueDataBuffer[] all = new OpaqueDataBuffer[blocks.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = blocks[i].handle;
        }
        return all;
    }

    /** A handle to part of a block. It takes the offset in bytes, and not from another view: those do not add up. */
    OpaqueDataBuffer view(Block b, int offset, int n) {
        return natives.ops().dbCreateView(b.memory, n, b.skip + (long) offset * b.dtype.bytes());
    }

    void delete(OpaqueDataBuffer[] views) {
        for (OpaqueDataBuffer v : views) {
            if (v != null) {
                natives.ops().deleteDataBuffer(v);
            }
        }
    }
}
