package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.nn.Lambda;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.layer.Linear;
import org.junit.jupiter.api.Test;

/** Which tensor is named when a loss is NaN or infinite. */
class DivergenceTest {
    private static final Position AT = new Position(3, 14);

    private final Linear linear = new Linear(2, 2, Seed.of(1));

    private static Batch batch(float value) {
        return new Batch(Tensor.of(new float[] {1, 2, 3, value}, 2, 2), Tensor.of(new long[] {0, 1}));
    }

    private static double check(Module model, Batch batch) {
        try (Tape tape = Tape.record()) {
            Tensor loss = model.forward(batch.inputs()).crossEntropy(batch.labels());
            return Divergence.check(loss, tape, model, batch, AT);
        }
    }

    @Test
    void aFiniteLossIsGivenBack() {
        assertThat(check(linear, batch(4))).isPositive().isFinite();
    }

    @Test
    void badInputsAreNamed() {
        assertThatThrownBy(() -> check(linear, batch(Float.NaN)))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContainingAll("NaN in epoch 3, batch 14", "the batch's inputs [2, 2]", "element 3 is NaN");
    }

    @Test
    void aParameterIsNamedByItsPath() {
        Module model = new Sequential(linear, new Linear(2, 2, Seed.of(2)));
        Tensor bad = model.parameters().get(3).tensor();
        try (Scope scope = Scope.noGrad()) {
            InPlace.assign(bad, Tensor.of(new float[] {0, Float.NEGATIVE_INFINITY}, 2));
        }
        assertThatThrownBy(() -> check(model, batch(4)))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContainingAll("the parameter '1.bias' [2]", "element 1 is -Infinity");
    }

    @Test
    void theOperationThatBroughtItIsNamed() {
        Module model =
                new Sequential(linear, new Lambda(x -> x.square().neg().log().mul(2)));
        assertThatThrownBy(() -> check(model, batch(4)))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContainingAll("the result of 'log' [2, 2]", "element 0 is NaN");
    }
}
