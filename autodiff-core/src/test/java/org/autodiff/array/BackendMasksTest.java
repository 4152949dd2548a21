package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autodiff.array.BackendPair.TESTED;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Comparisons and choices by them on numbers that are not ordinary, against Java's own operators, bit by bit. */
class BackendMasksTest {
    private static final double[] NOTABLE = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e-40,
        -1e-40,
        3.4e38,
        Double.MIN_VALUE
    };

    private static double[] numbers(int n, long seed) {
        Random random = new Random(seed);
        return random.ints(n, 0, NOTABLE.length).mapToDouble(i -> NOTABLE[i]).toArray();
    }

    private static Array array(DType dtype, double[] values) {
        return TESTED.cast(TESTED.of(values, Shape.of(values.length)), dtype);
    }

    private static double[] doubles(Array x) {
        return BackendPair.doubles(TESTED.elements(x));
    }

    @Test
    void comparisonsAreJavas() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (int n : new int[] {11, 3000, 150_000}) {
                Array x = array(dtype, numbers(n, 1));
                Array y = array(dtype, numbers(n, 2));
                Array one = array(dtype, new double[] {-0.0});
                for (Comparator f : Comparator.values()) {
                    assertCompared(f, x, y, n);
                    assertCompared(f, x, one, n);
                    assertCompared(f, one, y, n);
                }
            }
        }
    }

    private static void assertCompared(Comparator f, Array x, Array y, int n) {
        boolean[] z = (boolean[]) TESTED.elements(TESTED.compare(f, x, y, Shape.of(n)));
        double[] p = doubles(x);
        double[] q = doubles(y);
        for (int i = 0; i < n; i++) {
            double a = p[i % p.length];
            double b = q[i % q.length];
            assertThat(z[i]).as("%s %s %s", a, f, b).isEqualTo(f.test(a, b));
        }
    }

    @Test
    void choicesKeepEveryBit() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.BOOL}) {
            for (int n : new int[] {11, 3000, 150_000}) {
                Array x = array(dtype, numbers(n, 3));
                Array y = array(dtype, numbers(n, 4));
                boolean[] c = new boolean[n];
                Random random = new Random(5);
                for (int i = 0; i < n; i++) {
                    c[i] = random.nextBoolean();
                }
                Array condition = TESTED.of(c, Shape.of(n));
                double[] z = doubles(TESTED.where(condition, x, y, Shape.of(n)));
                double[] p = doubles(x);
                double[] q = doubles(y);
                for (int i = 0; i < n; i++) {
                    double wanted = c[i] ? p[i] : q[i];
                    assertThat(Double.doubleToRawLongBits(z[i])).isEqualTo(Double.doubleToRawLongBits(wanted));
                }
            }
        }
    }

    @Test
    void choicesBroadcast() {
        int rows = 70;
        int columns = 90;
        Shape out = Shape.of(rows, columns);
        Array x = array(DType.FLOAT32, numbers(columns, 6));
        Array y = array(DType.FLOAT32, numbers(rows, 7)).reshape(Shape.of(rows, 1));
        boolean[] c = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            c[i] = i % 3 == 0;
        }
        Array condition = TESTED.of(c, Shape.of(rows, 1));
        double[] z = doubles(TESTED.where(condition, x, y, out));
        double[] p = doubles(x);
        double[] q = doubles(y);
        for (int i = 0; i < z.length; i++) {
            double wanted = c[i / columns] ? p[i % columns] : q[i / columns];
            assertThat(Double.doubleToRawLongBits(z[i])).isEqualTo(Double.doubleToRawLongBits(wanted));
        }
    }
}
