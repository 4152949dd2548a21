package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.array.DType;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** Functions that are called with the cotangent of a node or a leaf. */
class HookTest {
    private final List<String> log = new ArrayList<>();

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad(true);
    }

    private UnaryOperator<Tensor> note(String name) {
        return g -> {
            log.add(name + " " + g.elementsToString());
            return null;
        };
    }

    @Test
    void aHookIsCalledOnceASweepWithTheWholeCotangent() {
        Tensor x = leaf(1, 2);
        try (Tape tape = Tape.record()) {
            Tensor a = x.mul(3);
            a.onCotangent(note("a"));
            Tensor y = a.square().add(a).sum(); // three uses of a: 2 a + 1
            y.backward();
            assertThat(log).containsExactly("a [7.0, 13.0]");
            tape.gradients(y, x);
            assertThat(log).containsExactly("a [7.0, 13.0]", "a [7.0, 13.0]");
            assertThat(x.grad().toDoubles()).containsExactly(21, 39);
        }
    }

    @Test
    void hooksRunFromHighNumbersToLowAndOnOneNodeInTheOrderInWhichTheyCame() {
        Tensor x = leaf(2);
        x.onCotangent(note("x"));
        try (Tape tape = Tape.record()) {
            Tensor a = x.mul(3);
            Tensor b = a.mul(5);
            Tensor y = b.sum();
            a.onCotangent(note("a first"));
            y.onCotangent(note("y"));
            b.onCotangent(note("b"));
            a.onCotangent(g -> g.mul(10));
            a.onCotangent(note("a last"));
            y.backward();
            assertThat(tape.isClosed()).isFalse();
        }
        assertThat(log).containsExactly("y 1.0", "b [1.0]", "a first [5.0]", "a last [50.0]", "x [150.0]");
        assertThat(x.grad().item()).isEqualTo(150);
    }

    @Test
    void aHookMayReplaceTheCotangent() {
        Tensor x = leaf(-2, 3);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square();
            a.onCotangent(g -> g.clamp(-1, 1));
            Tensor y = a.mul(Tensor.of(new double[] {100, 0.5})).sum();
            assertThat(tape.gradients(y, x, a).of(x).toDoubles()).containsExactly(-4, 3);
            assertThat(tape.gradients(y, x, a).of(a).toDoubles()).containsExactly(1, 0.5);
        }
    }

    @Test
    void aReplacedCotangentMayShareMemoryWithAnything() {
        Tensor x = Tensor.full(DType.FLOAT32, 1, 2000).requiresGrad(true);
        Tensor other = Tensor.full(DType.FLOAT32, 7, 2000);
        try (Tape tape = Tape.record()) {
            Tensor a = x.mul(2);
            a.onCotangent(g -> other);
            a.sum().backward();
            a.sum().backward();
            assertThat(x.grad().toFloats()).containsOnly(28);
            assertThat(other.toFloats()).containsOnly(7);
            assertThat(tape.isClosed()).isFalse();
        }
    }

    @Test
    void aLeafsHooksStayWithItAndCanBeRemoved() {
        Tensor x = leaf(1);
        Hook looking = x.onCotangent(note("x"));
        Hook doubling = x.onCotangent(g -> g.mul(2));
        for (int i = 0; i < 2; i++) {
            try (Tape tape = Tape.record()) {
                x.mul(3).sum().backward();
                assertThat(tape.isClosed()).isFalse();
            }
        }
        assertThat(x.grad().item()).isEqualTo(12);
        doubling.remove();
        doubling.remove();
        try (Tape tape = Tape.record()) {
            x.mul(3).sum().backward();
            assertThat(tape.gradients(x.mul(5).sum(), x).of(x).item()).isEqualTo(5);
        }
        assertThat(x.grad().item()).isEqualTo(15);
        looking.remove();
        x.backward(Tensor.of(new double[] {1}));
        assertThat(log).containsExactly("x [3.0]", "x [3.0]", "x [3.0]", "x [5.0]");
    }

    @Test
    void aLeafThatIsSweptByItselfHasItsHooksCalled() {
        Tensor x = leaf(1);
        x.onCotangent(g -> g.mul(2));
        x.backward(Tensor.of(new double[] {3}));
        x.backward(Tensor.of(new double[] {3}));
        assertThat(x.grad().item()).isEqualTo(12);
    }

    @Test
    void aHookInARecordedSweepIsDifferentiated() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square();
            a.onCotangent(g -> g.mul(x));
            Tensor g = tape.gradientsWithGraph(a.sum(), x).of(x); // x * 2 x
            assertThat(g.item()).isEqualTo(8);
            assertThat(tape.gradients(g.sum(), x).of(x).item()).isEqualTo(8);
        }
    }

    @Test
    void hooksOnScalarSlots() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(2);
            Scalar a = x.mul(3);
            Scalar b = a.mul(a);
            Scalar y = b.mul(2).add(a);
            a.toTensor().onCotangent(g -> {
                log.add("a " + g.item());
                return g.mul(10);
            });
            y.toTensor().onCotangent(note("y"));
            y.backward();
            assertThat(log).containsExactly("y 1.0", "a 25.0");
            assertThat(x.grad()).isEqualTo(750);
            assertThat(tape.gradients(y, x)).containsExactly(750);
            // where nothing arrives, nothing is called
            Scalar unused = x.mul(4);
            unused.toTensor().onCotangent(note("unused"));
            tape.gradients(y, x);
            assertThat(log).noneMatch(s -> s.startsWith("unused"));
        }
    }

    @Test
    void hooksInsideACheckpointRunWhenItIsSwept() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            Tensor y = Autodiff.checkpoint(
                    z -> {
                        Tensor h = z.square();
                        h.onCotangent(g -> g.mul(10));
                        return h.mul(3);
                    },
                    x);
            assertThat(tape.gradients(y, x).of(x).item()).isEqualTo(120);
            assertThat(tape.gradientsWithGraph(y, x).of(x).item()).isEqualTo(120);
        }
    }

    @Test
    void retainedAdjointsAreThoseAfterTheHooks() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor a = x.square();
            a.onCotangent(g -> g.mul(5));
            a.sum().backward();
            assertThat(tape.node(1).adjoint().item()).isEqualTo(5);
        }
    }

    @Test
    void otherShapesAndTypesAreRefused() {
        Tensor x = leaf(1, 2);
        try (Tape tape = Tape.record()) {
            Tensor a = x.mul(3);
            Hook hook = a.onCotangent(g -> g.sum());
            assertThatThrownBy(() -> a.sum().backward())
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContainingAll("onCotangent", "f64[2]", "[]");
            hook.remove();
            a.onCotangent(g -> g.to(DType.FLOAT32));
            assertThatThrownBy(() -> a.sum().backward())
                    .isInstanceOf(DTypeException.class)
                    .hasMessageContainingAll("onCotangent", "FLOAT32", "FLOAT64");
            assertThat(tape.isRecording()).isTrue(); // the error has left the tape as it was
        }
    }

    @Test
    void constantsAndClosedTapesHaveNoCotangents() {
        assertThatThrownBy(() -> Tensor.of(new double[] {1}).onCotangent(g -> g))
                .isInstanceOf(TapeException.class)
                .hasMessageContainingAll("onCotangent", "constant", "requiresGrad(true)");
        Tensor a;
        try (Tape tape = Tape.record()) {
            a = leaf(1).mul(2);
            assertThat(a.tape()).isSameAs(tape);
        }
        assertThatThrownBy(() -> a.onCotangent(g -> g))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void whatAHookKeepsItMustDetach() {
        Tensor x = Tensor.full(DType.FLOAT32, 1, 2000).requiresGrad(true);
        List<Tensor> kept = new ArrayList<>();
        try (Tape tape = Tape.record()) {
            Tensor a = x.mul(2);
            a.onCotangent(g -> {
                kept.add(g.detach());
                return null;
            });
            a.mul(3).sum().backward();
            assertThat(tape.isClosed()).isFalse();
        }
        assertThat(kept.get(0).toFloats()).containsOnly(3);
    }
}
