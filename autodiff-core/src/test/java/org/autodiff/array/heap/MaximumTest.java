package org.autodiff.array.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The maximum of a line, with what is special at every place of lines of every length. */
class MaximumTest {
    private static double[] line(int n) {
        return DoubleStream.iterate(-3, x -> x - 1).limit(n + 2).toArray(); // one element before and one after the line
    }

    private static float[] floats(double[] x) {
        float[] f = new float[x.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) x[i];
        }
        return f;
    }

    @Test
    void anElementWinsWhereverItStands() {
        for (int n = 0; n < 14; n++) {
            for (double special : new double[] {7, Double.NaN, Double.POSITIVE_INFINITY, 0}) {
                for (int at = 1; at <= n; at++) {
                    double[] x = line(n);
                    x[at] = special;
                    assertThat(Maximum.of(x, 1, n, 1)).isEqualTo(Double.valueOf(special));
                    assertThat(Maximum.of(floats(x), 1, n, 1)).isEqualTo(Double.valueOf(special));
                }
            }
        }
    }

    @Test
    void whatLiesBetweenDoesNotCount() {
        double[] x = {9, 1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6, 9};
        for (int n = 1; n <= 6; n++) {
            assertThat(Maximum.of(x, 1, n, 2)).isEqualTo(n);
            assertThat(Maximum.of(floats(x), 1, n, 2)).isEqualTo(n);
        }
    }

    @Test
    void ofNoneAndOfZeros() {
        assertThat(Maximum.of(new float[] {5}, 1, 0, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(1 / Maximum.of(new double[] {-0.0, -0.0, 0.0, -0.0, -0.0}, 0, 5, 1))
                .isPositive();
        assertThat(1 / Maximum.of(new float[] {-0f, -0f}, 0, 2, 1)).isNegative();
    }
}
