package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.SPECIAL;
import static org.autodiff.array.BackendPair.TESTED;
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

/**
 * Batch normalization at sizes on both sides of that from which arrays are native: the same bits as on the Java heap, for
 * no channel has to do with another, however they are grouped and shared out.
 */
class BackendNormalizationTest {
    private static final double EPS = 1e-3;

    /** Few and many samples, channels and positions; one channel larger than a group; the last group smaller. */
    private static final List<int[]> SHAPES = List.of(
            new int[] {4, 3},
            new int[] {500, 37},
            new int[] {3, 2100, 1},
            new int[] {3, 50, 11},
            new int[] {16, 33, 16, 16},
            new int[] {2, 3, 100, 101},
            new int[] {2, 1, 7, 10, 12});

    private static void compare(Both x, Both g, DType dtype, Values values) {
        int channels = x.shape().dim(1);
        Both weight = dense(dtype, values, 3, channels);
        Both bias = dense(dtype, values, 4, channels);
        Moments moments = TESTED.moments(x.tested());
        Moments expected = REFERENCE.moments(x.reference());
        assertSame("means of " + x, numbers(moments.mean()), numbers(expected.mean()));
        assertSame("variances of " + x, numbers(moments.variance()), numbers(expected.variance()));
        assertSame(
                "normalized " + x,
                TESTED.batchNorm(x.tested(), weight.tested(), bias.tested(), EPS)
                        .values(),
                REFERENCE
                        .batchNorm(x.reference(), weight.reference(), bias.reference(), EPS)
                        .values());
        Array[] gradient = TESTED.batchNormGradient(x.tested(), moments, weight.tested(), g.tested(), EPS);
        Array[] wanted = REFERENCE.batchNormGradient(x.reference(), expected, weight.reference(), g.reference(), EPS);
        for (int i = 0; i < wanted.length; i++) {
            assertSame("gradient " + i + " of " + x + " for " + g, gradient[i], wanted[i]);
        }
    }

    private static Array numbers(double[] all) {
        return Array.dense(DType.FLOAT64, Shape.of(all.length), all);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void everySizeAsOnTheHeap(DType dtype) {
        for (int[] dims : SHAPES) {
            Values values = real(-3, 3);
            compare(dense(dtype, values, 1, dims), dense(dtype, values, 2, dims), dtype, values);
            compare(dense(dtype, SPECIAL, 1, dims), dense(dtype, SPECIAL, 2, dims), dtype, SPECIAL);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void everyView(DType dtype) {
        int[] dims = {5, 30, 20};
        Values values = real(-3, 3);
        for (Both x : views(dtype, values, 1, dims)) {
            for (Both g : views(dtype, values, 2, dims)) {
                compare(x, g, dtype, values);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void nothingOfALargeArray(DType dtype) {
        Values values = real(-3, 3);
        Both x = dense(dtype, values, 1, 50, 40).see("cut to nothing", a -> a.slice(0, 3, 0, 1));
        compare(x, x, dtype, values);
    }

    /** The mean of a channel with an infinite number is infinite; its variance is no number. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void infiniteNumbers(DType dtype) {
        Both x = dense(dtype, random -> () -> random.nextInt(300) == 0 ? Double.NEGATIVE_INFINITY : 1, 1, 40, 5, 30);
        Moments found = TESTED.moments(x.tested());
        assertThat(found.mean()).containsOnly(Double.NEGATIVE_INFINITY);
        assertThat(found.variance()).containsOnly(Double.NaN);
    }

    /** A mean that is large beside the deviations costs no more digits than the inputs have. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void aLargeMean(DType dtype) {
        Both x = dense(dtype, real(999, 1001), 1, 40, 3, 50);
        Both one = dense(dtype, real(1, 1.5), 2, 3);
        double[] z = BackendPair.doubles(TESTED.elements(
                TESTED.batchNorm(x.tested(), one.tested(), one.tested(), EPS).values()));
        double[] v = BackendPair.doubles(REFERENCE.elements(x.reference()));
        double[] w = BackendPair.doubles(REFERENCE.elements(one.reference()));
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < v.length; i++) {
                double d = i / 50 % 3 == channel ? v[i] - 1000 : 0;
                sum += d;
                squares += d * d;
            }
            double mean = sum / 2000;
            double deviation = Math.sqrt(squares / 2000 - mean * mean + EPS);
            for (int i = 0; i < v.length; i++) {
                if (i / 50 % 3 == channel) {
                    double expected = (v[i] - 1000 - mean) / deviation * w[channel] + w[channel];
                    double error = Math.abs(z[i] - expected);
                    assertThat(error).isLessThan(dtype == DType.FLOAT32 ? 1e-6 : 1e-11);
                }
            }
        }
    }

    /** Shapes and groups: rows of one element a channel and of several, short and long ones, many and few. */
    private static final List<int[]> GROUPS = List.of(
            new int[] {1, 500, 37},
            new int[] {1, 30, 700},
            new int[] {4, 700, 16},
            new int[] {37, 500, 37},
            new int[] {8, 16, 64, 14, 14},
            new int[] {10, 3, 50, 11},
            new int[] {2, 9, 30, 2, 3},
            new int[] {1, 2, 3, 100, 101},
            new int[] {3, 2, 3, 100, 101},
            new int[] {1, 40, 5000},
            new int[] {2, 3, 12_000, 1});

    /** Beside the heap's, and beside the formulas in double. */
    @Test
    void groupsAsOnTheHeapAndAsInDouble() {
        for (int[] all : GROUPS) {
            int groups = all[0];
            int[] dims = Arrays.copyOfRange(all, 1, all.length);
            Both x = dense(DType.FLOAT32, real(-3, 5), 1, dims);
            Both g = dense(DType.FLOAT32, real(-1, 2), 2, dims);
            Both weight = dense(DType.FLOAT32, real(0.5, 2), 3, dims[1]);
            Both bias = dense(DType.FLOAT32, real(-1, 1), 4, dims[1]);
            Normalized z = TESTED.groupNorm(x.tested(), weight.tested(), bias.tested(), groups, EPS);
            Normalized wanted = REFERENCE.groupNorm(x.reference(), weight.reference(), bias.reference(), groups, EPS);
            if (z == null) {
                continue; // a backend without loops of its own
            }
            String what = x + " in " + groups;
            assertSame(what, z.values(), wanted.values());
            Array[] grads = TESTED.groupNormGradient(x.tested(), z.moments(), weight.tested(), g.tested(), groups, EPS);
            Array[] slopes = REFERENCE.groupNormGradient(
                    x.reference(), wanted.moments(), weight.reference(), g.reference(), groups, EPS);
            double[][] exact = exact(x, weight, bias, g, groups);
            assertNear(what, z.values(), exact[0], 1);
            for (int i = 0; i < grads.length; i++) {
                assertSame("gradient " + i + " of " + what, grads[i], slopes[i]);
                assertNear(
                        "gradient " + i + " of " + what,
                        grads[i],
                        exact[1 + i],
                        i == 0 ? 1 : x.shape().size() / dims[1]);
            }
        }
    }

    private static void assertNear(String what, Array z, double[] exact, double size) {
        double[] actual = BackendPair.doubles(TESTED.elements(z));
        for (int i = 0; i < exact.length; i++) {
            assertThat(actual[i]).as("%s at %d", what, i).isCloseTo(exact[i], within(3e-6 * size));
        }
    }

    /** The values and the gradients by x, weight and bias. */
    private static double[][] exact(Both input, Both weight, Both bias, Both cotangent, int groups) {
        double[] x = BackendPair.doubles(REFERENCE.elements(input.reference()));
        double[] g = BackendPair.doubles(REFERENCE.elements(cotangent.reference()));
        double[] w = BackendPair.doubles(REFERENCE.elements(weight.reference()));
        double[] b = BackendPair.doubles(REFERENCE.elements(bias.reference()));
        int positions = x.length / input.shape().dim(0) / w.length;
        int n = w.length / groups * positions;
        double[][] all = {new double[x.length], new double[x.length], new double[w.length], new double[w.length]};
        for (int from = 0; from < x.length; from += n) {
            double mean = Arrays.stream(x, from, from + n).average().orElseThrow();
            double variance = Arrays.stream(x, from, from + n)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            double inverse = 1 / Math.sqrt(variance + EPS);
            double sum = 0;
            double common = 0;
            for (int i = from; i < from + n; i++) {
                int c = i / positions % w.length;
                double z = (x[i] - mean) * inverse;
                all[0][i] = z * w[c] + b[c];
                all[2][c] += g[i] * z;
                all[3][c] += g[i];
                sum += g[i] * w[c];
                common += g[i] * w[c] * z;
            }
            for (int i = from; i < from + n; i++) {
                double z = (x[i] - mean) * inverse;
                all[1][i] = (g[i] * w[i / positions % w.length] - sum / n - z * common / n) * inverse;
            }
        }
        return all;
    }
}
