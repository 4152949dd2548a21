package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.array.DType;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** One step of the chain rule by itself, and the modules that nodes belong to. */
class NodeVjpTest {
    @Test
    void whatANodeSendsToItsInputs() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        Tensor c = Tensor.scalar(DType.FLOAT64, 3);
        try (Tape tape = Tape.record()) {
            Tensor y = x.mul(c);
            int before = tape.size();
            Tensor[] flows = tape.node(before - 1).vjp(Tensor.of(new double[] {10, 20}), false);
            assertThat(flows[0].toDoubles()).containsExactly(30, 60);
            assertThat(flows[1]).isNull();
            assertThat(tape.size()).isEqualTo(before);
            assertThat(x.grad()).isNull();
            assertThatThrownBy(() -> tape.node(0).vjp(y, false))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("%0 is a leaf");
            assertThatThrownBy(() -> tape.node(before - 1).vjp(c, false)).isInstanceOf(ShapeException.class);
        }
    }

    @Test
    void aZeroThatSaysNotTakenWinsOverAnInfiniteDerivative() {
        Tensor x = Tensor.zeros(DType.FLOAT64, 1).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            x.sqrt();
            Tensor zero = Tensor.zeros(DType.FLOAT64, 1);
            assertThat(tape.node(1).vjp(zero, false)[0].toDoubles()).containsExactly(Double.NaN);
            assertThat(tape.node(1).vjp(zero, true)[0].toDoubles()).containsExactly(0);
        }
    }

    @Test
    void aCheckpointHasNoRuleOfItsOwn() {
        Tensor x = Tensor.ones(DType.FLOAT64, 2).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Autodiff.checkpoint(z -> z.exp(), x);
            assertThat(tape.node(1).vjp(Tensor.ones(DType.FLOAT64, 2), false)).containsOnlyNulls();
        }
    }

    @Test
    void nodesKnowTheCallOfAModule() {
        Tensor x = Tensor.ones(DType.FLOAT64, 2).requiresGrad(true);
        try (Tape tape = Tape.record().noteModules()) {
            Tensor y = ModuleCall.of(() -> "net", () -> {
                Tensor h = ModuleCall.of(() -> "net.a", () -> x.exp());
                return ModuleCall.of(() -> "net.a", () -> h.exp()).neg();
            });
            y.sum();
            assertThat(tape.node(1).module().path()).isEqualTo("net.a");
            assertThat(tape.node(2).module().path()).isEqualTo("net.a");
            assertThat(tape.node(1).module()).isNotEqualTo(tape.node(2).module());
            assertThat(tape.node(2).module().parent().path()).isEqualTo("net");
            assertThat(tape.node(3).module().path()).isEqualTo("net");
            assertThat(tape.node(4).module()).isNull();
        }
        try (Tape tape = Tape.record()) {
            ModuleCall.of(() -> "net", () -> x.exp());
            assertThat(tape.node(1).module()).isNull();
        }
        assertThat(ModuleCall.of(() -> "net", () -> 3)).isEqualTo(3);
    }
}
