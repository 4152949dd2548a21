package org.autodiff.certified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.autodiff.Scalar;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** ADBench's objectives: values and gradients on tensors against those on numbers, and all oracles. */
class AdBenchTest {
    private static Tensor random(int seed, int... shape) {
        return Tensor.uniform(Seed.of(seed), DType.FLOAT64, -0.8, 0.8, shape);
    }

    private static double[][] rows(Tensor t) {
        int n = t.shape().dim(0);
        double[][] all = new double[n][];
        Arrays.setAll(all, i -> t.get(i).toDoubles());
        return all;
    }

    private static void compare(TensorFunction f, Function<Scalar[], Scalar> g, Tensor... xs) {
        double[] at = Arrays.stream(xs)
                .flatMapToDouble(x -> DoubleStream.of(x.toDoubles()))
                .toArray();
        List<Tensor> gradients = Autodiff.grad(f, xs);
        double[] byTensors = gradients.stream()
                .flatMapToDouble(x -> DoubleStream.of(x.toDoubles()))
                .toArray();
        double[] byNumbers = Autodiff.gradient(g, at);
        for (int i = 0; i < at.length; i++) {
            assertThat(byTensors[i])
                    .as("element " + i)
                    .isCloseTo(byNumbers[i], within(1e-12 * (1 + Math.abs(byNumbers[i]))));
        }
    }

    @Test
    void gaussianMixture() {
        int k = 3;
        int d = 3;
        Tensor x = random(9, 5, d);
        Tensor[] p = {random(1, k), random(2, k, d), random(3, k, d + d * (d - 1) / 2)};
        TensorFunction f = xs -> AdBench.mixture(xs[0], xs[1], xs[2], x, 1.2, 2);

        compare(f, s -> AdBench.mixture(s, k, rows(x), 1.2, 2), p);
        Oracles.assertAllPass("Gaussian mixture", f, p);
    }

    @Test
    void bundleAdjustment() {
        Tensor feature = Tensor.of(new double[] {0.3, -0.2});
        Tensor camera = Tensor.of(new double[] {0.3, -0.5, 0.2, 0.1, 0.2, -3, 1.4, 0.05, -0.02, 0.1, -0.03});
        Tensor point = Tensor.of(new double[] {0.4, -0.3, 0.8});
        Tensor weight = Tensor.of(new double[] {0.7});
        TensorFunction f = xs -> AdBench.reprojection(xs[0], xs[1], xs[2], feature);

        for (int c = 0; c < 3; c++) {
            int component = c;
            TensorFunction one = xs -> f.apply(xs)
                    .get(component)
                    .add(xs[0].sum().mul(0))
                    .add(xs[1].sum().mul(0));
            compare(one, s -> AdBench.reprojection(s, feature.toDoubles(), component), camera, point, weight);
        }
        Oracles.assertAllPass("bundle adjustment", f, camera, point, weight);
    }

    @Test
    void lstm() {
        int layers = 2;
        int size = 3;
        Tensor sequence = random(8, 5, size).abs();
        Tensor[] p = {random(4, 2 * layers, 4 * size), random(5, 3, size)};
        TensorFunction f = xs -> AdBench.lstm(xs[0], xs[1], sequence);

        compare(f, s -> AdBench.lstm(s, layers, rows(sequence)), p);
        Oracles.assertAllPass("LSTM", f, p);
    }
}
