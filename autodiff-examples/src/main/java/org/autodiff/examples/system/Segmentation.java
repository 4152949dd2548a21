package org.autodiff.examples.system;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.convolution.ConvTranspose2d;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import picocli.CommandLine.Command;

/**
 * A fully convolutional network (Long, Shelhamer and Darrell 2015) that names the class of each pixel: convolutions down to an
 * eighth of the sides, transposed ones up again, and what the first ones saw is added on the way up.
 */
@Command(name = "segmentation", description = "A fully convolutional network names the class of each pixel.")
public final class Segmentation extends Experiment {
    private static final int TRAINING = 2000;
    private static final int TEST = 200;
    private static final int SHOWN = 6;

    Segmentation() {
        super(new Options().epochs(4).batchSize(20).lr(0.004));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new Segmentation(), args);
    }

    /** Scores {@code [N, CLASSES + 1, H, W]} of images {@code [N, 1, H, W]}: three halvings of the sides and the way back. */
    private static final class Network extends Module {
        private static final int[] CHANNELS = {12, 24, 48, 64};

        private final List<Module> down = new ArrayList<>();
        private final List<Module> up = new ArrayList<>();
        private final Module head;

        Network(Seed seed) {
            ConvOptions same = ConvOptions.DEFAULT.withPadding(1);
            for (int i = 0; i < CHANNELS.length; i++) {
                int from = i == 0 ? 1 : CHANNELS[i - 1];
                int to = CHANNELS[i];
                down.add(child(
                        "down" + i,
                        new Sequential(
                                new Conv2d(from, to, 3, i == 0 ? same : same.withStride(2), seed.child(3 * i)),
                                new BatchNorm2d(to),
                                new ReLU(),
                                new Conv2d(to, to, 3, same, seed.child(3 * i + 1)),
                                new ReLU())));
                if (i > 0) {
                    ConvOptions twice = ConvOptions.DEFAULT.withStride(2);
                    up.add(child("up" + i, new ConvTranspose2d(to, from, 2, twice, seed.child(3 * i + 2))));
                }
            }
            head = child("head", new Conv2d(CHANNELS[0], Scenes.CLASSES + 1, 3, same, seed.child(-1)));
        }

        @Override
        public Tensor forward(Tensor x) {
            List<Tensor> seen = new ArrayList<>();
            Tensor h = x;
            for (Module step : down) {
                h = step.call(h);
                seen.add(h);
            }
            for (int i = up.size() - 1; i >= 0; i--) {
                h = up.get(i).call(h).add(seen.get(i)).relu();
            }
            return head.call(h);
        }
    }

    /** The mean over the classes, the ground included, of the intersection over union of all pixels. */
    static double meanOverlap(Tensor predicted, Tensor masks) {
        double sum = 0;
        for (int c = 0; c <= Scenes.CLASSES; c++) {
            Tensor a = predicted.eq(c).to(DType.FLOAT64);
            Tensor b = masks.eq(c).to(DType.FLOAT64);
            double both = a.mul(b).sum().item();
            sum += both / (a.sum().item() + b.sum().item() - both);
        }
        return sum / (Scenes.CLASSES + 1);
    }

    /** Trains, prints the overlap with the true masks of unseen scenes, and draws some. */
    @Override
    protected void perform() {
        Scenes scenes = Scenes.draw(options.seed().child(0), TRAINING);
        Scenes unseen = Scenes.draw(options.seed().child(1), TEST);
        Module network = new Network(options.seed().child(2));
        List<Double> losses = Fit.fit(
                options,
                network,
                new TensorDataset(scenes.images(), scenes.masks()),
                batch -> Loss.crossEntropy(network.call(batch.inputs()), batch.labels()));
        try (Scope scope = Scope.noGrad()) {
            Tensor predicted = network.call(unseen.images()).argmax(1);
            options.line("loss %.4f", losses.get(losses.size() - 1));
            options.line("mean intersection over union on unseen scenes: %.4f", meanOverlap(predicted, unseen.masks()));
            Scenes some = unseen.first(SHOWN);
            options.images(
                    "segmentation.png",
                    Tensor.concat(
                            0,
                            some.images().squeeze(1),
                            some.masks().to(DType.FLOAT32).div(Scenes.CLASSES),
                            predicted.slice(0, 0, SHOWN).to(DType.FLOAT32).div(Scenes.CLASSES)),
                    SHOWN);
        }
    }
}
