package org.autodiff.examples.system;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Embedding;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import picocli.CommandLine.Command;

/**
 * A transformer (Vaswani et al. 2017) that sorts eight digits: it sees all of them at once, each with its place, and names the
 * digit of each place of the sorted row.
 */
@Command(name = "transformer", description = "A transformer of two layers learns to sort eight digits.")
public final class SortingTransformer extends Experiment {
    private static final int LENGTH = 8;
    private static final int DIGITS = 10;
    private static final int WIDTH = 32;
    private static final int TRAINING = 20_000;
    private static final int TEST = 2000;
    private static final int SHOWN = 3;

    SortingTransformer() {
        super(new Options().epochs(6).batchSize(100).lr(0.003));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new SortingTransformer(), args);
    }

    /** Scores {@code [N, LENGTH, DIGITS]} of rows {@code [N, LENGTH]}. */
    private static final class Network extends Module {
        private final Module digit;
        private final Tensor place;
        private final Module first;
        private final Module second;
        private final Module head;

        Network(Seed seed) {
            TransformerEncoderLayer.Options options = TransformerEncoderLayer.Options.DEFAULT
                    .withHidden(2 * WIDTH)
                    .withDropout(0)
                    .withBatchFirst(true)
                    .withNormFirst(true);
            digit = child("digit", new Embedding(DIGITS, WIDTH, seed.child(0)));
            place = parameter("place", Tensor.normal(seed.child(1), DType.FLOAT32, 0, 1, LENGTH, WIDTH));
            first = child("first", new TransformerEncoderLayer(WIDTH, 4, options, seed.child(2)));
            second = child("second", new TransformerEncoderLayer(WIDTH, 4, options, seed.child(3)));
            head = child("head", new Linear(WIDTH, DIGITS, seed.child(4)));
        }

        @Override
        public Tensor forward(Tensor rows) {
            return head.call(second.call(first.call(digit.call(rows).add(place))));
        }
    }

    /** Rows of digits with the sorted rows as labels. */
    private static TensorDataset rows(Seed seed, int count) {
        long[] digits = new long[count * LENGTH];
        long[] sorted = new long[count * LENGTH];
        RandomGenerator random = seed.generator();
        Arrays.setAll(digits, i -> random.nextInt(DIGITS));
        for (int i = 0; i < digits.length; i += LENGTH) {
            long[] row = Arrays.copyOfRange(digits, i, i + LENGTH);
            Arrays.sort(row);
            System.arraycopy(row, 0, sorted, i, LENGTH);
        }
        return new TensorDataset(Tensor.of(digits, count, LENGTH), Tensor.of(sorted, count, LENGTH));
    }

    /** Trains, and prints which share of unseen rows it sorts without a mistake, and some of them. */
    @Override
    protected void perform() {
        Module network = new Network(options.seed().child(0));
        List<Double> losses = Fit.fit(
                options,
                network,
                rows(options.seed().child(1), TRAINING),
                batch -> Loss.crossEntropy(
                        network.call(batch.inputs()).flatten(0, 1),
                        batch.labels().flatten()));
        TensorDataset unseen = rows(options.seed().child(2), TEST);
        int[] all = new int[TEST];
        Arrays.setAll(all, i -> i);
        try (Scope scope = Scope.noGrad()) {
            Tensor rows = unseen.batch(all).inputs();
            Tensor sorted = network.call(rows).argmax(2);
            Tensor right =
                    sorted.eq(unseen.batch(all).labels()).to(DType.FLOAT64).min(1);
            options.line("loss %.4f", losses.get(losses.size() - 1));
            options.line(
                    "unseen rows sorted without a mistake: %.4f", right.mean().item());
            for (int i = 0; i < SHOWN; i++) {
                options.line(
                        "%s -> %s",
                        Arrays.toString(rows.select(0, i).toLongs()),
                        Arrays.toString(sorted.select(0, i).toLongs()));
            }
        }
    }
}
