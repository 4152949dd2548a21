package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Sorting.Sorted;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/** Medians and quantiles. Gradients go to the elements that they are made of; a slice with a NaN has NaN. */
public final class Statistics {
    private Statistics() {}

    /** The median of all elements: of an even number the lower one of the two in the middle, as PyTorch's. */
    public static Tensor median(Tensor x) {
        TensorArguments.requireFloating("median", "tensor", x);
        return median(x.flatten(), 0).values();
    }

    /** The medians along an axis, which vanishes, and their places; of an even number the lower one of the two in the middle. */
    @Composite("x_{(\\lceil n / 2 \\rceil)}")
    public static Sorted median(Tensor x, int axis) {
        TensorArguments.requireFloating("median", "tensor", x);
        int a = x.shape().axis("median", axis);
        int n = filled("median", x, a);
        Sorted sorted = x.sort(a);
        Tensor last = sorted.values().select(a, n - 1); // a NaN, if there is one
        Tensor middle = sorted.values().select(a, (n - 1) / 2);
        Tensor nan = last.isNan();
        Tensor lastPlace = sorted.indices().select(a, n - 1).to(DType.FLOAT64); // exact, for places are below 2^53
        Tensor middlePlace = sorted.indices().select(a, (n - 1) / 2).to(DType.FLOAT64);
        return new Sorted(
                nan.where(last, middle), nan.where(lastPlace, middlePlace).to(DType.INT64));
    }

    /**
     * The quantile of the elements along an axis, which vanishes, interpolated linearly between the two nearest ones.
     *
     * @param q from 0, the smallest, to 1, the largest
     */
    @Composite("x_{(q (n - 1))}")
    public static Tensor quantile(Tensor x, double q, int axis) {
        TensorArguments.requireFloating("quantile", "tensor", x);
        Require.probability(q, "quantile", "q");
        int a = x.shape().axis("quantile", axis);
        int n = filled("quantile", x, a);
        return quantile(x.sort(a).values(), q, a, n);
    }

    /** The quantiles along an axis, which vanishes, one for each q, along a new first axis; see the other. */
    public static Tensor quantile(Tensor x, double[] q, int axis) {
        TensorArguments.requireFloating("quantile", "tensor", x);
        Require.nonNull(q, "quantile", "the array of quantiles", "pass numbers from 0 to 1");
        for (double each : q) {
            Require.probability(each, "quantile", "q");
        }
        Require.positive(q.length, "quantile", "the number of quantiles");
        int a = x.shape().axis("quantile", axis);
        int n = filled("quantile", x, a);
        Tensor sorted = x.sort(a).values();
        return Tensor.stack(
                0,
                Arrays.stream(q).mapToObj(each -> quantile(sorted, each, a, n)).toArray(Tensor[]::new));
    }

    private static Tensor quantile(Tensor sorted, double q, int axis, int n) {
        double at = q * (n - 1);
        int below = (int) at;
        Tensor low = sorted.select(axis, below);
        Tensor z = at == below ? low : low.lerp(sorted.select(axis, below + 1), at - below);
        Tensor last = sorted.select(axis, n - 1);
        return last.isNan().where(last, z);
    }

    private static int filled(String op, Tensor x, int axis) {
        int n = x.shape().dim(axis);
        if (n == 0) {
            throw new ShapeException(
                    op + ": axis " + axis + " of shape " + x.shape() + " is empty; it must have elements");
        }
        return n;
    }
}
