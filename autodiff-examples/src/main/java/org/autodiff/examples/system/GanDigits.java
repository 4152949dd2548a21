package org.autodiff.examples.system;

import java.util.Arrays;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Pooling;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.LeakyReLU;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.Sigmoid;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.model.Mlp;
import picocli.CommandLine.Command;

/**
 * Generative adversarial networks that draw the digit one asks for (Mirza and Osindero 2014): both networks are told which it
 * is to be. A classifier that has learned from true digits is the judge of what is drawn.
 */
@Command(name = "gan-digits", description = "Generative adversarial networks draw digits, judged by a classifier.")
public final class GanDigits extends Experiment {
    private static final int LATENT = 32;
    private static final int SAMPLES = 6000;
    private static final int DRAWN = 1000;
    private static final int SHOWN = 40;
    private static final int SIDE = Digits.SIDE / 2;
    private static final int PIXELS = SIDE * SIDE;

    GanDigits() {
        super(new Options().epochs(40).batchSize(100).lr(0.001));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new GanDigits(), args);
    }

    /** A generator that lays the label it was given beside the image. */
    private static final class Painter extends Module {
        private final Module layers;

        Painter(Seed seed) {
            layers = child(
                    "layers",
                    new Sequential(
                            new Linear(LATENT + Digits.CLASSES, 256, seed.child(0)),
                            new BatchNorm1d(256),
                            new ReLU(),
                            new Linear(256, 256, seed.child(1)),
                            new BatchNorm1d(256),
                            new ReLU(),
                            new Linear(256, PIXELS, seed.child(2)),
                            new Sigmoid()));
        }

        @Override
        public Tensor forward(Tensor noise) {
            return Tensor.concat(1, layers.call(noise), noise.slice(1, LATENT, LATENT + Digits.CLASSES));
        }
    }

    private static Module discriminator(Seed seed) {
        return new Sequential(
                new Linear(PIXELS + Digits.CLASSES, 256, seed.child(0)),
                new LeakyReLU(0.2),
                new Dropout(0.3, seed.child(1)),
                new Linear(256, 256, seed.child(2)),
                new LeakyReLU(0.2),
                new Dropout(0.3, seed.child(3)),
                new Linear(256, 1, seed.child(4)));
    }

    /** Normal numbers, and the digits 0 to 9 in turn as one-hot rows. */
    private static Tensor noise(Seed seed, int count) {
        long[] digits = new long[count];
        Arrays.setAll(digits, i -> i % Digits.CLASSES);
        return Tensor.concat(
                1, Tensor.normal(seed, DType.FLOAT32, 0, 1, count, LATENT), labels(Tensor.of(digits, count)));
    }

    private static Tensor labels(Tensor digits) {
        return digits.oneHot(Digits.CLASSES).to(DType.FLOAT32);
    }

    /** Plays, prints what the judge says, and shows some of the drawn digits. */
    @Override
    protected void perform() {
        Seed seed = options.seed();
        Dataset digits = Digits.draw(seed.child(0), SAMPLES)
                .mapInputs(images -> Pooling.avgPool2d(images, 2).flatten(1, 3));
        Module judge = new Mlp(seed.child(1), PIXELS, 64, Digits.CLASSES);
        Fit.fit(
                options,
                new Fit.Recipe(3, 50, 0.002),
                judge,
                digits,
                batch -> Loss.crossEntropy(judge.call(batch.inputs()), batch.labels()));
        Gan gan = new Gan(new Painter(seed.child(2)), discriminator(seed.child(3)), GanDigits::noise, options.lr());
        int epochs = options.epochs();
        Progress batches = Fit.Recipe.of(options).batches(options, digits, seed.child(4));
        for (int epoch = 1; epoch <= epochs; epoch++) {
            gan.learningRate(options.lr() * (1 - 0.95 * (epoch - 1) / epochs));
            int step = 0;
            for (Batch batch : batches.epoch(epoch)) {
                gan.step(
                        Tensor.concat(1, batch.inputs(), labels(batch.labels())),
                        seed.child(5).child(epoch).child(step++));
            }
        }
        Tensor drawn = gan.generate(seed.child(6), DRAWN);
        Tensor images = drawn.slice(1, 0, PIXELS);
        try (Scope scope = Scope.noGrad()) {
            Tensor wanted = drawn.slice(1, PIXELS, PIXELS + Digits.CLASSES).argmax(1);
            Tensor right = judge.call(images).argmax(1).eq(wanted).to(DType.FLOAT64);
            options.line(
                    "%.3f of the drawn digits are the wanted one, to the judge",
                    right.mean().item());
        }
        options.images("gan-digits.png", images.slice(0, 0, SHOWN).reshape(SHOWN, SIDE, SIDE), Digits.CLASSES);
    }
}
