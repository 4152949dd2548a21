package org.autodiff;

import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/** Tensors of random numbers. */
final class RandomTensors {
    private RandomTensors() {}

    static Tensor uniform(Seed seed, DType dtype, double low, double high, int[] shape) {
        if (!(low <= high) || Double.isInfinite(high - low)) {
            throw new ArgumentException(
                    "uniform: the interval from " + low + " to " + high + " is empty or not finite");
        }
        RandomGenerator random = random("uniform", seed);
        double below = dtype == DType.FLOAT32 ? Math.nextDown((float) high) : Math.nextDown(high);
        // the product, or its conversion to single precision, may round up to the bound
        return of(
                "uniform",
                dtype,
                shape,
                () -> Math.max(low, Math.min(below, low + (high - low) * random.nextDouble())));
    }

    static Tensor normal(Seed seed, DType dtype, double mean, double std, int[] shape) {
        if (!(std >= 0)) {
            throw new ArgumentException("normal: the standard deviation is " + std + "; it must be 0 or more");
        }
        RandomGenerator random = random("normal", seed);
        return of("normal", dtype, shape, () -> random.nextGaussian(mean, std));
    }

    private static RandomGenerator random(String op, Seed seed) {
        return Require.nonNull(seed, op, "the seed", "pass Seed.of(number)").generator();
    }

    private static Tensor of(String op, DType dtype, int[] dims, DoubleSupplier source) {
        if (dtype == null || !dtype.isFloating()) {
            throw new DTypeException(op + ": random numbers are FLOAT32 or FLOAT64, not " + dtype);
        }
        Shape shape = Shape.of(op, dims);
        Object values;
        try {
            values = dtype.newArray(shape.size());
        } catch (BackendException e) {
            throw new BackendException(op + ": " + e.getMessage(), e);
        }
        for (int i = 0; i < shape.size(); i++) {
            if (values instanceof float[] f) {
                f[i] = (float) source.getAsDouble();
            } else {
                ((double[]) values)[i] = source.getAsDouble();
            }
        }
        return Tensor.made(values, shape.size(), dims).reshape(dims);
    }
}
