package org.autodiff.nn.init;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;

/** Weights with many zeros. */
final class Structured {
    private Structured() {}

    static Tensor eye(DType dtype, int[] shape) {
        requireMatrix("Init.eye", shape);
        double[] values = new double[Shape.of(shape).size()];
        for (int i = 0; i < Math.min(shape[0], shape[1]); i++) {
            values[i * shape[1] + i] = 1;
        }
        return of(values, dtype, shape);
    }

    static Tensor dirac(DType dtype, int[] shape) {
        if (shape.length < 3) {
            throw new ShapeException("Init.dirac: expected a weight of a convolution [out, in, k, ...], got "
                    + Shape.of(shape) + "; use Init.eye for a matrix");
        }
        double[] values = new double[Shape.of(shape).size()];
        int kernel = 1;
        int middle = 0;
        for (int axis = 2; axis < shape.length; axis++) {
            kernel *= shape[axis];
            middle = middle * shape[axis] + shape[axis] / 2;
        }
        for (int i = 0; i < Math.min(shape[0], shape[1]) && kernel > 0; i++) {
            values[(i * shape[1] + i) * kernel + middle] = 1;
        }
        return of(values, dtype, shape);
    }

    static Tensor sparse(double sparsity, double std, Seed seed, DType dtype, int[] shape) {
        requireMatrix("Init.sparse", shape);
        int rows = shape[0];
        int columns = shape[1];
        int zeros = (int) Math.ceil(sparsity * rows);
        double[] values = new double[Shape.of(shape).size()];
        RandomGenerator random = seed.generator();
        for (int column = 0; column < columns; column++) {
            int zerosLeft = zeros;
            for (int row = 0; row < rows; row++) {
                // each choice of places is as likely as any other (Knuth, algorithm S)
                if (random.nextDouble() * (rows - row) < zerosLeft) {
                    zerosLeft--;
                } else {
                    values[row * columns + column] = random.nextGaussian(0, std);
                }
            }
        }
        return of(values, dtype, shape);
    }

    private static void requireMatrix(String init, int[] shape) {
        if (shape.length != 2) {
            throw new ShapeException(init + ": expected a matrix [out, in], got " + Shape.of(shape));
        }
    }

    private static Tensor of(double[] values, DType dtype, int[] shape) {
        return Tensor.of(values, values.length).to(dtype).reshape(shape);
    }
}
