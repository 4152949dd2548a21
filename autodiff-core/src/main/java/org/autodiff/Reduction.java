package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.discrete;
import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Axes;
import org.autodiff.op.Attrs.Axis;
import org.autodiff.op.ShapeRule;
import org.autodiff.op.TypeRule;

/** Many values to one, over some axes or all; axes count from 0, negative ones from the end. */
public sealed interface Reduction permits Tensor {
    OpDef SUM = linear("sum")
            .forward(Axes.class, (b, x, out, axes) -> b.sum(x[0], axes.axes()).reshape(out))
            .shape(ShapeRule.REDUCE)
            .transpose((call, g, i) -> spread(call, g))
            .domain(real(-3, 3))
            .sample(new Axes(new int[] {0, 1}, false), Shape.of(3, 4))
            .sample(new Axes(new int[] {0}, false), Shape.of(3, 4))
            .sample(new Axes(new int[] {0, 2}, true), Shape.of(2, 3, 4))
            .sample(new Axes(new int[0], false), Shape.SCALAR)
            .formula("\\sum_i x_i", "1")
            .define();

    OpDef MEAN = linear("mean")
            .forward(Axes.class, (b, x, out, axes) -> {
                Array sum = b.sum(x[0], axes.axes()).reshape(out);
                Array count = b.full(sum.dtype(), Shape.SCALAR, (double) x[0].size() / out.size());
                return b.binary(Binary.DIV, sum, count, out);
            })
            .shape((op, in, attrs) -> nonEmpty(op, in[0], ((Axes) attrs), "of no elements is undefined"))
            .transpose((call, g, i) -> spread(
                    call, g.mul((double) call.shape().size() / call.shape(0).size())))
            .domain(real(-3, 3))
            .sample(new Axes(new int[] {0, 1}, false), Shape.of(3, 4))
            .sample(new Axes(new int[] {1}, true), Shape.of(3, 4))
            .rejects(new Axes(new int[] {0}, false), "no elements", Shape.of(0, 3))
            .formula("\\frac1n \\sum_i x_i", "1/n")
            .define();

    OpDef MAX = custom("max")
            .forward(Axes.class, (b, x, out, axes) -> b.max(x[0], axes.axes()).reshape(out))
            .shape((op, in, attrs) -> nonEmpty(op, in[0], ((Axes) attrs), "of no elements does not exist"))
            .vjp((call, g) -> new Tensor[] {spread(call, g).mul(shares(call))})
            .jvp((call, t) -> t[0].mul(shares(call))
                    .sum(true, axes(call).axes())
                    .reshape(call.shape().toArray()))
            .saves(INPUT, OUTPUT)
            .domain(real(-3, 3))
            .sample(new Axes(new int[] {0, 1}, false), Shape.of(3, 4))
            .sample(new Axes(new int[] {1}, true), Shape.of(3, 4))
            .sample(new Axes(new int[] {0, 2}, false), Shape.of(2, 3, 4))
            .rejects(new Axes(new int[] {0}, false), "no elements", Shape.of(0, 3))
            .formula("\\max_i x_i", "[x_i = \\max x]/\\#\\text{maxima}")
            .define();

    OpDef ARGMAX = discrete("argmax")
            .forward(Axis.class, (b, x, out, a) -> b.argmax(x[0], a.axis()).reshape(out))
            .shape((op, in, attrs) -> nonEmpty(
                    op, in[0], new Axes(new int[] {((Axis) attrs).axis()}, false), "of no elements does not exist"))
            .type((op, in, attrs) -> {
                TypeRule.floating(op, in, 0);
                return DType.INT64;
            })
            .domain(real(-3, 3))
            .sample(new Axis(1), Shape.of(3, 4))
            .sample(new Axis(0), Shape.of(3, 4))
            .rejects(new Axis(0), "no elements", Shape.of(0, 3))
            .formula("\\arg\\max_i x_i")
            .define();

    private static Axes axes(Call call) {
        return call.attrs(Axes.class);
    }

    /** A value of the reduced shape, repeated along the reduced axes. */
    private static Tensor spread(Call call, Tensor reduced) {
        Shape full = call.shape(0);
        return reduced.reshape(Span.reduced(full, axes(call).axes()).toArray()).expand(full.toArray());
    }

    /** For each element its share in the maximum: ties share evenly. */
    private static Tensor shares(Call call) {
        Tensor hits =
                call.input(0).eq(spread(call, call.output())).to(call.output().dtype());
        return hits.div(hits.sum(true, axes(call).axes()));
    }

    private static Shape nonEmpty(String op, Shape x, Axes axes, String why) {
        for (int axis : axes.axes()) {
            if (x.dim(axis) == 0) {
                throw new ShapeException(op + " over axis " + axis + " of shape " + x + ": the " + op + " " + why
                        + " (no elements); check for an empty batch");
            }
        }
        return ShapeRule.REDUCE.apply(op, new Shape[] {x}, axes);
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** Checked, ascending axes; none given means all. */
    private Axes normal(String op, boolean keepDims, int[] axes) {
        Shape s = me().shape();
        int[] sorted = new int[axes.length == 0 ? s.rank() : axes.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = axes.length == 0 ? i : Movement.axis(op, s, axes[i]);
        }
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IndexException(op + ": axis " + sorted[i] + " is named twice in " + Arrays.toString(axes));
            }
        }
        return new Axes(sorted, keepDims);
    }

    /** The sum of all elements: rank 0. */
    default Tensor sum() {
        return sum(false);
    }

    /** The sum over axes, which vanish. */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** The sum over axes (none given: all), which stay with size 1 if {@code keepDims}. */
    default Tensor sum(boolean keepDims, int... axes) {
        return SUM.apply(normal("sum", keepDims, axes), me());
    }

    /** The mean of all elements: rank 0. */
    default Tensor mean() {
        return mean(false);
    }

    /** The mean over axes, which vanish. */
    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** The mean over axes (none given: all), which stay with size 1 if {@code keepDims}. */
    default Tensor mean(boolean keepDims, int... axes) {
        return MEAN.apply(normal("mean", keepDims, axes), me());
    }

    /** The largest element: rank 0. Ties share the gradient evenly; NaN wins. */
    default Tensor max() {
        return max(false);
    }

    /** The largest elements over axes, which vanish. */
    default Tensor max(int... axes) {
        return max(false, axes);
    }

    /** The largest elements over axes (none given: all), which stay with size 1 if {@code keepDims}. */
    default Tensor max(boolean keepDims, int... axes) {
        return MAX.apply(normal("max", keepDims, axes), me());
    }

    /** The index of the first maximum along an axis, which vanishes; INT64, without gradient. A NaN counts as maximum. */
    default Tensor argmax(int axis) {
        return ARGMAX.apply(new Axis(Movement.axis("argmax", me().shape(), axis)), me());
    }
}
