package org.autodiff.array.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.heap.HostedBackend;
import org.autodiff.error.BackendException;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueContext;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * ND4J's kernels as one thread calls them: directly, with cached pointers, without its array type. A call costs about
 * 0.15 us this way and leaves no garbage; through the array methods it costs 4 to 70 us.
 *
 * <p>Blocks, element counts and shapes have been checked by the caller. The native side checks nothing.
 */
final class Kernels {
    /** The staging blocks of each element type: operands, ones, a single number, a result. */
    private static final int SLOTS = 5;

    /** The staging Java arrays of each element type: what two users have of two operands. */
    private static final int STAGES = 4;

    /** Elements of the Java arrays that a thread keeps for staging. */
    private static final int KEPT = 1 << 17;

    private final Natives natives;
    private final NativeOps ops;
    private final PointerPointer<?> extras = new PointerPointer<>(32);
    private final Map<String, Custom> customs = new HashMap<>();
    private final Block[] scratch = new Block[2 * SLOTS];
    private final Block[] ones = new Block[2];
    private final Rows[] rows = new Rows[DType.values().length * STAGES];
    private final HostedBackend<Block> memory;
    private final ConvolutionPrograms programs = new ConvolutionPrograms();
    private final Eltwise eltwise = new Eltwise();

    /** A custom operation with its context: one of each a thread, for contexts may not be shared. */
    private record Custom(OpContext keep, OpaqueContext context, long hash) {}

    /** Java arrays of the same length. */
    private record Rows(Object[] arrays, int length) {}

    Kernels(Natives natives, HostedBackend<Block> memory) {
        this.natives = natives;
        this.ops = natives.ops();
        ops.setOmpNumThreads(1); // of this thread: work is spread over the cores by Spread
        this.memory = memory;
    }

    /** This thread's block for staging, number 0 to 4, of at least n elements. */
    Block scratch(DType dtype, int number, int n) {
        int slot = dtype == DType.FLOAT32 ? number : number + SLOTS;
        Block b = scratch[slot];
        if (b == null || b.capacity < n) {
            if (b != null) {
                memory.give(b);
                int i = dtype == DType.FLOAT32 ? 0 : 1;
                ones[i] = ones[i] == b ? null : ones[i];
            }
            scratch[slot] = null;
            b = memory.take(dtype, n);
            scratch[slot] = b;
        }
        return b;
    }

    /** Work on a block. */
    @FunctionalInterface
    interface OnBlock {
        void run(Block b);
    }

    /** Runs something on a block of at least n elements that any thread has after it: large ones are not kept for each. */
    void staged(DType dtype, int n, OnBlock body) {
        Block b = memory.take(dtype, n);
        try {
            body.run(b);
        } finally {
            memory.give(b);
        }
    }

    /** This thread's programs of oneDNN. */
    ConvolutionPrograms programs() {
        return programs;
    }

    /** This thread's functions of oneDNN. */
    Eltwise eltwise() {
        return eltwise;
    }

    /**
     * This thread's Java arrays for staging, number 0 to 3: so many, each of at least n elements, with what was in them. New
     * ones would be written to memory that no cache holds, once by the virtual machine and once by the caller.
     */
    Object[] rows(DType dtype, int number, int count, int n) {
        int slot = dtype.ordinal() * STAGES + number;
        Rows kept = rows[slot];
        if (kept != null && kept.arrays.length == count && kept.length >= n) {
            return kept.arrays;
        }
        Object[] all = new Object[count];
        Arrays.setAll(all, i -> dtype.newArray(n));
        if ((long) count * n <= KEPT) {
            rows[slot] = new Rows(all, n);
        }
        return all;
    }

    /** The staging block that has been filled with ones, or null. */
    Block ones(DType dtype) {
        return ones[dtype == DType.FLOAT32 ? 0 : 1];
    }

    /** Remembers the staging block that has been filled with ones. */
    void ones(DType dtype, Block filled) {
        ones[dtype == DType.FLOAT32 ? 0 : 1] = filled;
    }

    /** What gives back all that the thread has kept when it has ended; it does not refer to this object. */
    Runnable releaser() {
        Block[] mine = scratch;
        ConvolutionPrograms convolutions = programs;
        Eltwise functions = eltwise;
        HostedBackend<Block> to = memory;
        return () -> {
            convolutions.close();
            functions.close();
            for (Block b : mine) {
                if (b != null) {
                    to.give(b);
                }
            }
        };
    }

    private LongPointer flat(DType dtype, int n) {
        return natives.shapeInfo(dtype, Shape.of(n));
    }

    /** {@code z = f(x)}. */
    void transform(TransformOp op, DType dtype, OpaqueDataBuffer x, OpaqueDataBuffer z, int n) {
        LongPointer s = flat(dtype, n);
        int f = op.opNum();
        switch (op.getOpType()) {
            case TRANSFORM_SAME -> ops.execTransformSame(extras, f, x, s, null, z, s, null, null);
            case TRANSFORM_STRICT -> ops.execTransformStrict(extras, f, x, s, null, z, s, null, null);
            case TRANSFORM_FLOAT -> ops.execTransformFloat(extras, f, x, s, null, z, s, null, null);
            default -> throw new IllegalStateException(op.opName());
        }
        natives.check("transform", f);
    }

    /** {@code z = f(x, y)}, element by element. */
    void pairwise(int f, DType dtype, OpaqueDataBuffer x, OpaqueDataBuffer y, OpaqueDataBuffer z, int n) {
        LongPointer s = flat(dtype, n);
        ops.execPairwiseTransform(extras, f, x, s, null, y, s, null, z, s, null, null);
        natives.check("pairwise", f);
    }

    /** {@code z = f(x, c)} with one number c. */
    void scalar(int f, DType dtype, OpaqueDataBuffer x, double c, OpaqueDataBuffer z, int n) {
        Block b = scratch(dtype, 3, 1);
        if (dtype == DType.FLOAT32) {
            b.floats.put(0, (float) c);
        } else {
            b.doubles.put(0, c);
        }
        LongPointer s = flat(dtype, n);
        LongPointer one = natives.shapeInfo(dtype, Shape.SCALAR);
        ops.execScalar(extras, f, x, s, null, z, s, null, b.handle, one, null, null);
        natives.check("scalar", f);
    }

    /** A custom operation; its shapes say how it broadcasts. The last buffer is the result. */
    void custom(String name, DType dtype, OpaqueDataBuffer[] on, Shape... shapes) {
        custom(name, null, dtype, on, shapes);
    }

    /** A custom operation with integer arguments. */
    void custom(String name, LongPointer integers, DType dtype, OpaqueDataBuffer[] on, Shape... shapes) {
        LongPointer[] infos = new LongPointer[shapes.length];
        Arrays.setAll(infos, i -> natives.shapeInfo(dtype, shapes[i]));
        custom(name, integers, 1, on, infos);
    }

    /**
     * A custom operation on arrays that {@link Natives#shapeInfo} or its like describes, the last of which are the results. The
     * context is purged at the end, or it leaks; until then the buffers must live.
     */
    void custom(String name, LongPointer integers, int results, OpaqueDataBuffer[] on, LongPointer... infos) {
        Custom c = customs.computeIfAbsent(name, Kernels::context);
        int status = 0;
        try {
            if (integers != null) {
                ops.setGraphContextIArguments(c.context, integers, (int) integers.capacity());
            }
            int inputs = on.length - results;
            for (int i = 0; i < on.length; i++) {
                if (i < inputs) {
                    ops.setGraphContextInputBuffer(c.context, i, on[i], infos[i], null);
                } else {
                    ops.setGraphContextOutputBuffer(c.context, i - inputs, on[i], infos[i], null);
                }
            }
            status = ops.execCustomOp2(null, c.hash, c.context);
        } finally {
            ops.ctxPurge(c.context);
        }
        if (status != 0) {
            throw new BackendException("ND4J's operation " + name + " failed: " + ops.lastErrorMessage());
        }
    }

    private static Custom context(String name) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        long hash = DynamicCustomOp.builder(name).build().opHash();
        return new Custom(context, (OpaqueContext) context.contextPointer(), hash);
    }
}
