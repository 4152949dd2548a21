package org.autodiff;

import static org.autodiff.OpDef.discrete;
import static org.autodiff.OpDef.linear;
import static org.autodiff.OpDef.reduction;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.stream.DoubleStream;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.array.Unary;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Axes;
import org.autodiff.op.Attrs.Axis;
import org.autodiff.op.Composite;
import org.autodiff.op.ShapeRule;
import org.autodiff.op.TypeRule;

/**
 * Many values to one, over some axes or all; axes count from 0, negative ones from the end. A number of rank 0 counts as
 * one axis of size 1.
 */
public sealed interface Reduction permits Tensor {
    OpDef SUM = linear("sum")
            .forward(Axes.class, (b, x, out, axes) -> b.sum(x[0], axes.axes()).reshape(out))
            .shape(ShapeRule.REDUCE)
            .transpose((call, g, i) -> spread(call, g))
            .samples(new Axes(new int[] {0, 1}, false), "[3,4]")
            .samples(new Axes(new int[] {0}, false), "[3,4]")
            .samples(new Axes(new int[] {0, 2}, true), "[2,3,4]")
            .samples(new Axes(new int[0], false), "[]")
            .reference(x -> DoubleStream.of(x).sum())
            .formula("\\sum_i x_i", "1")
            .define();

    OpDef MEAN = linear("mean")
            .forward(Axes.class, (b, x, out, axes) -> {
                return b.mean(x[0], axes.axes()).reshape(out);
            })
            .shape(ShapeRule.REDUCE)
            .transpose((call, g, i) -> spread(
                    call, g.mul((double) call.shape().size() / call.shape(0).size())))
            .samples(new Axes(new int[] {0, 1}, false), "[3,4]")
            .samples(new Axes(new int[] {1}, true), "[3,4]")
            .reference(x -> DoubleStream.of(x).average().orElseThrow())
            .formula("\\frac1n \\sum_i x_i", "1/n")
            .define();

    OpDef MAX = extremum("max", false);

    OpDef MIN = extremum("min", true);

    private static OpDef extremum(String name, boolean least) {
        return reduction(name)
                .forward(
                        Axes.class,
                        (b, x, out, axes) -> signed(b, b.max(signed(b, x[0], least), axes.axes()), least)
                                .reshape(out))
                .shape((op, in, attrs) -> nonEmpty(op, in[0], (Axes) attrs))
                .derivative(Axes.class, Reduction::shares)
                .gradient(Backend::extremumGradientOfRows)
                .saves(INPUT, OUTPUT)
                .selects()
                .reference(x -> least
                        ? DoubleStream.of(x).min().orElseThrow()
                        : DoubleStream.of(x).max().orElseThrow())
                .rejects(new Axes(new int[] {0}, false), "no elements", "[0,3]")
                .formula("\\" + name + "_i x_i", "[x_i = w]/\\#\\{j : x_j = w\\}")
                .define();
    }

    /** The array, or its negative: the least element is the negative of the largest one of that. */
    private static Array signed(Backend b, Array x, boolean negative) {
        return negative ? b.unary(Unary.NEG, x) : x;
    }

    OpDef ARGMAX = arg("argmax", "\\arg\\max_i x_i", false);

    OpDef ARGMIN = arg("argmin", "\\arg\\min_i x_i", true);

    private static OpDef arg(String name, String formula, boolean least) {
        return discrete(name)
                .forward(
                        Axis.class,
                        (b, x, out, a) ->
                                b.argmax(signed(b, x[0], least), a.axis()).reshape(out))
                .shape((op, in, attrs) -> nonEmpty(op, in[0], new Axes(new int[] {((Axis) attrs).axis()}, false)))
                .type((op, in, attrs) -> {
                    TypeRule.floating(op, in, 0);
                    return DType.INT64;
                })
                .samples(new Axis(1), "[3,4]")
                .samples(new Axis(0), "[3,4]")
                .rejects(new Axis(0), "no elements", "[0,3]")
                .leading()
                .leading()
                .formula(formula)
                .define();
    }

    OpDef LOG_SUM_EXP = reduction("logSumExp")
            .forward(Axes.class, (b, x, out, axes) -> {
                Span s = Span.of(x[0].shape(), axes.axes());
                Array rows = s != null && s.inner() == 1 ? b.logSumExpOfRows(x[0], s.count(), out) : null;
                if (rows != null) {
                    return rows;
                }
                Array top = finite(b, b.max(x[0], axes.axes()));
                Array e = b.unary(Unary.EXP, b.binary(Binary.SUB, x[0], top, x[0].shape()));
                Array log = b.unary(Unary.LOG, b.sum(e, axes.axes()));
                return b.binary(Binary.ADD, log, top, top.shape()).reshape(out);
            })
            .derivative(Axes.class, (x, w, over) -> weights(x, w, over.axes()))
            .gradient((b, x, w, g, n) -> b.logSumExpGradientOfRows(x, g, n))
            .saves(INPUT, OUTPUT)
            .reference(x -> Math.log(DoubleStream.of(x).map(Math::exp).sum()))
            .formula("\\ln \\sum_i e^{x_i}", "e^{x_i - w}")
            .define();

    /** The maximum to shift by, or 0 where it is infinite: then a shift would make NaN of infinities. */
    private static Array finite(Backend b, Array top) {
        Array infinity = b.full(top.dtype(), Shape.SCALAR, Double.POSITIVE_INFINITY);
        Array is = b.compare(Comparator.EQ, b.unary(Unary.ABS, top), infinity, top.shape());
        return b.where(is, b.full(top.dtype(), Shape.SCALAR, 0), top, top.shape());
    }

    /**
     * The softmax over the reduced axes, from the elements less the largest one: the rounded result, of any size, would take
     * its digits away. Infinite elements share all of it; NaN where all are minus infinity, as in PyTorch.
     */
    private static Tensor weights(Tensor x, Tensor w, int[] axes) {
        if (x.size() == 0) {
            return x;
        }
        Tensor elements = x;
        Tensor infinite = w.stopGradient().eq(Double.POSITIVE_INFINITY);
        if (Vmap.numbers(infinite).to(DType.FLOAT32).sum().item() > 0) {
            Tensor share = x.eq(Double.POSITIVE_INFINITY).where(x.constant(0), x.constant(Double.NEGATIVE_INFINITY));
            elements = infinite.where(share, x);
        }
        Tensor e = elements.sub(elements.stopGradient().max(true, axes)).exp();
        return e.div(e.sum(true, axes));
    }

    private static Tensor spread(Call call, Tensor reduced) {
        return Reduced.spread(reduced, call.shape(0), call.attrs(Axes.class).axes());
    }

    /** For each element its share in the extremum: ties share evenly. */
    private static Tensor shares(Tensor x, Tensor extremum, Axes axes) {
        Tensor hits = x.eq(extremum).to(x.dtype());
        return hits.div(hits.sum(true, axes.axes()));
    }

    private static Shape nonEmpty(String op, Shape x, Axes axes) {
        for (int axis : axes.axes()) {
            if (x.dim(axis) == 0) {
                throw new ShapeException(op + " over axis " + axis + " of shape " + x + ": the " + op
                        + " of no elements does not exist; check for an empty batch");
            }
        }
        return ShapeRule.REDUCE.apply(op, new Shape[] {x}, axes);
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** The sum over axes (none given: all), which vanish; 0 of none. */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** The sum over axes (none given: all), which stay with size 1 if {@code keepDims}. */
    default Tensor sum(boolean keepDims, int... axes) {
        Require.nonNull(axes, "sum", "axes", "pass whole numbers");
        return SUM.apply(Axes.of("sum", me().shape(), keepDims, axes), me());
    }

    /** The mean over axes (none given: all), which vanish; NaN of none. */
    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** The mean over axes (none given: all), which stay with size 1 if {@code keepDims}; NaN over an axis of size 0. */
    default Tensor mean(boolean keepDims, int... axes) {
        Require.nonNull(axes, "mean", "axes", "pass whole numbers");
        return MEAN.apply(Axes.of("mean", me().shape(), keepDims, axes), me());
    }

    /** The product over axes (none given: all), which vanish; 1 of none. */
    default Tensor prod(int... axes) {
        Require.nonNull(axes, "prod", "axes", "pass whole numbers");
        return prod(false, axes);
    }

    /**
     * The product over axes (none given: all), which stay with size 1 if {@code keepDims}. It halves an axis again and
     * again, by products of its two halves: so the gradient divides by nothing, and is exact with zeros, at every order.
     */
    @Composite("\\prod_i x_i")
    default Tensor prod(boolean keepDims, int... axes) {
        Require.nonNull(axes, "prod", "axes", "pass whole numbers");
        Axes over = Axes.of("prod", me().shape(), keepDims, axes);
        Shape full = me().shape();
        boolean all = over.axes().length == full.rank();
        Tensor product = all ? Reduced.product(me().reshape(-1), 0) : me();
        for (int axis : all ? new int[0] : over.axes()) {
            product = Reduced.product(product, axis);
        }
        return product.reshape(
                ShapeRule.REDUCE.apply("prod", new Shape[] {full}, over).toArray());
    }

    /** The largest elements over axes (none given: all), which vanish. Ties share the gradient evenly; NaN wins. */
    default Tensor max(int... axes) {
        return max(false, axes);
    }

    /** The largest elements over axes (none given: all), which stay with size 1 if {@code keepDims}. */
    default Tensor max(boolean keepDims, int... axes) {
        Require.nonNull(axes, "max", "axes", "pass whole numbers");
        return MAX.apply(Axes.of("max", me().shape(), keepDims, axes), me());
    }

    /** The smallest elements over axes (none given: all), which vanish. Ties share the gradient evenly; NaN wins. */
    default Tensor min(int... axes) {
        return min(false, axes);
    }

    /** The smallest elements over axes (none given: all), which stay with size 1 if {@code keepDims}. */
    default Tensor min(boolean keepDims, int... axes) {
        Require.nonNull(axes, "min", "axes", "pass whole numbers");
        return MIN.apply(Axes.of("min", me().shape(), keepDims, axes), me());
    }

    /** The logarithm of the sum of exponentials over axes (none given: all), which vanish; without overflow. */
    default Tensor logSumExp(int... axes) {
        return logSumExp(false, axes);
    }

    /**
     * The logarithm of the sum of exponentials over axes (none given: all), which stay with size 1 if {@code keepDims}.
     * Of minus infinities only, or of nothing, it is minus infinity.
     */
    default Tensor logSumExp(boolean keepDims, int... axes) {
        Require.nonNull(axes, "logSumExp", "axes", "pass whole numbers");
        return LOG_SUM_EXP.apply(Axes.of("logSumExp", me().shape(), keepDims, axes), me());
    }

    /** The index of the first maximum in row-major order; INT64, without gradient. A NaN counts as maximum. */
    default Tensor argmax() {
        return me().reshape(-1).argmax(0);
    }

    /** The index of the first maximum along an axis, which vanishes; INT64, without gradient. A NaN counts as maximum. */
    default Tensor argmax(int axis) {
        return Reduced.along(me(), ARGMAX, axis, Axis::new);
    }

    /** The index of the first maximum along an axis, which stays with size 1 if {@code keepDims}. */
    default Tensor argmax(boolean keepDims, int axis) {
        return keepDims ? kept(argmax(axis), axis) : argmax(axis);
    }

    /** The index of the first minimum in row-major order; INT64, without gradient. A NaN counts as minimum. */
    default Tensor argmin() {
        return me().reshape(-1).argmin(0);
    }

    /** The index of the first minimum along an axis, which vanishes; INT64, without gradient. A NaN counts as minimum. */
    default Tensor argmin(int axis) {
        return Reduced.along(me(), ARGMIN, axis, Axis::new);
    }

    /** The index of the first minimum along an axis, which stays with size 1 if {@code keepDims}. */
    default Tensor argmin(boolean keepDims, int axis) {
        return keepDims ? kept(argmin(axis), axis) : argmin(axis);
    }

    /** Extreme elements along an axis, and the indices along it where they stand. */
    record Extremes(Tensor values, Tensor indices) {}

    /** The first maximum along an axis, which vanishes, and its index; see {@link #maxAlong(boolean, int)}. */
    default Extremes maxAlong(int axis) {
        return maxAlong(false, axis);
    }

    /**
     * The first maximum along an axis, which stays with size 1 if {@code keepDims}, and its index. A NaN counts as
     * maximum. The gradient goes to that one element; {@link #max(int...)} shares it among ties.
     */
    @Composite("x_{\\arg\\max_i x_i}")
    default Extremes maxAlong(boolean keepDims, int axis) {
        return at(argmax(true, axis), keepDims, axis);
    }

    /** The first minimum along an axis, which vanishes, and its index; see {@link #minAlong(boolean, int)}. */
    default Extremes minAlong(int axis) {
        return minAlong(false, axis);
    }

    /**
     * The first minimum along an axis, which stays with size 1 if {@code keepDims}, and its index. A NaN counts as
     * minimum. The gradient goes to that one element; {@link #min(int...)} shares it among ties.
     */
    @Composite("x_{\\arg\\min_i x_i}")
    default Extremes minAlong(boolean keepDims, int axis) {
        return at(argmin(true, axis), keepDims, axis);
    }

    private Extremes at(Tensor index, boolean keepDims, int axis) {
        if (index.rank() == 0) {
            return new Extremes(me().reshape(1).gather(0, index.reshape(1)).reshape(), index);
        }
        Tensor values = me().gather(axis, index);
        if (keepDims) {
            return new Extremes(values, index);
        }
        int[] dims = ShapeRule.REDUCE
                .apply(
                        "",
                        new Shape[] {me().shape()},
                        new Axes(new int[] {me().shape().axis(axis)}, false))
                .toArray();
        return new Extremes(values.reshape(dims), index.reshape(dims));
    }

    private Tensor kept(Tensor reduced, int axis) {
        Shape full = me().shape();
        return full.rank() == 0 ? reduced : Reduced.kept(reduced, full, full.axis(axis));
    }

    /** The unbiased variance over axes (none given: all), which vanish. */
    default Tensor var(int... axes) {
        Require.nonNull(axes, "var", "axes", "pass whole numbers");
        return var(1, false, axes);
    }

    /**
     * The mean squared distance from the mean over axes (none given: all), which stay with size 1 if {@code keepDims}.
     * The sum is divided by the number of elements less {@code correction}: 1 for the unbiased estimate, 0 for the
     * variance of these values themselves. NaN where that leaves nothing, as in NumPy and PyTorch.
     */
    @Composite("\\frac1{n-c} \\sum_i (x_i - \\bar x)^2")
    default Tensor var(double correction, boolean keepDims, int... axes) {
        Require.nonNull(axes, "var", "axes", "pass whole numbers");
        Axes over = Axes.of("var", me().shape(), keepDims, axes);
        Tensor squares = me().sub(me().mean(true, over.axes())).square().sum(keepDims, over.axes());
        double count = 1;
        for (int axis : over.axes()) {
            count *= me().shape().dim(axis);
        }
        return squares.div(Math.max(0, count - correction));
    }

    /** The square root of the unbiased variance over axes (none given: all), which vanish. */
    default Tensor std(int... axes) {
        return std(1, false, axes);
    }

    /** The square root of {@link #var(double, boolean, int...)}. The gradient of values that are all equal is 0. */
    @Composite("\\sqrt{\\frac1{n-c} \\sum_i (x_i - \\bar x)^2}")
    default Tensor std(double correction, boolean keepDims, int... axes) {
        Require.nonNull(axes, "std", "axes", "pass whole numbers");
        Tensor std = root(var(correction, keepDims, axes));
        if (me().size() == 0 || PowerOfTwo.isOrdinary(std)) {
            return std;
        }
        Tensor scale = PowerOfTwo.of(me(), 0, axes);
        return root(me().div(scale).var(correction, keepDims, axes))
                .mul(scale.reshape(std.shape().toArray()));
    }

    private static Tensor root(Tensor var) {
        Tensor none = var.eq(0);
        return none.where(var.constant(0), none.where(var.constant(1), var).sqrt()); // no gradient from the root of 0
    }
}
