package org.autodiff.nn.init;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;

/**
 * Matrices with perpendicular rows or columns: the Q of a QR decomposition of normal numbers whose R has a positive diagonal,
 * which makes it uniformly distributed (Mezzadri 2007, "How to generate random matrices from the classical compact groups").
 */
final class Orthogonal {
    private Orthogonal() {}

    static Tensor sample(double gain, Seed seed, DType dtype, int[] shape) {
        if (shape.length < 2) {
            throw new ShapeException("Init.orthogonal: expected a weight [out, in, ...], got " + Shape.of(shape)
                    + "; a vector has no rows");
        }
        int size = Shape.of(shape).size();
        if (size == 0) {
            return Tensor.zeros(dtype, shape);
        }
        int rows = shape[0];
        int columns = size / rows;
        double[][] vectors = perpendicular(Math.min(rows, columns), Math.max(rows, columns), seed.generator());
        double[] values = new double[size];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = gain * (rows <= columns ? vectors[row][column] : vectors[column][row]);
            }
        }
        return Tensor.of(values, size).to(dtype).reshape(shape);
    }

    /** Vectors of length 1, each perpendicular to the others, by Gram and Schmidt's method; the factors it divides by are R's. */
    private static double[][] perpendicular(int count, int length, RandomGenerator random) {
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            double[] v = vectors[i];
            for (int k = 0; k < length; k++) {
                v[k] = random.nextGaussian();
            }
            // once leaves rounding errors of what it takes away, twice is enough (Parlett 1998)
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    addScaled(v, -product(v, vectors[j]), vectors[j]);
                }
            }
            double norm = Math.sqrt(product(v, v));
            for (int k = 0; k < length; k++) {
                v[k] /= norm;
            }
        }
        return vectors;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static void addScaled(double[] target, double factor, double[] x) {
        for (int k = 0; k < x.length; k++) {
            target[k] += factor * x[k];
        }
    }
}
