package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.Test;

/** The loop of the trainer against loops by hand. */
class TrainerTest {
    private static final BinaryOperator<Tensor> LOSS = (y, labels) -> Loss.crossEntropy(y, labels);

    private final Module model = new Linear(3, 2, true, DType.FLOAT64, Seed.of(1));

    private static DataLoader loader(int samples, int batchSize) {
        Tensor x = Tensor.normal(Seed.of(2), DType.FLOAT64, 0, 1, samples, 3).detach();
        long[] y = Seed.of(3).generator().longs(samples, 0, 2).toArray();
        return new DataLoader(new TensorDataset(x, Tensor.of(y)), batchSize, Seed.of(4));
    }

    @Test
    void theLoopIsTheOneByHand() {
        SmallTraining byHand = new SmallTraining(Adam::new, 1);
        byHand.run(Position.START, 2, at -> {});
        SmallTraining other = new SmallTraining(Adam::new, 1);
        List<Double> losses = new ArrayList<>();
        Position end = new Trainer(other.model, other.optimizer, LOSS)
                .fit(other.loader, Position.START, 2, new Callback() {
                    @Override
                    public void step(Step step) {
                        Position next = step.next();
                        double loss = step.loss();
                        other.schedule.step();
                        losses.add(loss);
                    }
                });

        assertThat(end).isEqualTo(new Position(2, 0));
        assertThat(losses).isEqualTo(byHand.losses);
        assertThat(other.bits()).isEqualTo(byHand.bits());
    }

    /** 18 samples in batches of 4 and steps of 3 of them: the second step has batches of 4 and 2 samples. */
    @Test
    void severalBatchesAStepAreOneLargeBatchAlsoWhenTheLastOnesAreFewer() {
        Module large = new Linear(3, 2, true, DType.FLOAT64, Seed.of(1));
        new Trainer(large, new Sgd(large.parameters(), 0.5), LOSS)
                .fit(loader(18, 12), Position.START, 3, new Callback() {});
        List<Position> steps = new ArrayList<>();
        new Trainer(model, new Sgd(model.parameters(), 0.5), LOSS)
                .accumulating(3)
                .fit(loader(18, 4), Position.START, 3, new Callback() {
                    @Override
                    public void step(Step step) {
                        Position next = step.next();
                        double loss = step.loss();
                        steps.add(next);
                    }
                });

        assertThat(steps).hasSize(6).startsWith(new Position(0, 3), new Position(0, 5), new Position(1, 3));
        double[] expected = large.stateDict().get("weight").toDoubles();
        assertThat(model.stateDict().get("weight").toDoubles()).containsExactly(expected, within(1e-13));
    }

    @Test
    void clippingBoundsAStep() {
        double[] before = model.stateDict().get("weight").toDoubles();
        new Trainer(model, new Sgd(model.parameters(), 1), LOSS)
                .clipping(1e-3)
                .fit(loader(4, 4), Position.START, 1, new Callback() {});
        double[] after = model.stateDict().get("weight").toDoubles();
        assertThat(after).isNotEqualTo(before).containsExactly(before, within(1e-3));
    }

    /** A step along the gradient with rate 1 shows the gradient; that of the loss without clipping is larger. */
    @Test
    void clippingValuesCutsEachElement() {
        double most = 0.1;
        double[] free = step(trainer(1));
        double[] cut = step(trainer(1).clippingValues(most));
        double[] both = step(trainer(1).clippingValues(most).clipping(0.01));
        assertThat(Arrays.stream(free).map(Math::abs)).anyMatch(g -> g > most).anyMatch(g -> g < most);
        double[] expected =
                Arrays.stream(free).map(g -> Math.max(-most, Math.min(most, g))).toArray();
        assertThat(cut).containsExactly(expected, within(1e-15));
        double norm = Math.sqrt(Arrays.stream(cut).map(g -> g * g).sum());
        double[] scaled = Arrays.stream(cut).map(g -> g * 0.01 / (norm + 1e-6)).toArray();
        assertThat(both).as("values first, then the norm").containsExactly(scaled, within(1e-15));
    }

    private Trainer trainer(double rate) {
        return new Trainer(model, new Sgd(model.parameters(), rate), LOSS);
    }

    /** What one step takes off the parameters, which are put back. */
    private double[] step(Trainer trainer) {
        StateDict before = model.stateDict();
        trainer.fit(loader(4, 4), Position.START, 1);
        StateDict after = model.stateDict();
        model.loadStateDict(before);
        return before.names().stream()
                .flatMapToDouble(name ->
                        Arrays.stream(before.get(name).sub(after.get(name)).toDoubles()))
                .toArray();
    }

    @Test
    void aCallbackEndsTheTraining() {
        model.eval();
        List<Integer> epochs = new ArrayList<>();
        Position end = new Trainer(model, new Sgd(model.parameters(), 0.1), LOSS)
                .fit(loader(8, 4), Position.START, 10, new Callback() {
                    @Override
                    public boolean epoch(int epoch, double loss) {
                        epochs.add(epoch);
                        return epoch < 1;
                    }
                });
        assertThat(epochs).containsExactly(0, 1);
        assertThat(end).isEqualTo(new Position(2, 0));
        assertThat(model.isTraining()).isFalse();
    }

    @Test
    void aDivergingTrainingStopsWithTheStepNamed() {
        Module wild = new Linear(3, 2, true, DType.FLOAT64, Seed.of(1));
        assertThatThrownBy(() -> new Trainer(
                                wild,
                                new Sgd(wild.parameters(), 1e200),
                                (y, l) -> y.square().mean())
                        .fit(loader(8, 4), Position.START, 5, new Callback() {}))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContainingAll("in epoch 0, batch 1", "'square'");
    }

    @Test
    void badArgumentsAreRefused() {
        Trainer trainer = new Trainer(model, new Sgd(model.parameters(), 0.1), LOSS).accumulating(2);
        assertThatThrownBy(() -> trainer.fit(loader(16, 4), new Position(0, 1), 1, new Callback() {}))
                .hasMessageContaining("middle of a step");
        assertThatThrownBy(() -> trainer.accumulating(0))
                .hasMessageContaining("the number of batches must be at least 1");
        assertThatThrownBy(() -> trainer.clipping(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> trainer.clippingValues(0))
                .hasMessage("Trainer.clippingValues: the bound must be finite and above 0, got 0.0");
    }

    @Test
    void epochsDoNotGrowMemory() throws InterruptedException {
        assumeTrue(!Backend.get().name().equals("heap"), "the backend has no memory outside of the Java heap");
        Backend backend = Backend.get();
        SmallTraining training = new SmallTraining(Adam::new, 1);
        Trainer trainer = new Trainer(training.model, training.optimizer, LOSS);
        trainer.fit(training.loader, Position.START, 1, new Callback() {});
        collect();
        long before = backend.memoryInUse();
        trainer.fit(training.loader, new Position(1, 0), 4, new Callback() {});
        for (int i = 0; i < 100 && backend.memoryInUse() > before; i++) {
            collect();
        }
        assertThat(backend.memoryInUse()).isLessThanOrEqualTo(before);
    }

    private static void collect() throws InterruptedException {
        System.gc();
        Thread.sleep(10);
    }
}
