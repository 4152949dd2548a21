package org.autodiff.examples.system;

import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.data.Toys;
import org.autodiff.nn.layer.activation.LeakyReLU;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/** Generative adversarial networks on eight heaps of points around a circle: do they find all eight? */
@Command(name = "gan-ring", description = "Generative adversarial networks find the eight heaps of a ring.")
public final class GanRing extends Experiment {
    private static final int MODES = 8;
    private static final double RADIUS = 2;
    private static final double WIDTH = 0.15;
    private static final int LATENT = 8;
    private static final int SAMPLES = 10_000;
    private static final int DRAWN = 2000;

    GanRing() {
        super(new Options().epochs(60).batchSize(250).lr(0.001));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new GanRing(), args);
    }

    private static double[][] centres() {
        double[][] centres = new double[MODES][];
        for (int i = 0; i < MODES; i++) {
            double angle = 2 * Math.PI * i / MODES;
            centres[i] = new double[] {RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)};
        }
        return centres;
    }

    /** How many heaps have at least a sixteenth of the points within three of their widths, half of an equal share. */
    static int modes(Tensor points) {
        double[] at = points.toDoubles();
        int found = 0;
        for (double[] centre : centres()) {
            int near = 0;
            for (int i = 0; i < at.length; i += 2) {
                near += Math.hypot(at[i] - centre[0], at[i + 1] - centre[1]) < 3 * WIDTH ? 1 : 0;
            }
            found += near >= at.length / 2 / (2 * MODES) ? 1 : 0;
        }
        return found;
    }

    /** Plays, prints how many heaps the generator serves, and draws true and made points. */
    @Override
    protected void perform() {
        Seed seed = options.seed();
        TensorDataset real = Toys.blobs(seed.child(0), SAMPLES, centres(), WIDTH);
        Mlp.Options leaky = Mlp.Options.DEFAULT.withActivation(() -> new LeakyReLU(0.2));
        Module generator = new Mlp(seed.child(1), LATENT, 128, 128, 2);
        Module discriminator = new Mlp(leaky, seed.child(2), 2, 128, 128, 1);
        Gan gan = new Gan(generator, discriminator, Gan.Noise.normal(LATENT), options.lr());
        int epochs = options.epochs();
        Progress batches = Fit.Recipe.of(options).batches(options, real, seed.child(3));
        double loss = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            gan.learningRate(options.lr() * (1 - 0.95 * (epoch - 1) / epochs));
            int step = 0;
            for (Batch batch : batches.epoch(epoch)) {
                loss = gan.step(
                        batch.inputs().to(DType.FLOAT32),
                        seed.child(4).child(epoch).child(step++));
            }
        }
        Tensor made = gan.generate(seed.child(5), DRAWN);
        options.line("loss of the discriminator %.3f (2 log 2 = 1.386 where it cannot tell)", loss);
        options.line("%d of %d modes found by %d samples", modes(made), MODES, DRAWN);
        options.picture("gan-ring.png", scatter("true", real.batch(first(DRAWN)).inputs()), scatter("made", made));
    }

    private static Chart scatter(String title, Tensor points) {
        return new Chart(title, "x", "y")
                .range(-3, 3, -3, 3)
                .points(
                        title,
                        points.select(1, 0).toDoubles(),
                        points.select(1, 1).toDoubles());
    }

    private static int[] first(int count) {
        return IntStream.range(0, count).toArray();
    }
}
