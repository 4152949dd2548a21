package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.nd4j.nativeblas.OpaqueDataBuffer;

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
        if (n > NativeBackend.SMALL && !hasKernel(f, x.dtype())) {
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

    /** Whether there is a native kernel that is right. ND4J's tanh loses all relative accuracy near 0; oneDNN's is single. */
    private static boolean hasKernel(Unary f, DType dtype) {
        return switch (f) {
            case NEG, ABS, SIGN, SQUARE, RECIPROCAL, EXP, LOG, SIN, COS, SIGMOID, SQRT, RELU -> true;
            case TANH -> dtype == DType.FLOAT32;
            default -> false;
        };
    }

    /** The functions that Java computes one element at a time, in ten nanoseconds or more. */
    private static boolean isDear(Unary f) {
        return switch (f) {
            case EXP, LOG, SIN, COS, SIGMOID -> true;
            default -> false;
        };
    }

    private void run(Unary f, Block x, Block z, int n) {
        backend.spread().flat(n, (k, on, m) -> run(k, f, x.dtype, on, m), x, z);
    }

    private static void run(Kernels k, Unary f, DType dtype, OpaqueDataBuffer[] on, int n) {
        OpaqueDataBuffer x = on[0];
        OpaqueDataBuffer z = on[1];
        switch (f) {
            case NEG -> k.same(OpNumbers.NEG, dtype, x, z, n);
            case ABS -> k.same(OpNumbers.ABS, dtype, x, z, n);
            case SIGN -> k.same(OpNumbers.SIGN, dtype, x, z, n);
            case SQUARE -> k.same(OpNumbers.SQUARE, dtype, x, z, n);
            case RECIPROCAL -> k.same(OpNumbers.RECIPROCAL, dtype, x, z, n);
            case EXP -> k.strict(OpNumbers.EXP, dtype, x, z, n);
            case LOG -> k.strict(OpNumbers.LOG, dtype, x, z, n);
            case SIN -> k.strict(OpNumbers.SIN, dtype, x, z, n);
            case COS -> k.strict(OpNumbers.COS, dtype, x, z, n);
            case SIGMOID -> k.strict(OpNumbers.SIGMOID, dtype, x, z, n);
            case SQRT -> k.floating(OpNumbers.SQRT, dtype, x, z, n);
            case RELU -> k.scalar(OpNumbers.SCALAR_RELU, dtype, x, 0, z, n);
            case TANH -> k.custom("tanh", dtype, on, Shape.of(n), Shape.of(n)); // oneDNN's
            default -> throw new IllegalStateException("no kernel for " + f);
        }
    }
}
