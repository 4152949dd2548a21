package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Lambda;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tensor is named when a loss is NaN or infinite. */
class DivergenceTest {
    private static final Position AT = new Position(3, 14);

    private final Linear linear = new Linear(2, 2, Seed.of(1));

    private static Batch batch(float value) {
        return new Batch(Tensor.of(new float[] {1, 2, 3, value}, 2, 2), Tensor.of(new long[] {0, 1}));
    }

    private static double check(Module model, Batch batch) {
        try (Tape tape = Tape.record()) {
            Tensor loss = Loss.crossEntropy(model.forward(batch.inputs()), batch.labels());
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

    /** The loss is finite where the gradient of the root is not. */
    private static Trainer diverging(Linear linear) {
        Module model =
                new Sequential(linear, new Lambda("s", x -> x.mul(0).sqrt().add(x)));
        return new Trainer(model, new Sgd(model.parameters(), 0.1), (x, y) -> Loss.crossEntropy(x, y));
    }

    private static DataLoader loader(int batches) {
        float[] x = new float[4 * batches];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 3;
        }
        return new DataLoader(new TensorDataset(Tensor.of(x, 2 * batches, 2), Tensor.of(new long[2 * batches])), 2);
    }

    @Test
    void badWeightsAreFoundAtTheEndOfTheEpoch() {
        List<Integer> epochs = new ArrayList<>();
        Callback count = Callback.eachEpoch(() -> epochs.add(1));
        assertThatThrownBy(() -> diverging(linear).fit(loader(1), Position.START, 1, count))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContainingAll(
                        "the weights have diverged before epoch 0, batch 1",
                        "the parameter '0.weight' [2, 2] FLOAT32, element 0 is NaN",
                        "earlier checkpoint");
        assertThat(epochs).isEmpty();
    }

    @Test
    void noCheckpointIsTakenOfBadWeights(@TempDir Path directory) {
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 1, note -> {});
        TrainingState state = TrainingState.of(linear);
        checkpoints.save(TrainingCheckpoint.of(state, Position.START));
        List<Path> good = checkpoints.files();

        assertThatThrownBy(() -> diverging(linear).fit(loader(3), Position.START, 1, checkpoints.every(1, state)))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContainingAll("before epoch 0, batch 1", "the parameter 'weight' [2, 2]", "NaN");

        assertThat(checkpoints.files()).isEqualTo(good);
        assertThat(checkpoints.resume(state)).isEqualTo(Position.START);
        Divergence.checkParameters(linear, Position.START);
    }

    /** In single precision their sum is infinite, but none of them. */
    @Test
    void largeWeightsAreNotBad() {
        try (Scope scope = Scope.noGrad()) {
            InPlace.assign(linear.parameters().get(0).tensor(), Tensor.full(DType.FLOAT32, 3e38, 2, 2));
        }
        assertThatCode(() -> Divergence.checkParameters(linear, AT)).doesNotThrowAnyException();
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
