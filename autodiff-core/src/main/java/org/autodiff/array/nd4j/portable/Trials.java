package org.autodiff.array.nd4j.portable;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.BackendException;

/**
 * Finds out which of ND4J's operations are right here. Builds and devices differ: on a CPU its maximum drops NaN, and its
 * tanh has no digits left near 0 unless oneDNN is there. So an operation is tried when it is first wanted, on values of
 * all kinds, and is used only if it agrees with the loops in Java.
 */
final class Trials {
    /** What kernels get wrong: not numbers, zeros, halves, the very small, and where exponentials overflow. */
    private static final double[] SPECIAL = DoubleStream.concat(
                    DoubleStream.of(Double.NaN),
                    DoubleStream.of(
                                    0,
                                    1,
                                    2,
                                    3,
                                    0.5,
                                    1.5,
                                    2.5,
                                    1e-3,
                                    1e-6,
                                    1e-9,
                                    7,
                                    20,
                                    90,
                                    200,
                                    Double.POSITIVE_INFINITY)
                            .flatMap(x -> DoubleStream.of(x, -x)))
            .toArray();

    private static final int COUNT = 3000;

    private final Backend reference;
    private final ConcurrentHashMap<Object, Boolean> results = new ConcurrentHashMap<>();

    /** A kernel on a type. */
    private record Kernel(Object function, DType dtype) {}

    Trials(Backend reference) {
        this.reference = reference;
    }

    /** How the operation is run: on arrays of the reference, with its result there too; null where there is none. */
    @FunctionalInterface
    interface Run {
        Array on(Array... inputs);
    }

    boolean isRight(Unary f, DType dtype, Run run) {
        return results.computeIfAbsent(new Kernel(f, dtype), k -> {
            Array x = numbers(dtype);
            return agrees(() -> run.on(x), reference.unary(f, x), 1, crossesZero(f));
        });
    }

    boolean isRight(Binary f, DType dtype, Run run) {
        int units = f == Binary.POW ? 5 : 1; // powers of 200 and 1/200
        return results.computeIfAbsent(new Kernel(f, dtype), k -> {
            int n = SPECIAL.length;
            Array column = special(dtype).reshape(Shape.of(n, 1));
            Array row = special(dtype).reshape(Shape.of(1, n));
            Array x = reference.copy(column.expand(Shape.of(n, n)));
            Array y = reference.copy(row.expand(Shape.of(n, n)));
            Array expected = reference.binary(f, x, y, x.shape());
            return agrees(() -> run.on(x, y), expected, units, false)
                    && agrees(() -> run.on(column, row), expected, units, false);
        });
    }

    private Array special(DType dtype) {
        return reference.cast(reference.of(SPECIAL, Shape.of(SPECIAL.length)), dtype);
    }

    private Array numbers(DType dtype) {
        double[] x = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = i < SPECIAL.length ? SPECIAL[i] : 6.0 * i / COUNT - 3;
        }
        return reference.cast(reference.of(x, Shape.of(COUNT)), dtype);
    }

    /** Whether there are zeros other than at 0: next to them an error is measured against 1, for it comes from rounding x. */
    private static boolean crossesZero(Unary f) {
        return switch (f) {
            case SIN, COS, TAN, ACOS, ACOSH, LOG, LOG2, LOG10, LOGIT, LGAMMA, DIGAMMA -> true;
            default -> false;
        };
    }

    private boolean agrees(Supplier<Array> run, Array expected, int units, boolean crossesZero) {
        DType dtype = expected.dtype();
        double unit = units * (dtype == DType.FLOAT32 ? 2e-6 : 1e-12);
        double least = dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL; // below it, 0 will do
        try {
            Array actual = run.get();
            return actual != null && agrees(doubles(actual), doubles(expected), unit, crossesZero ? unit / 10 : least);
        } catch (BackendException e) {
            return false; // no such operation here, or not on this type
        }
    }

    private static boolean agrees(double[] actual, double[] expected, double relative, double absolute) {
        for (int i = 0; i < actual.length; i++) {
            double a = actual[i];
            double e = expected[i];
            boolean close = Double.isFinite(e) && Math.abs(a - e) <= relative * Math.abs(e) + absolute;
            if (a != e && !(Double.isNaN(a) && Double.isNaN(e)) && !close) {
                return false;
            }
        }
        return true;
    }

    private double[] doubles(Array x) {
        return (double[]) reference.elements(reference.cast(x, DType.FLOAT64));
    }
}
