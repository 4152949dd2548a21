package org.autodiff.op;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.autodiff.array.Shape;

/**
 * The value of an operation in plain Java: each element of the result by itself, from its index and all inputs, in double
 * precision. Tests compare with it what the kernels compute.
 */
@FunctionalInterface
public interface Reference {
    /** The element of the result at an index. */
    double at(int[] index, Plain[] inputs, Attrs attrs);

    /** The reference of an operation of numbers, whose inputs broadcast. */
    static Reference of(Pointwise f) {
        return (i, x, a) -> f.at(a, x[0].broadcastAt(i), x.length > 1 ? x[1].broadcastAt(i) : 0);
    }

    /** The reference of a reduction over {@link Attrs.Axes}: a function of the elements that come together in one. */
    static Reference reduction(ToDoubleFunction<double[]> f) {
        return (i, x, a) -> f.applyAsDouble(x[0].over(i, (Attrs.Axes) a));
    }

    /** All elements of the result, in row-major order. */
    default double[] elements(Shape out, Plain[] inputs, Attrs attrs) {
        double[] z = new double[out.size()];
        int[] index = new int[out.rank()];
        for (int i = 0; i < z.length; i++) {
            z[i] = at(index, inputs, attrs);
            next(index, out);
        }
        return z;
    }

    /** Moves an index of a shape on to the next one in row-major order; from the last it returns to the first. */
    static void next(int[] index, Shape shape) {
        for (int i = index.length - 1; i >= 0; i--) {
            if (++index[i] < shape.dim(i)) {
                return;
            }
            index[i] = 0;
        }
    }

    /** An index with the place along one axis replaced. */
    static int[] with(int[] index, int axis, int place) {
        int[] at = index.clone();
        at[axis] = place;
        return at;
    }

    /** A dense array of doubles in row-major order. The elements are not copied. */
    record Plain(double[] values, Shape shape) {
        /** The element at an index. */
        public double at(int... index) {
            int offset = 0;
            for (int i = 0; i < index.length; i++) {
                offset = offset * shape.dim(i) + index[i];
            }
            return values[offset];
        }

        /** The element at an index of a shape that this one broadcasts to. */
        public double broadcastAt(int[] index) {
            int[] own = new int[shape.rank()];
            for (int i = 0; i < own.length; i++) {
                own[i] = shape.dim(i) == 1 ? 0 : index[index.length - own.length + i];
            }
            return at(own);
        }

        /** The elements along one axis through an index. */
        public double[] line(int[] index, int axis) {
            double[] all = new double[shape.dim(axis)];
            Arrays.setAll(all, i -> at(with(index, axis, i)));
            return all;
        }

        /** The elements that a reduction over these axes brings together in the element of the result at an index. */
        public double[] over(int[] index, Attrs.Axes reduced) {
            int[] axes = reduced.axes();
            int[] at = new int[shape.rank()];
            for (int i = 0, next = 0; i < at.length; i++) {
                boolean gone = Arrays.binarySearch(axes, i) >= 0;
                at[i] = gone ? 0 : index[next];
                next += gone && !reduced.keepDims() ? 0 : 1;
            }
            Shape inner = Shape.of(Arrays.stream(axes).map(shape::dim).toArray());
            double[] all = new double[inner.size()];
            int[] k = new int[axes.length];
            for (int i = 0; i < all.length; i++) {
                for (int j = 0; j < axes.length; j++) {
                    at[axes[j]] = k[j];
                }
                all[i] = at(at);
                next(k, inner);
            }
            return all;
        }
    }
}
