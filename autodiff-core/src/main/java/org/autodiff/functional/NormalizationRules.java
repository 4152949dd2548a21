package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Call;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Moments;
import org.autodiff.array.Normalized;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.Require;
import org.autodiff.functional.Normalization.Grouped;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axes;

/**
 * Values and derivatives of normalizations with a weight and a bias for each channel. Where they are not differentiated again, one
 * primitive computes all gradients; else they are composed.
 */
final class NormalizationRules {
    private NormalizationRules() {}

    /** The axes of a mean, ascending, and the number that is added to it. */
    record Rms(int[] axes, double eps) implements Attrs {
        /** Copies the axes. */
        public Rms {
            Require.nonNull(axes, "Rms", "axes", "pass whole numbers");
            axes = axes.clone();
        }

        @Override
        public Rms batched(int size) {
            return new Rms(Arrays.stream(axes).map(axis -> axis + 1).toArray(), eps);
        }

        @Override
        public int[] axes() {
            return axes.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Rms other && Arrays.equals(axes, other.axes) && eps == other.eps;
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(axes) + Double.hashCode(eps);
        }

        @Override
        public void check(String op, Shape first) {
            new Axes(axes, true).check(op, first);
            Normalization.requireEps(op, eps);
        }

        @Override
        public String toString() {
            return "axes=" + Arrays.toString(axes) + " eps=" + eps;
        }
    }

    /** The pullback of a batch normalization. Where it is not differentiated again, one primitive computes all of it. */
    static Tensor[] pulled(Call call, Tensor g) {
        Tensor x = call.input(0);
        Tensor weight = call.input(1);
        double eps = call.attrs(Normalization.Eps.class).eps();
        Moments moments = call.residual(Moments.class);
        Call.Kernel gradients = (b, in) -> b.batchNormGradient(in[0], moments, in[1], in[2], eps);
        // over no values the mean is NaN, and so would be zero times it: there the derivatives are constants
        Tensor[] z = x.size() == 0
                ? Call.byKernel(gradients, x.stopGradient(), weight.stopGradient(), g.stopGradient())
                : Call.byKernel(gradients, x, weight, g);
        if (z != null) {
            Arrays.setAll(z, i -> call.needs(i) ? z[i] : null);
            return z;
        }
        int[] axes = Channels.otherAxes(x.shape());
        return new Tensor[] {
            call.needs(0) ? through(x, weight, g, eps) : null,
            call.needs(1) ? Normalization.standardize(x, eps, axes).mul(g).sum(axes) : null,
            call.needs(2) ? g.sum(axes) : null
        };
    }

    static Tensor pushed(Call call, Tensor[] t) {
        Tensor x = call.input(0);
        if (x.size() == 0) {
            return x.detach();
        }
        double eps = call.attrs(Normalization.Eps.class).eps();
        Tensor sum = t[0] == null ? null : through(x, call.input(1), t[0], eps);
        if (t[1] != null) {
            Tensor z = Normalization.standardize(x, eps, Channels.otherAxes(x.shape()))
                    .mul(Channels.each(t[1], x.shape()));
            sum = sum == null ? z : sum.add(z);
        }
        if (t[2] != null) {
            Tensor z = Channels.each(t[2], x.shape()).expand(x.shape().toArray());
            sum = sum == null ? z : sum.add(z);
        }
        return sum;
    }

    /** A tangent or a cotangent of the values through a batch normalization: its derivative by them is symmetric. */
    private static Tensor through(Tensor x, Tensor weight, Tensor t, double eps) {
        int[] axes = Channels.otherAxes(x.shape());
        Tensor centered = Normalization.center(x, axes);
        Tensor scale = Normalization.inverseRms(centered, eps, axes);
        Tensor z = Normalization.standardize(x, eps, axes);
        Tensor common = z.mul(z.mul(t).mean(true, axes));
        return Normalization.center(t, axes).sub(common).mul(scale.mul(Channels.each(weight, x.shape())));
    }

    /** A batch normalized over groups of channels: by one primitive, or composed where the backend has none for it. */
    static Array groupNorm(Backend b, Array x, Array weight, Array bias, Grouped a) {
        Normalized z = b.groupNorm(x, weight, bias, a.groups(), a.eps());
        if (z != null) {
            return z.values().withResidual(z.moments());
        }
        Array rows = b.dense(x).reshape(rows(x.shape(), a.groups()));
        Array mean = b.mean(rows, 2);
        Array centered = b.centered(rows, 2);
        Array variance = b.mean(b.unary(Unary.SQUARE, centered), 2);
        Array eps = b.full(x.dtype(), Shape.SCALAR, a.eps());
        Array root = b.unary(Unary.SQRT, b.binary(Binary.ADD, variance, eps, variance.shape()));
        Array standard = b.binary(Binary.DIV, centered, root, rows.shape()).reshape(x.shape());
        Array scaled = b.binary(Binary.MUL, standard, each(b, weight, x.shape()), x.shape());
        return b.binary(Binary.ADD, scaled, each(b, bias, x.shape()), x.shape())
                .withResidual(new Moments(doubles(b, mean), doubles(b, variance)));
    }

    /** Whether deviations in single precision are more than what a mean so large leaves of its rounding. */
    static boolean isSpread(Moments moments, double eps) {
        if (moments == null) {
            return true;
        }
        double[] mean = moments.mean();
        double[] variance = moments.variance();
        for (int i = 0; i < mean.length; i++) {
            if (mean[i] * mean[i] > 1e6 * (variance[i] + eps)) {
                return false;
            }
        }
        return true;
    }

    private static double[] doubles(Backend b, Array x) {
        return (double[]) b.elements(b.cast(x, DType.FLOAT64));
    }

    private static Array each(Backend b, Array vector, Shape to) {
        int[] dims = new int[to.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = vector.size();
        return b.dense(vector).reshape(Shape.of(dims));
    }

    /** A batch as one row for each sample and group of channels. */
    private static Shape rows(Shape x, int groups) {
        int each = x.dim(1) / groups;
        for (int axis = 2; axis < x.rank(); axis++) {
            each *= x.dim(axis);
        }
        return Shape.of(x.dim(0), groups, each);
    }

    /** The pullback of {@link #groupNorm}. */
    static Tensor[] groupsPulled(Call call, Tensor g) {
        Tensor x = call.input(0);
        Tensor weight = call.input(1);
        Grouped a = call.attrs(Grouped.class);
        Moments moments = call.residual(Moments.class);
        Tensor[] z = x.size() == 0
                ? null
                : Call.byKernel(
                        (b, in) -> {
                            Array[] all = b.groupNormGradient(in[0], moments, in[1], in[2], a.groups(), a.eps());
                            return all == null ? new Array[3] : all;
                        },
                        x,
                        weight,
                        g);
        if (z != null && z[0] != null) {
            Arrays.setAll(z, i -> call.needs(i) ? z[i] : null);
            return z;
        }
        int[] axes = Channels.otherAxes(x.shape());
        return new Tensor[] {
            call.needs(0) ? throughRows(x, g.mul(Channels.each(weight, x.shape())), a) : null,
            call.needs(1) ? standardized(x, a).mul(g).sum(axes) : null,
            call.needs(2) ? g.sum(axes) : null
        };
    }

    /** The tangent of {@link #groupNorm}. */
    static Tensor groupsPushed(Call call, Tensor[] t) {
        Tensor x = call.input(0);
        Grouped a = call.attrs(Grouped.class);
        Tensor sum = t[0] == null ? null : throughRows(x, t[0], a).mul(Channels.each(call.input(1), x.shape()));
        if (t[1] != null) {
            Tensor z = standardized(x, a).mul(Channels.each(t[1], x.shape()));
            sum = sum == null ? z : sum.add(z);
        }
        if (t[2] != null) {
            Tensor z = Channels.each(t[2], x.shape()).expand(x.shape().toArray());
            sum = sum == null ? z : sum.add(z);
        }
        return sum;
    }

    private static Tensor standardized(Tensor x, Grouped a) {
        int[] rows = rows(x.shape(), a.groups()).toArray();
        return Normalization.standardize(x.reshape(rows), a.eps(), 2)
                .reshape(x.shape().toArray());
    }

    /** A tangent or a cotangent of the values, before weights, through the standardization of rows. */
    private static Tensor throughRows(Tensor x, Tensor t, Grouped a) {
        int[] rows = rows(x.shape(), a.groups()).toArray();
        Tensor centered = Normalization.center(x.reshape(rows), 2);
        Tensor scale = Normalization.inverseRms(centered, a.eps(), 2);
        Tensor z = Normalization.standardize(x.reshape(rows), a.eps(), 2);
        Tensor by = t.reshape(rows);
        Tensor common = z.mul(z.mul(by).mean(true, 2));
        return Normalization.center(by, 2)
                .sub(common)
                .mul(scale)
                .reshape(x.shape().toArray());
    }
}
