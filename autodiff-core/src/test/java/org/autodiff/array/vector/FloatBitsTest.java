package org.autodiff.array.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.autodiff.array.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Comparisons by bits against Java's own, of ordinary numbers and of all that are special. */
class FloatBitsTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        1f,
        Math.nextUp(1f),
        -1f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0xffc00001), // a NaN with the sign bit
        Float.intBitsToFloat(0x7f800001),
    };

    private static float[] numbers() {
        SplittableRandom random = new SplittableRandom(1);
        float[] all = Arrays.copyOf(SPECIAL, 1000);
        for (int i = SPECIAL.length; i < all.length; i++) {
            all[i] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : random.nextInt(-3, 4) / 2f;
        }
        return all;
    }

    private static int[] bits(float[] x) {
        int[] all = new int[x.length];
        Arrays.setAll(all, i -> Float.floatToRawIntBits(x[i]));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void numbersCompareWithOne(Comparator f) {
        float[] x = numbers();
        int[] z = new int[x.length];
        for (float y : SPECIAL) {
            FloatBits.compare(f, bits(x), y, z, x.length);
            for (int i = 0; i < x.length; i++) {
                assertThat(z[i]).as("%s %s %s", x[i], f, y).isEqualTo(f.test(x[i], y) ? FloatBits.ONE : 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersCompareWithEachOther(Comparator f) {
        float[] x = numbers();
        float[] y = new float[x.length];
        int[] z = new int[x.length];
        FloatBits bits = new FloatBits();
        for (int turn = 0; turn < SPECIAL.length; turn++) {
            for (int i = 0; i < y.length; i++) {
                y[i] = x[(i + turn) % x.length];
            }
            bits.compare(f, bits(x), bits(y), z, x.length);
            for (int i = 0; i < x.length; i++) {
                assertThat(z[i]).as("%s %s %s", x[i], f, y[i]).isEqualTo(f.test(x[i], y[i]) ? FloatBits.ONE : 0);
            }
        }
    }

    @Test
    void choosesWithoutChangingABit() {
        int[] x = bits(SPECIAL);
        int[] y = new int[x.length];
        int[] c = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[x.length - 1 - i];
            c[i] = i % 3 == 0 ? FloatBits.ONE : 0;
        }
        int[] z = new int[x.length];
        FloatBits.choose(c, x, y, z, x.length);
        for (int i = 0; i < x.length; i++) {
            assertThat(z[i]).isEqualTo(i % 3 == 0 ? x[i] : y[i]);
        }
    }
}
