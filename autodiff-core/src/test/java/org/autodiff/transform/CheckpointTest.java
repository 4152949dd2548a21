package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Gradients;
import org.autodiff.InPlace;
import org.autodiff.Scalar;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.Test;

/** Pieces of a computation that are computed again: the same bits as without, and what can go wrong. */
class CheckpointTest {
    private static final Tensor X = Tensor.uniform(Seed.of(1), DType.FLOAT32, -1, 1, 20, 30);
    private static final Tensor W = Tensor.uniform(Seed.of(2), DType.FLOAT32, -1, 1, 30, 30);
    private static final Tensor B = Tensor.uniform(Seed.of(3), DType.FLOAT32, -1, 1, 30);

    /** What becomes of a piece: itself, or a checkpoint of it. */
    @FunctionalInterface
    private interface How {
        TensorFunction of(TensorFunction f);
    }

    private static final How PLAIN = f -> f;
    private static final How CHECKPOINTED = TensorFunction::checkpointed;
    private static final How NESTED = f -> {
        TensorFunction inner = f.checkpointed();
        TensorFunction middle = xs -> inner.apply(xs).mul(1);
        return middle.checkpointed();
    };
    private static final How NESTED_PLAIN = f -> xs -> f.apply(xs).mul(1);

    /**
     * Uses leaves inside and outside of the piece, some by closure and several times, and a value computed before, so that the
     * order in which cotangents add up matters to the last bit.
     */
    private static List<Tensor> gradients(How how, boolean backward) {
        Tensor x = X.requiresGrad(true);
        Tensor w = W.requiresGrad(true);
        Tensor b = B.requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor before = x.matmul(w).mul(b);
            Tensor h = before;
            for (int i = 0; i < 3; i++) {
                h = how.of(xs -> {
                            Tensor y = xs[0].matmul(w).add(b).tanh();
                            return y.mul(before).matmul(w).mul(b).sigmoid().add(xs[0].mul(0.1));
                        })
                        .apply(h);
            }
            Tensor loss = h.mul(b).add(before).square().mean();
            if (backward) {
                loss.backward();
                loss.backward(); // the tape can be swept again
                return List.of(x.grad().detach(), w.grad().detach(), b.grad().detach());
            }
            Gradients g = tape.gradients(loss, x, w, b, before, h);
            return g.all().stream().map(Tensor::detach).toList();
        }
    }

    private static void assertSameBits(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).toFloats()).containsExactly(expected.get(i).toFloats());
        }
    }

    @Test
    void gradientsHaveTheSameBits() {
        assertSameBits(gradients(CHECKPOINTED, false), gradients(PLAIN, false));
        assertSameBits(gradients(CHECKPOINTED, true), gradients(PLAIN, true));
    }

    @Test
    void nestedCheckpointsHaveTheSameBits() {
        assertSameBits(gradients(NESTED, false), gradients(NESTED_PLAIN, false));
        assertSameBits(gradients(NESTED, true), gradients(NESTED_PLAIN, true));
    }

    @Test
    void aFunctionOfSeveralTensorsIsComputedOnceMoreForEachSweep() {
        int[] calls = {0};
        Tensor a = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        Tensor b = Tensor.of(new double[] {3, 4}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = Autodiff.checkpoint(
                    xs -> {
                        calls[0]++;
                        return xs[0].mul(xs[1]).mul(xs[0]);
                    },
                    a,
                    b);
            assertThat(calls[0]).isOne();
            Gradients g = tape.gradients(y.sum(), a, b);
            assertThat(g.of(a).toDoubles()).containsExactly(6, 16);
            assertThat(g.of(b).toDoubles()).containsExactly(1, 4);
            assertThat(calls[0]).isEqualTo(2);
            Tensor t = tape.jvp(y, new Tensor[] {a}, new Tensor[] {Tensor.of(new double[] {1, -1})});
            assertThat(t.toDoubles()).containsExactly(6, -16);
            assertThat(calls[0]).isEqualTo(3);
        }
    }

    @Test
    void itIsOneEntryOfTheTape() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        Tensor w = Tensor.of(new double[] {3, 4}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Autodiff.checkpoint(z -> z.mul(w).sin().exp(), x).sum();
            assertThat(tape.listing()).isEqualTo("""
                    %0 = leaf : f64[2]
                    %1 = leaf : f64[2]
                    %2 = checkpoint %0 %1 : f64[2]
                    %3 = sum %2 {axes=[0]} : f64[]
                    """);
        }
    }

    @Test
    void derivativesOfHigherOrderGoThroughIt() {
        UnaryOperator<Tensor> plain = x -> x.mul(x.sin()).exp();
        UnaryOperator<Tensor> piece = x -> Autodiff.checkpoint(plain, x);
        UnaryOperator<Tensor> twice = x -> Autodiff.checkpoint(z -> Autodiff.checkpoint(plain, z), x);
        Tensor x = Tensor.of(new double[] {0.4, -0.3});
        Tensor v = Tensor.of(new double[] {1, 2});
        for (UnaryOperator<Tensor> f : List.of(piece, twice)) {
            assertClose(
                    Autodiff.hessian(z -> f.apply(z).sum(), x),
                    Autodiff.hessian(z -> plain.apply(z).sum(), x));
            assertClose(
                    Autodiff.grad(z -> Autodiff.grad(u -> f.apply(u).sum())
                                    .apply(z)
                                    .mul(v)
                                    .sum())
                            .apply(x),
                    Autodiff.hvp(z -> plain.apply(z).sum(), x, v));
            assertClose(
                    Autodiff.grad(z -> Autodiff.jvp(f, z, v).tangent().sum()).apply(x),
                    Autodiff.hvp(z -> plain.apply(z).sum(), x, v));
            assertClose(
                    Autodiff.jvp(z -> Autodiff.jvp(f, z, v).tangent(), x, v).tangent(),
                    Autodiff.jvp(z -> Autodiff.jvp(plain, z, v).tangent(), x, v).tangent());
            assertThat(org.autodiff.check.GradCheck.order(3)
                            .check(xs -> f.apply(xs[0]), x)
                            .passed())
                    .isTrue();
        }
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        double[] a = actual.toDoubles();
        double[] b = expected.toDoubles();
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], within(1e-13 * (1 + Math.abs(b[i]))));
        }
    }

    @Test
    void aCheckpointOfAGradient() {
        // the piece itself takes a derivative: of x^3, and then of that
        Tensor x = Tensor.of(new double[] {2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y =
                    Autodiff.checkpoint(z -> Autodiff.grad(u -> u.pow(3).sum()).apply(z), x);
            assertThat(y.item()).isEqualTo(12);
            assertThat(tape.gradients(y, x).of(x).item()).isEqualTo(12);
            assertThat(tape.size()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNoOperationOfThePieceIsItself() {
        Tensor x = Tensor.of(new double[] {2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square();
            assertThat(Autodiff.checkpoint(z -> z, a)).isSameAs(a);
            Tensor constant =
                    Autodiff.checkpoint(z -> Tensor.ones(DType.FLOAT64, 500).mul(2), a);
            assertThat(constant.isRecorded()).isFalse();
            assertThat(constant.toDoubles()).containsOnly(2);
            assertThat(tape.size()).isEqualTo(2);
        }
        assertThat(Autodiff.checkpoint(z -> z.square(), x).item()).isEqualTo(4); // no tape: nothing to keep
        try (Tape tape = Tape.record();
                Scope scope = Scope.noGrad()) {
            assertThat(Autodiff.checkpoint(z -> z.square(), x).isRecorded()).isFalse();
            assertThat(scope.isClosed()).isFalse();
            assertThat(tape.size()).isZero();
        }
    }

    @Test
    void scalarsInsideAndOutside() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 0.5).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Scalar s = tape.leaf(2);
            Tensor k = s.mul(s).toTensor();
            Tensor y = Autodiff.checkpoint(
                    z -> z.exp().toScalar().sin().mul(3).toTensor().mul(k), x);
            Gradients g = tape.gradients(y, x, k);
            double e = Math.exp(0.5);
            assertThat(y.item()).isCloseTo(3 * Math.sin(e) * 4, within(1e-14));
            assertThat(g.of(x).item()).isCloseTo(3 * Math.cos(e) * e * 4, within(1e-14));
            assertThat(g.of(k).item()).isCloseTo(3 * Math.sin(e), within(1e-14));
            y.backward();
            assertThat(s.grad()).isCloseTo(3 * Math.sin(e) * 4, within(1e-14)); // 2 s = 4
        }
    }

    @Test
    void aLeafThatHasChangedSinceIsAnError() {
        Tensor x = Tensor.of(new double[] {2}).requiresGrad(true);
        Tensor w = Tensor.of(new double[] {3}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = Autodiff.checkpoint(z -> z.mul(w).square(), x);
            InPlace.scale(w, 2);
            assertThatThrownBy(() -> tape.gradients(y, x))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContainingAll("checkpoint", "changed in place");
        }
    }

    @Test
    void aFunctionThatDoesSomethingElseTheSecondTimeIsAnError() {
        Tensor x = Tensor.of(new double[] {2}).requiresGrad(true);
        Tensor v = Tensor.of(new double[] {3}).requiresGrad(true);
        Tensor w = Tensor.of(new double[] {4}).requiresGrad(true);
        for (boolean graph : new boolean[] {false, true}) {
            int[] calls = {0};
            try (Tape tape = Tape.record()) {
                Tensor y = Autodiff.checkpoint(z -> z.mul(calls[0]++ == 0 ? v : w), x);
                assertThatThrownBy(() -> tape.gradients(graph, y, Tensor.ones(DType.FLOAT64, 1), x))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContainingAll("checkpoint", "not done the same as before");
            }
            calls[0] = 0;
            try (Tape tape = Tape.record()) {
                Tensor y = Autodiff.checkpoint(z -> calls[0]++ == 0 ? z.mul(2) : Tensor.concat(0, z, z), x);
                assertThatThrownBy(() -> tape.gradients(graph, y, Tensor.ones(DType.FLOAT64, 1), x))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("another shape");
            }
        }
    }

    @Test
    void whatLeaksOutOfThePieceCannotBeUsed() {
        List<Tensor> leaked = new ArrayList<>();
        Tensor x = Tensor.of(new double[] {2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Autodiff.checkpoint(
                    z -> {
                        Tensor h = z.square();
                        leaked.add(h);
                        return h.mul(z);
                    },
                    x);
            assertThatThrownBy(() -> leaked.get(0).mul(x))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("closed tape");
            assertThat(tape.size()).isEqualTo(2);
        }
    }

    @Test
    void randomNumbersFromASeedAreTheSameAgain() {
        Tensor x = Tensor.ones(DType.FLOAT64, 100).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = Autodiff.checkpoint(z -> z.mul(Tensor.uniform(Seed.of(5), DType.FLOAT64, 0, 1, 100)), x);
            assertThat(tape.gradients(y.sum(), x).of(x).toDoubles()).containsExactly(y.toDoubles());
        }
    }
}
