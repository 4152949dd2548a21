package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.WHOLE;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.dense;
import static org.autodiff.array.BackendPair.real;
import static org.autodiff.array.BackendPair.shapes;
import static org.autodiff.array.BackendPair.views;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.autodiff.array.Backend.AdamStep;
import org.autodiff.array.BackendPair.Both;
import org.junit.jupiter.api.Test;

/** Primitives that move elements or change arrays in place: the native backend against plain Java. */
class BackendMovementTest {
    private static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

    private static List<int[]> largeAndSmall() {
        return List.of(new int[] {7}, new int[] {2000}, new int[] {4, 6}, new int[] {40, 50}, new int[] {5, 60, 4});
    }

    @Test
    void embedAlongEveryAxis() {
        for (DType dtype : FLOATING) {
            for (int[] dims : largeAndSmall()) {
                for (Both x : views(dtype, WHOLE, 1, dims)) {
                    for (int axis = 0; axis < dims.length; axis++) {
                        for (int step : new int[] {1, 3}) {
                            int n = (dims[axis] - 1) * step + 4;
                            Shape out = x.shape().with(axis, n);
                            assertSame(
                                    "embed of " + x + " in " + out,
                                    TESTED.embed(x.tested(), axis, 2, step, out),
                                    REFERENCE.embed(x.reference(), axis, 2, step, out));
                        }
                    }
                }
            }
        }
    }

    @Test
    void embedUndoesSlice() {
        Both x = dense(DType.FLOAT32, WHOLE, 2, 40, 50);
        Array part = x.tested().slice(1, 3, 10, 2);
        Array back = TESTED.embed(part, 1, 3, 2, x.shape()).slice(1, 3, 10, 2);
        assertSame("part", back, x.reference().slice(1, 3, 10, 2));
        assertThat(TESTED.item(TESTED.sum(TESTED.embed(part, 1, 3, 2, x.shape()), 0, 1)))
                .isEqualTo(TESTED.item(TESTED.sum(part, 0, 1)));
    }

    @Test
    void concatOfViewsAlongEveryAxis() {
        for (DType dtype : DType.values()) {
            for (int[] dims : largeAndSmall()) {
                for (int axis = 0; axis < dims.length; axis++) {
                    List<Both> parts = new ArrayList<>(views(dtype, WHOLE, 3, dims));
                    parts.add(
                            dense(dtype, WHOLE, 4, Shape.of(dims).with(axis, 3).toArray()));
                    parts.add(
                            dense(dtype, WHOLE, 5, Shape.of(dims).with(axis, 0).toArray()));
                    int a = axis;
                    int total = parts.stream().mapToInt(p -> p.shape().dim(a)).sum();
                    Shape out = Shape.of(dims).with(axis, total);
                    assertSame(
                            "concat along " + axis + " to " + out,
                            TESTED.concat(parts.stream().map(Both::tested).toList(), axis, out),
                            REFERENCE.concat(parts.stream().map(Both::reference).toList(), axis, out));
                }
            }
        }
    }

    @Test
    void pickAndUnpick() {
        for (DType dtype : FLOATING) {
            for (int[] dims : List.of(new int[] {4, 6}, new int[] {40, 50}, new int[] {1500, 10}, new int[] {0, 5})) {
                long[] columns = new long[dims[0]];
                Arrays.setAll(columns, i -> i * 7 % dims[1]);
                Array ct = TESTED.of(columns, Shape.of(dims[0]));
                Array cr = REFERENCE.of(columns, Shape.of(dims[0]));
                for (Both x : views(dtype, WHOLE, 6, dims)) {
                    assertSame("pick " + x, TESTED.pick(x.tested(), ct), REFERENCE.pick(x.reference(), cr));
                }
                for (Both x : views(dtype, WHOLE, 7, dims[0])) {
                    assertSame(
                            "unpick " + x,
                            TESTED.unpick(x.tested(), ct, Shape.of(dims)),
                            REFERENCE.unpick(x.reference(), cr, Shape.of(dims)));
                }
            }
        }
        Array x = TESTED.of(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3));
        Array columns = TESTED.of(new long[] {2, 0}, Shape.of(2));
        assertThat((float[]) TESTED.elements(TESTED.pick(x, columns))).containsExactly(3, 4);
    }

    @Test
    void addScaleAndCopyInto() {
        for (DType dtype : FLOATING) {
            double rounding = dtype == DType.FLOAT32 ? 2e-7 : 0; // a fused multiply-add may round once less
            for (int[] dims : shapes()) {
                for (Both x : views(dtype, real(-3, 3), 8, dims)) {
                    Both t = dense(dtype, real(-3, 3), 9, dims);
                    TESTED.addInto(t.tested(), -0.3, x.tested());
                    REFERENCE.addInto(t.reference(), -0.3, x.reference());
                    assertSame("add " + x, t.tested(), t.reference(), rounding + 1e-15, 4 * rounding + 1e-15);
                    TESTED.scaleInto(t.tested(), 0.7);
                    REFERENCE.scaleInto(t.reference(), 0.7);
                    assertSame("scale " + x, t.tested(), t.reference(), rounding + 1e-15, 4 * rounding + 1e-15);
                    TESTED.copyInto(t.tested(), x.tested());
                    assertSame("copy " + x, t.tested(), x.reference());
                }
            }
        }
    }

    @Test
    void changesInPlaceOfDensePartsLeaveTheRestAlone() {
        Both whole = dense(DType.FLOAT32, WHOLE, 10, 60, 50);
        Both part = whole.see("rows 7 to 46", w -> w.slice(0, 7, 40, 1));
        Both x = dense(DType.FLOAT32, WHOLE, 11, 40, 50);
        TESTED.addInto(part.tested(), 2, x.tested());
        REFERENCE.addInto(part.reference(), 2, x.reference());
        assertSame("add", whole.tested(), whole.reference());
        TESTED.scaleInto(part.tested(), 3);
        REFERENCE.scaleInto(part.reference(), 3);
        assertSame("scale", whole.tested(), whole.reference());
        TESTED.copyInto(part.tested(), x.tested());
        REFERENCE.copyInto(part.reference(), x.reference());
        assertSame("copy", whole.tested(), whole.reference());
    }

    @Test
    void adamInto() {
        for (DType dtype : FLOATING) {
            double tolerance = dtype == DType.FLOAT32 ? 1e-6 : 1e-13;
            for (int n : new int[] {7, 1024, 1025, 2048, 2049, 5000, 200_003}) {
                Both p = dense(dtype, real(-1, 1), 12, n);
                Both m = dense(dtype, real(-1, 1), 13, n);
                Both v = dense(dtype, real(0, 1), 14, n);
                for (int t = 1; t <= 3; t++) {
                    AdamStep step = new AdamStep(0.01, 0.9, 0.999, 1e-8, 1 - Math.pow(0.9, t), 1 - Math.pow(0.999, t));
                    for (Both g : views(dtype, real(-1, 1), 15, n)) {
                        TESTED.adamInto(p.tested(), g.tested(), m.tested(), v.tested(), step);
                        REFERENCE.adamInto(p.reference(), g.reference(), m.reference(), v.reference(), step);
                    }
                }
                assertSame("parameter " + n, p.tested(), p.reference(), tolerance, tolerance);
                assertSame("first moment " + n, m.tested(), m.reference(), tolerance, tolerance);
                assertSame("second moment " + n, v.tested(), v.reference(), tolerance, tolerance);
            }
        }
    }

    @Test
    void adamIntoIsTheFormulaOfThePaper() {
        double[] p = {1, -2};
        double[] g = {0.5, -4};
        Array parameter = REFERENCE.of(p, Shape.of(2));
        Array m = REFERENCE.full(DType.FLOAT64, Shape.of(2), 0.1);
        Array v = REFERENCE.full(DType.FLOAT64, Shape.of(2), 0.2);
        REFERENCE.adamInto(
                parameter, REFERENCE.of(g, Shape.of(2)), m, v, new AdamStep(0.1, 0.9, 0.99, 1e-3, 0.19, 0.0199));
        for (int i = 0; i < 2; i++) {
            double mi = 0.9 * 0.1 + 0.1 * g[i];
            double vi = 0.99 * 0.2 + 0.01 * g[i] * g[i];
            double expected = p[i] - 0.1 * (mi / 0.19) / (Math.sqrt(vi / 0.0199) + 1e-3);
            assertThat(((double[]) parameter.storage())[i]).isCloseTo(expected, within(1e-14));
        }
    }

    /** {@code w += w^T} reads what it has already changed, if nobody copies. */
    @Test
    void trapInPlaceOnOverlappingViews() {
        for (int n : new int[] {3, 40}) {
            Both w = dense(DType.FLOAT32, WHOLE, 16, n, n);
            float[] before = (float[]) REFERENCE.elements(w.reference());
            TESTED.addInto(w.tested(), 1, w.tested().permute(1, 0));
            float[] sum = (float[]) TESTED.elements(w.tested());
            Both u = dense(DType.FLOAT32, WHOLE, 16, n, n);
            TESTED.copyInto(u.tested(), u.tested().permute(1, 0));
            float[] swapped = (float[]) TESTED.elements(u.tested());
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    assertThat(sum[i * n + j]).isEqualTo(before[i * n + j] + before[j * n + i]);
                    assertThat(swapped[i * n + j]).as("copied transpose").isEqualTo(before[j * n + i]);
                }
            }
        }
    }

    /** Contexts of operations, staging blocks and pointers may not be shared between threads. */
    @Test
    void trapKernelsOnManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Array>> results = new ArrayList<>();
            Both x = dense(DType.FLOAT32, WHOLE, 17, 60, 70);
            Both row = dense(DType.FLOAT32, WHOLE, 18, 70);
            for (int i = 0; i < 200; i++) {
                double c = i;
                results.add(threads.submit(() -> {
                    Array one = TESTED.full(DType.FLOAT32, Shape.SCALAR, c);
                    Array a = TESTED.binary(Binary.ADD, x.tested(), one, x.shape());
                    Array b = TESTED.binary(Binary.MUL, a, row.tested(), x.shape());
                    Array s = TESTED.sum(b, 0);
                    return TESTED.matmul(x.tested(), s, false, true, Shape.of(60, 1));
                }));
            }
            for (int i = 0; i < results.size(); i++) {
                Array one = REFERENCE.full(DType.FLOAT32, Shape.SCALAR, i);
                Array a = REFERENCE.binary(Binary.ADD, x.reference(), one, x.shape());
                Array b = REFERENCE.binary(Binary.MUL, a, row.reference(), x.shape());
                Array s = REFERENCE.sum(b, 0);
                Array expected = REFERENCE.matmul(x.reference(), s, false, true, Shape.of(60, 1));
                assertSame("task " + i, results.get(i).get(), expected);
            }
        } finally {
            threads.shutdown();
        }
    }
}
