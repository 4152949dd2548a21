package org.autodiff.nn.model;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.nn.init.Init;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;

/**
 * The initial values of the layers of large networks.
 *
 * @param init whether weights are drawn; else they are zeros that take no memory until they are loaded
 * @param dtype element type of the parameters
 */
record Start(boolean init, DType dtype) {
    /** A convolution with normal weights by fan-out, and zeros as bias if there is one. */
    Conv2d conv(int in, int out, int kernel, ConvOptions options, Seed seed) {
        Tensor weight = (init ? Init.heNormalFanOut() : Init.untouched()).sample(seed, dtype, out, in, kernel, kernel);
        return Conv2d.of(weight, options.bias() ? Tensor.zeros(dtype, out) : null, options.withDtype(dtype));
    }

    /** A linear layer as PyTorch starts it. */
    Linear linear(int in, int out, Seed seed) {
        return init
                ? new Linear(in, out, true, dtype, seed)
                : Linear.of(Init.untouched().sample(seed, dtype, out, in), Tensor.zeros(dtype, out));
    }

    /** A linear layer with normal weights of a deviation, and zeros as bias. */
    Linear linear(int in, int out, double std, Seed seed) {
        Tensor weight = (init ? Init.normal(0, std) : Init.untouched()).sample(seed, dtype, out, in);
        return Linear.of(weight, Tensor.zeros(dtype, out));
    }

    static DType floating(String model, DType dtype) {
        if (dtype == null || !dtype.isFloating()) {
            throw new DTypeException(model + ": parameters are FLOAT32 or FLOAT64, not " + dtype);
        }
        return dtype;
    }

    static Seed seed(String model, Seed seed) {
        return Require.nonNull(seed, model, "the seed", "pass Seed.of(number)");
    }
}
