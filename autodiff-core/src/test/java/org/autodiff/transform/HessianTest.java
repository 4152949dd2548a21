package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Node;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Linear;
import org.autodiff.functional.Loss;
import org.junit.jupiter.api.Test;

/** Hessians against closed forms, and the cost of products with them. */
class HessianTest {
    private static Tensor uniform(int seed, int... shape) {
        return Tensor.uniform(Seed.of(seed), DType.FLOAT64, -1, 1, shape);
    }

    @Test
    void ofSoftmaxCrossEntropy() {
        Tensor x = Tensor.of(new double[] {0.3, -1.2, 2.1, 0.4}, 1, 4);
        Tensor h = Autodiff.hessian(z -> Loss.crossEntropy(z, Tensor.of(new long[] {2})), x);

        // diag(p) - p p^T, whatever the label
        double[] p = x.softmax(1).toDoubles();
        assertThat(h.shape()).isEqualTo(Shape.of(1, 4, 1, 4));
        double[] actual = h.toDoubles();
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(actual[4 * i + j]).isCloseTo((i == j ? p[i] : 0) - p[i] * p[j], within(1e-14));
            }
        }
    }

    /** TensorFlow 7403 had a Hessian of zero here: the fused rule was not differentiable, and did not say so. */
    @Test
    void ofSoftmaxCrossEntropyAtZero() {
        Tensor h = Autodiff.hessian(
                z -> Loss.crossEntropy(z, Tensor.of(new long[] {0})), Tensor.zeros(DType.FLOAT64, 1, 2));

        assertThat(h.toDoubles()).containsExactly(0.25, -0.25, -0.25, 0.25);
    }

    /** L = (v . tanh(W x) - t)^2 / 2: gradients and all four blocks by hand. */
    @Test
    void ofASmallNetwork() {
        int n = 3;
        int m = 2;
        Tensor w = uniform(1, n, m);
        Tensor v = uniform(2, n);
        Tensor x = uniform(3, m);
        double t = 0.3;
        TensorFunction loss =
                p -> p[1].mul(p[0].matmul(x).tanh()).sum().sub(t).square().mul(0.5);

        List<List<Tensor>> h = Autodiff.hessian(loss, w, v);

        double[] wv = w.toDoubles();
        double[] vv = v.toDoubles();
        double[] xv = x.toDoubles();
        double[] th = new double[n];
        double[] s = new double[n];
        double r = -t;
        for (int k = 0; k < n; k++) {
            double a = 0;
            for (int i = 0; i < m; i++) {
                a += wv[k * m + i] * xv[i];
            }
            th[k] = Math.tanh(a);
            s[k] = 1 - th[k] * th[k];
            r += vv[k] * th[k];
        }
        double[] ww = h.get(0).get(0).toDoubles();
        double[] vw = h.get(1).get(0).toDoubles();
        double[] wvBlock = h.get(0).get(1).toDoubles();
        double[] vvBlock = h.get(1).get(1).toDoubles();
        assertThat(h.get(1).get(0).shape()).isEqualTo(Shape.of(n, n, m));
        assertThat(h.get(0).get(1).shape()).isEqualTo(Shape.of(n, m, n));
        for (int k = 0; k < n; k++) {
            for (int l = 0; l < n; l++) {
                assertThat(vvBlock[k * n + l]).isCloseTo(th[k] * th[l], within(1e-14));
                for (int i = 0; i < m; i++) {
                    double mixed = vv[l] * s[l] * xv[i] * th[k] + (k == l ? r * s[l] * xv[i] : 0);
                    assertThat(vw[(k * n + l) * m + i]).isCloseTo(mixed, within(1e-14));
                    assertThat(wvBlock[(l * m + i) * n + k]).isCloseTo(mixed, within(1e-14));
                    for (int j = 0; j < m; j++) {
                        double curved = k == l ? -2 * r * vv[k] * th[k] * s[k] * xv[i] * xv[j] : 0;
                        assertThat(ww[((k * m + i) * n + l) * m + j])
                                .isCloseTo(vv[k] * s[k] * xv[i] * vv[l] * s[l] * xv[j] + curved, within(1e-14));
                    }
                }
            }
        }
    }

    /** A network of three layers with softmax cross-entropy. */
    private static TensorFunction network(int rows) {
        Tensor x = uniform(10, rows, 6);
        long[] labels = new long[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = i % 3;
        }
        Tensor y = Tensor.of(labels);
        return p -> Loss.crossEntropy(
                Linear.linear(
                        Linear.linear(Linear.linear(x, p[0], p[1]).tanh(), p[2], p[3])
                                .sigmoid(),
                        p[4],
                        p[5]),
                y);
    }

    private static Tensor[] parameters() {
        return new Tensor[] {
            uniform(20, 5, 6), uniform(21, 5), uniform(22, 4, 5), uniform(23, 4), uniform(24, 3, 4), uniform(25, 3)
        };
    }

    @Test
    void isSymmetric() {
        List<List<Tensor>> h = Autodiff.hessian(network(7), parameters());
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j <= i; j++) {
                int p = parameters()[i].size();
                int q = parameters()[j].size();
                double[] a = h.get(i).get(j).toDoubles();
                double[] b = h.get(j)
                        .get(i)
                        .reshape(q, p)
                        .transpose(0, 1)
                        .reshape(p * q)
                        .toDoubles();
                for (int k = 0; k < a.length; k++) {
                    assertThat(a[k]).isCloseTo(b[k], within(1e-13));
                }
            }
        }
    }

    @Test
    void productsAgreeWithTheMatrix() {
        Tensor[] p = parameters();
        Tensor[] v = new Tensor[p.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Tensor.uniform(
                    Seed.of(30 + i), DType.FLOAT64, -1, 1, p[i].shape().toArray());
        }
        List<List<Tensor>> h = Autodiff.hessian(network(7), p);
        List<Tensor> r = Autodiff.hvp(network(7), p, v);
        for (int i = 0; i < p.length; i++) {
            double[] expected = new double[p[i].size()];
            for (int j = 0; j < p.length; j++) {
                double[] part = h.get(i)
                        .get(j)
                        .reshape(p[i].size(), p[j].size())
                        .matmul(v[j].reshape(p[j].size()))
                        .toDoubles();
                for (int k = 0; k < part.length; k++) {
                    expected[k] += part[k];
                }
            }
            double[] actual = r.get(i).toDoubles();
            for (int k = 0; k < expected.length; k++) {
                assertThat(actual[k]).isCloseTo(expected[k], within(1e-13));
            }
        }
    }

    private static int operations(Tape tape, String name) {
        int n = 0;
        for (int i = 0; i < tape.size(); i++) {
            Node node = tape.node(i);
            n += node.kind() == Node.Kind.OPERATION
                            && (name == null || node.name().equals(name))
                    ? 1
                    : 0;
        }
        return n;
    }

    /** On an open tape every operation of a transform is recorded, so the tape counts them. */
    @Test
    void aProductCostsAtMostFourGradients() {
        for (String counted : new String[] {null, "matmul"}) {
            int gradient;
            int product;
            try (Tape tape = Tape.record()) {
                Autodiff.grad(network(7), leaves());
                gradient = operations(tape, counted);
            }
            Tensor[] v = leaves(); // variables, so that what is done with them is recorded too
            try (Tape tape = Tape.record()) {
                Autodiff.hvp(network(7), leaves(), v);
                product = operations(tape, counted);
            }
            assertThat(product).as(counted + ": one gradient has " + gradient).isLessThanOrEqualTo(4 * gradient);
            assertThat(product).isGreaterThan(gradient);
        }
    }

    @Test
    void aProductOfElementwiseFunctionsCostsAtMostFourGradients() {
        UnaryOperator<Tensor> f = x -> {
            Tensor y = x;
            for (int i = 0; i < 10; i++) {
                y = y.mul(x).tanh().add(y.exp().add(1).log());
            }
            return y.sum();
        };
        Tensor x = uniform(5, 4).requiresGrad(true);
        int gradient;
        try (Tape tape = Tape.record()) {
            Autodiff.grad(f).apply(x);
            gradient = operations(tape, null);
        }
        try (Tape tape = Tape.record()) {
            Autodiff.hvp(f, x, uniform(6, 4).requiresGrad(true));
            assertThat(operations(tape, null)).isLessThanOrEqualTo(4 * gradient);
        }
    }

    private static Tensor[] leaves() {
        Tensor[] p = parameters();
        for (int i = 0; i < p.length; i++) {
            p[i] = p[i].requiresGrad(true);
        }
        return p;
    }

    @Test
    void ofLinearFunctionsIsZero() {
        List<List<Tensor>> linear =
                Autodiff.hessian(xs -> xs[0].mul(3).sum().add(xs[1].square().sum()), uniform(1, 2), uniform(2, 3));
        assertThat(linear.get(0).get(0).toDoubles()).hasSize(4).containsOnly(0);
        assertThat(linear.get(0).get(1).toDoubles()).hasSize(6).containsOnly(0);
        assertThat(linear.get(1).get(1).toDoubles()).containsExactly(2, 0, 0, 0, 2, 0, 0, 0, 2);

        assertThat(Autodiff.hvp(x -> x.sum(), uniform(4, 2), uniform(5, 2)).toDoubles())
                .containsExactly(0, 0);
    }

    @Test
    void thirdDerivativesOfAHessianOnATape() {
        // x^4: the Hessian is diag(12 x^2), the gradient of its sum 24 x
        Tensor g = Autodiff.grad(x -> Autodiff.hessian(z -> z.pow(4).sum(), x).sum())
                .apply(Tensor.of(new double[] {1, -2}));
        assertThat(g.toDoubles()[0]).isCloseTo(24, within(1e-12));
        assertThat(g.toDoubles()[1]).isCloseTo(-48, within(1e-12));
    }

    @Test
    void theNumberOfVectorsIsChecked() {
        assertThatThrownBy(() -> Autodiff.hvp(xs -> xs[0].sum(), new Tensor[] {uniform(1, 2)}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("1 inputs but 0 tangents");
    }
}
