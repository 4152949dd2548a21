package org.autodiff.examples.system;

import java.util.List;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.LikelihoodLoss.BceWithLogits;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.nn.Module;
import org.autodiff.nn.SeedSequence;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.model.Mlp;
import picocli.CommandLine.Command;

/**
 * A variational autoencoder of two latent numbers (Kingma and Welling 2014): the encoder names a normal distribution for each
 * image, a number drawn from it as {@code mean + std * noise} lets the gradient through, and the decoder paints the image
 * again. The loss is the negative evidence lower bound in nats: what the decoder misses plus what the code tells.
 */
@Command(name = "vae", description = "A variational autoencoder of two latent numbers on drawn digits.")
public final class VariationalAutoencoder extends Experiment {
    private static final int SAMPLES = 6000;
    private static final int LATENT = 2;
    private static final int PIXELS = Digits.SIDE * Digits.SIDE;
    private static final int GRID = 15;

    VariationalAutoencoder() {
        super(new Options().epochs(15).batchSize(50).lr(0.002));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new VariationalAutoencoder(), args);
    }

    /** The autoencoder; its forward pass gives logits of the pixels. */
    private static final class Network extends Module {
        private final Module encoder;
        private final Module decoder;
        private final SeedSequence seeds;
        private Tensor divergence;

        Network(Seed seed) {
            encoder = child("encoder", new Mlp(seed.child(0), PIXELS, 256, 2 * LATENT));
            decoder = child("decoder", new Mlp(seed.child(1), LATENT, 256, PIXELS));
            seeds = seeds("noise", seed.child(2));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor code = encoder.call(x);
            Tensor mean = code.slice(1, 0, LATENT);
            Tensor logVariance = code.slice(1, LATENT, 2 * LATENT);
            Tensor noise = Tensor.normal(
                    seeds.next(), DType.FLOAT32, 0, 1, mean.shape().toArray());
            divergence = mean.square()
                    .add(logVariance.exp())
                    .sub(logVariance)
                    .sub(1)
                    .sum(1)
                    .mean()
                    .div(2);
            return decoder.call(mean.add(logVariance.div(2).exp().mul(noise)));
        }
    }

    /** Trains, prints the bound, and paints a map of the code. */
    @Override
    protected void perform() {
        Dataset digits = Digits.draw(options.seed().child(0), SAMPLES).flattened();
        Network network = new Network(options.seed().child(1));
        BceWithLogits perSample = BceWithLogits.DEFAULT.withReduction(Reduction.BATCH_MEAN);
        List<Double> losses = Fit.fit(
                options,
                network,
                digits,
                batch -> LikelihoodLoss.bceWithLogits(network.call(batch.inputs()), batch.inputs(), perSample)
                        .add(network.divergence));
        options.line(
                "negative evidence lower bound: %.2f in the first pass, %.2f in the last, in nats",
                losses.get(0), losses.get(losses.size() - 1));
        double[] code = new double[2 * GRID * GRID];
        for (int i = 0; i < GRID * GRID; i++) {
            code[2 * i] = 4.0 * (i % GRID) / (GRID - 1) - 2;
            code[2 * i + 1] = 4.0 * (i / GRID) / (GRID - 1) - 2;
        }
        try (Scope scope = Scope.noGrad()) {
            Tensor painted = network.decoder
                    .call(Tensor.of(code, GRID * GRID, 2).to(DType.FLOAT32))
                    .sigmoid();
            options.images("vae.png", painted.reshape(GRID * GRID, Digits.SIDE, Digits.SIDE), GRID);
        }
    }
}
