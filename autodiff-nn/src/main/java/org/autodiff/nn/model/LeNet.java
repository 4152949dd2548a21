package org.autodiff.nn.model;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.pooling.AvgPool2d;
import org.autodiff.nn.layer.pooling.MaxPool2d;

/**
 * LeNet-5 (LeCun et al. 1998) for images [N, channels, 28, 28]: two convolutions and three linear layers. As most do it today
 * with ReLU and maxima; with {@link Options#withTanhAndMeans} nearer to the paper, whose second convolution and last layer
 * were of an older kind.
 *
 * <p>Children: {@code conv1}, {@code conv2}, {@code fc1}, {@code fc2}, {@code fc3}, as in PyTorch's tutorials.
 */
public final class LeNet extends Module {
    /**
     * Hyperparameters of LeNet-5.
     *
     * @param classes the number of outputs
     * @param channels that of the input
     * @param tanhAndMeans whether there are hyperbolic tangents and means of windows, rather than ReLU and maxima
     * @param dtype element type of the parameters
     */
    public record Options(int classes, int channels, boolean tanhAndMeans, DType dtype) {
        /** 10 classes, 1 channel, ReLU and maxima, in FLOAT32. */
        public static final Options DEFAULT = new Options(10, 1, false, DType.FLOAT32);

        /** Checks the element type. */
        public Options {
            Require.positive(classes, "LeNet", "the number of classes");
            Require.positive(channels, "LeNet", "the number of channels");
            Start.floating("LeNet", dtype);
        }

        /** These options with another number of outputs. */
        public Options withClasses(int value) {
            return new Options(value, channels, tanhAndMeans, dtype);
        }

        /** These options with another number of channels of the input. */
        public Options withChannels(int value) {
            return new Options(classes, value, tanhAndMeans, dtype);
        }

        /** These options with hyperbolic tangents and means of windows, or ReLU and maxima. */
        public Options withTanhAndMeans(boolean value) {
            return new Options(classes, channels, value, dtype);
        }

        /** These options with another element type of the parameters. */
        public Options withDtype(DType value) {
            return new Options(classes, channels, tanhAndMeans, value);
        }
    }

    private final Conv2d conv1;
    private final Conv2d conv2;
    private final Linear fc1;
    private final Linear fc2;
    private final Linear fc3;
    private final Module activation;
    private final Module pool;
    private final Module flatten;

    /**
     * A network of 61,706 parameters for digits.
     *
     * @param seed source of the initial values
     */
    public LeNet(Seed seed) {
        this(Options.DEFAULT, seed);
    }

    /** A network with the given options. */
    public LeNet(Options options, Seed seed) {
        Require.options(options, "LeNet", "LeNet.Options.DEFAULT");
        Start.seed("LeNet", seed);
        DType dtype = options.dtype();
        ConvOptions plain = ConvOptions.DEFAULT.withDtype(dtype);
        conv1 = child("conv1", new Conv2d(options.channels(), 6, 5, plain.withPadding(2), seed.child(0)));
        conv2 = child("conv2", new Conv2d(6, 16, 5, plain, seed.child(1)));
        fc1 = child("fc1", new Linear(16 * 5 * 5, 120, true, dtype, seed.child(2)));
        fc2 = child("fc2", new Linear(120, 84, true, dtype, seed.child(3)));
        fc3 = child("fc3", new Linear(84, options.classes(), true, dtype, seed.child(4)));
        activation = child("activation", options.tanhAndMeans() ? new Tanh() : new ReLU());
        pool = child("pool", options.tanhAndMeans() ? new AvgPool2d(2) : new MaxPool2d(2));
        flatten = child("flatten", new Flatten());
    }

    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> {
            Tensor y = pool.forward(activation.forward(conv1.forward(x)));
            y = pool.forward(activation.forward(conv2.forward(y)));
            y = activation.forward(fc1.forward(flatten.forward(y)));
            return fc3.forward(activation.forward(fc2.forward(y)));
        });
    }
}
