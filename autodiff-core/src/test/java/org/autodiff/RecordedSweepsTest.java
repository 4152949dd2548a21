package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.autodiff.array.DType;
import org.junit.jupiter.api.Test;

/** Which pass each node of a tape belongs to, where gradients are recorded too. */
class RecordedSweepsTest {
    private static int[] orders(Tape tape) {
        return IntStream.range(0, tape.size()).map(i -> tape.node(i).order()).toArray();
    }

    @Test
    void aTapeWithoutRecordedGradientsIsForward() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            x.square().backward();
            assertThat(orders(tape)).containsOnly(0);
            assertThat(tape.node(1).cause()).isEqualTo(-1);
            assertThat(tape.node(1).gradient()).isEqualTo(-1);
        }
    }

    /** y = x³ by x * x * x, its gradient and the gradient of that. */
    @Test
    void theGradientOfAGradientIsOfSecondOrder() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 2).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.mul(x).mul(x);
            int forward = tape.size();
            Tensor first = tape.gradientsWithGraph(y, x).of(x);
            int backward = tape.size();
            Tensor second = tape.gradientsWithGraph(first, x).of(x);
            assertThat(first.item()).isEqualTo(12);
            assertThat(second.item()).isEqualTo(12);
            assertThat(orders(tape)).startsWith(new int[forward]);
            for (int i = forward; i < tape.size(); i++) {
                Node node = tape.node(i);
                assertThat(node.order()).isEqualTo(i < backward ? 1 : 2);
                if (node.kind() == Node.Kind.OPERATION) {
                    assertThat(node.cause()).isBetween(0, i < backward ? forward - 1 : backward - 1);
                }
            }
            Node gradient = tape.node(tape.node(0).gradient());
            assertThat(gradient.value().item()).isEqualTo(12);
            assertThat(gradient.order()).isEqualTo(1);
        }
    }

    @Test
    void whatIsComputedFromAGradientIsOfItsOrderWithTheConstantsForIt() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().sum();
            Tensor g = tape.gradientsWithGraph(y, x).of(x);
            Tensor penalty = g.square().sum().mul(0.5);
            Tensor loss = y.add(penalty);
            int before = tape.size();
            assertThat(tape.node(before - 1).order()).isEqualTo(1);
            assertThat(tape.node(before - 2).inputs()).hasSize(2);
            for (int input : tape.node(before - 2).inputs()) {
                assertThat(tape.node(input).order()).isEqualTo(1);
            }
            tape.gradientsWithGraph(loss, x);
            assertThat(tape.node(tape.size() - 1).order()).isEqualTo(2);
            assertThat(tape.node(0).order()).isZero();
        }
    }

    @Test
    void nothingIsKeptOfSweepsThatRecordNothing() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().sum();
            int size = tape.size();
            tape.gradients(y, x);
            assertThat(tape.size()).isEqualTo(size);
            assertThat(orders(tape)).containsOnly(0);
        }
    }
}
