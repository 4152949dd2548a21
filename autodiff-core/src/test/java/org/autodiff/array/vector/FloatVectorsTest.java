package org.autodiff.array.vector;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.autodiff.array.Binary;
import org.autodiff.array.Unary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The loops over floats against the functions on doubles: their errors, and what they make of special numbers. */
class FloatVectorsTest {
    /** All that is not an ordinary number, and the ends of the ranges in which results are neither 0 nor infinite. */
    static final float[] SPECIAL = {
        Float.NaN,
        Float.intBitsToFloat(0xffc00001),
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        1e-39f,
        -1e-39f,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        88.7f,
        88.73f,
        89f,
        -87.3f,
        -88f,
        -103.9f,
        -104f,
        -105f,
        127.9f,
        128f,
        -126f,
        -149f,
        -150f,
        1f,
        -1f,
        2f,
        -2f,
        0.5f,
        Math.nextDown(1f),
        Math.nextUp(1f),
        512f,
        -512f,
        1e5f,
        -1e5f,
        1e10f,
        -1e10f,
        1e38f,
        -1e38f,
        10.1f,
        -10.1f,
        10.2f,
        10.3f,
        4f,
        -4f,
        3.1415927f,
        -3.1415927f,
        16777216f,
        16777217f
    };

    private final FloatVectors vectors = new FloatVectors();

    /** The largest errors that are stated, in units in the last place. */
    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(Unary.EXP, 1.5),
                Arguments.of(Unary.EXP2, 1.5),
                Arguments.of(Unary.EXPM1, 2.5),
                Arguments.of(Unary.TANH, 3.5),
                Arguments.of(Unary.SIGMOID, 3),
                Arguments.of(Unary.SOFTPLUS, 3.7),
                Arguments.of(Unary.LOG, 1),
                Arguments.of(Unary.LOG2, 1.5),
                Arguments.of(Unary.LOG1P, 1.7),
                Arguments.of(Unary.ERF, 8),
                Arguments.of(Unary.ERFC, 10),
                Arguments.of(Unary.SQRT, 0.5001),
                Arguments.of(Unary.RSQRT, 1.6),
                Arguments.of(Unary.RECIPROCAL, 0.5001),
                Arguments.of(Unary.SQUARE, 0.5001),
                Arguments.of(Unary.NEG, 0),
                Arguments.of(Unary.ABS, 0),
                Arguments.of(Unary.SIGN, 0),
                Arguments.of(Unary.STEP, 0),
                Arguments.of(Unary.RELU, 0),
                Arguments.of(Unary.RELU6, 0));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errsNoMoreThanStated(Unary f, double most) {
        for (float[] x : samples(f.ordinal())) {
            float[] z = applied(f, x);
            for (int i = 0; i < x.length; i++) {
                assertClose(f + " of " + x[i], f.apply(x[i]), z[i], most);
            }
        }
    }

    /** Of angles the error is absolute near the zeros: the reduction is by pi in three parts. */
    @ParameterizedTest
    @EnumSource(
            value = Unary.class,
            names = {"SIN", "COS"})
    void sinesErrByMillionths(Unary f) {
        for (float[] x : samples(f.ordinal())) {
            float[] z = applied(f, x);
            for (int i = 0; i < x.length; i++) {
                double expected = f.apply(x[i]);
                if (Double.isNaN(expected)) {
                    assertTrue(Float.isNaN(z[i]), f + " of " + x[i]);
                } else {
                    assertEquals(expected, z[i], 2.5e-7, f + " of " + x[i]);
                }
            }
        }
    }

    /** For those without a loop of their own the function itself is called. */
    @ParameterizedTest
    @EnumSource(Unary.class)
    void keepsSpecialNumbers(Unary f) {
        float[] z = applied(f, SPECIAL);
        assertAll(java.util.stream.IntStream.range(0, z.length)
                .mapToObj(i -> () -> assertSpecial(f + " of " + SPECIAL[i], (float) f.apply(SPECIAL[i]), z[i])));
    }

    @ParameterizedTest
    @EnumSource(Binary.class)
    void keepsSpecialNumbersOfTwo(Binary f) {
        for (float y : SPECIAL) {
            float[] ys = new float[SPECIAL.length];
            Arrays.fill(ys, y);
            float[] z = new float[SPECIAL.length];
            vectors.apply(f, SPECIAL, ys, z, z.length);
            for (int i = 0; i < z.length; i++) {
                assertSpecial(f + " of " + SPECIAL[i] + " and " + y, (float) f.apply(SPECIAL[i], y), z[i]);
            }
        }
    }

    /** Lengths within what is stated; whole quotients exactly, also near whole numbers. */
    @Test
    void lengthsAndWholeQuotientsErrNoMoreThanStated() {
        List<float[]> all = samples(5);
        for (int k = 0; k < all.size(); k++) {
            float[] x = all.get(k);
            float[] y = all.get((k + 3) % all.size()).clone();
            for (int i = 0; i < y.length; i += 4) {
                y[i] = x[i] / (i % 37 - 18); // quotients that are whole, or next to it
            }
            float[] lengths = new float[x.length];
            float[] quotients = new float[x.length];
            vectors.apply(Binary.HYPOT, x, y, lengths, x.length);
            vectors.apply(Binary.FLOOR_DIVIDE, x, y, quotients, x.length);
            for (int i = 0; i < x.length; i++) {
                assertClose("hypot of " + x[i] + ", " + y[i], Math.hypot(x[i], y[i]), lengths[i], 1.2);
                float whole = (float) Binary.FLOOR_DIVIDE.apply(x[i], y[i]);
                assertEquals(Float.floatToIntBits(whole), Float.floatToIntBits(quotients[i]), x[i] + " by " + y[i]);
            }
            float[] few = new float[5];
            vectors.apply(Binary.HYPOT, Arrays.copyOf(x, 5), Arrays.copyOf(y, 5), few, 5);
            for (int i = 0; i < few.length; i++) {
                assertEquals(Float.floatToIntBits(lengths[i]), Float.floatToIntBits(few[i]));
            }
        }
    }

    /** Each element by itself: what stands beside it does not matter, nor how many there are. */
    @ParameterizedTest
    @EnumSource(Unary.class)
    void doesNotDependOnTheRest(Unary f) {
        float[] x = samples(1).get(0);
        float[] all = applied(f, x);
        for (int n : new int[] {4, 17, 1000}) {
            float[] some = new float[n];
            vectors.apply(f, Arrays.copyOf(x, n), some, n);
            for (int i = 0; i < n; i++) {
                assertEquals(Float.floatToIntBits(all[i]), Float.floatToIntBits(some[i]), f + " of " + x[i]);
            }
        }
    }

    private float[] applied(Unary f, float[] x) {
        float[] z = x.clone();
        vectors.apply(f, z, z, z.length);
        return z;
    }

    /** Numbers near 0, numbers between -120 and 120, and any bits there are. */
    static List<float[]> samples(int seed) {
        Random random = new Random(seed);
        List<float[]> all = new ArrayList<>();
        for (int k = 0; k < 24; k++) {
            float[] x = new float[FloatVectors.LENGTH];
            for (int i = 0; i < x.length; i++) {
                x[i] = k % 3 == 0
                        ? (float) random.nextGaussian() * 2
                        : k % 3 == 1 ? (random.nextFloat() - 0.5f) * 240 : Float.intBitsToFloat(random.nextInt());
            }
            all.add(x);
        }
        return all;
    }

    private static void assertClose(String what, double expected, float actual, double most) {
        float rounded = (float) expected;
        if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
            assertSpecial(what, rounded, actual);
            return;
        }
        double error = Math.abs(actual - expected) / Math.ulp(rounded);
        assertTrue(error <= most, () -> what + " is " + actual + " instead of " + expected + ": " + error + " ulp");
    }

    /** The same kind of number: NaN, an infinity, a nought of that sign, or one that differs little. */
    private static void assertSpecial(String what, float expected, float actual) {
        boolean ordinary = !Float.isNaN(expected) && !Float.isInfinite(expected) && expected != 0;
        if (ordinary) {
            assertEquals(expected, actual, 12 * Math.ulp(expected), what);
        } else {
            boolean atTheEnd = Math.abs(actual) == (expected == 0 ? Float.MIN_VALUE : Float.MAX_VALUE);
            assertTrue(
                    Float.compare(expected, actual) == 0 || atTheEnd,
                    () -> what + " is " + actual + ", not " + expected);
        }
    }
}
