package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import java.util.EnumMap;
import java.util.Map;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/** Functions of one element on native memory, each by the fastest kernel that is right. */
final class NativeUnary {
    /** From this size on ND4J's kernel, staged through native memory, beats Java's function on a Java array. */
    private static final int STAGED = 24;

    /** Elements that Java's loops take at a time. */
    private static final int CHUNK = 4096;

    private static final Map<Unary, TransformOp> TRANSFORMS = transforms();

    private final NativeArrays backend;

    NativeUnary(NativeArrays backend) {
        this.backend = backend;
    }

    private static Map<Unary, TransformOp> transforms() {
        Map<Unary, TransformOp> all = new EnumMap<>(Unary.class);
        for (Unary f : Unary.values()) {
            all.put(f, Transforms.of(f));
        }
        return all;
    }

    Array apply(Unary f, Array x) {
        int n = x.size();
        if (n > NativeArrays.SMALL && !hasKernel(f, x.dtype())) {
            return inChunks(f, x);
        }
        if (n > NativeArrays.SMALL) {
            Array a = backend.flat(x);
            Array z = backend.allocate(x.dtype(), x.shape());
            run(f, Block.of(a), Block.of(z), n);
            Reference.reachabilityFence(a);
            return z;
        }
        Array small = backend.onHeap(x);
        if (n < STAGED || !isDear(f)) {
            return backend.heap().unary(f, small);
        }
        Array d = backend.heap().dense(small);
        Kernels k = backend.kernel();
        Block from = k.scratch(x.dtype(), 0, NativeArrays.SMALL);
        Block to = k.scratch(x.dtype(), 1, NativeArrays.SMALL);
        from.write(0, d.storage(), d.offset(), n);
        run(f, from, to, n);
        Array z = backend.heap().allocate(x.dtype(), x.shape());
        to.read(0, z.storage(), 0, n);
        return z;
    }

    /** Whether {@link #times} has a kernel. */
    static boolean fuses(Unary f, Array x) {
        return x.size() > NativeArrays.SMALL && hasKernel(f, x.dtype());
    }

    /** The function times another array, piece by piece: what is multiplied is still in the cache. */
    Array times(Unary f, Array x, Array factor) {
        Array a = backend.flat(x);
        Array b = backend.flat(factor);
        Array z = backend.allocate(x.dtype(), x.shape());
        backend.spread()
                .flat(
                        x.size(),
                        (k, on, n) -> {
                            run(k, f, x.dtype(), on, n);
                            k.pairwise(OpNumbers.pairwise(Binary.MUL), x.dtype(), on[2], on[1], on[1], n);
                        },
                        Block.of(a),
                        Block.of(z),
                        Block.of(b));
        NativeArrays.hold(a, b);
        return z;
    }

    /** By Java's loops on all cores, chunk by chunk, so that the Java arrays stay in the cache. */
    private Array inChunks(Unary f, Array x) {
        Array a = backend.flat(x);
        Array z = backend.allocate(x.dtype(), x.shape());
        Block from = Block.of(a);
        Block to = Block.of(z);
        backend.spread().ranges(x.size(), 1, (start, end) -> {
            for (int at = start; at < end; at += CHUNK) {
                int n = Math.min(CHUNK, end - at);
                Array part = backend.heap().allocate(x.dtype(), Shape.of(n));
                from.read(at, part.storage(), 0, n);
                to.write(at, backend.heap().unary(f, part).storage(), 0, n);
            }
        });
        Reference.reachabilityFence(a);
        return z;
    }

    /**
     * Whether there is a native kernel that is right. Of those that ND4J has, tanh, log1p and expm1 lose all relative
     * accuracy near 0 (oneDNN's tanh does not, but is single), asinh overflows and softplus too, round takes halves away
     * from 0, relu6 drops NaN, and digamma loses digits near its zero.
     */
    private static boolean hasKernel(Unary f, DType dtype) {
        return switch (f) {
            case NEG, ABS, SIGN, SQUARE, RECIPROCAL, EXP, LOG, SIN, COS, SIGMOID, SQRT, RELU -> true;
            case STEP, RSQRT, FLOOR, CEIL, ROUND, TAN, ASIN, ACOS, ATAN, SINH, COSH, ACOSH, ATANH, ERF, ERFC -> true;
            case TANH -> dtype == DType.FLOAT32;
            default -> false;
        };
    }

    /** The functions that Java computes one element at a time, in ten nanoseconds or more. */
    private static boolean isDear(Unary f) {
        return switch (f) {
            case EXP, LOG, SIN, COS, SIGMOID, TAN, ASIN, ACOS, ATAN, SINH, COSH -> true;
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
            case RELU -> k.scalar(OpNumbers.SCALAR_RELU, dtype, x, 0, z, n);
            case STEP -> {
                k.scalar(OpNumbers.SCALAR_REPLACE_NAN, dtype, x, 1, z, n); // ND4J's step of NaN is 0
                k.scalar(OpNumbers.SCALAR_STEP, dtype, z, 0, z, n);
            }
            case TANH -> k.custom("tanh", dtype, new OpaqueDataBuffer[] {x, z}, Shape.of(n), Shape.of(n)); // oneDNN's
            default -> k.transform(TRANSFORMS.get(f), dtype, x, z, n);
        }
    }
}
