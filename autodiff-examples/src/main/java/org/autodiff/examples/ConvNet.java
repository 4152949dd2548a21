package org.autodiff.examples;

import org.autodiff.array.Seed;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.pooling.MaxPool2d;

/**
 * The convolutional network of the measurements called {@code cnn/lenet}: LeNet's plan with 16 and 32 kernels and one hidden
 * layer, 80,202 parameters. LeNet-5 itself, with 6 and 16 kernels and two hidden layers, is
 * {@link org.autodiff.nn.model.LeNet}.
 */
public final class ConvNet {
    private ConvNet() {}

    /**
     * A network in FLOAT32, from grey images [n, 1, 28, 28] to scores [n, 10].
     *
     * @param seed source of the initial values
     */
    public static Module of(Seed seed) {
        return new Sequential(
                new Conv2d(1, 16, 5, seed.child(0)),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(16, 32, 5, seed.child(1)),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(32 * 4 * 4, 128, seed.child(2)),
                new ReLU(),
                new Linear(128, 10, seed.child(3)));
    }
}
