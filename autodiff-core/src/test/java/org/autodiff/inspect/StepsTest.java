package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;

/** The stories of the lectures, step by step. */
class StepsTest {
    private static List<String> told(Recording recording) {
        return Steps.of(recording).stream()
                .map(s -> s.phase() + ": " + String.join("; ", s.plain()))
                .toList();
    }

    /** The two passes of the first lecture: v = (x + y) z, forward, then backward from v. */
    @Test
    void theTwoPassesOfAProduct() {
        assertThat(told(Lectures.product()))
                .containsExactly(
                        "START: ",
                        "FORWARD: q = x + y; = 1 + 3 = 4",
                        "FORWARD: v = q · z; = 4 · (−2) = −8",
                        "SEED: ∂v/∂v = 1",
                        "BACKWARD: ∂v/∂q = z = −2; ∂v/∂q = 1 · (−2) = −2",
                        "BACKWARD: ∂v/∂z = q = 4; ∂v/∂z = 1 · 4 = 4",
                        "BACKWARD: ∂v/∂x = ∂v/∂q · ∂q/∂x; ∂q/∂x = 1; ∂v/∂x = −2 · 1 = −2",
                        "BACKWARD: ∂v/∂y = ∂v/∂q · ∂q/∂y; ∂q/∂y = 1; ∂v/∂y = −2 · 1 = −2",
                        "DONE: ∂v/∂x = −2; ∂v/∂y = −2; ∂v/∂z = 4");
        List<Step> steps = Steps.of(Lectures.product());
        assertThat(steps.get(4).remark()).isEqualTo("Multiply switches: each factor receives the other's value.");
        assertThat(steps.get(6).remark()).isEqualTo("Add distributes: what arrives leaves unchanged on each branch.");
        assertThat(steps.get(7).remark()).endsWith("∂v/∂q was computed once and is used again.");
        assertThat(steps.get(8).remark())
                .isEqualTo("4 products, because shared factors are reused; without that it would be 5.");
        assertThat(steps.get(7).question()).isEqualTo("What is ∂v/∂y?");
        assertThat(steps.get(7).answer()).isEqualTo(-2);
    }

    /** The eight slides that reveal the chain rule of a network one factor at a time. */
    @Test
    void theEightStepRevealOfAChain() {
        List<String> told = told(Lectures.chain());
        // 1: what is computed
        assertThat(told).contains("FORWARD: a1 = p1 + b1; = 1 + 1 = 2", "FORWARD: h1 = max(a1, 0); = max(2, 0) = 2");
        // 8: the last layer's gradient is the derivative of the loss
        assertThat(told)
                .contains("BACKWARD: ∂L/∂e = 2 · e = 2 · 1 = 2; ∂L/∂e = 1 · 2 = 2")
                .contains("BACKWARD: ∂L/∂h2 = ∂L/∂e · ∂e/∂h2; ∂e/∂h2 = 1; ∂L/∂h2 = 2 · 1 = 2");
        // 5, 6: that of a layer before is w times what was computed in the step before
        assertThat(told).contains("BACKWARD: ∂L/∂h1 = ∂L/∂p2 · ∂p2/∂h1; ∂p2/∂h1 = w2 = 3; ∂L/∂h1 = 2 · 3 = 6");
        // 4: the derivative of the activation is 1 for a positive input
        assertThat(told)
                .contains("BACKWARD: ∂L/∂a1 = ∂L/∂h1 · ∂h1/∂a1; ∂h1/∂a1 = [a1 > 0] = [2 > 0] = 1; ∂L/∂a1 = 6 · 1 = 6");
        // 3, 2, 7: the derivative by the weight is the layer's input, and all three factors together
        assertThat(told).contains("BACKWARD: ∂L/∂w1 = ∂L/∂p1 · ∂p1/∂w1; ∂p1/∂w1 = X = 2; ∂L/∂w1 = 6 · 2 = 12");
        assertThat(told).endsWith("DONE: ∂L/∂w1 = 12; ∂L/∂b1 = 6; ∂L/∂w2 = 4; ∂L/∂b2 = 2");
        assertThat(Steps.of(Lectures.chain()))
                .extracting(Step::remark)
                .anyMatch(r -> r.endsWith("∂L/∂a2 was computed once and is used again."));
    }

    @Test
    void branchesAddUp() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            var x = tape.leaf(3);
            var y = x.mul(x);
            y.backward();
            Recording recording = Recording.of(
                    tape, Recording.Options.DEFAULT.withName(x, "x").withName(y, "y"));
            List<Step> steps = Steps.of(recording);
            assertThat(steps.get(3).plain())
                    .containsExactly("∂y/∂x = x = 3", "1 · 3 = 3", "branch 1 of 2; branches add up");
            assertThat(steps.get(4).plain())
                    .containsExactly("∂y/∂x = x = 3", "1 · 3 = 3", "branch 2 of 2: ∂y/∂x = 3 + 3 = 6");
            assertThat(steps.get(3).sum()).isEqualTo("3");
            assertThat(steps.get(4).sum()).isEqualTo("6");
            assertThat(steps.get(4).question()).isEqualTo("What does this branch add to ∂y/∂x?");
        }
    }

    @Test
    void productsOfMatricesAreWrittenWithTheirTransposes() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor w = Tensor.of(new double[] {1, 0, 1, 0, 1, 0}, 2, 3).requiresGrad(true);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor y = x.matmul(w, false, true);
            Tensor loss = y.relu().sum();
            loss.backward();
            Recording.Options names = Recording.Options.DEFAULT
                    .withName(x, "x")
                    .withName(w, "W")
                    .withName(y, "y")
                    .withName(loss, "L");
            assertThat(told(Recording.of(tape, names)))
                    .anyMatch(s -> s.startsWith("FORWARD: y = x · Wᵀ"))
                    .anyMatch(s -> s.startsWith("BACKWARD: ∂L/∂W = ∂L/∂yᵀ · x; f64[2,3]"))
                    .anyMatch(s -> s.startsWith("BACKWARD: ∂L/∂y = ∂L/∂%3 ∘ [y > 0]"));
        }
    }

    @Test
    void beforeASweepThereAreNoGradients() {
        try (Tape tape = Tape.record()) {
            tape.leaf(1).add(tape.leaf(2));
            assertThat(Steps.of(Recording.of(tape)))
                    .last()
                    .satisfies(s -> assertThat(s.remark()).startsWith("Gradients are not computed"));
        }
        try (Tape tape = Tape.record()) {
            assertThat(Steps.of(Recording.of(tape))).hasSize(2);
        }
    }
}
