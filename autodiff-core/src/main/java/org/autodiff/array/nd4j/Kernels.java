package org.autodiff.array.nd4j;

import java.util.HashMap;
import java.util.Map;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.BackendException;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * ND4J's kernels as one thread calls them: directly, with cached pointers, without its array type. A call costs about
 * 0.15 us this way and leaves no garbage; through the array methods it costs 4 to 70 us.
 *
 * <p>Blocks, element counts and shapes have been checked by the caller. The native side checks nothing.
 */
final class Kernels {
    /** The staging blocks of each element type: operands, ones, a single number, a result. */
    private static final int SLOTS = 5;

    /**
     * Elements from which a kernel is spread over all cores. Below, waking the other threads costs ten times the kernel,
     * and fifty times when something else keeps a core busy.
     */
    private static final int SPREAD = 65_536;

    private final Natives natives;
    private final NativeOps ops;
    private final int cores;
    private int threads;
    private final PointerPointer<?> extras = new PointerPointer<>(32);
    private final Map<String, Custom> customs = new HashMap<>();
    private final Block[] scratch = new Block[2 * SLOTS];
    private final Block[] ones = new Block[2];
    private final Pool pool;

    /** A custom operation with its context: one of each a thread, for contexts may not be shared. */
    private record Custom(OpContext keep, OpaqueContext context, long hash) {}

    Kernels(Natives natives, Pool pool) {
        this.natives = natives;
        this.ops = natives.ops();
        this.cores = natives.cores();
        this.threads = cores;
        this.pool = pool;
    }

    /** This thread's block for staging, number 0 to 4, of at least n elements. */
    Block scratch(DType dtype, int number, int n) {
        int slot = dtype == DType.FLOAT32 ? number : number + SLOTS;
        Block b = scratch[slot];
        if (b == null || b.capacity < n) {
            if (b != null) {
                pool.give(b);
            }
            scratch[slot] = null;
            b = pool.take(dtype, n);
            scratch[slot] = b;
        }
        return b;
    }

    /** The staging block that has been filled with ones, or null. */
    Block ones(DType dtype) {
        return ones[dtype == DType.FLOAT32 ? 0 : 1];
    }

    /** Remembers the staging block that has been filled with ones. */
    void ones(DType dtype, Block filled) {
        ones[dtype == DType.FLOAT32 ? 0 : 1] = filled;
    }

    /** What gives the staging blocks back when the thread has ended; it does not refer to this object. */
    Runnable releaser() {
        Block[] mine = scratch;
        Pool to = pool;
        return () -> {
            for (Block b : mine) {
                if (b != null) {
                    to.give(b);
                }
            }
        };
    }

    /** Sets how many threads the next kernel of this thread may use. */
    private void spread(boolean over) {
        int wanted = over ? cores : 1;
        if (threads != wanted) {
            ops.setOmpNumThreads(wanted);
            threads = wanted;
        }
    }

    private LongPointer flat(DType dtype, int n) {
        return natives.shapeInfo(dtype, Shape.of(n));
    }

    /** {@code z = f(x)} for a function of ND4J's group "same". */
    void same(int f, Block x, Block z, int n) {
        spread(n >= SPREAD);
        LongPointer s = flat(x.dtype, n);
        ops.execTransformSame(extras, f, x.handle, s, null, z.handle, s, null, null);
        natives.check("same " + f);
    }

    /** {@code z = f(x)} for a function of ND4J's group "strict". */
    void strict(int f, Block x, Block z, int n) {
        spread(n >= SPREAD);
        LongPointer s = flat(x.dtype, n);
        ops.execTransformStrict(extras, f, x.handle, s, null, z.handle, s, null, null);
        natives.check("strict " + f);
    }

    /** {@code z = f(x)} for a function of ND4J's group "float". */
    void floating(int f, Block x, Block z, int n) {
        spread(n >= SPREAD);
        LongPointer s = flat(x.dtype, n);
        ops.execTransformFloat(extras, f, x.handle, s, null, z.handle, s, null, null);
        natives.check("float " + f);
    }

    /** {@code z = f(x, y)}, element by element. */
    void pairwise(int f, Block x, Block y, Block z, int n) {
        spread(n >= SPREAD);
        LongPointer s = flat(x.dtype, n);
        ops.execPairwiseTransform(extras, f, x.handle, s, null, y.handle, s, null, z.handle, s, null, null);
        natives.check("pairwise " + f);
    }

    /** {@code z = f(x, c)} with one number c. */
    void scalar(int f, Block x, double c, Block z, int n) {
        Block b = scratch(x.dtype, 3, 1);
        if (x.dtype == DType.FLOAT32) {
            b.floats.put(0, (float) c);
        } else {
            b.doubles.put(0, c);
        }
        spread(n >= SPREAD);
        LongPointer s = flat(x.dtype, n);
        ops.execScalar(
                extras,
                f,
                x.handle,
                s,
                null,
                z.handle,
                s,
                null,
                b.handle,
                natives.shapeInfo(x.dtype, Shape.SCALAR),
                null,
                null);
        natives.check("scalar " + f);
    }

    /**
     * A custom operation of one or two inputs; y may be null. The context is purged each time, or it leaks.
     *
     * @param work how many elementary steps it takes, which decides whether it is spread over the cores
     */
    void custom(String name, long work, LongPointer integers, Block x, Shape xs, Block y, Shape ys, Block z, Shape zs) {
        spread(work >= SPREAD);
        Custom c = customs.computeIfAbsent(name, Kernels::context);
        if (integers != null) {
            ops.setGraphContextIArguments(c.context, integers, (int) integers.capacity());
        }
        ops.setGraphContextInputBuffer(c.context, 0, x.handle, natives.shapeInfo(x.dtype, xs), null);
        if (y != null) {
            ops.setGraphContextInputBuffer(c.context, 1, y.handle, natives.shapeInfo(y.dtype, ys), null);
        }
        ops.setGraphContextOutputBuffer(c.context, 0, z.handle, natives.shapeInfo(z.dtype, zs), null);
        int status = ops.execCustomOp2(null, c.hash, c.context);
        ops.ctxPurge(c.context);
        if (status != 0) {
            throw new BackendException("ND4J's operation " + name + " failed on " + xs + (y == null ? "" : " and " + ys)
                    + ": " + ops.lastErrorMessage());
        }
    }

    private static Custom context(String name) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        long hash = DynamicCustomOp.builder(name).build().opHash();
        return new Custom(context, (OpaqueContext) context.contextPointer(), hash);
    }
}
