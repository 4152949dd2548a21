package org.autodiff.nn.model;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool2d;
import org.autodiff.nn.layer.pooling.MaxPool2d;

/**
 * Residual networks (He et al. 2016) for images [N, channels, H, W], H and W usually 224.
 *
 * <p>Names, layouts and initial values are torchvision's: {@code conv1}, {@code bn1}, {@code layer1.0.conv1}, ..., {@code
 * layer2.0.downsample.0}, ..., {@code fc}.
 */
public final class ResNet extends Module {
    /** The kind of residual block. */
    private enum Block {
        BASIC,
        BOTTLENECK
    }

    /**
     * Hyperparameters of residual networks.
     *
     * @param classes the number of outputs
     * @param channels that of the input
     * @param zeroInitResidual whether the last normalization of each block starts with weight 0, so that the block starts as
     *     the identity
     * @param init whether weights are drawn; else they are zeros that take no memory until they are loaded
     * @param dtype element type of the parameters
     */
    public record Options(int classes, int channels, boolean zeroInitResidual, boolean init, DType dtype) {
        /** 1000 classes, 3 channels, weights drawn, in FLOAT32. */
        public static final Options DEFAULT = new Options(1000, 3, false, true, DType.FLOAT32);

        /** Checks the numbers. */
        public Options {
            Require.positive(classes, "ResNet", "the number of classes");
            Require.positive(channels, "ResNet", "the number of channels");
            Start.floating("ResNet", dtype);
        }

        /** These options with another number of outputs. */
        public Options withClasses(int value) {
            return new Options(value, channels, zeroInitResidual, init, dtype);
        }

        /** These options with another number of channels of the input. */
        public Options withChannels(int value) {
            return new Options(classes, value, zeroInitResidual, init, dtype);
        }

        /** These options with blocks that start as the identity, or not. */
        public Options withZeroInitResidual(boolean value) {
            return new Options(classes, channels, value, init, dtype);
        }

        /** These options with weights drawn, or not: for networks whose weights are about to be loaded. */
        public Options withInit(boolean value) {
            return new Options(classes, channels, zeroInitResidual, value, dtype);
        }

        /** These options with another element type of the parameters. */
        public Options withDtype(DType value) {
            return new Options(classes, channels, zeroInitResidual, init, value);
        }

        Start start() {
            return new Start(init, dtype);
        }

        BatchNorm2d norm(int channels) {
            return new BatchNorm2d(channels, BatchNormOptions.DEFAULT.withDtype(dtype));
        }

        BatchNorm2d lastNorm(int channels) {
            return zeroInitResidual
                    ? BatchNorm2d.of(
                            Tensor.zeros(dtype, channels), Tensor.zeros(dtype, channels), BatchNormOptions.DEFAULT)
                    : norm(channels);
        }

        Module downsample(int in, int out, int stride, Seed seed) {
            ConvOptions options = ConvOptions.DEFAULT.withStride(stride).withBias(false);
            return new Sequential(start().conv(in, out, 1, options, seed), norm(out));
        }
    }

    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final ReLU relu;
    private final MaxPool2d maxpool;
    private final Sequential layer1;
    private final Sequential layer2;
    private final Sequential layer3;
    private final Sequential layer4;
    private final AdaptiveAvgPool2d avgpool;
    private final Flatten flatten;
    private final Linear fc;

    private int channels = 64;

    private ResNet(Block block, int[] counts, Options options, Seed seed) {
        Require.options(options, "ResNet", "ResNet.Options.DEFAULT");
        Start.seed("ResNet", seed);
        ConvOptions stem = ConvOptions.DEFAULT.withStride(2).withPadding(3).withBias(false);
        conv1 = child("conv1", options.start().conv(options.channels(), 64, 7, stem, seed.child(0)));
        bn1 = child("bn1", options.norm(64));
        relu = child("relu", new ReLU());
        maxpool = child("maxpool", new MaxPool2d(new Pool(3).withStride(2).withPadding(1)));
        layer1 = child("layer1", layer(block, 64, counts[0], 1, options, seed.child(1)));
        layer2 = child("layer2", layer(block, 128, counts[1], 2, options, seed.child(2)));
        layer3 = child("layer3", layer(block, 256, counts[2], 2, options, seed.child(3)));
        layer4 = child("layer4", layer(block, 512, counts[3], 2, options, seed.child(4)));
        avgpool = child("avgpool", new AdaptiveAvgPool2d(1));
        flatten = child("flatten", new Flatten());
        fc = child("fc", options.start().linear(channels, options.classes(), seed.child(5)));
    }

    private Sequential layer(Block block, int width, int count, int stride, Options options, Seed seed) {
        Module[] blocks = new Module[count];
        for (int i = 0; i < count; i++) {
            int step = i == 0 ? stride : 1;
            if (block == Block.BASIC) {
                blocks[i] = new BasicBlock(channels, width, step, options, seed.child(i));
                channels = width;
            } else {
                blocks[i] = new Bottleneck(channels, width, step, options, seed.child(i));
                channels = width * Bottleneck.EXPANSION;
            }
        }
        return new Sequential(blocks);
    }

    /** ResNet-18 for 1000 classes: 11,689,512 parameters. */
    public static ResNet resnet18(Seed seed) {
        return resnet18(Options.DEFAULT, seed);
    }

    /** ResNet-18 with the given options. */
    public static ResNet resnet18(Options options, Seed seed) {
        return new ResNet(Block.BASIC, new int[] {2, 2, 2, 2}, options, seed);
    }

    /** ResNet-34 for 1000 classes: 21,797,672 parameters. */
    public static ResNet resnet34(Seed seed) {
        return resnet34(Options.DEFAULT, seed);
    }

    /** ResNet-34 with the given options. */
    public static ResNet resnet34(Options options, Seed seed) {
        return new ResNet(Block.BASIC, new int[] {3, 4, 6, 3}, options, seed);
    }

    /** ResNet-50 for 1000 classes: 25,557,032 parameters. */
    public static ResNet resnet50(Seed seed) {
        return resnet50(Options.DEFAULT, seed);
    }

    /** ResNet-50 with the given options. */
    public static ResNet resnet50(Options options, Seed seed) {
        return new ResNet(Block.BOTTLENECK, new int[] {3, 4, 6, 3}, options, seed);
    }

    /**
     * A residual network with any number of two-layer blocks.
     *
     * @param counts how many blocks each of the four parts has
     * @throws ArgumentException if there are not four numbers of at least 1
     */
    public static ResNet basic(int[] counts, Options options, Seed seed) {
        return new ResNet(Block.BASIC, checked(counts), options, seed);
    }

    /**
     * A residual network with any number of three-layer blocks.
     *
     * @param counts how many blocks each of the four parts has
     * @throws ArgumentException if there are not four numbers of at least 1
     */
    public static ResNet bottleneck(int[] counts, Options options, Seed seed) {
        return new ResNet(Block.BOTTLENECK, checked(counts), options, seed);
    }

    private static int[] checked(int[] counts) {
        int[] copy = Require.positive(counts, "ResNet", "the counts of blocks");
        if (copy.length != 4) {
            throw new ArgumentException("ResNet: there are four counts of blocks, got " + Arrays.toString(copy));
        }
        return copy;
    }

    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> {
            Tensor y = maxpool.forward(relu.forward(bn1.forward(conv1.forward(x))));
            y = layer4.call(layer3.call(layer2.call(layer1.call(y))));
            return fc.forward(flatten.forward(avgpool.forward(y)));
        });
    }
}
