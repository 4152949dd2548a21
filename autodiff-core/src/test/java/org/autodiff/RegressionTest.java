package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.array.DType;
import org.autodiff.error.DTypeException;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that were made once. */
class RegressionTest {
    @ParameterizedTest
    @ValueSource(ints = {3, 2000})
    void aSweepInsideNoGradDoesNotSwitchRecordingBackOn(int n) {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.full(DType.FLOAT32, 2, n).requiresGrad(true);
            Tensor y = x.square().square().sum();
            try (Scope scope = Scope.noGrad()) {
                tape.gradients(y, x);
                int before = tape.size();
                assertThat(y.mul(y).isRecorded()).isFalse();
                assertThat(tape.size()).isEqualTo(before);
            }
            assertThat(tape.gradients(y, x).of(x).toFloats()).containsOnly(32);
        }
    }

    @Test
    void aTensorAsScalarSweepsBackOnATapeWithoutScalarOperations() {
        try (Tape tape = Tape.record()) {
            Tensor w = Tensor.of(new double[] {1, 2}).requiresGrad(true);
            w.square().sum().toScalar().backward();
            assertThat(w.grad().toDoubles()).containsExactly(2, 4);
            assertThat(tape.isClosed()).isFalse();
        }
    }

    @Test
    void noGradientFlowsThroughIntegers() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new float[] {1.5f}).requiresGrad(true);
            assertThat(x.to(DType.INT64).to(DType.FLOAT32).isRecorded()).isFalse();
            assertThat(x.to(DType.FLOAT64).isRecorded()).isTrue();
            assertThat(tape.isClosed()).isFalse();
        }
    }

    @Test
    void aLeafChangedInPlaceCanBeUsedAgainOnTheSameTape() {
        try (Tape tape = Tape.record()) {
            Tensor w = Tensor.of(new float[] {1}).requiresGrad(true);
            Tensor old = w.square().sum();
            InPlace.addScaled(w, 1, Tensor.of(new float[] {2}));

            w.square().sum().backward();

            assertThat(w.grad().item()).isEqualTo(6);
            assertThatThrownBy(old::backward).isInstanceOf(TapeException.class).hasMessageContaining("in place");
            assertThat(tape.isClosed()).isFalse();
        }
    }

    @Test
    void aCotangentOfNegativeZeroHasArrived() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(0);
            Tensor y = x.cos().toTensor();
            Tensor t = x.toTensor();
            assertThat(tape.gradients(y, t).isDisconnected(t)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 2000})
    void negativeZeroIsKeptAtEverySize(int n) {
        Tensor x = Tensor.ones(DType.FLOAT32, n);
        assertThat(Tensor.full(DType.FLOAT32, -0.0, n).toFloats()).containsOnly(-0.0f);
        assertThat(x.div(-0.0).toFloats()).containsOnly(Float.NEGATIVE_INFINITY);
    }

    @Test
    void longSumsKeepTheirDigits() {
        float tenth = 0.1f;
        // a thousand terms in single precision lose up to a millionth; a million in one go lost a thousandth
        Tensor x = Tensor.full(DType.FLOAT32, tenth, 1_000_000, 4);
        for (float s : x.sum(0).toFloats()) {
            assertThat((double) s).isCloseTo(1e6 * tenth, within(0.5));
        }
        for (float s : x.reshape(4, 1_000_000).sum(1).toFloats()) {
            assertThat((double) s).isCloseTo(1e6 * tenth, within(0.5));
        }
    }

    @Test
    void insideNoGradScalarsAreConstants() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(3);
            Scalar c;
            try (Scope scope = Scope.noGrad()) {
                c = x.square();
            }
            assertThat(tape.gradients(x.mul(c), x)).containsExactly(9);
        }
    }

    @Test
    void gradientsByATensorOfAnotherTapeAreAnError() {
        try (Tape outer = Tape.record()) {
            Tensor x = Tensor.of(new float[] {1}).requiresGrad(true).square();
            try (Tape inner = Tape.record()) {
                Tensor y = Tensor.of(new float[] {1}).requiresGrad(true).sum();
                assertThatThrownBy(() -> inner.gradients(y, x))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("another tape");
            }
            assertThat(outer.isClosed()).isFalse();
        }
    }

    @Test
    void adjointsAreThoseOfTheLastSweep() {
        try (Tape tape = Tape.record().retainAdjoints()) {
            Tensor x = Tensor.of(new double[] {2}).requiresGrad(true);
            Tensor a = x.square().sum();
            Tensor b = x.exp().sum();
            a.backward();
            assertThat(tape.node(1).adjoint()).isNotNull();
            b.backward();
            assertThat(tape.node(1).adjoint()).isNull();
        }
    }

    @Test
    void oneHotOfNumbersIsRefused() {
        assertThatThrownBy(() -> Indexing.ONE_HOT.apply(new Attrs.Columns(4), Tensor.of(new float[] {1})))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("INT64");
    }
}
