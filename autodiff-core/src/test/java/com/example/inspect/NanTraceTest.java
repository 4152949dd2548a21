package com.example.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.inspect.NanTrace;
import org.junit.jupiter.api.Test;

/** Where NaN was born, in programs that people have asked about. */
class NanTraceTest {
    @Test
    void nothingIsBornWhereAllIsFinite() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Scalar x = tape.leaf(2);
            x.square().backward();
            assertThat(NanTrace.of(tape)).isEmpty();
        }
    }

    /** torch #160016 asks for the first NaN of the forward pass, and for infinity: its motive, torch #1274, is 1 / 0 * 0. */
    @Test
    void bornInTheForwardPass() {
        Tensor x = Tensor.ones(DType.FLOAT64, 2).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints().noteSources()) {
            Tensor y = x.div(0).mul(0).sum();
            y.backward();
            List<NanTrace.Birth> births = NanTrace.of(tape);
            assertThat(births).hasSize(3);
            assertThat(births.get(0))
                    .asString()
                    .startsWith("infinity born in the forward pass: 1 and 0 in div at element [0]\n");
            assertThat(births.get(0).line()).contains("= div", "NanTraceTest.java:");
            assertThat(births.get(1))
                    .asString()
                    .startsWith("NaN born in the forward pass: ∞ and 0 in mul at element [0]\n");
            assertThat(births.get(1).path()).containsExactly(4, 5);
            assertThat(births.get(2)).asString().startsWith("NaN born in the backward pass: 0 · ∞ in div's derivative");
        }
    }

    /** torch #43405: the second derivative of x / y at y = 0. */
    @Test
    void bornAtSecondOrder() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 0.4).requiresGrad(true);
        Tensor y = Tensor.scalar(DType.FLOAT64, 0).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints().noteSources()) {
            Tensor z = x.div(y);
            Tensor gy = tape.gradientsWithGraph(z, y).of(y);
            tape.gradients(gy, x, y);
            List<NanTrace.Birth> births = NanTrace.of(tape);
            assertThat(births.get(0)).asString().startsWith("infinity born in the forward pass: 0.4 and 0 in div");
            assertThat(births.get(0).line()).matches("%2 = div %0 %1 .*NanTraceTest\\.java:\\d+");
            assertThat(births).allSatisfy(b -> assertThat(b.line()).contains("NanTraceTest.java:"));
        }
    }

    /** torch #52248: a / 0 in the branch that where does not take. Here no NaN comes of it, so there is none to find. */
    @Test
    void aBranchThatIsNotTaken() {
        Tensor a = Tensor.scalar(DType.FLOAT64, 0.3).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor never = Tensor.of(new boolean[] {false}).reshape();
            Tensor y = never.where(a.div(0), Tensor.scalar(DType.FLOAT64, 1));
            y.backward();
            assertThat(a.grad().item()).isZero();
            List<NanTrace.Birth> births = NanTrace.of(tape);
            assertThat(births).hasSize(1);
            assertThat(births.get(0)).asString().startsWith("infinity born in the forward pass: 0.3 and 0 in div");
            assertThat(births.get(0).path()).hasSize(1); // it went no further
        }
    }

    /** The length of a vector at 0, torch #2421: finite forward, an infinite derivative, and 0 times that. */
    @Test
    void bornInTheBackwardPassOnly() {
        Tensor x = Tensor.of(new double[] {0, 0, 0, 0, 3, 4}, 3, 2).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor y = x.square().sum(1).sqrt().sum();
            y.backward();
            List<NanTrace.Birth> births = NanTrace.of(tape);
            assertThat(births).hasSize(2);
            assertThat(births.get(0))
                    .asString()
                    .startsWith("infinity born in the backward pass: 1 · ∞ in sqrt's derivative at element [0]\n");
            assertThat(births.get(0).path()).containsExactly(3, 2, 1, 0);
            assertThat(births.get(1))
                    .asString()
                    .startsWith("NaN born in the backward pass: ∞ · 0 in square's derivative at element [0, 0]\n");
            assertThat(births.get(1).path()).containsExactly(1, 0);
        }
    }

    @Test
    void cameInWithALeaf() {
        try (Tape tape = Tape.record()) {
            tape.leaf(Double.NaN).add(tape.leaf(1));
            assertThat(NanTrace.of(tape)).hasSize(1).first().asString().contains("it came in with a leaf");
        }
    }
}
