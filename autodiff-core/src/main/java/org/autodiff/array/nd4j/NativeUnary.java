package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import java.util.EnumMap;
import java.util.Map;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Unary;
import org.autodiff.array.vector.FloatVectors;
import org.nd4j.linalg.api.ops.TransformOp;

/**
 * Functions of one element on native memory, each by the fastest route that is right: oneDNN, the loops in Java, or, for those
 * that have neither, ND4J's kernel.
 */
final class NativeUnary {
    /** From this size on ND4J's kernel, staged through native memory, beats Java's function on a Java array. */
    private static final int STAGED = 24;

    private static final Map<Unary, TransformOp> TRANSFORMS = transforms();

    private final NativeBackend backend;

    NativeUnary(NativeBackend backend) {
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
        boolean kernel = hasKernel(f, x.dtype());
        if (n > NativeArrays.SMALL) {
            boolean single = x.dtype() == DType.FLOAT32;
            return kernel ? byKernel(f, x) : single && Eltwise.has(f, n) ? byOneDnn(f, x) : backend.inLoops(f, x);
        }
        Array small = backend.onHeap(x);
        if (n < STAGED || !kernel) {
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

    private Array byKernel(Unary f, Array x) {
        Array a = backend.flat(x);
        Array z = backend.allocate(x.dtype(), x.shape());
        run(f, Block.of(a), Block.of(z), x.size());
        Reference.reachabilityFence(a);
        return z;
    }

    private Array byOneDnn(Unary f, Array x) {
        Array a = backend.flat(x);
        Array z = backend.allocate(x.dtype(), x.shape());
        Block from = Block.of(a);
        Block to = Block.of(z);
        backend.spread()
                .ranges(x.size(), 1, (start, end) -> backend.kernel().eltwise().apply(f, from, to, 0, start, end));
        Reference.reachabilityFence(a);
        return z;
    }

    /**
     * Whether ND4J's kernel is the best: where it is right and there is no loop. Of those that it has, asinh overflows, round
     * takes halves away from 0, and digamma loses digits near its zero.
     */
    private static boolean hasKernel(Unary f, DType dtype) {
        return switch (f) {
            case FLOOR, CEIL, ROUND, TAN, ASIN, ACOS, ATAN, SINH, COSH, ACOSH, ATANH, ERF, ERFC ->
                dtype == DType.FLOAT64 || !FloatVectors.has(f);
            default -> false;
        };
    }

    private void run(Unary f, Block x, Block z, int n) {
        backend.spread().flat(n, (k, on, m) -> k.transform(TRANSFORMS.get(f), x.dtype, on[0], on[1], m), x, z);
    }
}
