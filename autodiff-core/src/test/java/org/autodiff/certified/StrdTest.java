package org.autodiff.certified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NIST's nonlinear regressions: gradients at both starts and at the solution, and fits that reach the certified digits. */
class StrdTest {
    static Stream<StrdProblem> problems() {
        return StrdModels.all();
    }

    @Test
    void allOfThemAreHere() {
        assertThat(problems()).hasSize(27).extracting(StrdProblem::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("problems")
    void gradientsPassAllOracles(StrdProblem p) {
        for (double[] b : List.of(p.start1(), p.start2(), p.certified())) {
            Oracles.assertAllPass(p.name(), xs -> p.residuals(xs[0]), Tensor.of(b));
        }
    }

    /** Eight digits of each parameter; the sum of squares of Lanczos1 is itself rounding, 1e-25. */
    @ParameterizedTest
    @MethodSource("problems")
    void fitsReachTheCertifiedParametersFromBothStarts(StrdProblem p) {
        for (double[] start : List.of(p.start1(), p.start2())) {
            double[] b = LevenbergMarquardt.fit(p, start);
            for (int k = 0; k < b.length; k++) {
                assertThat(b[k] / p.certified()[k]).as(p + ", b" + (k + 1)).isCloseTo(1, within(1e-8));
            }
            double squares = p.squares(Tensor.of(b)).item();
            assertThat(squares / p.squares())
                    .as(p + ", squares")
                    .isCloseTo(1, within(p.squares() < 1e-20 ? 1e-2 : 1e-9));
        }
    }

    /** At the certified parameters the gradient is what their eleventh digit leaves of it. */
    @ParameterizedTest
    @MethodSource("problems")
    void gradientsVanishAtTheCertifiedParameters(StrdProblem p) {
        Tensor at = Tensor.of(p.certified());
        double[] g = Autodiff.grad(p::squares).apply(at).toDoubles();
        double[][] h = rows(Autodiff.hessian(p::squares, at).toDoubles(), g.length);
        for (int k = 0; k < g.length; k++) {
            double left = 0;
            double size = 0;
            for (int i = 0; i < g.length; i++) {
                left += Math.abs(h[k][i]) * digit(p.certified()[i]);
                size = Math.max(size, Math.abs(h[k][i] * p.certified()[i]));
            }
            assertThat(Math.abs(g[k])).as(p + ", b" + (k + 1)).isLessThanOrEqualTo(left + 1e-12 * size);
        }
    }

    private static double[][] rows(double[] flat, int n) {
        return Stream.iterate(0, i -> i + n)
                .limit(n)
                .map(i -> java.util.Arrays.copyOfRange(flat, i, i + n))
                .toArray(double[][]::new);
    }

    /** Half a unit of the eleventh digit. */
    private static double digit(double v) {
        return 0.5 * Math.pow(10, Math.floor(Math.log10(Math.abs(v))) - 10);
    }
}
