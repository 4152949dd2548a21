package org.autodiff.nn.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orthogonal, truncated, sparse and diagonal initial values, gains and modes. */
class StructuredInitTest {
    private static final Seed SEED = Seed.of(77);

    private static double[] draw(Init init, int... shape) {
        return init.sample(SEED, DType.FLOAT64, shape).toDoubles();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double std(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"40, 60", "60, 40", "50, 50", "1, 7", "7, 1"})
    void orthogonalMatrices(int rows, int columns) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Tensor w = Init.orthogonal(2).sample(SEED, dtype, rows, columns);
            assertGramIs(
                    rows <= columns
                            ? w.matmul(w.transpose(0, 1))
                            : w.transpose(0, 1).matmul(w),
                    4);
        }
    }

    private static void assertGramIs(Tensor gram, double diagonal) {
        int n = gram.shape().dim(0);
        double[] values = gram.toDoubles();
        for (int i = 0; i < n * n; i++) {
            assertThat(values[i]).isCloseTo(i % (n + 1) == 0 ? diagonal : 0, within(1e-6 * Math.max(1, diagonal)));
        }
    }

    @Test
    void orthogonalConvolutionsAreFlattened() {
        Tensor w = Init.orthogonal().sample(SEED, DType.FLOAT64, 6, 3, 3, 3);
        assertThat(w.shape().toArray()).containsExactly(6, 3, 3, 3);
        Tensor flat = w.reshape(6, 27);
        assertGramIs(flat.matmul(flat.transpose(0, 1)), 1);
        assertThat(draw(Init.orthogonal(), 0, 3)).isEmpty();
    }

    /** Evenly drawn rotations and reflections: each element has mean 0 and variance 1 / n, and both determinants occur. */
    @Test
    void orthogonalMatricesAreDrawnEvenly() {
        int count = 4000;
        double[] corner = new double[count];
        int reflections = 0;
        for (int i = 0; i < count; i++) {
            double[] w =
                    Init.orthogonal().sample(SEED.child(i), DType.FLOAT64, 2, 2).toDoubles();
            corner[i] = w[0];
            reflections += w[0] * w[3] - w[1] * w[2] < 0 ? 1 : 0;
        }
        assertThat(mean(corner)).isCloseTo(0, within(0.03));
        assertThat(std(corner) * std(corner)).isCloseTo(0.5, within(0.02));
        assertThat(reflections).isBetween(1850, 2150);
    }

    /** The deviation of a standard normal cut to [-2, 2] is sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)) = 0.879626. */
    @Test
    void aNormalCutAtTwoDeviations() {
        double[] values = draw(Init.truncatedNormal(0.5), 200, 500);
        assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(0.999, 1.0);
        assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(-1.0, -0.999);
        assertThat(mean(values)).isCloseTo(0, within(0.005));
        assertThat(std(values)).isCloseTo(0.5 * 0.879626, within(0.003));
        assertThat(share(values, -0.5, 0.5)).isCloseTo(0.682689 / 0.954500, within(0.005));
    }

    private static double share(double[] values, double low, double high) {
        return Arrays.stream(values).filter(v -> v >= low && v <= high).count() / (double) values.length;
    }

    /** Means by phi and Phi: (phi(a) - phi(b)) / (Phi(b) - Phi(a)). */
    @ParameterizedTest
    @CsvSource({
        "-1, 1.5, 0.145187", // by normal numbers
        "-0.5, 1, 0.206631", // narrow: by even ones
        "0, 9, 0.797885", // half
        "0.5, 6, 1.141078", // a tail: by exponential ones
        "5, 5.1, 5.045811", // narrow and far out
        "8, 12, 8.121368", // where the distribution function is 1
        "-12, -8, -8.121368"
    })
    void anyInterval(double low, double high, double mean) {
        double[] values = draw(Init.truncatedNormal(0, 1, low, high), 50000);
        assertThat(Arrays.stream(values).min().orElseThrow()).isGreaterThanOrEqualTo(low);
        assertThat(Arrays.stream(values).max().orElseThrow()).isLessThanOrEqualTo(high);
        assertThat(mean(values)).isCloseTo(mean, within(0.012 * Math.min(1, high - low)));
        double[] moved = draw(Init.truncatedNormal(3, 2, 3 + 2 * low, 3 + 2 * high), 50000);
        assertThat(mean(moved)).isCloseTo(3 + 2 * mean(values), within(1e-9));
    }

    @Test
    void aDeviationOfZeroGivesTheNearestNumber() {
        assertThat(draw(Init.truncatedNormal(5, 0, -1, 1), 2)).containsExactly(1, 1);
        assertThat(draw(Init.truncatedNormal(0, 1e-200, 1, 2), 2)).containsExactly(1, 1);
        assertThat(draw(Init.truncatedNormal(0, 1e-9, -2, -1), 2)).containsExactly(-1, -1);
        for (double v : draw(Init.truncatedNormal(0, 1e-7, 1, 2), 2)) {
            assertThat(v).isBetween(1.0, 1.0 + 1e-12);
        }
    }

    @Test
    void gainsArePyTorchs() {
        assertThat(Gain.TANH).isEqualTo(5.0 / 3);
        assertThat(Gain.RELU * Gain.RELU).isCloseTo(2, within(1e-15));
        assertThat(Gain.leakyRelu(0)).isEqualTo(Gain.RELU);
        assertThat(Gain.leakyRelu(3)).isCloseTo(Math.sqrt(0.2), within(1e-15));
    }

    /** Fan-in 150, fan-out 200 for [8, 6, 5, 5]. */
    @Test
    void modesAndGains() {
        int[] shape = {80, 60, 5, 5};
        assertThat(std(draw(Init.heNormal(FanMode.IN, Gain.TANH), shape)))
                .isCloseTo(5.0 / 3 / Math.sqrt(1500), within(2e-4));
        assertThat(std(draw(Init.heNormal(FanMode.OUT, Gain.SELU), shape)))
                .isCloseTo(0.75 / Math.sqrt(2000), within(2e-4));
        assertThat(std(draw(Init.heNormalFanOut(), shape))).isCloseTo(Math.sqrt(2.0 / 2000), within(2e-4));
        double bound = Math.sqrt(3) / Math.sqrt(2000);
        double[] uniform = draw(Init.heUniform(FanMode.OUT, Gain.LINEAR), shape);
        assertThat(Arrays.stream(uniform).max().orElseThrow()).isBetween(0.999 * bound, bound);
        assertThat(std(draw(Init.lecunNormal(), shape))).isCloseTo(1 / Math.sqrt(1500), within(2e-4));
        double[] lecun = draw(Init.lecunUniform(), shape);
        assertThat(std(lecun)).isCloseTo(1 / Math.sqrt(1500), within(2e-4));
        assertThat(Arrays.stream(lecun).max().orElseThrow()).isLessThan(Math.sqrt(3.0 / 1500));
        double[] small = draw(Init.smallUniform(), shape);
        assertThat(Arrays.stream(small).max().orElseThrow()).isBetween(0.0499, 0.05);
        assertThat(draw(Init.positiveBias(), 2)).containsExactly(0.1, 0.1);
        assertThat(draw(Init.ones(), 2)).containsExactly(1, 1);
    }

    @Test
    void layersThatPassOnTheirInput() {
        assertThat(draw(Init.eye(), 2, 3)).containsExactly(1, 0, 0, 0, 1, 0);
        Tensor x = Tensor.normal(SEED, DType.FLOAT64, 0, 1, 2, 3, 5, 5);
        Tensor w = Init.dirac().sample(SEED, DType.FLOAT64, 4, 3, 3, 3);
        Tensor y = Conv2d.of(w, null, ConvOptions.DEFAULT.withPadding(1)).forward(x);
        assertThat(y.slice(1, 0, 3).toDoubles()).containsExactly(x.toDoubles());
        assertThat(y.slice(1, 3, 4).toDoubles()).containsOnly(0);
        assertThat(draw(Init.dirac(), 1, 1, 4)).containsExactly(0, 0, 1, 0);
    }

    @Test
    void sparseColumns() {
        Tensor w = Init.sparse(0.61, 0.2).sample(SEED, DType.FLOAT64, 100, 50);
        double[] zeros = w.eq(0).to(DType.FLOAT64).sum(0).toDoubles();
        assertThat(zeros).hasSize(50).containsOnly(61);
        double[] rest = Arrays.stream(w.toDoubles()).filter(v -> v != 0).toArray();
        assertThat(std(rest)).isCloseTo(0.2, within(0.01));
        // the places are even too: each row has about 30 of 50
        double[] rows = w.eq(0).to(DType.FLOAT64).sum(1).toDoubles();
        assertThat(Arrays.stream(rows).min().orElseThrow()).isGreaterThan(15);
        assertThat(Arrays.stream(rows).max().orElseThrow()).isLessThan(46);
    }

    @Test
    void theSeedDecides() {
        for (Init init : List.of(Init.orthogonal(), Init.truncatedNormal(1), Init.sparse(0.5, 1), Init.lecunNormal())) {
            float[] first = init.sample(SEED, DType.FLOAT32, 9, 8).toFloats();
            assertThat(init.sample(SEED, DType.FLOAT32, 9, 8).toFloats()).isEqualTo(first);
            assertThat(init.sample(SEED.child(1), DType.FLOAT32, 9, 8).toFloats())
                    .isNotEqualTo(first);
        }
    }

    @Test
    void parametersCanBeFilled() {
        Linear linear = new Linear(3, 2, SEED);
        Init.orthogonal().fill(linear.weight(), SEED);
        assertThat(linear.weight().toFloats())
                .isEqualTo(Init.orthogonal().sample(SEED, DType.FLOAT32, 2, 3).toFloats());
        assertThat(linear.weight().requiresGrad()).isTrue();
    }

    @Test
    void whatTheyRefuse() {
        assertThatThrownBy(() -> draw(Init.orthogonal(), 3))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("Init.orthogonal", "[3]");
        assertThatThrownBy(() -> draw(Init.eye(), 3, 3, 3)).hasMessageContainingAll("Init.eye", "[3, 3, 3]");
        assertThatThrownBy(() -> draw(Init.dirac(), 3, 3)).hasMessageContainingAll("Init.dirac", "Init.eye");
        assertThatThrownBy(() -> draw(Init.sparse(0.1, 1), 3)).hasMessageContainingAll("Init.sparse", "[3]");
        assertThatThrownBy(() -> Init.truncatedNormal(0, 1, 2, -2))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("swap them");
        assertThatThrownBy(() -> Init.sparse(2, 1)).hasMessageContaining("sparsity must be in [0, 1]");
        assertThatThrownBy(() -> Gain.leakyRelu(Double.NaN)).hasMessageContaining("Gain.leakyRelu");
    }
}
