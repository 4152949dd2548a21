package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.WHOLE;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.dense;
import static org.autodiff.array.BackendPair.real;
import static org.autodiff.array.BackendPair.views;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.BackendPair.Both;
import org.autodiff.array.BackendPair.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Matrix products: the native backend against plain Java. Whole numbers make every order of summation exact. */
class BackendMatmulTest {
    /** The sizes m, k, n of products of [m, k] and [k, n]: around 512 and a million multiply-adds, thin, and vectors. */
    private static final int[][] SIZES = {
        {1, 1, 1},
        {2, 3, 4},
        {8, 8, 8}, // 512, the last that plain loops do
        {8, 8, 9}, // 576, the first that OpenBLAS does
        {1, 7, 1},
        {1, 700, 1},
        {7, 1, 5},
        {90, 1, 50},
        {1, 40, 30},
        {30, 40, 1},
        {1, 2000, 60},
        {60, 2000, 1},
        {33, 40, 50},
        {100, 99, 100}, // 990,000
        {100, 100, 100}, // 1,000,000: oneDNN in FLOAT32
        {20, 2000, 30}, // a large product whose result is small
        {1, 1100, 1000},
        {1100, 1, 1000},
        {130, 64, 129},
        {16, 128, 512}, // few rows
        {16, 32, 128}, // 65,536, the first that oneDNN's own interface does
        {40, 4097, 41}, // too many terms for it
        {900, 300, 1}, // vectors that are shared out by results
        {1, 300, 900},
        {30, 20_000, 1}, // and by terms
        {1, 20_000, 30},
    };

    private static Shape out(Both x, Both y, boolean tx, boolean ty) {
        Shape a = x.shape();
        Shape b = y.shape();
        Shape batch = BackendComparisonTest.broadcast(
                Shape.of(Arrays.copyOf(a.toArray(), a.rank() - 2)), Shape.of(Arrays.copyOf(b.toArray(), b.rank() - 2)));
        int[] dims = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        dims[batch.rank()] = a.dim(tx ? -1 : -2);
        dims[batch.rank() + 1] = b.dim(ty ? -2 : -1);
        return Shape.of(dims);
    }

    private static void compare(Both x, Both y, boolean tx, boolean ty, double absolute) {
        Shape out = out(x, y, tx, ty);
        assertSame(
                x + (tx ? "^T" : "") + " times " + y + (ty ? "^T" : ""),
                TESTED.matmul(x.tested(), y.tested(), tx, ty, out),
                REFERENCE.matmul(x.reference(), y.reference(), tx, ty, out),
                0,
                absolute);
    }

    private static int[] matrix(boolean transposed, int rows, int columns) {
        return transposed ? new int[] {columns, rows} : new int[] {rows, columns};
    }

    private static void allTransposes(DType dtype, Values values, int[] size, double absolute) {
        for (int flags = 0; flags < 4; flags++) {
            boolean tx = (flags & 1) != 0;
            boolean ty = (flags & 2) != 0;
            Both x = dense(dtype, values, 1, matrix(tx, size[0], size[1]));
            Both y = dense(dtype, values, 2, matrix(ty, size[1], size[2]));
            compare(x, y, tx, ty, absolute);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void allSizesAndTransposes(DType dtype) {
        for (int[] size : SIZES) {
            allTransposes(dtype, WHOLE, size, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void realNumbersAreExactToRounding(DType dtype) {
        for (int[] size : SIZES) {
            // k terms below 1: partial sums of about sqrt(k), of whose k roundings sqrt(k) add up, in both backends
            double unit = dtype == DType.FLOAT32 ? 1.2e-7 : 2.3e-16;
            allTransposes(dtype, real(-1, 1), size, unit * (4 + size[1]));
        }
    }

    /** One sum in single precision, term after term, is 1 % off after a million terms. */
    @Test
    void longInnerAxesLoseNothing() {
        int k = 2_000_000;
        for (int[] size :
                new int[][] {{1, k, 1}, {2, k, 1}, {1, k, 2}, {3, k / 4, 2}, {40, 4096, 40}, {40, 5000, 40}}) {
            assertLongSum(REFERENCE, size, 1e-6);
            assertLongSum(TESTED, size, 1e-4); // OpenBLAS adds up runs of some thousand terms in single precision
        }
    }

    private static void assertLongSum(Backend b, int[] size, double relative) {
        Shape out = Shape.of(size[0], size[2]);
        Array x = b.full(DType.FLOAT32, Shape.of(size[0], size[1]), 0.1f);
        Array y = b.full(DType.FLOAT32, Shape.of(size[1], size[2]), 0.3f);
        double exact = (double) 0.1f * 0.3f * size[1];
        for (float z : (float[]) b.elements(b.matmul(x, y, false, false, out))) {
            assertThat((double) z).as(b.name() + " " + out).isCloseTo(exact, within(relative * exact));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void productsOfViews(DType dtype) {
        for (int[] size : new int[][] {{4, 5, 6}, {8, 9, 9}, {40, 50, 30}, {100, 101, 102}, {1, 60, 40}, {50, 50, 1}}) {
            for (int flags = 0; flags < 4; flags++) {
                boolean tx = (flags & 1) != 0;
                boolean ty = (flags & 2) != 0;
                List<Both> xs = views(dtype, WHOLE, 3, matrix(tx, size[0], size[1]));
                List<Both> ys = views(dtype, WHOLE, 4, matrix(ty, size[1], size[2]));
                for (Both x : xs) {
                    compare(x, ys.get(0), tx, ty, 0);
                }
                for (Both y : ys) {
                    compare(xs.get(0), y, tx, ty, 0);
                    compare(xs.get(xs.size() - 1), y, tx, ty, 0);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void batchesBroadcast(DType dtype) {
        int[][][] pairs = {
            {{2, 3, 4}, {2, 4, 5}},
            {{2, 3, 4}, {4, 5}},
            {{3, 4}, {2, 4, 5}},
            {{1, 3, 4}, {6, 4, 5}},
            {{2, 1, 3, 4}, {3, 4, 5}},
            {{2, 1, 30, 40}, {3, 40, 50}},
            {{6, 1, 40}, {6, 40, 50}},
            {{6, 40, 50}, {6, 50, 1}},
            {{20, 30, 1}, {1, 1, 40}},
            {{12, 64, 60}, {12, 60, 64}},
        };
        for (int[][] pair : pairs) {
            Both x = dense(dtype, WHOLE, 5, pair[0]);
            Both y = dense(dtype, WHOLE, 6, pair[1]);
            compare(x, y, false, false, 0);
            Both xt = x.see("read as its transpose", v -> swapLast(v));
            Both yt = y.see("read as its transpose", v -> swapLast(v));
            compare(xt, yt, true, true, 0);
            compare(xt, y, true, false, 0);
        }
        for (Both x : views(dtype, WHOLE, 7, 4, 20, 30)) {
            compare(x, dense(dtype, WHOLE, 8, 30, 10), false, false, 0);
            compare(dense(dtype, WHOLE, 9, 4, 10, 20), x, false, false, 0);
            compare(x, x, true, false, 0);
        }
    }

    private static Array swapLast(Array x) {
        int[] order = new int[x.shape().rank()];
        Arrays.setAll(order, i -> i);
        int last = order.length - 1;
        order[last] = last - 1;
        order[last - 1] = last;
        return x.permute(order);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void innerSizeZeroGivesZerosAndEmptyResultsAreEmpty(DType dtype) {
        for (int[] size : new int[][] {{3, 0, 2}, {50, 0, 40}, {0, 3, 4}, {4, 3, 0}, {0, 0, 0}}) {
            allTransposes(dtype, WHOLE, size, 0);
        }
        Both x = dense(dtype, WHOLE, 10, 2, 30, 0);
        Both y = dense(dtype, WHOLE, 11, 0, 40);
        compare(x, y, false, false, 0);
    }

    /** The operands may be one and the same array; the result never shares memory with them. */
    @Test
    void trapOperandsThatShareMemory() {
        for (int n : new int[] {5, 40, 110}) {
            Both x = dense(DType.FLOAT32, WHOLE, 12, n, n);
            compare(x, x, false, false, 0);
            compare(x, x, false, true, 0);
            Both part = x.see("rows", v -> v.slice(0, 1, n - 1, 1));
            compare(part, x, false, false, 0);
            compare(x, part, false, true, 0);
        }
    }

    @Test
    void nanAndInfinityGoIntoTheirRowsOnly() {
        for (int n : new int[] {6, 40, 120}) {
            float[] values = new float[n * n];
            Arrays.fill(values, 1);
            values[n + 2] = Float.NaN;
            values[2 * n + 2] = Float.POSITIVE_INFINITY;
            Array x = TESTED.of(values, Shape.of(n, n));
            Array ones = TESTED.full(DType.FLOAT32, Shape.of(n, n), 1);
            float[] z = (float[]) TESTED.elements(TESTED.matmul(x, ones, false, false, Shape.of(n, n)));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    Float expected = i == 1 ? Float.NaN : i == 2 ? Float.POSITIVE_INFINITY : n;
                    assertThat(z[i * n + j]).isEqualTo(expected);
                }
            }
        }
    }
}
