package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.OpDef;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.TapeException;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.autodiff.transform.Autodiff.ValueAndGrad;
import org.junit.jupiter.api.Test;

/** Functions with derivatives of one's own, rules that cannot be differentiated again, and gradients that are stopped. */
class CustomGradientTest {
    private static final Tensor X = Tensor.of(new double[] {-0.7, 0.4, 1.6});

    /** The rounding is passed by unchanged, as quantised networks have it. */
    private static final TensorFunction ROUND = Autodiff.withVjp(
            "straightThrough", xs -> xs[0].add(1e6 + 0.5).sub(1e6 + 0.5).sign(), (xs, y, g) -> new Tensor[] {g});

    /** tanh, its derivative written on tensors. */
    private static final TensorFunction TANH = Autodiff.withVjp("myTanh", xs -> xs[0].tanh(), (xs, y, g) ->
            new Tensor[] {g.mul(y.square().rsub(1))});

    /** exp, computed in Java both ways: fast enough for some, but no derivative leads back from there. */
    private static final TensorFunction JAVA_EXP =
            Autodiff.withVjp("javaExp", CustomGradientTest::javaExp, (xs, y, g) -> new Tensor[] {javaProduct(g, y)});

    private static Tensor javaExp(Tensor... xs) {
        double[] x = xs[0].toDoubles();
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.exp(x[i]);
        }
        return Tensor.of(x);
    }

    private static Tensor javaProduct(Tensor g, Tensor y) {
        double[] a = g.toDoubles();
        double[] b = y.toDoubles();
        for (int i = 0; i < a.length; i++) {
            a[i] *= b[i];
        }
        return Tensor.of(a);
    }

    @Test
    void theDerivativeIsWhatTheUserSays() {
        ValueAndGrad r = Autodiff.valueAndGrad(xs -> ROUND.apply(xs).mul(3).sum(), X);

        assertThat(r.gradient().toDoubles()).containsExactly(3, 3, 3);
        assertThat(r.value().item()).isEqualTo(3);
    }

    @Test
    void itIsOneEntryOfItsNameAndNothingElseIsRecorded() {
        Tensor x = X.requiresGrad(true);
        try (Tape tape = Tape.record()) {
            TANH.apply(x).sum();
            assertThat(tape.listing()).isEqualTo("""
                    %0 = leaf : f64[3]
                    %1 = myTanh %0 : f64[3]
                    %2 = sum %1 {axes=[0]} : f64[]
                    """);
        }
    }

    @Test
    void aDerivativeOnTensorsIsCheckedToOrderThree() {
        var report = GradCheck.order(3).check(TANH, X);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @Test
    void forwardModeIsDerivedFromTheDerivative() {
        TensorFunction mul = Autodiff.withVjp(
                "product", xs -> xs[0].mul(xs[1]), (xs, y, g) -> new Tensor[] {g.mul(xs[1]), g.mul(xs[0])});
        Tensor w = Tensor.of(new double[] {2, 3, 4});

        Tensor t = Autodiff.jvp(mul, new Tensor[] {X, w}, Tensor.ones(DType.FLOAT64, 3), null)
                .tangent();
        assertThat(t.toDoubles()).containsExactly(2, 3, 4);
        assertThat(Autodiff.jvp(ROUND, new Tensor[] {X}, w).tangent().toDoubles())
                .containsExactly(2, 3, 4);
        // large tensors, in native memory: what the derived sweep makes is given back
        Tensor big = Tensor.full(DType.FLOAT32, 0.5, 3000);
        float[] d = Autodiff.jvp(TANH, new Tensor[] {big}, Tensor.ones(DType.FLOAT32, 3000))
                .tangent()
                .toFloats();
        assertThat(d).containsOnly((float) (1 - Math.tanh(0.5) * Math.tanh(0.5)));
    }

    @Test
    void aDerivativeComputedInJavaWorksOnceAndThrowsWhenDifferentiatedAgain() {
        assertThat(Autodiff.grad(xs -> JAVA_EXP.apply(xs).sum(), X).get(0).toDoubles())
                .containsExactly(X.exp().toDoubles());
        Tensor x = X.requiresGrad(true);
        try (Tape tape = Tape.record()) {
            // in a recorded sweep too, as long as nobody asks for the second derivative
            Tensor g = tape.gradientsWithGraph(JAVA_EXP.apply(x).sum(), x).of(x);
            assertThat(g.toDoubles()).containsExactly(X.exp().toDoubles());
            assertThatThrownBy(() -> tape.gradients(g.sum(), x))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContainingAll("javaExp", "cannot be differentiated again", "toDoubles()");
            assertThatThrownBy(() -> tape.jvp(g, new Tensor[] {x}, new Tensor[] {X}))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("javaExp");
            assertThat(tape.listing()).contains("once");
        }
        assertThatThrownBy(() -> Autodiff.hvp(z -> JAVA_EXP.apply(z).sum(), X, X))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("javaExp");
        assertThatThrownBy(() -> Autodiff.jvp(JAVA_EXP, new Tensor[] {X}, X))
                .isInstanceOf(TapeException.class)
                .hasMessageContainingAll("javaExp", "forward mode");
    }

    /** The same for an operation of the table, whose rule reads a leaf, an input that is computed, or only its cotangent. */
    @Test
    void aRuleThatReadsIsNeverSilentlyZero() {
        OpDef reads = OpDef.custom("reads")
                .scalar(v -> v * v, (v, y) -> 2 * v)
                .vjp((call, g) -> new Tensor[] {
                    g.mul(Tensor.of(call.input(0).toDoubles())).mul(2)
                })
                .jvp((call, t) -> t[0].mul(Tensor.of(call.input(0).toDoubles())).mul(2))
                .saves(Saved.INPUT)
                .domain(Domain.real(0, 1))
                .formula("x^2", "2x")
                .define();
        assertThat(Autodiff.grad(x -> reads.apply(x).sum()).apply(X).toDoubles())
                .containsExactly(X.mul(2).toDoubles());
        assertThatThrownBy(() -> Autodiff.hessian(x -> reads.apply(x).sum(), X))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("reads");
        assertThatThrownBy(() -> Autodiff.hessian(x -> reads.apply(x.mul(2)).sum(), X))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("reads");
        assertThatThrownBy(() -> Autodiff.grad(x -> Autodiff.jvp(z -> reads.apply(z), x, X)
                                .tangent()
                                .sum())
                        .apply(X))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("reads");
        // and the gradient through other paths is not affected
        Tensor h =
                Autodiff.hvp(x -> reads.apply(Autodiff.stopGradient(x)).mul(x).sum(), X, X);
        assertThat(h.toDoubles()).containsExactly(0, 0, 0);
    }

    @Test
    void aVariableThatIsNoArgumentIsAnError() {
        Tensor w = X.requiresGrad(true);
        TensorFunction f = Autodiff.withVjp("scaled", xs -> xs[0].mul(w), (xs, y, g) -> new Tensor[] {g.mul(w)});
        assertThatThrownBy(() -> Autodiff.grad(xs -> f.apply(xs).sum(), X))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("scaled", "f64[3]", "pass it as an argument");
        try (Tape tape = Tape.record()) {
            Tensor a = w.mul(2);
            TensorFunction g = Autodiff.withVjp("shifted", xs -> xs[0].add(a), (xs, y, u) -> new Tensor[] {u});
            assertThatThrownBy(() -> g.apply(w)).isInstanceOf(ArgumentException.class);
            assertThat(tape.size()).isEqualTo(3);
        }
    }

    @Test
    void wrongCotangentsAreRefused() {
        Tensor x = X.requiresGrad(true);
        TensorFunction tooFew = Autodiff.withVjp("few", xs -> xs[0].mul(xs[1]), (xs, y, g) -> new Tensor[] {g});
        TensorFunction tooSmall = Autodiff.withVjp("small", xs -> xs[0].mul(2), (xs, y, g) -> new Tensor[] {g.sum()});
        try (Tape tape = Tape.record()) {
            assertThatThrownBy(() -> tape.gradients(tooFew.apply(x, x).sum(), x))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContainingAll("few", "1 cotangents for 2 arguments");
            assertThatThrownBy(() -> tape.gradients(tooSmall.apply(x).sum(), x))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContainingAll("small", "f64[]", "f64[3]");
        }
    }

    @Test
    void withoutATapeItJustComputes() {
        assertThat(TANH.apply(X).isRecorded()).isFalse();
        Tensor x = X.requiresGrad(true);
        assertThat(TANH.apply(x).isRecorded()).isFalse();
        try (Tape tape = Tape.record();
                Scope scope = Scope.noGrad()) {
            assertThat(TANH.apply(x).toDoubles()).containsExactly(X.tanh().toDoubles());
            assertThat(scope.isClosed()).isFalse();
            assertThat(tape.size()).isZero();
        }
    }

    @Test
    void stoppedGradientsAreConstantsInBothDirections() {
        assertThat(Autodiff.grad(x -> x.mul(Autodiff.stopGradient(x)).sum())
                        .apply(X)
                        .toDoubles())
                .containsExactly(X.toDoubles());
        assertThat(Autodiff.jvp(x -> x.mul(Autodiff.stopGradient(x)), X, Tensor.ones(DType.FLOAT64, 3))
                        .tangent()
                        .toDoubles())
                .containsExactly(X.toDoubles());
        assertThat(Autodiff.hvp(x -> x.mul(Autodiff.stopGradient(x)).sum(), X, X)
                        .toDoubles())
                .containsExactly(0, 0, 0);
        ValueAndGrad r =
                Autodiff.valueAndGrad(xs -> Autodiff.stopGradient(xs[0]).sum(), X);
        assertThat(r.isDisconnected(0)).isTrue();
        assertThat(r.value().item()).isEqualTo(X.sum().item());
    }
}
