package org.autodiff.array.nd4j.portable;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products of the portable backend, and its sums, which are products with ones. */
final class PortableProducts {
    /** Multiply-adds below which Java's loops on Java arrays beat copying these to the device. */
    private static final long TINY = 32_768;

    /** The most terms that are added up in single precision. */
    private static final int ROW = 1024;

    private final PortableBackend backend;

    PortableProducts(PortableBackend backend) {
        this.backend = backend;
    }

    Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        int inner = x.shape().dim(transposeX ? -2 : -1);
        if (inner == 0 || out.size() == 0) {
            return backend.full(x.dtype(), out, 0);
        }
        boolean tiny = (long) out.size() * inner <= TINY && backend.isSmall(x.dtype(), out);
        if (tiny && !PortableBackend.isHosted(x) && !PortableBackend.isHosted(y)) {
            return backend.heap().matmul(x, y, transposeX, transposeY, out);
        }
        int batch = out.size() / (out.dim(-2) * out.dim(-1));
        boolean oneRight = y.shape().size() == y.shape().dim(-2) * y.shape().dim(-1);
        if (batch > 1 && oneRight && !transposeX) {
            Array rows = backend.dense(x).reshape(Shape.of(batch * out.dim(-2), inner));
            Array z = product(
                    rows,
                    false,
                    matrices(y, y.shape(), 1),
                    transposeY,
                    rows.shape().with(1, out.dim(-1)));
            return z.reshape(out);
        }
        Array a = matrices(x, batches(x, out), batch);
        Array b = matrices(y, batches(y, out), batch);
        Shape flat = batch == 1 ? Shape.of(out.dim(-2), out.dim(-1)) : Shape.of(batch, out.dim(-2), out.dim(-1));
        return product(a, transposeX, b, transposeY, flat).reshape(out);
    }

    /** The shape of an operand with the batch axes of the result. */
    private static Shape batches(Array x, Shape out) {
        return out.with(-2, x.shape().dim(-2)).with(-1, x.shape().dim(-1));
    }

    /** The operand repeated to a shape, as one matrix or as a batch with one axis, whose rows or columns are dense. */
    private Array matrices(Array x, Shape wide, int batch) {
        int rows = wide.dim(-2);
        int columns = wide.dim(-1);
        Shape to = batch == 1 ? Shape.of(rows, columns) : Shape.of(batch, rows, columns);
        Array z = x.shape().equals(wide) ? x.viewAs(to) : null;
        return z != null && isPlain(z) ? z : backend.copy(x.expand(wide)).reshape(to);
    }

    /** Whether a row-major or column-major product can read it: no repetitions, and one of the last axes advances by 1. */
    private static boolean isPlain(Array x) {
        if (x.isDense()) {
            return true;
        }
        int[] s = x.strides();
        boolean repeats = Arrays.stream(s).anyMatch(step -> step == 0);
        return !repeats && (s[s.length - 1] == 1 || s[s.length - 2] == 1);
    }

    private Array product(Array x, boolean transposeX, Array y, boolean transposeY, Shape out) {
        // ND4J multiplies by a vector, one of a batch as well, with few sums in single precision
        boolean byVector = out.dim(-2) == 1 || out.dim(-1) == 1;
        boolean wide = byVector && x.dtype() == DType.FLOAT32 && x.shape().dim(transposeX ? -2 : -1) > ROW;
        return backend.computed(x.dtype(), out, z -> {
            try (Operands o = new Operands(backend)) {
                if (wide) {
                    INDArray exact = o.scratch(DType.FLOAT64, out);
                    PortableKernels.matmul(widened(o, x), transposeX, widened(o, y), transposeY, exact);
                    PortableKernels.assign(exact, o.of(z));
                } else {
                    PortableKernels.matmul(o.of(x), transposeX, o.of(y), transposeY, o.of(z));
                }
            }
        });
    }

    /** A copy in double precision, which ends with the operands. */
    private static INDArray widened(Operands o, Array x) {
        INDArray z = o.scratch(DType.FLOAT64, x.shape());
        PortableKernels.assign(o.of(x), z);
        return z;
    }

    Array sum(Array x, int... axes) {
        Shape out = Span.reduced(x.shape(), axes);
        Array once = PortableBackend.once(x);
        if (once.size() < x.size()) {
            return repeated(x, once, out, axes);
        }
        Array d = backend.dense(x);
        Span s = Span.of(x.shape(), axes);
        if (s == null) {
            d = backend.copy(x.permute(Span.toEnd(x.shape().rank(), axes)));
            s = new Span(out.size(), x.size() / out.size(), 1);
        }
        Array from = d;
        Span span = s;
        return backend.computed(x.dtype(), out, z -> sum(from, span, z));
    }

    /** The sum of an array with repetitions: those along the axes are a factor, the others are repeated in the result. */
    private Array repeated(Array x, Array once, Shape out, int[] axes) {
        double times = 1;
        for (int axis : axes) {
            times *= (double) x.shape().dim(axis) / once.shape().dim(axis);
        }
        Array sum = backend.sum(once, axes);
        Array factor = backend.full(x.dtype(), Shape.SCALAR, times);
        Array z = backend.binary(Binary.MUL, sum, factor, sum.shape());
        return z.shape().equals(out) ? z : backend.copy(z.expand(out));
    }

    /** {@code z = } the sums over the middle axis of a dense array seen as a span. */
    private void sum(Array x, Span s, Array z) {
        boolean wide = x.dtype() == DType.FLOAT32 && s.count() > ROW;
        DType dtype = wide ? DType.FLOAT64 : x.dtype();
        boolean batch = s.outer() > 1 && s.inner() > 1;
        Shape in = batch
                ? Shape.of(s.outer(), s.count(), s.inner())
                : s.inner() == 1 ? Shape.of(s.outer(), s.count()) : Shape.of(s.count(), s.inner());
        Shape ones = batch ? Shape.of(s.outer(), 1, s.count()) : Shape.of(s.count(), 1);
        Shape out = batch ? Shape.of(s.outer(), 1, s.inner()) : Shape.of(z.size(), 1);
        try (Operands o = new Operands(backend)) {
            INDArray from = o.of(x.reshape(in));
            INDArray one = o.scratch(dtype, ones);
            PortableKernels.fill(one, 1);
            INDArray sums = o.of(z.reshape(out));
            if (wide) {
                from = widened(o, x.reshape(in));
                sums = o.scratch(dtype, out);
            }
            if (batch) {
                PortableKernels.matmul(one, false, from, false, sums);
            } else {
                PortableKernels.matmul(from, s.inner() > 1, one, false, sums);
            }
            if (wide) {
                PortableKernels.assign(sums, o.of(z.reshape(out)));
            }
        }
    }
}
