package org.autodiff.certified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** Functions that every text on automatic differentiation differentiates, against their closed forms. */
class ClassicsTest {
    private static Tensor chainedRosenbrock(Tensor x) {
        int n = x.size();
        Tensor before = x.slice(0, 0, n - 1);
        Tensor after = x.slice(0, 1, n);
        return after.sub(before.square())
                .square()
                .mul(100)
                .add(before.rsub(1).square())
                .sum();
    }

    /** The gradient and the tridiagonal Hessian by hand; 0 at the ones. */
    @Test
    void rosenbrockInTenDimensions() {
        int n = 10;
        Tensor at = Tensor.uniform(Seed.of(1), DType.FLOAT64, -1.5, 1.5, n);
        double[] x = at.toDoubles();
        double[] g = new double[n];
        double[] h = new double[n * n];
        for (int i = 0; i < n - 1; i++) {
            double r = x[i + 1] - x[i] * x[i];
            g[i] += -400 * x[i] * r - 2 * (1 - x[i]);
            g[i + 1] += 200 * r;
            h[i * n + i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
            h[(i + 1) * n + i + 1] += 200;
            h[i * n + i + 1] = h[(i + 1) * n + i] = -400 * x[i];
        }
        assertThat(Autodiff.grad(ClassicsTest::chainedRosenbrock).apply(at).toDoubles())
                .containsExactly(g, within(1e-11));
        assertThat(Autodiff.hessian(ClassicsTest::chainedRosenbrock, at).toDoubles())
                .containsExactly(h, within(1e-11));
        Tensor ones = Tensor.ones(DType.FLOAT64, n);
        assertThat(Autodiff.grad(ClassicsTest::chainedRosenbrock).apply(ones).toDoubles())
                .containsOnly(0.0);
        Oracles.assertAllPass("Rosenbrock", xs -> chainedRosenbrock(xs[0]), at);
    }

    /** B. Speelpenning 1980: the derivative by each factor is the product of the others, without a division. */
    @Test
    void speelpenningsProduct() {
        int n = 9;
        Tensor at = Tensor.uniform(Seed.of(2), DType.FLOAT64, 0.5, 1.5, n);
        double[] x = at.toDoubles();
        double product = 1;
        for (double v : x) {
            product *= v;
        }
        double[] g = new double[n];
        double[] h = new double[n * n];
        for (int i = 0; i < n; i++) {
            g[i] = product / x[i];
            for (int j = 0; j < n; j++) {
                h[i * n + j] = i == j ? 0 : product / x[i] / x[j];
            }
        }
        assertThat(Autodiff.grad(t -> t.prod()).apply(at).toDoubles()).containsExactly(g, within(1e-14));
        assertThat(Autodiff.hessian(t -> t.prod(), at).toDoubles()).containsExactly(h, within(1e-14));
        double[] byScalars = Autodiff.gradient(
                xs -> {
                    var p = xs[0];
                    for (int i = 1; i < xs.length; i++) {
                        p = p.mul(xs[i]);
                    }
                    return p;
                },
                x);
        assertThat(byScalars).containsExactly(g, within(1e-14));
        Oracles.assertAllPass("Speelpenning", xs -> xs[0].prod(), at);

        x[3] = 0; // the other derivatives vanish, this one does not
        double[] zero = Autodiff.grad(t -> t.prod()).apply(Tensor.of(x)).toDoubles();
        assertThat(zero[3]).isCloseTo(g[3], within(1e-14));
        zero[3] = 0;
        assertThat(zero).containsOnly(0.0);
    }
}
