package org.autodiff.nn.model;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool2d;
import org.autodiff.nn.layer.pooling.MaxPool2d;

/**
 * VGG networks (Simonyan and Zisserman 2015) for images [N, channels, H, W], H and W usually 224 and at least 32.
 *
 * <p>Names, layouts and initial values are torchvision's: {@code features.0}, ..., {@code classifier.0}, {@code
 * classifier.3}, {@code classifier.6}.
 */
public final class Vgg extends Module {
    /* How many convolutions each of the five parts has, and how many channels. */
    private static final int[] VGG11 = {1, 1, 2, 2, 2};
    private static final int[] VGG16 = {2, 2, 3, 3, 3};
    private static final int[] WIDTHS = {64, 128, 256, 512, 512};

    /**
     * Hyperparameters of VGG networks.
     *
     * @param classes the number of outputs
     * @param channels that of the input
     * @param batchNorm whether each convolution is normalized (torchvision's {@code vgg11_bn}, ...)
     * @param dropout the probability that an element between linear layers is left out in training
     * @param init whether weights are drawn; else they are zeros that take no memory until they are loaded
     * @param dtype element type of the parameters
     */
    public record Options(int classes, int channels, boolean batchNorm, double dropout, boolean init, DType dtype) {
        /** 1000 classes, 3 channels, no normalization, dropout 0.5, weights drawn, in FLOAT32. */
        public static final Options DEFAULT = new Options(1000, 3, false, 0.5, true, DType.FLOAT32);

        /** Checks the numbers. */
        public Options {
            Require.positive(classes, "Vgg", "the number of classes");
            Require.positive(channels, "Vgg", "the number of channels");
            Start.floating("Vgg", dtype);
        }

        /** These options with another number of outputs. */
        public Options withClasses(int value) {
            return new Options(value, channels, batchNorm, dropout, init, dtype);
        }

        /** These options with another number of channels of the input. */
        public Options withChannels(int value) {
            return new Options(classes, value, batchNorm, dropout, init, dtype);
        }

        /** These options with each convolution normalized, or not. */
        public Options withBatchNorm(boolean value) {
            return new Options(classes, channels, value, dropout, init, dtype);
        }

        /** These options with other dropout. */
        public Options withDropout(double value) {
            return new Options(classes, channels, batchNorm, value, init, dtype);
        }

        /** These options with weights drawn, or not: for networks whose weights are about to be loaded. */
        public Options withInit(boolean value) {
            return new Options(classes, channels, batchNorm, dropout, value, dtype);
        }

        /** These options with another element type of the parameters. */
        public Options withDtype(DType value) {
            return new Options(classes, channels, batchNorm, dropout, init, value);
        }
    }

    private final Sequential features;
    private final AdaptiveAvgPool2d avgpool;
    private final Flatten flatten;
    private final Sequential classifier;

    private Vgg(int[] counts, Options options, Seed seed) {
        Require.options(options, "Vgg", "Vgg.Options.DEFAULT");
        Start.seed("Vgg", seed);
        Start start = new Start(options.init(), options.dtype());
        features = child("features", features(counts, start, options, seed.child(0)));
        avgpool = child("avgpool", new AdaptiveAvgPool2d(7));
        flatten = child("flatten", new Flatten());
        classifier = child(
                "classifier",
                new Sequential(
                        start.linear(512 * 7 * 7, 4096, 0.01, seed.child(1)),
                        new ReLU(),
                        new Dropout(options.dropout(), seed.child(2)),
                        start.linear(4096, 4096, 0.01, seed.child(3)),
                        new ReLU(),
                        new Dropout(options.dropout(), seed.child(4)),
                        start.linear(4096, options.classes(), 0.01, seed.child(5))));
    }

    private static Sequential features(int[] counts, Start start, Options options, Seed seed) {
        List<Module> modules = new ArrayList<>();
        int channels = options.channels();
        for (int part = 0; part < counts.length; part++) {
            for (int i = 0; i < counts[part]; i++) {
                Seed own = seed.child(modules.size());
                modules.add(start.conv(channels, WIDTHS[part], 3, ConvOptions.DEFAULT.withPadding(1), own));
                channels = WIDTHS[part];
                if (options.batchNorm()) {
                    modules.add(new BatchNorm2d(channels, BatchNormOptions.DEFAULT.withDtype(options.dtype())));
                }
                modules.add(new ReLU());
            }
            modules.add(new MaxPool2d(2));
        }
        return new Sequential(modules.toArray(Module[]::new));
    }

    /** VGG-11 for 1000 classes: 132,863,336 parameters. */
    public static Vgg vgg11(Seed seed) {
        return vgg11(Options.DEFAULT, seed);
    }

    /** VGG-11 with the given options. */
    public static Vgg vgg11(Options options, Seed seed) {
        return new Vgg(VGG11, options, seed);
    }

    /** VGG-16 for 1000 classes: 138,357,544 parameters. */
    public static Vgg vgg16(Seed seed) {
        return vgg16(Options.DEFAULT, seed);
    }

    /** VGG-16 with the given options. */
    public static Vgg vgg16(Options options, Seed seed) {
        return new Vgg(VGG16, options, seed);
    }

    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> classifier.call(flatten.forward(avgpool.forward(features.call(x)))));
    }
}
