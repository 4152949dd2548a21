package org.autodiff.nn.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.metric.MeanLoss;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trainings at the same time give the bits of trainings one after the other, and leave no memory behind. */
class SearchThreadsTest {
    private static final int SAMPLES = 96;

    private final Hyperparameter<Double> rate = Hyperparameter.powerOfTen("rate", -3, -1);
    private final Hyperparameter<Integer> width = Hyperparameter.choice("width", 24, 160);
    private final Space space = Space.of(rate, width);

    /** Data that all trials share. */
    private final TensorDataset data = new TensorDataset(
            Tensor.normal(Seed.of(8), DType.FLOAT32, 0, 1, SAMPLES, 1, 12, 12),
            Tensor.of(Seed.of(9).generator().longs(SAMPLES, 0, 10).toArray()));

    /**
     * The mean loss after a few steps. Layers and sizes are such that kernels run in Java, in ND4J, in BLAS, in oneDNN, and in
     * pieces on the library's own threads.
     */
    private double train(Trial trial) {
        Seed seed = trial.seed();
        int units = trial.get(width);
        Module model = new Sequential(
                new Conv2d(1, 8, 3, seed.child(0)),
                new ReLU(),
                new Flatten(),
                new Linear(800, units, seed.child(1)),
                new BatchNorm1d(units),
                new ReLU(),
                new Dropout(0.2, seed.child(2)),
                new Linear(units, 10, seed.child(3)));
        Optimizer optimizer = new Adam(model.parameters(), trial.get(rate));
        DataLoader loader = new DataLoader(data, 32, seed.child(4));
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Batch batch : loader.epoch(epoch)) {
                try (Tape tape = Tape.record()) {
                    optimizer.zeroGrad();
                    Loss.crossEntropy(model.forward(batch.inputs()), batch.labels())
                            .backward();
                    optimizer.step();
                }
            }
        }
        model.eval();
        MeanLoss loss = new MeanLoss((outputs, labels) -> Loss.crossEntropy(outputs, labels));
        for (Batch batch : loader.epoch(0)) {
            try (Scope scope = Scope.noGrad()) {
                loss.update(model.forward(batch.inputs()), batch.labels());
            }
        }
        return loss.value();
    }

    private List<String> bits(Search search) {
        return search.run(this::train).outcomes().stream()
                .map(o -> o.number() + " " + o.setting().get(rate) + " "
                        + o.setting().get(width) + " "
                        + o.scores().stream().map(Double::toHexString).toList())
                .toList();
    }

    @Test
    @Timeout(120)
    void theNumberOfThreadsChangesNoBit() {
        Search search = Search.coarseToFine(space, 2, 4, Seed.of(1)).minimize().seeds(2);

        List<String> one = bits(search);
        List<String> four = bits(search.threads(4));

        assertThat(four).isEqualTo(one).hasSize(8);
        assertThat(one.stream().map(line -> line.substring(line.indexOf('['))).distinct())
                .as("scores differ between settings")
                .hasSize(8);
    }

    @Test
    @Timeout(120)
    void trialsLeaveNoMemoryBehind() throws InterruptedException {
        assumeThat(Backend.get().name()).isNotEqualTo("heap");
        Backend backend = Backend.get();
        Search search = Search.random(space, 6, Seed.of(2)).minimize().threads(4);
        search.run(this::train);
        long before = collected(backend);

        for (int i = 0; i < 2; i++) {
            search.run(this::train);
        }

        assertThat(collected(backend)).isLessThanOrEqualTo(before);
    }

    /** What is in use after the collector has found the trials' models and threads. */
    private static long collected(Backend backend) throws InterruptedException {
        long least = backend.memoryInUse();
        for (int i = 0, same = 0; i < 100 && same < 5; i++) {
            System.gc();
            Thread.sleep(20);
            long now = backend.memoryInUse();
            same = now < least ? 0 : same + 1;
            least = Math.min(least, now);
        }
        return least;
    }
}
