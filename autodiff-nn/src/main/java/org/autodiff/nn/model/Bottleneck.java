package org.autodiff.nn.model;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm2d;

/**
 * A residual block of three convolutions (He et al. 2016): of 1 by 1 to fewer channels, of 3 by 3 between them, of 1 by 1
 * to four times as many; each normalized. It is what ResNet-50 is made of. As in torchvision the stride is that of the
 * second one.
 */
public final class Bottleneck extends Module {
    /** The ratio of output channels to inner channels. */
    public static final int EXPANSION = 4;

    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Conv2d conv3;
    private final BatchNorm2d bn3;
    private final ReLU relu;
    private final Module downsample;

    /**
     * A block in FLOAT32.
     *
     * @param in number of input channels
     * @param width number of channels inside; {@link #EXPANSION} times as many go out
     * @param stride of the second convolution
     * @param seed source of the initial values
     * @throws ArgumentException if a number is below 1
     */
    public Bottleneck(int in, int width, int stride, Seed seed) {
        this(in, width, stride, ResNet.Options.DEFAULT, Start.seed("Bottleneck", seed));
    }

    Bottleneck(int in, int width, int stride, ResNet.Options options, Seed seed) {
        Require.positive(in, "Bottleneck", "the number of channels");
        Require.positive(width, "Bottleneck", "the number of channels");
        int out = width * EXPANSION;
        ConvOptions plain = ConvOptions.DEFAULT.withBias(false);
        ConvOptions middle = plain.withStride(stride).withPadding(1);
        Start start = options.start();
        conv1 = child("conv1", start.conv(in, width, 1, plain, seed.child(0)));
        bn1 = child("bn1", options.norm(width));
        conv2 = child("conv2", start.conv(width, width, 3, middle, seed.child(1)));
        bn2 = child("bn2", options.norm(width));
        conv3 = child("conv3", start.conv(width, out, 1, plain, seed.child(2)));
        bn3 = child("bn3", options.lastNorm(out));
        relu = child("relu", new ReLU());
        downsample = stride == 1 && in == out
                ? null
                : child("downsample", options.downsample(in, out, stride, seed.child(3)));
    }

    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> {
            Tensor y = relu.forward(bn1.forward(conv1.forward(x)));
            y = relu.forward(bn2.forward(conv2.forward(y)));
            y = bn3.forward(conv3.forward(y));
            return relu.forward(y.add(downsample == null ? x : downsample.call(x)));
        });
    }
}
