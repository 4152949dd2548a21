package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.array.DType;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.Test;

/** Tapes and scopes inside one another, and a leaf on several tapes. */
class NestedTapeTest {
    private static Tensor large(double value) {
        return Tensor.full(DType.FLOAT32, value, 50, 40);
    }

    @Test
    void operationsOnTheOuterTapesTensorsBelongToTheOuterTape() {
        Tensor x = large(2).requiresGrad(true);
        try (Tape outer = Tape.record()) {
            Tensor a = x.square();
            int size = outer.size();
            Tensor b;
            try (Tape inner = Tape.record()) {
                b = a.mul(a);
                assertThat(outer.size()).isEqualTo(size + 1);
                assertThat(inner.size()).isZero();
                assertThat(b.tape()).isSameAs(outer);
            }
            b.sum().backward(); // x^4
            assertThat(b.toFloats()).containsOnly(16f);
        }
        assertThat(x.grad().toFloats()).containsOnly(32f);
    }

    @Test
    void leavesAreRecordedOnTheInnermostTape() {
        Tensor x = large(3).requiresGrad(true);
        try (Tape outer = Tape.record()) {
            Tensor before = x.square();
            try (Tape inner = Tape.record()) {
                Tensor y = x.mul(x).mul(x);
                assertThat(y.tape()).isSameAs(inner);
                assertThat(inner.gradients(y.sum(), x).of(x).toFloats()).containsOnly(27f);
                assertThat(outer.size()).isEqualTo(2);
            }
            Tensor after = x.square();
            assertThat(after.tape()).isSameAs(outer);
            assertThat(outer.size()).isEqualTo(3);
            before.add(after).sum().backward();
        }
        assertThat(x.grad().toFloats()).containsOnly(12f);
    }

    @Test
    void backwardOnTheOuterTapeWhileAnInnerOneIsOpen() {
        Tensor x = large(2).requiresGrad(true);
        Tensor w = large(5).requiresGrad(true);
        try (Tape outer = Tape.record()) {
            Tensor y = x.mul(w).sum();
            try (Tape inner = Tape.record()) {
                Tensor z = x.square().sum();
                y.backward();
                assertThat(inner.size()).isEqualTo(3);
                z.backward();
            }
            y.backward();
            assertThat(outer.size()).isEqualTo(4);
        }
        assertThat(x.grad().toFloats()).containsOnly(5 + 4 + 5f);
        assertThat(w.grad().toFloats()).containsOnly(4f);
    }

    @Test
    void gradientsOfTheOuterTapeOutliveTheInnerOne() {
        Tensor x = large(2).requiresGrad(true);
        try (Tape outer = Tape.record()) {
            Tensor y = x.square().sum();
            Tensor g;
            Tensor recorded;
            try (Tape inner = Tape.record()) {
                g = outer.gradients(y, x).of(x);
                recorded = outer.gradientsWithGraph(y, x).of(x);
                assertThat(inner.size()).isZero();
            }
            assertThat(g.toFloats()).containsOnly(4f);
            assertThat(outer.gradients(recorded.sum(), x).of(x).toFloats()).containsOnly(2f);
        }
    }

    @Test
    void forwardTangentsWhileAnInnerTapeIsOpenAreNotRecordedThere() {
        Tensor x = large(2).requiresGrad(true);
        Tensor w = large(5).requiresGrad(true);
        try (Tape outer = Tape.record()) {
            Tensor y = x.mul(w);
            Tensor tangent;
            try (Tape inner = Tape.record()) {
                tangent = outer.jvp(y, new Tensor[] {x}, new Tensor[] {large(1)});
                assertThat(inner.size()).isZero();
                assertThat(tangent.toFloats()).containsOnly(5f);
            }
            assertThat(outer.size()).isEqualTo(3);
        }
    }

    @Test
    void tensorsOfTwoTapesDoNotMix() {
        Tensor x = large(2).requiresGrad(true);
        try (Tape outer = Tape.record()) {
            Tensor a = x.square();
            try (Tape inner = Tape.record()) {
                Tensor b = x.square();
                assertThatThrownBy(() -> a.add(b))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("add")
                        .hasMessageContaining("two tapes")
                        .hasMessageContaining("detach()");
                assertThat(a.add(b.detach()).tape()).isSameAs(outer);
                assertThat(b.add(a.detach()).tape()).isSameAs(inner);
                assertThatThrownBy(() -> inner.gradients(a.sum(), x))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("another tape");
            }
        }
    }

    @Test
    void scalarsOfTwoTapesDoNotMix() {
        try (Tape outer = Tape.record()) {
            Scalar a = outer.leaf(1);
            try (Tape inner = Tape.record()) {
                Scalar b = inner.leaf(2);
                assertThatThrownBy(() -> a.mul(b))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("mul: the scalars are on two tapes");
                assertThat(a.mul(b.value()).value()).isEqualTo(2);
                assertThat(outer.size()).isEqualTo(3);
            }
        }
    }

    @Test
    void theOuterTapeMayBeClosedFirst() {
        Tensor x = large(2).requiresGrad(true);
        Tape outer = Tape.record();
        Tensor a = x.square();
        Tape inner = Tape.record();
        Tensor b = x.square();
        outer.close();
        assertThatThrownBy(() -> a.add(1)).isInstanceOf(TapeException.class);
        b.mul(x).sum().backward();
        assertThat(x.grad().toFloats()).containsOnly(12f);
        inner.close();
        assertThat(x.square().isRecorded()).isFalse();
    }

    @Test
    void aTapeInsideNoGradRecords() {
        Tensor x = large(2).requiresGrad(true);
        try (Scope scope = Scope.noGrad()) {
            assertThat(x.square().isRecorded()).isFalse();
            try (Tape tape = Tape.record()) {
                x.square().sum().backward();
                assertThat(tape.size()).isEqualTo(3);
            }
            assertThat(scope.isClosed()).isFalse();
        }
        assertThat(x.grad().toFloats()).containsOnly(4f);
    }

    @Test
    void noGradAroundTheOuterTapesTensorsRecordsNothing() {
        Tensor x = large(2).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square();
            Tensor leaked;
            try (Scope scope = Scope.noGrad()) {
                leaked = a.mul(a);
                assertThat(leaked.toFloats()).containsOnly(16f);
                assertThat(scope.isClosed()).isFalse();
            }
            assertThatThrownBy(leaked::toFloats)
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("closed scope")
                    .hasMessageContaining("detach()");
            assertThat(tape.size()).isEqualTo(2);
        }
    }

    @Test
    void recordingSaysWhichTapeTakesLeaves() {
        assertThat(Tape.recording()).isNull();
        try (Tape outer = Tape.record()) {
            assertThat(Tape.recording()).isSameAs(outer);
            try (Scope scope = Scope.noGrad()) {
                assertThat(Tape.recording()).isNull();
                assertThat(scope.isClosed()).isFalse();
            }
            try (Tape inner = Tape.record()) {
                assertThat(Tape.recording()).isSameAs(inner);
            }
            assertThat(Tape.recording()).isSameAs(outer);
        }
        assertThat(Tape.recording()).isNull();
    }

    @Test
    void aForgottenInnerTapeDoesNotKeepTheOuterOneFromRecordingForEver() {
        Tensor x = large(2).requiresGrad(true);
        try (Tape outer = Tape.record()) {
            Tensor a = x.square();
            Tape forgotten = Tape.record();
            forgotten.close();
            Tensor b = a.mul(x);
            assertThat(b.tape()).isSameAs(outer);
            b.sum().backward();
        }
        assertThat(x.grad().toFloats()).containsOnly(12f);
    }
}
