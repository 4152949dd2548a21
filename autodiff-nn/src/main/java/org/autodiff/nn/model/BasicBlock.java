package org.autodiff.nn.model;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm2d;

/**
 * A residual block of two convolutions of 3 by 3 (He et al. 2016): {@code relu(bn2(conv2(relu(bn1(conv1(x))))) + x)}; where
 * the shape changes, {@code downsample(x)} stands for the last x. It is what ResNet-18 and ResNet-34 are made of.
 */
public final class BasicBlock extends Module {
    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final ReLU relu;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Module downsample;

    /**
     * A block in FLOAT32.
     *
     * @param in number of input channels
     * @param out number of output channels
     * @param stride of the first convolution
     * @param seed source of the initial values
     * @throws ArgumentException if a number is below 1
     */
    public BasicBlock(int in, int out, int stride, Seed seed) {
        this(in, out, stride, ResNet.Options.DEFAULT, Start.seed("BasicBlock", seed));
    }

    BasicBlock(int in, int out, int stride, ResNet.Options options, Seed seed) {
        this(
                conv(in, out, stride, options, seed.child(0)),
                options.norm(out),
                conv(out, out, 1, options, seed.child(1)),
                options.lastNorm(out),
                stride == 1 && in == out ? null : options.downsample(in, out, stride, seed.child(2)));
    }

    private BasicBlock(Conv2d conv1, BatchNorm2d bn1, Conv2d conv2, BatchNorm2d bn2, Module downsample) {
        this.conv1 = child("conv1", conv1);
        this.bn1 = child("bn1", bn1);
        this.relu = child("relu", new ReLU());
        this.conv2 = child("conv2", conv2);
        this.bn2 = child("bn2", bn2);
        this.downsample = downsample == null ? null : child("downsample", downsample);
    }

    /**
     * A block made of given layers.
     *
     * @param downsample what the shortcut does, such as a {@link Sequential} of a convolution and a normalization; null for
     *     nothing
     */
    public static BasicBlock of(Conv2d conv1, BatchNorm2d bn1, Conv2d conv2, BatchNorm2d bn2, Module downsample) {
        return new BasicBlock(conv1, bn1, conv2, bn2, downsample);
    }

    private static Conv2d conv(int in, int out, int stride, ResNet.Options options, Seed seed) {
        Require.positive(in, "BasicBlock", "the number of channels");
        Require.positive(out, "BasicBlock", "the number of channels");
        return options.start()
                .conv(
                        in,
                        out,
                        3,
                        ConvOptions.DEFAULT.withStride(stride).withPadding(1).withBias(false),
                        seed);
    }

    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> {
            Tensor y = relu.forward(bn1.forward(conv1.forward(x)));
            y = bn2.forward(conv2.forward(y));
            return relu.forward(y.add(downsample == null ? x : downsample.call(x)));
        });
    }
}
