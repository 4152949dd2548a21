package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.transform.Autodiff.ValueAndGrad;
import org.autodiff.transform.Autodiff.ValueAndTangent;
import org.autodiff.transform.Jacobian.Direction;
import org.junit.jupiter.api.Test;

/** Jacobians, and products with them. */
class JacobianTest {
    private static Tensor uniform(int seed, int... shape) {
        return Tensor.uniform(Seed.of(seed), DType.FLOAT64, -1, 1, shape);
    }

    @Test
    void oneInputTakesOneForwardSweep() {
        Tensor w = uniform(1, 1000);

        Jacobian j = Autodiff.jacobian(xs -> w.mul(xs[0]), Tensor.scalar(DType.FLOAT64, 3));

        assertThat(j.sweeps()).isOne();
        assertThat(j.direction()).isEqualTo(Direction.FORWARD);
        assertThat(j.matrix().shape()).isEqualTo(Shape.of(1000));
        assertThat(j.matrix().toDoubles()).containsExactly(w.toDoubles());
        assertThat(j.value().shape()).isEqualTo(Shape.of(1000));
    }

    @Test
    void oneResultTakesOneReverseSweep() {
        Tensor x = uniform(2, 1000);

        Jacobian j = Autodiff.jacobian(xs -> xs[0].square().sum(), x);

        assertThat(j.sweeps()).isOne();
        assertThat(j.direction()).isEqualTo(Direction.REVERSE);
        assertThat(j.matrix().toDoubles()).containsExactly(x.mul(2).toDoubles());
    }

    @Test
    void theSweepsAreCountedByTheTapeToo() {
        // each sweep of the function records its products; so the record grows with the number that is reported
        Tensor x = uniform(3, 3).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            int[] calls = {0};
            Tensor hooked = x.mul(1);
            hooked.onCotangent(g -> {
                calls[0]++;
                return null;
            });
            Jacobian j = Autodiff.jacobian(Direction.REVERSE, xs -> xs[0].matmul(uniform(4, 3, 7)), hooked);
            assertThat(j.sweeps()).isEqualTo(7);
            assertThat(calls[0]).isZero(); // the sweeps end at the argument
            assertThat(tape.size()).isGreaterThan(7);
        }
    }

    @Test
    void aLinearMapIsItsOwnJacobian() {
        Tensor a = uniform(5, 3, 4);
        Tensor x = uniform(6, 4, 2);
        for (Direction d : Direction.values()) {
            Jacobian j = Autodiff.jacobian(d, xs -> xs[0].matmul(xs[1]), a, x);
            assertThat(j.sweeps()).isEqualTo(d == Direction.FORWARD ? 12 + 8 : 6);
            // d (a x)_pq / d a_rs = [p = r] x_sq, d (a x)_pq / d x_rs = a_pr [q = s]
            double[] byA = j.blocks().get(0).toDoubles();
            double[] byX = j.blocks().get(1).toDoubles();
            assertThat(j.blocks().get(0).shape()).isEqualTo(Shape.of(3, 2, 3, 4));
            assertThat(j.blocks().get(1).shape()).isEqualTo(Shape.of(3, 2, 4, 2));
            double[] av = a.toDoubles();
            double[] xv = x.toDoubles();
            for (int p = 0; p < 3; p++) {
                for (int q = 0; q < 2; q++) {
                    for (int r = 0; r < 3; r++) {
                        for (int s = 0; s < 4; s++) {
                            assertThat(byA[((p * 2 + q) * 3 + r) * 4 + s]).isEqualTo(p == r ? xv[s * 2 + q] : 0);
                        }
                    }
                    for (int r = 0; r < 4; r++) {
                        for (int s = 0; s < 2; s++) {
                            assertThat(byX[((p * 2 + q) * 4 + r) * 2 + s]).isEqualTo(q == s ? av[p * 4 + r] : 0);
                        }
                    }
                }
            }
        }
    }

    @Test
    void bothDirectionsAgreeInSinglePrecisionToo() {
        Tensor x = Tensor.uniform(Seed.of(7), DType.FLOAT32, -1, 1, 5);
        Tensor w = Tensor.uniform(Seed.of(8), DType.FLOAT32, -1, 1, 5, 8);
        Jacobian f = Autodiff.jacobian(Direction.FORWARD, xs -> xs[0].matmul(w).tanh(), x);
        Jacobian r = Autodiff.jacobian(Direction.REVERSE, xs -> xs[0].matmul(w).tanh(), x);

        assertThat(f.matrix().dtype()).isEqualTo(DType.FLOAT32);
        float[] a = f.matrix().toFloats();
        float[] b = r.matrix().toFloats();
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], within(1e-6f));
        }
    }

    @Test
    void emptyTensorsHaveJacobiansWithoutSweeps() {
        assertThatThrownBy(() -> Autodiff.jacobian(xs -> Tensor.ones(DType.FLOAT64, 2), uniform(9, 3)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("does not depend on input 0");

        Jacobian empty = Autodiff.jacobian(xs -> xs[0].mul(2), Tensor.zeros(DType.FLOAT64, 0, 2));
        assertThat(empty.sweeps()).isZero();
        assertThat(empty.matrix().shape()).isEqualTo(Shape.of(0, 2, 0, 2));
    }

    @Test
    void aJacobianInsideARecordedComputationIsDifferentiated() {
        // the sum of the Jacobian of x^3 is 3 sum x^2, whose gradient is 6 x
        for (Direction d : Direction.values()) {
            Tensor g = Autodiff.grad(x ->
                            Autodiff.jacobian(d, xs -> xs[0].pow(3), x).matrix().sum())
                    .apply(Tensor.of(new double[] {1, 2, -3}));
            assertThat(g.toDoubles()).containsExactly(6, 12, -18);
        }
    }

    @Test
    void productsWithTheJacobian() {
        Tensor x = Tensor.of(new double[] {1, 2});
        Tensor u = Tensor.of(new double[] {3, -1});

        ValueAndGrad reverse = Autodiff.vjp(xs -> xs[0].square(), u, x);
        ValueAndTangent forward = Autodiff.jvp(z -> z.square(), x, u);

        assertThat(reverse.value().toDoubles()).containsExactly(1, 4);
        assertThat(reverse.gradient().toDoubles()).containsExactly(6, -4);
        assertThat(forward.value().toDoubles()).containsExactly(1, 4);
        assertThat(forward.tangent().toDoubles()).containsExactly(6, -4);

        ValueAndTangent partly = Autodiff.jvp(xs -> xs[0].mul(xs[1]), new Tensor[] {x, u}, null, x);
        assertThat(partly.tangent().toDoubles()).containsExactly(1, 4);
        assertThatThrownBy(() -> Autodiff.vjp(xs -> xs[0].square(), uniform(1, 3), x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("[3]", "[2]");
        assertThatThrownBy(() -> Autodiff.jvp(z -> z.square(), x, x.to(DType.FLOAT32)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("jvp: tangent 0", "FLOAT32", "FLOAT64");
    }

    @Test
    void whatTheValueDoesNotDependOnIsReportedAsDisconnected() {
        Tensor x = uniform(10, 2);
        ValueAndGrad r = Autodiff.valueAndGrad(xs -> xs[0].square().sum(), x, x);

        assertThat(r.isDisconnected(0)).isFalse();
        assertThat(r.isDisconnected(1)).isTrue();
        assertThat(r.gradients().get(1).toDoubles()).containsExactly(0, 0);
        ValueAndGrad constant =
                Autodiff.valueAndGrad(z -> Tensor.scalar(DType.FLOAT64, 1)).apply(x);
        assertThat(constant.isDisconnected(0)).isTrue();
        // and for a value of another tape, which is a constant here
        try (Tape tape = Tape.record()) {
            Tensor a = x.requiresGrad(true).sum();
            ValueAndGrad other = Autodiff.valueAndGrad(z -> a).apply(x);
            assertThat(other.isDisconnected(0)).isTrue();
            assertThat(other.value().tape()).isSameAs(tape);
        }
    }

    @Test
    void aLinearizedFunctionIsComputedOnceAndAppliedOften() {
        int[] calls = {0};
        Tensor x = Tensor.of(new double[] {1, 2});
        try (Linearized map = Autodiff.linearize(
                xs -> {
                    calls[0]++;
                    return xs[0].square().mul(xs[1]);
                },
                x,
                Tensor.of(new double[] {5, 7}))) {
            // what is done meanwhile has nothing to do with its tape
            Tensor leaf = x.requiresGrad(true);
            assertThat(leaf.square().isRecorded()).isFalse();
            try (Tape tape = Tape.record()) {
                leaf.square().sum().backward();
                assertThat(tape.size()).isEqualTo(3);
            }
            assertThat(map.value().toDoubles()).containsExactly(5, 28);
            for (int i = 0; i < 3; i++) {
                assertThat(map.jvp(Tensor.of(new double[] {1, i}), null).toDoubles())
                        .containsExactly(10, 28 * i);
                List<Tensor> g = map.vjp(Tensor.of(new double[] {i, 1}));
                assertThat(g.get(0).toDoubles()).containsExactly(10 * i, 28);
                assertThat(g.get(1).toDoubles()).containsExactly(i, 4);
            }
            assertThat(calls[0]).isOne();
            try (Tape tape = Tape.record()) {
                assertThatThrownBy(() -> map.jvp(leaf.mul(2), null))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContainingAll("jvp", "linearize on the tape", "detach()");
                assertThat(tape.isClosed()).isFalse();
            }
        }
    }

    @Test
    void aLinearizedFunctionOnAnOpenTapeIsDifferentiatedThrough() {
        Tensor x = Tensor.of(new double[] {2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor g;
            try (Linearized map = Autodiff.linearize(xs -> xs[0].pow(3), x)) {
                g = map.vjp(Tensor.ones(DType.FLOAT64, 1)).get(0); // 3 x^2
            }
            assertThat(tape.gradients(g, x).of(x).item()).isEqualTo(12);
        }
    }

    @Test
    void useAfterCloseIsAnError() {
        Linearized map = Autodiff.linearize(xs -> xs[0].square(), Tensor.ones(DType.FLOAT64, 2));
        map.close();
        assertThatThrownBy(() -> map.vjp(Tensor.ones(DType.FLOAT64, 2)))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void gradientsOfEachSampleWithLabels() {
        Tensor w = uniform(11, 3);
        Tensor b = Tensor.scalar(DType.FLOAT64, 0.5);
        Tensor x = uniform(12, 5, 3);
        Tensor labels = Tensor.of(new long[] {0, 1, 1, 0, 1});

        // logistic loss: the gradient by w is (p - y) x, that by b is p - y
        List<Tensor> r = Autodiff.perSampleGrad(
                p -> {
                    Tensor z = p[0].mul(p[2]).sum().add(p[1]);
                    return z.exp().log1p().sub(z.mul(p[3].to(DType.FLOAT64)));
                },
                new Tensor[] {w, b},
                x,
                labels);

        assertThat(r.get(0).shape()).isEqualTo(Shape.of(5, 3));
        assertThat(r.get(1).shape()).isEqualTo(Shape.of(5));
        for (int s = 0; s < 5; s++) {
            double z = 0.5;
            for (int i = 0; i < 3; i++) {
                z += w.toDoubles()[i] * x.toDoubles()[3 * s + i];
            }
            double d = 1 / (1 + Math.exp(-z)) - labels.toLongs()[s];
            assertThat(r.get(1).toDoubles()[s]).isCloseTo(d, within(1e-12));
            for (int i = 0; i < 3; i++) {
                assertThat(r.get(0).toDoubles()[3 * s + i]).isCloseTo(d * x.toDoubles()[3 * s + i], within(1e-12));
            }
        }
    }
}
