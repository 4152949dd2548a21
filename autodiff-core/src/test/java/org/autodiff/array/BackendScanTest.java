package org.autodiff.array;

import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.real;
import static org.autodiff.array.BackendPair.shapes;
import static org.autodiff.array.BackendPair.views;

import java.util.function.DoubleBinaryOperator;
import org.autodiff.array.BackendPair.Both;
import org.junit.jupiter.api.Test;

/** Running results along every axis, in both directions: both backends against loops over all earlier elements. */
class BackendScanTest {
    /** What the place {@code at} holds, given what the place before holds and the place itself; NaN before the first. */
    @FunctionalInterface
    private interface Step {
        double next(double before, int at, boolean first);
    }

    @Test
    void accumulations() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (int[] dims : shapes()) {
                for (Both x : views(dtype, real(-1.1, 1.1), 41, dims)) {
                    double[] all = BackendPair.doubles(REFERENCE.elements(x.reference()));
                    for (Binary f : new Binary[] {Binary.ADD, Binary.MUL, Binary.LOG_ADD_EXP, Binary.MAXIMUM}) {
                        DoubleBinaryOperator op = f::apply;
                        for (int axis = 0; axis < dims.length; axis++) {
                            for (boolean reverse : new boolean[] {false, true}) {
                                String what = f + " along " + axis + (reverse ? " reverse of " : " of ") + x;
                                Array expected = expected(
                                        dtype,
                                        x.shape(),
                                        axis,
                                        reverse,
                                        (before, at, first) -> first ? all[at] : op.applyAsDouble(before, all[at]));
                                check(what, dtype, TESTED.accumulate(f, x.tested(), axis, reverse), expected);
                                Array heap = REFERENCE.accumulate(f, x.reference(), axis, reverse);
                                check(what, dtype, TESTED.of(REFERENCE.elements(heap), heap.shape()), expected);
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void recurrences() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (int[] dims : shapes()) {
                Both a = views(dtype, real(-0.9, 0.9), 42, dims).get(0);
                double[] factors = BackendPair.doubles(REFERENCE.elements(a.reference()));
                for (Both t : views(dtype, real(-2, 2), 43, dims)) {
                    double[] terms = BackendPair.doubles(REFERENCE.elements(t.reference()));
                    for (int axis = 0; axis < dims.length; axis++) {
                        for (boolean reverse : new boolean[] {false, true}) {
                            String what = "recurrence along " + axis + (reverse ? " reverse of " : " of ") + t;
                            Array expected = expected(
                                    dtype,
                                    t.shape(),
                                    axis,
                                    reverse,
                                    (before, at, first) -> first ? terms[at] : factors[at] * before + terms[at]);
                            check(what, dtype, TESTED.recurrence(a.tested(), t.tested(), axis, reverse), expected);
                        }
                    }
                }
            }
        }
    }

    private static void check(String what, DType dtype, Array actual, Array expected) {
        double tolerance = dtype == DType.FLOAT32 ? 1e-6 : 1e-14;
        assertSame(what, actual, expected, tolerance, dtype == DType.FLOAT32 ? 1e-38 : 0);
    }

    private static Array expected(DType dtype, Shape shape, int axis, boolean reverse, Step step) {
        int stride = shape.strides()[axis];
        int n = shape.dim(axis);
        double[] z = new double[shape.size()];
        for (int k = 0; k < z.length; k++) {
            int at = reverse ? z.length - 1 - k : k; // row-major order comes by each element's predecessor first
            int place = at / stride % n;
            boolean first = place == (reverse ? n - 1 : 0);
            z[at] = step.next(first ? Double.NaN : z[reverse ? at + stride : at - stride], at, first);
        }
        return REFERENCE.cast(REFERENCE.of(z, shape), dtype);
    }
}
