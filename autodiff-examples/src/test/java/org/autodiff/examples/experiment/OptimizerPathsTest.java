package org.autodiff.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerPathsTest {

    private static final double LAST_DIGIT = 1e-6;

    /** The end points that the lecture's figure was drawn from. */
    @ParameterizedTest
    @CsvSource({"SGD 0.95, -0.350393, 0.084782", "momentum 0.1, 0.896414, 0.088086", "AdaGrad 1.5, -0.120162, 2.5e-17"})
    void endsWhereTheFigureDoes(String optimizer, double x, double y) {
        OptimizerPaths.Path path = OptimizerPaths.paths(30, 1).get(optimizer);

        assertThat(path.xs()).hasSize(31).startsWith(-7);
        assertThat(path.ys()).hasSize(31).startsWith(2);
        assertThat(path.xs()[30]).isCloseTo(x, within(LAST_DIGIT));
        assertThat(path.ys()[30]).isCloseTo(y, within(LAST_DIGIT));
    }

    /** The figure's Adam adds eps before the correction; computed so it ends at the figure's point, else at ours. */
    @Test
    void adamIsPyTorchs() {
        double[] figure = {adam(-7, 0.1, true), adam(2, 2, true)};
        double[] pyTorch = {adam(-7, 0.1, false), adam(2, 2, false)};
        OptimizerPaths.Path path = OptimizerPaths.paths(30, 1).get("Adam 0.3");

        assertThat(figure).containsExactly(new double[] {0.136007, 0.318245}, within(LAST_DIGIT));
        assertThat(path.xs()[30]).isCloseTo(pyTorch[0], within(1e-12)).isCloseTo(figure[0], within(1e-5));
        assertThat(path.ys()[30]).isCloseTo(pyTorch[1], within(1e-12)).isCloseTo(figure[1], within(1e-5));
    }

    /** 30 steps down a parabola whose slope at p is {@code slope * p}, in plain doubles. */
    private static double adam(double start, double slope, boolean epsBeforeCorrection) {
        double p = start;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= 30; t++) {
            double g = slope * p;
            m += 0.1 * (g - m);
            v += 0.001 * (g * g - v);
            double mean = m / (1 - Math.pow(0.9, t));
            double correction = Math.sqrt(1 - Math.pow(0.999, t));
            p -= 0.3
                    * (epsBeforeCorrection
                            ? mean * correction / (Math.sqrt(v) + 1e-7)
                            : mean / (Math.sqrt(v) / correction + 1e-7));
        }
        return p;
    }
}
