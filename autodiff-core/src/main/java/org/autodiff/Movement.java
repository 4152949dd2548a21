package org.autodiff;

import static org.autodiff.OpDef.linear;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Order;
import org.autodiff.op.Attrs.Range;
import org.autodiff.op.Attrs.To;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;
import org.autodiff.op.TypeRule;

/** Operations that move elements but do not change them; reshape, permute, expand and slice do not even copy them. */
public sealed interface Movement permits Tensor {
    OpDef RESHAPE = linear("reshape")
            .forward(To.class, (b, x, out, to) -> {
                Array view = x[0].viewAs(out);
                return view != null ? view : b.dense(x[0]).reshape(out);
            })
            .shape((op, in, attrs) -> {
                Shape to = ((To) attrs).shape();
                if (to.size() != in[0].size()) {
                    throw new ShapeException("reshape: " + in[0] + " has " + in[0].size() + " elements, " + to + " has "
                            + to.size() + "; give sizes with the same product, or one -1");
                }
                return to;
            })
            .type(TypeRule.SAME)
            .transpose((call, g, i) -> g.reshape(call.shape(0).toArray()))
            .samples(new To(Shape.of(2, 6)), "[3,4]")
            .samples(new To(Shape.SCALAR), "[1,1]")
            .rejects(new To(Shape.of(5)), "same product", "[3,4]")
            .leading()
            .flops(Flops.NONE)
            .formula("x", "1")
            .define();

    OpDef PERMUTE = linear("permute")
            .forward(Order.class, (b, x, out, to) -> x[0].permute(to.order()))
            .shape((op, in, attrs) -> permuted(in[0], ((Order) attrs).order()))
            .type(TypeRule.SAME)
            .transpose((call, g, i) -> g.permute(inverse(call.attrs(Order.class).order())))
            .samples(new Order(new int[] {1, 0}), "[3,4]")
            .samples(new Order(new int[] {2, 0, 1}), "[2,3,4]")
            .rejects(new Order(new int[] {0}), "each axis once", "[3,4]")
            .leading()
            .flops(Flops.NONE)
            .formula("x", "1")
            .define();

    OpDef EXPAND = linear("expand")
            .forward(To.class, (b, x, out, to) -> x[0].expand(out))
            .shape((op, in, attrs) -> expanded(in[0], ((To) attrs).shape()))
            .type(TypeRule.SAME)
            .transpose((call, g, i) -> Reduced.sumTo(g, call.shape(0)))
            .samples(new To(Shape.of(3, 4)), "[4]")
            .samples(new To(Shape.of(2, 3, 4)), "[3,1]")
            .rejects(new To(Shape.of(3, 5)), "size 1", "[3,4]")
            .batched(s -> Movement.EXPAND.apply(
                    s.attrs().batched(s.size()),
                    s.aligned(0, ((To) s.attrs()).shape().rank())))
            .flops(Flops.NONE)
            .formula("x", "1")
            .define();

    OpDef SLICE = linear("slice")
            .forward(Range.class, (b, x, out, r) -> x[0].slice(r.axis(), r.start(), r.count(), r.step()))
            .shape((op, in, attrs) -> ranged(op, in[0], (Range) attrs, ((Range) attrs).size(), ((Range) attrs).count()))
            .type(TypeRule.SAME)
            .transpose((call, g, i) -> Movement.EMBED.apply(call.attrs(Range.class), g))
            .samples(new Range(1, 1, 2, 1, 4), "[3,4]")
            .samples(new Range(0, 0, 2, 2, 3), "[3,4]")
            .samples(new Range(0, 1, 0, 1, 3), "[3,4]")
            .leading()
            .flops(Flops.NONE)
            .formula("x", "1")
            .define();

    OpDef EMBED = linear("embed")
            .forward(Range.class, (b, x, out, r) -> b.embed(x[0], r.axis(), r.start(), r.step(), out))
            .shape((op, in, attrs) -> ranged(op, in[0], (Range) attrs, ((Range) attrs).count(), ((Range) attrs).size()))
            .type(TypeRule.SAME)
            .transpose((call, g, i) -> Movement.SLICE.apply(call.attrs(Range.class), g))
            .samples(new Range(1, 1, 2, 1, 4), "[3,2]")
            .samples(new Range(0, 0, 2, 2, 3), "[2,4]")
            .leading()
            .flops(Flops.NONE)
            .formula("x", "1")
            .define();

    /** The shape with the size of the ranged axis changed. */
    private static Shape ranged(String op, Shape x, Range r, int from, int to) {
        if (x.dim(r.axis()) != from) {
            throw new ShapeException(op + ": axis " + r.axis() + " of " + x + " has size " + x.dim(r.axis()) + ", not "
                    + from + " as the attributes {" + r + " size=" + r.size() + "} say");
        }
        return x.with(r.axis(), to);
    }

    private static Shape permuted(Shape x, int[] order) {
        boolean[] seen = new boolean[x.rank()];
        boolean good = order.length == x.rank();
        for (int i = 0; good && i < order.length; i++) {
            good = order[i] >= 0 && order[i] < seen.length && !seen[order[i]];
            if (good) {
                seen[order[i]] = true;
            }
        }
        if (!good) {
            throw new ShapeException("permute: " + Arrays.toString(order) + " is no order of the axes of " + x
                    + "; name each axis once, from 0 to " + (x.rank() - 1));
        }
        int[] dims = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = x.dim(order[i]);
        }
        return Shape.of(dims);
    }

    private static int[] inverse(int[] order) {
        int[] back = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            back[order[i]] = i;
        }
        return back;
    }

    private static Shape expanded(Shape x, Shape to) {
        if (!x.broadcastsTo(to)) {
            throw new ShapeException("expand: " + x + " does not expand to " + to
                    + "; from the last axis on sizes must agree, or be of size 1 in the tensor");
        }
        return to;
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** The same elements in another shape; one size may be -1 and follows from the others. */
    default Tensor reshape(int... dims) {
        Require.nonNull(dims, "reshape", "dims", "pass whole numbers");
        int[] d = dims.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < d.length; i++) {
            if (d[i] == -1 && open < 0) {
                open = i;
            } else if (d[i] < 0) {
                throw new ShapeException(
                        "reshape: " + Arrays.toString(dims) + ": sizes are 0 or more, and at most one of them is -1");
            } else {
                known *= d[i];
            }
        }
        if (open >= 0) {
            if (known == 0 || me().size() % known != 0) {
                throw new ShapeException("reshape: " + me().shape() + " to " + Arrays.toString(dims) + ": "
                        + me().size() + " elements do not divide into rows of " + known);
            }
            d[open] = (int) (me().size() / known);
        }
        return RESHAPE.apply(new To(Shape.of("reshape", d)), me());
    }

    /** The axes in another order: axis i of the result is axis {@code order[i]} of this. */
    default Tensor permute(int... order) {
        Require.nonNull(order, "permute", "order", "pass whole numbers");
        int[] o = new int[order.length];
        for (int i = 0; i < o.length; i++) {
            o[i] = me().shape().axis("permute", order[i]);
        }
        return PERMUTE.apply(new Order(o), me());
    }

    /** The transpose of a matrix; a vector or a number stays as it is, as PyTorch's {@code t}. */
    @Composite("x^\\top")
    default Tensor t() {
        if (me().rank() > 2) {
            throw new ShapeException("t: shape " + me().shape() + " has more than 2 axes; use transpose(a, b)");
        }
        return me().rank() < 2 ? me() : transpose(0, 1);
    }

    /** Two axes exchanged. */
    @Composite("x")
    default Tensor transpose(int a, int b) {
        int p = me().shape().axis("transpose", a);
        int q = me().shape().axis("transpose", b);
        int[] order = new int[me().rank()];
        Arrays.setAll(order, i -> i == p ? q : i == q ? p : i);
        return PERMUTE.apply(new Order(order), me());
    }

    /** Axes of size 1 repeated, and new axes in front; -1 keeps a size. Nothing is copied. */
    default Tensor expand(int... dims) {
        Require.nonNull(dims, "expand", "dims", "pass whole numbers");
        int[] d = dims.clone();
        for (int i = 0; i < d.length; i++) {
            int own = i - (d.length - me().rank());
            if (d[i] == -1 && own >= 0) {
                d[i] = me().shape().dim(own);
            } else if (d[i] < 0) {
                throw new ShapeException("expand: " + me().shape() + " to " + Arrays.toString(dims)
                        + ": -1 keeps the size of an axis that there is; new axes in front need sizes of 0 or more");
            }
        }
        return EXPAND.apply(new To(Shape.of("expand", d)), me());
    }

    /** The axes {@code source[i]} brought to the places {@code destination[i]}; the others keep their order. */
    @Composite("x")
    default Tensor movedim(int[] source, int[] destination) {
        Require.nonNull(destination, "movedim", "destination", "pass whole numbers");
        Require.nonNull(source, "movedim", "source", "pass whole numbers");
        int rank = me().rank();
        if (source.length != destination.length) {
            throw new ArgumentException("movedim: " + source.length + " axes " + Arrays.toString(source) + " to "
                    + destination.length + " places " + Arrays.toString(destination) + "; give one place an axis");
        }
        int[] order = new int[rank];
        Arrays.fill(order, -1);
        boolean[] moved = new boolean[rank];
        for (int i = 0; i < source.length; i++) {
            int from = me().shape().axis("movedim", source[i]);
            int to = me().shape().axis("movedim", destination[i]);
            if (moved[from] || order[to] >= 0) {
                throw new IndexException("movedim: " + Arrays.toString(source) + " to " + Arrays.toString(destination)
                        + " of shape " + me().shape() + " names an axis or a place twice; name each once");
            }
            moved[from] = true;
            order[to] = from;
        }
        for (int from = 0, to = 0; from < rank; from++) {
            if (!moved[from]) {
                while (order[to] >= 0) {
                    to++;
                }
                order[to] = from;
            }
        }
        return PERMUTE.apply(new Order(order), me());
    }

    /** An axis brought to another place; the others keep their order. */
    default Tensor movedim(int source, int destination) {
        return movedim(new int[] {source}, new int[] {destination});
    }

    /** Without the axes of size 1 among those named; none named means all. Nothing is copied. */
    @Composite("x")
    default Tensor squeeze(int... axes) {
        Require.nonNull(axes, "squeeze", "axes", "pass whole numbers");
        boolean[] named = new boolean[me().rank()];
        Arrays.fill(named, axes.length == 0);
        for (int axis : axes) {
            named[me().shape().axis("squeeze", axis)] = true;
        }
        int[] dims = IntStream.range(0, named.length)
                .filter(i -> !named[i] || me().shape().dim(i) != 1)
                .map(me().shape()::dim)
                .toArray();
        return dims.length == named.length ? me() : RESHAPE.apply(new To(Shape.of(dims)), me());
    }

    /** With a new axis of size 1 at this place of the result; negative ones count from its end. Nothing is copied. */
    @Composite("x")
    default Tensor unsqueeze(int axis) {
        int rank = me().rank() + 1;
        int at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw new IndexException("unsqueeze: axis " + axis + " is out of range for a new axis of shape "
                    + me().shape() + "; use " + -rank + " to " + (rank - 1));
        }
        int[] dims = new int[rank];
        Arrays.setAll(dims, i -> i == at ? 1 : me().shape().dim(i < at ? i : i - 1));
        return RESHAPE.apply(new To(Shape.of(dims)), me());
    }

    /** All elements along one axis, in row-major order. */
    default Tensor flatten() {
        return RESHAPE.apply(new To(Shape.of(me().size())), me());
    }

    /** The axes from {@code start} to {@code end}, both included, merged into one; a number becomes one of rank 1. */
    @Composite("x")
    default Tensor flatten(int start, int end) {
        Shape s = me().rank() == 0 ? Shape.of(1) : me().shape();
        int from = s.axis("flatten", start);
        int to = s.axis("flatten", end);
        if (from > to) {
            throw new IndexException("flatten: axis " + start + " comes after axis " + end + " in shape " + me().shape()
                    + "; give the lower one first");
        }
        int[] dims = new int[s.rank() - (to - from)];
        Arrays.setAll(dims, i -> s.dim(i < from ? i : i + to - from));
        dims[from] = Shape.of(Arrays.copyOfRange(s.toArray(), from, to + 1)).size();
        return RESHAPE.apply(new To(Shape.of(dims)), me());
    }

    /** Axes of size 1 repeated, and new axes in front, to reach this shape: what an operation of two tensors does by itself. */
    @Composite("x")
    default Tensor broadcastTo(int... dims) {
        return EXPAND.apply(new To(Shape.of("broadcastTo", dims)), me());
    }

    /** The indices from {@code start} up to but without {@code stop} of an axis; negative ones count from the end. */
    default Tensor slice(int axis, int start, int stop) {
        return slice(axis, start, stop, 1);
    }

    /**
     * Every {@code step}-th index from {@code start} up to but without {@code stop}; the step is positive. Bounds outside of
     * the axis are an error; {@link #sliceClipped} takes them as Python does.
     */
    default Tensor slice(int axis, int start, int stop, int step) {
        int a = me().shape().axis("slice", axis);
        int n = me().shape().dim(a);
        int from = start < 0 ? start + n : start;
        int to = stop < 0 ? stop + n : stop;
        if (from < 0 || from > to || to > n || step < 1) {
            throw new IndexException("slice: " + start + " to " + stop + " by " + step + " of axis " + axis
                    + " is out of range for shape " + me().shape() + "; use 0 <= start <= stop <= " + n
                    + ", or negative numbers from the end, and a step of 1 or more");
        }
        return sliced(a, from, to, step);
    }

    private Tensor sliced(int axis, int from, int to, int step) {
        int count = to == from ? 0 : (to - from - 1) / step + 1;
        return SLICE.apply(new Range(axis, from, count, step, me().shape().dim(axis)), me());
    }

    /**
     * A slice by Python's rules: bounds beyond an end mean that end ({@code Integer.MAX_VALUE}: up to the last index), and
     * a start that does not come before the stop gives an empty slice.
     */
    @Composite("x")
    default Tensor sliceClipped(int axis, int start, int stop, int step) {
        int a = me().shape().axis("sliceClipped", axis);
        if (step < 1) {
            throw new IndexException(
                    "sliceClipped: the step is " + step + "; it must be 1 or more (flip reverses an axis)");
        }
        int n = me().shape().dim(a);
        int from = Math.max(0, Math.min(n, start < 0 ? start + n : start));
        int to = Math.max(from, Math.min(n, stop < 0 ? stop + n : stop));
        return sliced(a, from, to, step);
    }

    /** What stands at one index of an axis, which vanishes; a negative one counts from the end. Nothing is copied. */
    @Composite("x")
    default Tensor select(int axis, int index) {
        int a = me().shape().axis("select", axis);
        int n = me().shape().dim(a);
        int at = index < 0 ? index + n : index;
        if (at < 0 || at >= n) {
            throw new IndexException("select: index " + index + " is out of range for axis " + axis + " of shape "
                    + me().shape() + "; "
                    + (n == 0 ? "the axis is empty" : "use " + -n + " to " + (n - 1)));
        }
        int[] dims = new int[me().rank() - 1];
        Arrays.setAll(dims, i -> me().shape().dim(i < a ? i : i + 1));
        return RESHAPE.apply(new To(Shape.of(dims)), SLICE.apply(new Range(a, at, 1, 1, n), me()));
    }

    /**
     * What stands at indices of the first axes, which vanish: {@code x.get(i, j)} is PyTorch's {@code x[i, j]}. Negative ones
     * count from the end.
     */
    @Composite("x_{i j \\ldots}")
    default Tensor get(int... indices) {
        Require.nonNull(indices, "get", "indices", "pass whole numbers");
        if (indices.length > me().rank()) {
            throw new IndexException("get: " + indices.length + " indices for the " + me().rank() + " axes of shape "
                    + me().shape() + "; give one for each axis, or fewer");
        }
        Tensor at = me();
        for (int index : indices) {
            at = at.select(0, index);
        }
        return at;
    }
}
