package org.autodiff.array.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.autodiff.array.Binary;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Angles, hyperbolic functions, roundings and remainders of floats against the functions on doubles. */
class FloatElementaryTest {
    /** The ends of the ranges of these functions, their turning points, and where floats become whole numbers. */
    private static final float[] SPECIAL = with(
            89.3f,
            -89.3f,
            90f,
            -0.5f,
            1.5f,
            2.5f,
            -2.5f,
            -Math.nextDown(1f),
            -Math.nextUp(1f),
            Math.nextDown(0.5f),
            4194304.5f,
            8388607.5f,
            -8388607.5f,
            8388608f,
            8388609f,
            1e18f,
            1.1e18f,
            1e20f,
            0.3f,
            -0.3f,
            0.7f,
            -0.7f,
            1000f,
            100f,
            10f,
            1e-3f);

    private static final int N = FloatVectors.LENGTH;

    private final FloatVectors vectors = new FloatVectors();
    private final RandomGenerator random = Seed.of(3).generator();

    private static float[] with(float... more) {
        float[] all = Arrays.copyOf(FloatVectorsTest.SPECIAL, FloatVectorsTest.SPECIAL.length + more.length);
        System.arraycopy(more, 0, all, FloatVectorsTest.SPECIAL.length, more.length);
        return all;
    }

    /** Numbers of all sizes, the special ones in front. */
    private float[] numbers(int kind, double around) {
        float[] x = new float[N];
        for (int i = 0; i < N; i++) {
            double t = random.nextDouble();
            double wide = Math.exp((t - 0.5) * around) * (random.nextBoolean() ? 1 : -1);
            x[i] = (float) (kind == 0 ? 2 * t - 1 : kind == 1 ? 200 * t - 100 : kind == 2 ? wide : t);
        }
        System.arraycopy(SPECIAL, 0, x, 0, SPECIAL.length);
        return x;
    }

    @ParameterizedTest
    @CsvSource({
        "TAN, 5",
        "ASIN, 3.5",
        "ACOS, 3.5",
        "ATAN, 2",
        "SINH, 4",
        "COSH, 3",
        "ASINH, 3.5",
        "ACOSH, 3.5",
        "ATANH, 3.5",
        "LOGIT, 3.5",
        "LOG10, 0.51",
        "FLOOR, 0",
        "CEIL, 0",
        "ROUND, 0",
        "TRUNC, 0"
    })
    void functionsOfOneNumber(Unary f, double ulps) {
        assertThat(FloatVectors.has(f)).isTrue();
        for (int kind = 0; kind < 4; kind++) {
            float[] x = numbers(kind, 170);
            float[] z = new float[N];
            vectors.apply(f, x, z, N);
            for (int i = 0; i < N; i++) {
                near(f + " of " + x[i], z[i], f.apply(x[i]), ulps);
            }
            float[] same = x.clone();
            vectors.apply(f, same, same, N);
            assertThat(same).as("in place").containsExactly(z);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ATAN2, 3",
        "FMOD, 0",
        "REMAINDER, 0.51",
        "LOG_ADD_EXP, 0.51",
        "DIRECTION_COSINE, 0.51",
        "INVERSION, 0.51"
    })
    void functionsOfTwoNumbers(Binary f, double ulps) {
        for (int shift = 0; shift < SPECIAL.length; shift++) {
            float[] x = numbers(shift % 3, 60);
            float[] y = numbers((shift + 1) % 3, 60);
            for (int i = 0; i < SPECIAL.length; i++) {
                y[i] = SPECIAL[(i + shift) % SPECIAL.length];
            }
            float[] z = new float[N];
            vectors.apply(f, x, y, z, N);
            for (int i = 0; i < N; i++) {
                double wanted = f.apply(x[i], y[i]);
                near(f + " of " + x[i] + " and " + y[i], z[i], wanted, ulps);
            }
        }
    }

    private static void near(String what, float got, double wanted, double ulps) {
        float rounded = (float) wanted;
        if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
            assertThat(Float.floatToIntBits(got))
                    .as("%s: %s, not %s", what, got, rounded)
                    .isEqualTo(Float.floatToIntBits(rounded));
        } else {
            assertThat(Math.abs(got - wanted) <= ulps * Math.ulp(rounded))
                    .as("%s: %s, not %s", what, got, wanted)
                    .isTrue();
        }
    }
}
