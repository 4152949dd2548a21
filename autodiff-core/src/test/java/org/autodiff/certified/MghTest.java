package org.autodiff.certified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.linalg.Linalg;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The functions of Moré, Garbow and Hillstrom: gradients and Hessians against closed forms, and all oracles. */
class MghTest {
    static Stream<MghProblem> problems() {
        return MghProblems.all().stream();
    }

    /** The standard start, the minimum, and points about the start. */
    private static List<double[]> points(MghProblem p) {
        List<double[]> all = new ArrayList<>(List.of(p.start()));
        if (p.minimizer() != null) {
            all.add(p.minimizer());
        }
        for (int s = 0; s < 5; s++) {
            double[] x = Tensor.normal(Seed.of(s), DType.FLOAT64, 0, 0.2, p.start().length)
                    .add(Tensor.of(p.start()))
                    .toDoubles();
            all.add(x);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("problems")
    void gradientsAndHessiansAreThoseOfTheClosedForm(MghProblem p) {
        for (double[] x : points(p)) {
            Tensor at = Tensor.of(x);
            assertClose(p + ", value", new double[] {p.squares(at).item()}, new double[] {p.value(x)}, new double[] {
                p.value(p.start())
            });
            double[] gradient = Autodiff.grad(p::squares).apply(at).toDoubles();
            assertClose(p + ", gradient", gradient, p.gradient(x), p.gradient(p.start())); // 0 at a minimum
            assertClose(p + ", Hessian", Autodiff.hessian(p::squares, at).toDoubles(), p.hessian(x));
        }
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        assertClose(what, actual, expected, new double[0]);
    }

    /** Up to rounding, which is that of the largest of the numbers and of others. */
    private static void assertClose(String what, double[] actual, double[] expected, double[] others) {
        double largest = 1e-300;
        for (double v : others) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (double v : expected) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (int k = 0; k < expected.length; k++) {
            assertThat(actual[k] / largest).as(what + " " + k).isCloseTo(expected[k] / largest, within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void allOraclesAgree(MghProblem p) {
        Oracles.assertAllPass(p.name(), xs -> p.residuals().apply(xs[0]), Tensor.of(p.start()));
        Oracles.assertAllPass(p.name(), xs -> p.squares(xs[0]), Tensor.of(p.start()));
    }

    /** Damped Newton steps with the library's gradients and Hessians, from the standard start or a published minimizer. */
    @ParameterizedTest
    @MethodSource("problems")
    void minimaAreReachedOrConfirmed(MghProblem p) {
        if (p.minimizer() != null && p.minimum() == 0) {
            assertThat(p.squares(Tensor.of(p.minimizer())).item())
                    .as(p.name())
                    .isLessThan(p.name().startsWith("Powell badly") ? 1e-10 : 1e-24);
            return;
        }
        boolean published = p.minimizer() != null;
        double[] x = published ? p.minimizer() : p.start();
        double damping = 1;
        for (int step = 0; step < 200; step++) {
            Tensor at = Tensor.of(x);
            int n = x.length;
            Tensor h = Autodiff.hessian(p::squares, at);
            double scale = h.abs().max().item() * damping;
            Tensor g = Autodiff.grad(p::squares).apply(at);
            double[] move = Linalg.solve(h.add(Linalg.eye(DType.FLOAT64, n).mul(scale)), g.unsqueeze(1))
                    .toDoubles();
            double[] next = x.clone();
            for (int k = 0; k < n; k++) {
                next[k] -= move[k];
            }
            boolean better = p.squares(Tensor.of(next)).item() < p.squares(at).item();
            x = better ? next : x;
            damping = Math.max(1e-16, better ? damping / 4 : damping * 4);
        }
        double least = p.squares(Tensor.of(x)).item();
        assertThat(least).as(p.name()).isCloseTo(p.minimum(), within(1e-5 * p.minimum() + 1e-20));
    }
}
