package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.SPECIAL;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.WHOLE;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.dense;
import static org.autodiff.array.BackendPair.real;
import static org.autodiff.array.BackendPair.views;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.array.BackendPair.Both;
import org.junit.jupiter.api.Test;

/** Primitives that read, write and order by index: the native backend against plain Java, and orders against objects. */
class BackendIndexingTest {
    private static List<int[]> largeAndSmall() {
        return List.of(
                new int[] {7}, new int[] {2000}, new int[] {4, 6}, new int[] {40, 50}, new int[] {50, 3}, new int[] {
                    5, 60, 40
                });
    }

    /** Indices with repetitions; few or many. */
    private static long[] indices(int n, int size) {
        long[] all = new long[n];
        Arrays.setAll(all, i -> (i * 7L + i / 3) % size);
        return all;
    }

    @Test
    void takeOfViewsAlongEveryAxis() {
        for (DType dtype : DType.values()) {
            for (int[] dims : largeAndSmall()) {
                for (Both x : views(dtype, WHOLE, 1, dims)) {
                    for (int axis = 0; axis < dims.length; axis++) {
                        for (int n : new int[] {0, 3, 45}) {
                            long[] at = indices(n, dims[axis]);
                            assertSame(
                                    "take " + n + " of " + x + " along " + axis,
                                    TESTED.take(x.tested(), axis, TESTED.of(at, Shape.of(n))),
                                    REFERENCE.take(x.reference(), axis, REFERENCE.of(at, Shape.of(n))));
                        }
                    }
                }
            }
        }
    }

    @Test
    void takeOfARowReadsThatRow() {
        Both x = dense(DType.FLOAT32, real(-1, 1), 2, 300, 70);
        Array index = TESTED.of(new long[] {299, 0, 299}, Shape.of(3));
        float[] all = (float[]) TESTED.elements(x.tested());
        float[] rows = (float[]) TESTED.elements(TESTED.take(x.tested(), 0, index));
        assertThat(Arrays.copyOf(rows, 70)).containsExactly(Arrays.copyOfRange(all, 299 * 70, 300 * 70));
        assertThat(Arrays.copyOfRange(rows, 70, 140)).containsExactly(Arrays.copyOf(all, 70));
        assertThat(Arrays.copyOfRange(rows, 140, 210)).containsExactly(Arrays.copyOf(rows, 70));
    }

    @Test
    void untakeOfViewsAlongEveryAxis() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64)) {
            for (int[] dims : largeAndSmall()) {
                for (Both x : views(dtype, WHOLE, 3, dims)) {
                    for (int axis = 0; axis < dims.length; axis++) {
                        for (int size : new int[] {3, 70}) {
                            long[] at = indices(dims[axis], size);
                            Shape out = x.shape().with(axis, size);
                            Shape n = Shape.of(at.length);
                            assertSame(
                                    "untake of " + x + " along " + axis + " into " + out,
                                    TESTED.untake(x.tested(), axis, TESTED.of(at, n), out),
                                    REFERENCE.untake(x.reference(), axis, REFERENCE.of(at, n), out));
                        }
                    }
                }
            }
        }
    }

    @Test
    void gatherAndScatterAddOfViewsAlongEveryAxis() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64)) {
            for (int[] dims : largeAndSmall()) {
                for (int axis = 0; axis < dims.length; axis++) {
                    Shape shape = Shape.of(dims);
                    Shape index = shape.with(axis, 9);
                    Array at = TESTED.of(indices(index.size(), dims[axis]), index);
                    for (Both x : views(dtype, WHOLE, 4, dims)) {
                        assertSame(
                                "gather of " + x + " along " + axis,
                                TESTED.gather(x.tested(), axis, at),
                                REFERENCE.gather(x.reference(), axis, at));
                    }
                    for (Both x : views(dtype, WHOLE, 5, index.toArray())) {
                        assertSame(
                                "scatterAdd of " + x + " along " + axis,
                                TESTED.scatterAdd(x.tested(), axis, at, shape),
                                REFERENCE.scatterAdd(x.reference(), axis, at, shape));
                    }
                }
            }
        }
    }

    @Test
    void indicesAsViews() {
        Both x = dense(DType.FLOAT64, WHOLE, 6, 40, 50);
        long[] at = indices(80, 40);
        Array every = TESTED.of(at, Shape.of(80)).slice(0, 1, 20, 4);
        Array copy = TESTED.copy(every);
        assertThat(every.isDense()).isFalse();
        assertSame("take", TESTED.take(x.tested(), 0, every), REFERENCE.take(x.reference(), 0, copy));
        Shape out = Shape.of(40, 50);
        Both rows = x.see("rows", v -> v.slice(0, 5, 20, 1));
        assertSame(
                "untake",
                TESTED.untake(rows.tested(), 0, every, out),
                REFERENCE.untake(rows.reference(), 0, copy, out));
        Array turned = TESTED.of(at, Shape.of(8, 10)).permute(1, 0);
        assertSame(
                "gather",
                TESTED.gather(x.tested(), 0, turned),
                REFERENCE.gather(x.reference(), 0, TESTED.copy(turned)));
    }

    /** The order that comparing objects gives, line by line. */
    @Test
    void argsortIsStableAndPutsNaNLast() {
        for (DType dtype : DType.values()) {
            for (BackendPair.Values values : List.of(WHOLE, SPECIAL)) {
                for (int[] dims : List.of(
                        new int[] {0}, new int[] {1}, new int[] {17}, new int[] {2000}, new int[] {33, 40, 2})) {
                    for (Both x : views(dtype, values, 7, dims)) {
                        for (int axis = 0; axis < dims.length; axis++) {
                            for (boolean descending : new boolean[] {false, true}) {
                                long[] order = (long[]) TESTED.elements(TESTED.argsort(x.tested(), axis, descending));
                                assertThat(order)
                                        .as("argsort of %s along %d", x, axis)
                                        .containsExactly(expected(x.reference(), axis, descending));
                            }
                        }
                    }
                }
            }
        }
    }

    /** The first ones of that order, whether they are picked out or sorted with the others. */
    @Test
    void topkIsTheHeadOfTheOrder() {
        for (DType dtype : DType.values()) {
            for (BackendPair.Values values : List.of(WHOLE, SPECIAL)) {
                for (int[] dims : List.of(new int[] {0}, new int[] {17}, new int[] {2000}, new int[] {33, 70, 80})) {
                    Both x = dense(dtype, values, 7, dims);
                    for (int axis = 0; axis < dims.length; axis++) {
                        int n = dims[axis];
                        for (int k : new int[] {0, Math.min(1, n), n / 9, n / 8, n}) {
                            for (boolean largest : new boolean[] {false, true}) {
                                Array order = TESTED.argsort(x.tested(), axis, largest);
                                assertSame(
                                        "the first " + k + " of " + x + " along " + axis,
                                        TESTED.topk(x.tested(), axis, k, largest),
                                        REFERENCE.of(
                                                TESTED.elements(order.slice(axis, 0, k, 1)),
                                                order.shape().with(axis, k)));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void firstOutsideFindsWhatIsNotAnIndex() {
        for (int n : new int[] {1, 5, 600, 200_000}) {
            long[] at = indices(n, 9);
            assertThat(TESTED.firstOutside(TESTED.of(at, Shape.of(n)), 9)).isEqualTo(-1);
            for (long wrong : new long[] {9, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                long[] bad = at.clone();
                bad[n - 1] = wrong;
                bad[n / 2] = wrong;
                assertThat(TESTED.firstOutside(TESTED.of(bad, Shape.of(n)), 9)).isEqualTo(n / 2);
            }
        }
        assertThat(TESTED.firstOutside(TESTED.of(new long[0], Shape.of(0)), 0)).isEqualTo(-1);
    }

    private static long[] expected(Array x, int axis, boolean descending) {
        double[] values = BackendPair.doubles(REFERENCE.elements(x));
        long[] all = new long[values.length];
        Span s = Span.of(x.shape(), axis);
        for (int line = 0; line < s.outer() * s.inner() && all.length > 0; line++) {
            int first = line / s.inner() * s.count() * s.inner() + line % s.inner();
            Comparator<Integer> up = Comparator.comparingDouble(i -> values[first + i * s.inner()] + 0.0);
            int[] order = IntStream.range(0, s.count())
                    .boxed()
                    .sorted(descending ? up.reversed() : up)
                    .mapToInt(i -> i)
                    .toArray();
            for (int i = 0; i < order.length; i++) {
                all[first + i * s.inner()] = order[i];
            }
        }
        return all;
    }

    @Test
    void argsortOfExtremes() {
        double[] values = {
            0.0,
            Double.NaN,
            -0.0,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            -Double.NaN,
            Double.POSITIVE_INFINITY,
            -Double.MAX_VALUE,
            0.0
        };
        Array x = TESTED.of(values, Shape.of(values.length));
        assertThat((long[]) TESTED.elements(TESTED.argsort(x, 0, false))).containsExactly(3, 8, 5, 0, 2, 9, 4, 7, 1, 6);
        assertThat((long[]) TESTED.elements(TESTED.argsort(x, 0, true))).containsExactly(1, 6, 7, 4, 0, 2, 9, 5, 8, 3);
        long[] longs = {Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, 0, -1};
        Array l = TESTED.of(longs, Shape.of(5));
        assertThat((long[]) TESTED.elements(TESTED.argsort(l, 0, false))).containsExactly(1, 4, 3, 2, 0);
        assertThat((long[]) TESTED.elements(TESTED.argsort(l, 0, true))).containsExactly(0, 2, 3, 4, 1);
    }
}
