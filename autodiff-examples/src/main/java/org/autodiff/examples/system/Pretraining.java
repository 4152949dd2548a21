package org.autodiff.examples.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.Loss;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Sigmoid;
import picocli.CommandLine.Command;

/**
 * What became of deep belief networks (Hinton, Osindero and Teh 2006): a deep network of sigmoids is learned one layer after
 * the other without labels, each as an autoencoder of what the layer below makes of the images, half of which it does not see
 * (Vincent et al. 2008); then all of it, with few labels. Beside it stands the same network that begins from random weights.
 */
@Command(name = "pretraining", description = "Autoencoders prepare a deep network, layer by layer, for few labels.")
public final class Pretraining extends Experiment {
    private static final int UNLABELLED = 6000;
    private static final int LABELLED = 200;
    private static final int TEST = 1000;
    private static final int[] WIDTHS = {Digits.SIDE * Digits.SIDE, 200, 200, 200};

    Pretraining() {
        super(new Options().epochs(30).batchSize(20).lr(0.001));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new Pretraining(), args);
    }

    /** An encoding layer learned from its inputs, with the loss of its last pass. */
    private Module layer(Seed seed, Tensor inputs, int to) {
        int from = inputs.shape().dim(1);
        Module encoder = new Sequential(new Linear(from, to, seed.child(0)), new Sigmoid());
        Module decoder = new Sequential(new Linear(to, from, seed.child(1)), new Sigmoid());
        Module autoencoder = new Sequential(new Dropout(0.5, seed.child(2)), encoder, decoder);
        List<Double> losses = Fit.fit(
                options,
                new Fit.Recipe(6, 50, 0.003),
                autoencoder,
                new TensorDataset(inputs, inputs),
                batch -> RegressionLoss.mseLoss(autoencoder.call(batch.inputs()), batch.labels()));
        options.line(
                "layer of %d units: squared error of its inputs %.4f -> %.4f",
                to, losses.get(0), losses.get(losses.size() - 1));
        return encoder;
    }

    private double tuned(List<Module> layers, Dataset few, Dataset test) {
        List<Module> all = new ArrayList<>(layers);
        all.add(new Linear(
                WIDTHS[WIDTHS.length - 1], Digits.CLASSES, options.seed().child(9)));
        Module network = new Sequential(all.toArray(Module[]::new));
        Fit.fit(options, network, few, batch -> Loss.crossEntropy(network.call(batch.inputs()), batch.labels()));
        return Evaluation.score(network, test).accuracy();
    }

    /** Learns the layers, tunes them, and prints the accuracy with and without what they had learned. */
    @Override
    protected void perform() {
        Seed seed = options.seed();
        int[] some = new int[options.isDryRun() ? LABELLED : UNLABELLED];
        Arrays.setAll(some, i -> i);
        Tensor seen = Digits.draw(seed.child(0), some.length)
                .flattened()
                .batch(some)
                .inputs()
                .to(DType.FLOAT32);
        List<Module> prepared = new ArrayList<>();
        List<Module> random = new ArrayList<>();
        for (int i = 1; i < WIDTHS.length; i++) {
            Module encoder = layer(seed.child(i), seen, WIDTHS[i]);
            prepared.add(encoder);
            random.add(new Sequential(new Linear(WIDTHS[i - 1], WIDTHS[i], seed.child(20 + i)), new Sigmoid()));
            try (Scope scope = Scope.noGrad()) {
                seen = encoder.call(seen).detach();
            }
        }
        Dataset few = Digits.draw(seed.child(10), LABELLED).flattened();
        Dataset test = Digits.draw(seed.child(11), TEST).flattened();
        options.line(
                "accuracy after %d labels: prepared %.4f, from random weights %.4f",
                LABELLED, tuned(prepared, few, test), tuned(random, few, test));
    }
}
