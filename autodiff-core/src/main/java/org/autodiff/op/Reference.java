package org.autodiff.op;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

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
        Require.nonNull(f, "Reference.of", "the function", "pass that of an entry");
        return (i, x, a) -> {
            Plain first = first(x);
            return f.at(a, first.broadcastAt(i), x.length > 1 ? x[1].broadcastAt(i) : 0);
        };
    }

    /** The reference of a reduction over {@link Attrs.Axes}: a function of the elements that come together in one. */
    static Reference reduction(ToDoubleFunction<double[]> f) {
        Require.nonNull(f, "Reference.reduction", "the function", "pass one of the elements");
        return (i, x, a) -> {
            if (!(a instanceof Attrs.Axes axes)) {
                throw new ArgumentException("Reference: the attributes of a reduction are " + a + "; pass Attrs.Axes");
            }
            return f.applyAsDouble(first(x).over(i, axes));
        };
    }

    private static Plain first(Plain[] inputs) {
        Require.nonNulls(inputs, "Reference", "the inputs", "pass one array for each");
        if (inputs.length == 0) {
            throw new ArgumentException("Reference: there are no inputs; pass one array for each");
        }
        return inputs[0];
    }

    /** All elements of the result, in row-major order. */
    default double[] elements(Shape out, Plain[] inputs, Attrs attrs) {
        Require.nonNull(out, "Reference.elements", "the shape of the result", "pass one");
        double[] z = (double[]) DType.FLOAT64.newArray(out.size());
        int[] index = new int[out.rank()];
        for (int i = 0; i < z.length; i++) {
            z[i] = at(index, inputs, attrs);
            next(index, out);
        }
        return z;
    }

    /** Moves an index of a shape on to the next one in row-major order; from the last it returns to the first. */
    static void next(int[] index, Shape shape) {
        fit(index, shape, "Reference.next");
        for (int i = index.length - 1; i >= 0; i--) {
            if (++index[i] < shape.dim(i)) {
                return;
            }
            index[i] = 0;
        }
    }

    /** An index with the place along one axis replaced. */
    static int[] with(int[] index, int axis, int place) {
        Require.nonNull(index, "Reference.with", "the index", "pass one number for each axis");
        Require.index(axis, index.length, "Reference.with", "axis");
        int[] at = index.clone();
        at[axis] = place;
        return at;
    }

    private static void fit(int[] index, Shape shape, String owner) {
        Require.nonNull(index, owner, "the index", "pass one number for each axis");
        Require.nonNull(shape, owner, "the shape", "pass one");
        if (index.length != shape.rank()) {
            throw new IndexException(owner + ": the index " + Arrays.toString(index) + " does not fit shape " + shape
                    + "; give one number for each axis");
        }
    }

    /** A dense array of doubles in row-major order. The elements are not copied. */
    record Plain(double[] values, Shape shape) {
        /** Checks that there are as many values as the shape has elements. */
        public Plain {
            Require.nonNull(values, "Reference.Plain", "the array of values", "pass one");
            Require.nonNull(shape, "Reference.Plain", "the shape", "pass one");
            if (values.length != shape.size()) {
                throw new ShapeException(
                        "Reference.Plain: " + values.length + " values for shape " + shape + "; pass " + shape.size());
            }
        }

        /** The element at an index. */
        public double at(int... index) {
            fit(index, shape, "Plain.at");
            int offset = 0;
            for (int i = 0; i < index.length; i++) {
                Require.index(index[i], shape.dim(i), "Plain.at", "index");
                offset = offset * shape.dim(i) + index[i];
            }
            return values[offset];
        }

        /** The element at an index of a shape that this one broadcasts to. */
        public double broadcastAt(int[] index) {
            Require.nonNull(index, "Plain.broadcastAt", "the index", "pass one number for each axis of the result");
            Require.atLeast(shape.rank(), index.length, "Plain.broadcastAt", "the number of indices");
            int[] own = new int[shape.rank()];
            for (int i = 0; i < own.length; i++) {
                own[i] = shape.dim(i) == 1 ? 0 : index[index.length - own.length + i];
            }
            return at(own);
        }

        /** The elements along one axis through an index. */
        public double[] line(int[] index, int axis) {
            fit(index, shape, "Plain.line");
            Require.index(axis, shape.rank(), "Plain.line", "axis");
            double[] all = new double[shape.dim(axis)];
            Arrays.setAll(all, i -> at(with(index, axis, i)));
            return all;
        }

        /** The elements that a reduction over these axes brings together in the element of the result at an index. */
        public double[] over(int[] index, Attrs.Axes reduced) {
            Require.nonNull(reduced, "Plain.over", "the axes", "pass Attrs.Axes");
            reduced.check("Plain.over", shape);
            int[] axes = reduced.axes();
            int[] at = new int[shape.rank()];
            Require.nonNull(index, "Plain.over", "the index", "pass one number for each axis that stays");
            Require.atLeast(
                    reduced.keepDims() ? at.length : at.length - axes.length,
                    index.length,
                    "Plain.over",
                    "the number of indices");
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
