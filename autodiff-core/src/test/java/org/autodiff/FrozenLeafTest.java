package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Attention;
import org.autodiff.functional.Attention.Attended;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Attention.Projections;
import org.autodiff.functional.Pooling;
import org.junit.jupiter.api.Test;

/** What networks need of the core: leaves that are frozen, leaves that are one number, errors that know their place. */
class FrozenLeafTest {
    @Test
    void aFrozenLeafIsAConstant() {
        Tensor w = Tensor.full(DType.FLOAT64, 3).requiresGrad(true);
        w.backward();
        InPlace.freeze(w);

        assertThat(w.requiresGrad()).isFalse();
        assertThat(w.isRecorded()).isFalse();
        assertThat(w.grad()).isNull();
        assertThat(InPlace.isFrozen(w)).isTrue();
        try (Tape tape = Tape.record()) {
            assertThat(w.square().isRecorded()).isFalse();
        }
        InPlace.unfreeze(w);
        try (Tape tape = Tape.record()) {
            w.square().backward();
        }
        assertThat(w.grad().item()).isEqualTo(6);
    }

    @Test
    void aSweepBringsNothingToALeafFrozenSince() {
        Tensor w = Tensor.full(DType.FLOAT64, 3).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = w.square();
            InPlace.freeze(w);
            y.backward();
            assertThat(w.grad()).isNull();
            assertThat(w.mul(2).isRecorded()).isFalse();
            InPlace.unfreeze(w);
            w.mul(2).backward();
            assertThat(w.grad().item()).isEqualTo(2);
        }
    }

    @Test
    void frozenLeavesAreChangedInPlaceLikeOthers() {
        Tensor w = Tensor.full(DType.FLOAT64, 3).requiresGrad(true);
        InPlace.freeze(w);
        InPlace.scale(w, 2);
        assertThat(w.item()).isEqualTo(6);
    }

    @Test
    void onlyLeavesCanBeFrozen() {
        assertThatThrownBy(() -> InPlace.freeze(Tensor.full(DType.FLOAT64, 3)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("freeze: f64[] is not a leaf");
    }

    @Test
    void aLeafOfOneNumberTakesNoMemoryUntilItIsChanged() {
        Tensor zeros = Tensor.zeros(DType.FLOAT32).expand(1 << 15, 1 << 15); // 4 GiB
        Tensor leaf = zeros.requiresGrad(true);
        assertThat(leaf.size()).isEqualTo(1 << 30);

        Tensor small = Tensor.full(DType.FLOAT64, 2).expand(2, 3);
        Tensor a = small.requiresGrad(true);
        Tensor b = small.requiresGrad(true);
        InPlace.addScaled(a, 1, Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
        assertThat(a.toDoubles()).containsExactly(3, 4, 5, 6, 7, 8);
        assertThat(b.toDoubles()).containsOnly(2);
        try (Tape tape = Tape.record()) {
            b.matmul(a, false, true).sum().backward();
        }
        assertThat(b.grad().toDoubles()).containsExactly(9, 11, 13, 9, 11, 13);
        InPlace.scale(b, 2);
        assertThat(b.toDoubles()).containsOnly(4);
        assertThat(small.toDoubles()).containsOnly(2);
    }

    @Test
    void anErrorNamesTheInnermostPlace() {
        AutodiffException e = new ShapeException("expected this, got that");
        assertThat(e.in("net.2.conv1")).isSameAs(e).hasMessage("net.2.conv1: expected this, got that");
        assertThat(e.in("net")).hasMessage("net.2.conv1: expected this, got that");
        assertThat(e.toString()).endsWith("ShapeException: net.2.conv1: expected this, got that");
    }

    @Test
    void weightsOfAttentionCanBeChangedBeforeTheyAreUsed() {
        Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 1, 3, 4);
        Tensor in = Tensor.normal(Seed.of(2), DType.FLOAT64, 0, 1, 12, 4);
        Tensor out = Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 1, 4, 4);
        Projections p = Projections.of(in, out);
        Attended plain = Attention.multiHeadAttention(x, x, x, p, 2, Mask.NONE);
        Attended same = Attention.multiHeadAttention(x, x, x, p, 2, Mask.NONE, UnaryOperator.identity());
        Attended twice = Attention.multiHeadAttention(x, x, x, p, 2, Mask.NONE, w -> w.mul(2));

        assertThat(same.output().toDoubles()).isEqualTo(plain.output().toDoubles());
        assertThat(twice.output().toDoubles())
                .containsExactly(plain.output().mul(2).toDoubles(), within(1e-12));
        assertThat(twice.weights().toDoubles())
                .containsExactly(plain.weights().mul(2).toDoubles(), within(1e-12));
    }

    @Test
    void adaptivePoolingOfVolumesIsThatOfOneAxisAfterTheOther() {
        Tensor x = Tensor.normal(Seed.of(4), DType.FLOAT64, 0, 1, 2, 5, 4, 7);
        UnaryOperator<Tensor> last = t -> Pooling.adaptiveMaxPool1d(t, 3);
        Tensor byAxes = last.apply(x);
        byAxes = Pooling.adaptiveMaxPool1d(byAxes.transpose(-1, -2), 2).transpose(-1, -2);
        byAxes = Pooling.adaptiveMaxPool1d(byAxes.transpose(-1, -3), 4).transpose(-1, -3);
        assertThat(Pooling.adaptiveMaxPool3d(x, 4, 2, 3).toDoubles()).isEqualTo(byAxes.toDoubles());

        // means of means are means where the windows are of one size
        Tensor y = Tensor.normal(Seed.of(5), DType.FLOAT64, 0, 1, 2, 4, 4, 6);
        Tensor means = Pooling.adaptiveAvgPool1d(y, 3);
        means = Pooling.adaptiveAvgPool1d(means.transpose(-1, -2), 2).transpose(-1, -2);
        means = Pooling.adaptiveAvgPool1d(means.transpose(-1, -3), 4).transpose(-1, -3);
        assertThat(Pooling.adaptiveAvgPool3d(y, 4, 2, 3).toDoubles()).containsExactly(means.toDoubles(), within(1e-12));
    }
}
