package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.junit.jupiter.api.Test;

/** Making tensors and reading them. */
class TensorTest {
    @Test
    void ofElements() {
        assertThat(Tensor.of(new float[] {1, 2, 3}).shape()).isEqualTo(Shape.of(3));
        assertThat(Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).toDoubles()).containsExactly(1, 2, 3, 4);
        assertThat(Tensor.of(new long[] {Long.MAX_VALUE}).toLongs()).containsExactly(Long.MAX_VALUE);
        assertThat(Tensor.of(new boolean[] {true, false}, 2, 1).toBooleans()).containsExactly(true, false);
        assertThat(Tensor.of(new float[0]).size()).isZero();
        assertThat(Tensor.of(new float[0], 3, 0).shape()).isEqualTo(Shape.of(3, 0));
    }

    @Test
    void laterChangesOfTheArraysDoNotReachTheTensor() {
        for (int n : new int[] {3, 2000}) {
            float[] values = new float[n];
            Tensor x = Tensor.of(values);
            values[1] = 9;
            x.toFloats()[2] = 9;
            assertThat(x.toFloats()).containsOnly(0f);
        }
    }

    @Test
    void constants() {
        for (DType dtype : DType.values()) {
            for (int n : new int[] {3, 2000}) {
                assertThat(Tensor.zeros(dtype, n).to(DType.FLOAT64).toDoubles()).containsOnly(0);
                assertThat(Tensor.ones(dtype, n).to(DType.FLOAT64).toDoubles()).containsOnly(1);
                assertThat(Tensor.ones(dtype, n, 2).dtype()).isEqualTo(dtype);
            }
        }
        assertThat(Tensor.full(DType.FLOAT32, 0.1, 2).toFloats()).containsOnly(0.1f);
        assertThat(Tensor.scalar(DType.FLOAT64, 0.1).item()).isEqualTo(0.1);
        assertThat(Tensor.scalar(DType.FLOAT64, 0.1).rank()).isZero();
        assertThat(Tensor.scalar(DType.INT64, 7).item()).isEqualTo(7);
        assertThat(Tensor.scalar(DType.BOOL, 1).item()).isEqualTo(1);
    }

    @Test
    void uniformNumbersFillTheirInterval() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor x = Tensor.uniform(Seed.of(1), dtype, -2, 3, 100, 100);
            double mean = 0;
            double low = 9;
            double high = -9;
            for (double v : x.toDoubles()) {
                mean += v / 10_000;
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
            assertThat(low).isBetween(-2.0, -1.99);
            assertThat(high).isBetween(2.99, 3.0);
            assertThat(mean).isCloseTo(0.5, within(5 * 5 / Math.sqrt(12) / 100)); // five standard deviations
        }
        assertThat(Tensor.uniform(Seed.of(1), DType.FLOAT32, 2, 2, 3).toFloats())
                .containsOnly(2f);
    }

    /** The first number of this seed is so close to 1 that it rounds to 1 in single precision. */
    @Test
    void uniformNeverReachesItsUpperBound() {
        Seed seed = Seed.of(63_433_462);
        assertThat((float) seed.generator().nextDouble()).isEqualTo(1f);
        assertThat(Tensor.uniform(seed, DType.FLOAT32, 0, 1, 1).item())
                .isLessThan(1)
                .isGreaterThan(0.9999);
        assertThat(Tensor.uniform(seed, DType.FLOAT32, -4, -3, 1).item())
                .isLessThan(-3)
                .isGreaterThan(-3.001);
        assertThat(Tensor.uniform(seed, DType.FLOAT64, 0, 1, 1).item()).isLessThan(1);
    }

    @Test
    void normalNumbersHaveTheirMeanAndDeviation() {
        double[] x = Tensor.normal(Seed.of(2), DType.FLOAT32, 3, 2, 10_000).toDoubles();
        double mean = 0;
        double square = 0;
        for (double v : x) {
            mean += v / x.length;
            square += v * v / x.length;
        }
        assertThat(mean).isCloseTo(3, within(5 * 2.0 / 100));
        assertThat(Math.sqrt(square - mean * mean)).isCloseTo(2, within(5 * 2 / Math.sqrt(2) / 100));
        assertThat(Tensor.normal(Seed.of(2), DType.FLOAT64, 3, 0, 2).toDoubles())
                .containsOnly(3);
    }

    @Test
    void randomNumbersAreAFunctionOfTheirSeed() {
        float[] a = Tensor.normal(Seed.of(3), DType.FLOAT32, 0, 1, 2000).toFloats();
        assertThat(Tensor.normal(Seed.of(3), DType.FLOAT32, 0, 1, 40, 50).toFloats())
                .isEqualTo(a);
        assertThat(Tensor.normal(Seed.of(4), DType.FLOAT32, 0, 1, 2000).toFloats())
                .isNotEqualTo(a);
        assertThat(Tensor.uniform(Seed.of(3), DType.FLOAT64, 0, 1).rank()).isZero();
        assertThat(Tensor.normal(Seed.of(3), DType.FLOAT32, 0, 1).rank()).isZero();
    }

    @Test
    void conversions() {
        Tensor x = Tensor.of(new double[] {-1.7, 0, 2.9});
        assertThat(x.to(DType.INT64).toLongs()).containsExactly(-1, 0, 2);
        assertThat(x.to(DType.BOOL).toBooleans()).containsExactly(true, false, true);
        assertThat(x.to(DType.FLOAT32).toFloats()).containsExactly(-1.7f, 0, 2.9f);
        assertThat(x.to(DType.FLOAT64)).isSameAs(x);
        assertThat(x.to(DType.FLOAT32).toDoubles()).containsExactly(-1.7f, 0, 2.9f);
    }

    @Test
    void aSliceWithAHugeStepIsItsFirstElement() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4});
        assertThat(x.slice(0, 1, 4, Integer.MAX_VALUE).toFloats()).containsExactly(2);
        assertThat(x.slice(0, 1, 4, 2).toFloats()).containsExactly(2, 4);
        assertThat(x.slice(0, 2, 2, Integer.MAX_VALUE).size()).isZero();
    }

    @Test
    void vectorsInProducts() {
        Tensor v = Tensor.of(new float[] {1, 2});
        Tensor m = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(v.matmul(m).shape()).isEqualTo(Shape.of(3));
        assertThat(v.matmul(m).toFloats()).containsExactly(9, 12, 15);
        assertThat(m.matmul(Tensor.of(new float[] {1, 0, 1})).toFloats()).containsExactly(4, 10);
        assertThat(v.matmul(v).item()).isEqualTo(5);
        assertThat(v.matmul(v).rank()).isZero();
        Tensor batch = Tensor.ones(DType.FLOAT32, 5, 2, 3);
        assertThat(v.matmul(batch).shape()).isEqualTo(Shape.of(5, 3));
        assertThat(batch.matmul(Tensor.ones(DType.FLOAT32, 3)).shape()).isEqualTo(Shape.of(5, 2));
    }

    @Test
    void whatATensorKnowsOfItself() {
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
        assertThat(x.requiresGrad()).isFalse();
        assertThat(x.isRecorded()).isFalse();
        assertThat(x.grad()).isNull();
        Tensor leaf = x.requiresGrad(true);
        assertThat(leaf.requiresGrad()).isTrue();
        assertThat(leaf.isRecorded()).isTrue();
        assertThat(leaf.requiresGrad(false).requiresGrad()).isFalse();
        assertThat(leaf.detach().requiresGrad()).isFalse();
        assertThat(x).hasToString("f32[1,2] [[1.0, 2.0]]");
        leaf.zeroGrad();
        x.zeroGrad();
        assertThat(leaf.grad()).isNull();
    }
}
