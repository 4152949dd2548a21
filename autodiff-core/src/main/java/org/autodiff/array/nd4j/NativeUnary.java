package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;

/** Functions of one element on native memory, each by the fastest kernel that is right. */
final class NativeUnary {
    /** From this size on ND4J's kernel, staged through native memory, beats Java's function on a Java array. */
    private static final int STAGED = 24;

    private final NativeBackend backend;

    NativeUnary(NativeBackend backend) {
        this.backend = backend;
    }

    Array apply(Unary f, Array x) {
        int n = x.size();
        if (f == Unary.TANH && x.dtype() == DType.FLOAT64 && n > NativeBackend.SMALL) {
            // ND4J's loses all relative accuracy near 0, and oneDNN has none for double
            return backend.placed(backend.heap().unary(f, backend.onHeap(x)));
        }
        if (n > NativeBackend.SMALL) {
            Array a = backend.flat(x);
            Array z = backend.allocate(x.dtype(), x.shape());
            run(f, NativeBackend.block(a), NativeBackend.block(z), n);
            Reference.reachabilityFence(a);
            return z;
        }
        Array small = backend.onHeap(x);
        if (n < STAGED || !isDear(f)) {
            return backend.heap().unary(f, small);
        }
        Array d = backend.heap().dense(small);
        Kernels k = backend.kernel();
        Block from = k.scratch(x.dtype(), 0, NativeBackend.SMALL);
        Block to = k.scratch(x.dtype(), 1, NativeBackend.SMALL);
        from.write(0, d.storage(), d.offset(), n);
        run(f, from, to, n);
        Array z = backend.heap().allocate(x.dtype(), x.shape());
        to.read(0, z.storage(), 0, n);
        return z;
    }

    /** The functions that Java computes one element at a time, in ten nanoseconds or more. */
    private static boolean isDear(Unary f) {
        return switch (f) {
            case EXP, LOG, SIN, COS, SIGMOID -> true;
            default -> false;
        };
    }

    private void run(Unary f, Block x, Block z, int n) {
        Kernels k = backend.kernel();
        switch (f) {
            case NEG -> k.same(OpNumbers.NEG, x, z, n);
            case ABS -> k.same(OpNumbers.ABS, x, z, n);
            case SIGN -> k.same(OpNumbers.SIGN, x, z, n);
            case SQUARE -> k.same(OpNumbers.SQUARE, x, z, n);
            case RECIPROCAL -> k.same(OpNumbers.RECIPROCAL, x, z, n);
            case EXP -> k.strict(OpNumbers.EXP, x, z, n);
            case LOG -> k.strict(OpNumbers.LOG, x, z, n);
            case SIN -> k.strict(OpNumbers.SIN, x, z, n);
            case COS -> k.strict(OpNumbers.COS, x, z, n);
            case SIGMOID -> k.strict(OpNumbers.SIGMOID, x, z, n);
            case SQRT -> k.floating(OpNumbers.SQRT, x, z, n);
            case RELU -> k.scalar(OpNumbers.SCALAR_RELU, x, 0, z, n);
            // oneDNN's: ND4J's own is 15 times slower, and 0 below 1e-6
            case TANH -> k.custom("tanh", n, null, x, Shape.of(n), null, null, z, Shape.of(n));
        }
    }
}
