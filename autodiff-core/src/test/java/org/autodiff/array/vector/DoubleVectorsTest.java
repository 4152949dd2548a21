package org.autodiff.array.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.autodiff.array.Binary;
import org.autodiff.array.Unary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The loops over doubles against the functions that {@link Math} has, and what they make of special numbers. */
class DoubleVectorsTest {
    private static final double[] SPECIAL = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        1e-310,
        -1e-310,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        709.7,
        709.8,
        710,
        -708.3,
        -709,
        -745,
        -746,
        1,
        -1,
        2,
        -2,
        0.5,
        Math.nextDown(1.0),
        Math.nextUp(1.0),
        65536,
        -65536,
        1e10,
        -1e10,
        1e300,
        -1e300,
        20,
        -20,
        3.14159265358979,
        9007199254740993.0
    };

    private final DoubleVectors vectors = new DoubleVectors();

    /** The largest errors that are stated, in units in the last place, with one for the function compared with. */
    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(Unary.EXP, 2.5),
                Arguments.of(Unary.EXPM1, 3.5),
                Arguments.of(Unary.TANH, 4.5),
                Arguments.of(Unary.SIGMOID, 5),
                Arguments.of(Unary.SOFTPLUS, 4.5),
                Arguments.of(Unary.LOG, 2),
                Arguments.of(Unary.LOG1P, 2.5),
                Arguments.of(Unary.SQRT, 0),
                Arguments.of(Unary.RECIPROCAL, 0),
                Arguments.of(Unary.SQUARE, 0),
                Arguments.of(Unary.NEG, 0),
                Arguments.of(Unary.ABS, 0),
                Arguments.of(Unary.RELU6, 0));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errsNoMoreThanStated(Unary f, double most) {
        Random random = new Random(f.ordinal());
        for (int k = 0; k < 24; k++) {
            double[] x = new double[DoubleVectors.LENGTH];
            for (int i = 0; i < x.length; i++) {
                x[i] = k % 3 == 0
                        ? random.nextGaussian() * 2
                        : k % 3 == 1 ? (random.nextDouble() - 0.5) * 1500 : Double.longBitsToDouble(random.nextLong());
            }
            double[] z = applied(f, x);
            for (int i = 0; i < x.length; i++) {
                assertClose(f + " of " + x[i], f.apply(x[i]), z[i], most);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Unary.class,
            names = {"SIN", "COS"})
    void sinesErLittle(Unary f) {
        double[] x = new Random(1).doubles(DoubleVectors.LENGTH, -1e5, 1e5).toArray();
        double[] z = applied(f, x);
        for (int i = 0; i < x.length; i++) {
            assertEquals(f.apply(x[i]), z[i], 1e-11, f + " of " + x[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(Unary.class)
    void keepsSpecialNumbers(Unary f) {
        double[] z = applied(f, SPECIAL);
        for (int i = 0; i < z.length; i++) {
            assertSpecial(f + " of " + SPECIAL[i], f.apply(SPECIAL[i]), z[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(Binary.class)
    void keepsSpecialNumbersOfTwo(Binary f) {
        for (double y : SPECIAL) {
            double[] ys = new double[SPECIAL.length];
            Arrays.fill(ys, y);
            double[] z = new double[SPECIAL.length];
            vectors.apply(f, SPECIAL, ys, z, z.length);
            for (int i = 0; i < z.length; i++) {
                assertEquals(f.apply(SPECIAL[i], y), z[i], f + " of " + SPECIAL[i] + " and " + y);
            }
        }
    }

    private double[] applied(Unary f, double[] x) {
        double[] z = x.clone();
        vectors.apply(f, z, z, z.length);
        return z;
    }

    private static void assertClose(String what, double expected, double actual, double most) {
        if (Double.isNaN(expected) || Double.isInfinite(expected) || expected == 0) {
            assertSpecial(what, expected, actual);
            return;
        }
        double error = Math.abs(actual - expected) / Math.ulp(expected);
        assertTrue(error <= most, () -> what + " is " + actual + " instead of " + expected + ": " + error + " ulp");
    }

    private static void assertSpecial(String what, double expected, double actual) {
        if (Double.isNaN(expected) || Double.isInfinite(expected) || expected == 0) {
            boolean atTheEnd = Math.abs(actual) == (expected == 0 ? Double.MIN_VALUE : Double.MAX_VALUE);
            assertTrue(
                    Double.compare(expected, actual) == 0 || atTheEnd,
                    () -> what + " is " + actual + ", not " + expected);
        } else {
            assertEquals(expected, actual, 1e-9 * Math.abs(expected) + 12 * Math.ulp(expected), what);
        }
    }
}
