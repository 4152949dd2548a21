package org.autodiff;

import static org.autodiff.OpDef.discrete;
import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Domain.labels;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axis;
import org.autodiff.op.Attrs.Columns;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;
import org.autodiff.op.TypeRule;

/**
 * Elements read, written and ordered by index. An index is an INT64 tensor of numbers from 0 on, all of which are checked; it has no
 * gradient. Elements that are named several times get the sum of the gradients.
 */
public sealed interface Indexing permits Tensor {
    /** An axis, and the shape of the zeros that something is added to along it. */
    record Into(int axis, Shape shape) implements Attrs {
        @Override
        public Into batched(int size) {
            Require.nonNull(shape, "Into.batched", "the shape", "pass Shape.of(sizes)");
            return new Into(axis + 1, shape.prepend(size));
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Into.check", "first", "pass Shape.of(sizes)");
            new Axis(axis).check(op, first);
            if (first.rank() != shape.rank()) {
                throw new ShapeException(op + ": what is added has shape " + first + ", the target " + shape
                        + "; both must have the same rank");
            }
        }

        @Override
        public String toString() {
            return "axis=" + axis + " shape=" + shape;
        }
    }

    OpDef INDEX_SELECT = linear("indexSelect")
            .forward(Axis.class, (b, x, out, a) -> {
                requireInside("indexSelect", b, x[1], a.axis(), x[0].shape());
                return b.take(x[0], a.axis(), x[1]);
            })
            .shape((op, in, attrs) -> {
                requireRank1(op, in[1]);
                return in[0].with(((Axis) attrs).axis(), in[1].dim(0));
            })
            .type((op, in, attrs) -> indexed(op, in[1], in[0]))
            .transpose((call, g, i) ->
                    Indexing.INDEX_ADD.apply(new Into(call.attrs(Axis.class).axis(), call.shape(0)), g, call.input(1)))
            .saves(INPUT)
            .domains(real(-3, 3), labels(3))
            .samples(new Axis(0), "[3,4] [5]", "[3,2] [0]")
            .samples(new Axis(1), "[2,3] [4]", "[2,4,3] [2]")
            .rejects(new Axis(0), "rank 1", "[3,4] [2,2]")
            .rejects(new Axis(0), "the axis is empty", "[0,4] [2]")
            .batched(Indexing::selected)
            .flops(Flops.NONE)
            .formula("x_{k_i}", "\\sum_i [k_i = j]")
            .define();

    OpDef INDEX_ADD = linear("indexAdd")
            .forward(Into.class, (b, x, out, to) -> {
                requireInside("indexAdd", b, x[1], to.axis(), out);
                return b.untake(x[0], to.axis(), x[1], out);
            })
            .shape((op, in, attrs) -> {
                Into to = (Into) attrs;
                requireRank1(op, in[1]);
                if (!in[0].equals(to.shape().with(to.axis(), in[1].dim(0)))) {
                    throw new ShapeException(op + ": what is added has shape " + in[0] + ", its index " + in[1]
                            + ", the target " + to.shape() + "; give one slice along axis " + to.axis()
                            + " for each index, " + to.shape().with(to.axis(), in[1].dim(0)) + " in all");
                }
                return to.shape();
            })
            .type((op, in, attrs) -> floatingIndexed(op, in))
            .transpose((call, g, i) ->
                    Indexing.INDEX_SELECT.apply(new Axis(call.attrs(Into.class).axis()), g, call.input(1)))
            .saves(INPUT)
            .domains(real(-3, 3), labels(3))
            .samples(new Into(0, Shape.of(3, 4)), "[5,4] [5]")
            .samples(new Into(1, Shape.of(2, 3)), "[2,4] [4]")
            .rejects(new Into(0, Shape.of(3, 4)), "one slice", "[5,3] [5]")
            .rejects(new Into(0, Shape.of(3)), "same rank", "[5,3] [5]")
            .batched(Indexing::added)
            .formula("\\sum_i [k_i = j] x_i", "[k_i = j]")
            .define();

    /** The samples' own indices are one longer index of a tensor that all share; else each index is one for each element. */
    private static Tensor selected(Batching.Samples s) {
        int axis = ((Axis) s.attrs()).axis();
        Tensor index = s.inputs().get(1);
        if (!s.mapped().get(1)) {
            return INDEX_SELECT.apply(new Axis(axis + 1), s.inputs().get(0), index);
        }
        if (s.mapped().get(0)) {
            Tensor x = s.inputs().get(0);
            int n = index.shape().dim(1);
            return GATHER.apply(new Axis(axis + 1), x, along(index, x.shape().with(axis + 1, n), axis + 1));
        }
        Tensor all = INDEX_SELECT.apply(new Axis(axis), s.inputs().get(0), index.flatten());
        int[] dims = all.shape().toArray();
        int[] apart = new int[dims.length + 1];
        Arrays.setAll(apart, i -> i < axis ? dims[i] : i == axis ? s.size() : dims[i - 1]);
        apart[axis + 1] = index.shape().dim(1);
        return all.reshape(apart).movedim(axis, 0);
    }

    private static Tensor added(Batching.Samples s) {
        Into to = ((Into) s.attrs()).batched(s.size());
        Tensor x = s.expanded(0);
        return s.mapped().get(1)
                ? SCATTER_ADD.apply(to, x, along(s.inputs().get(1), x.shape(), to.axis()))
                : INDEX_ADD.apply(to, x, s.inputs().get(1));
    }

    /** Indices [samples, n] of an axis for each element of a shape. */
    private static Tensor along(Tensor index, Shape shape, int axis) {
        int[] dims = new int[shape.rank()];
        Arrays.fill(dims, 1);
        dims[0] = index.shape().dim(0);
        dims[axis] = index.shape().dim(1);
        return index.reshape(dims).expand(shape.toArray());
    }

    OpDef GATHER = linear("gather")
            .forward(Axis.class, (b, x, out, a) -> {
                requireInside("gather", b, x[1], a.axis(), x[0].shape());
                return b.gather(x[0], a.axis(), x[1]);
            })
            .shape((op, in, attrs) -> {
                requireWithin(op, in[1], in[0], ((Axis) attrs).axis());
                return in[1];
            })
            .type((op, in, attrs) -> indexed(op, in[1], in[0]))
            .transpose((call, g, i) -> Indexing.SCATTER_ADD.apply(
                    new Into(call.attrs(Axis.class).axis(), call.shape(0)), g, call.input(1)))
            .saves(INPUT)
            .domains(real(-3, 3), labels(3))
            .samples(new Axis(0), "[3,4] [5,4]")
            .samples(new Axis(1), "[2,3] [2,4]", "[4,3,2] [3,2,1]")
            .rejects(new Axis(0), "same rank", "[3,4] [3]")
            .rejects(new Axis(0), "no longer", "[3,4] [3,5]")
            .leading()
            .flops(Flops.NONE)
            .formula("x_{k_i}", "\\sum_i [k_i = j]")
            .define();

    OpDef SCATTER_ADD = linear("scatterAdd")
            .forward(Into.class, (b, x, out, to) -> {
                requireInside("scatterAdd", b, x[1], to.axis(), out);
                return b.scatterAdd(x[0], to.axis(), x[1], out);
            })
            .shape((op, in, attrs) -> {
                Into to = (Into) attrs;
                if (!in[0].equals(in[1])) {
                    throw new ShapeException(op + ": what is added has shape " + in[0] + ", its index " + in[1]
                            + "; give one index for each element");
                }
                requireWithin(op, in[1], to.shape(), to.axis());
                return to.shape();
            })
            .type((op, in, attrs) -> floatingIndexed(op, in))
            .transpose((call, g, i) ->
                    Indexing.GATHER.apply(new Axis(call.attrs(Into.class).axis()), g, call.input(1)))
            .saves(INPUT)
            .domains(real(-3, 3), labels(3))
            .samples(new Into(0, Shape.of(3, 4)), "[5,4] [5,4]")
            .samples(new Into(1, Shape.of(4, 3, 2)), "[3,2,1] [3,2,1]")
            .rejects(new Into(0, Shape.of(3, 4)), "one index for each", "[5,4] [5,3]")
            .rejects(new Into(0, Shape.of(3, 4)), "no longer", "[5,5] [5,5]")
            .leading()
            .formula("\\sum_i [k_i = j] x_i", "[k_i = j]")
            .define();

    OpDef ONE_HOT = discrete("oneHot")
            .forward(Columns.class, (b, x, out, a) -> {
                long[] at = (long[]) b.elements(x[0]);
                requireInside("oneHot", at, x[0].shape(), a.count(), "the " + a.count() + " classes");
                long[] z = (long[]) DType.INT64.newArray(out.size());
                for (int i = 0; i < at.length; i++) {
                    z[i * a.count() + (int) at[i]] = 1;
                }
                return b.of(z, out);
            })
            .shape((op, in, attrs) -> {
                int[] dims = Arrays.copyOf(in[0].toArray(), in[0].rank() + 1);
                if (((Columns) attrs).count() < 0) {
                    throw new ArgumentException(op + ": " + attrs + "; the number of classes is 0 or more");
                }
                dims[in[0].rank()] = ((Columns) attrs).count();
                return Shape.of(op, dims);
            })
            .type((op, in, attrs) -> indexed(op, in[0], in[0]))
            .domain(labels(4))
            .samples(new Columns(4), "[3]", "[]")
            .samples(new Columns(5), "[2,3]")
            .leading()
            .flops(Flops.NONE)
            .formula("[j = y]")
            .define();

    /** The type of what is read, if its index is INT64. */
    private static DType indexed(String op, DType index, DType result) {
        if (index != DType.INT64) {
            throw new DTypeException(
                    op + ": the index is " + index + "; it must be INT64, as Tensor.of(long[]) and argsort give");
        }
        return result;
    }

    private static DType floatingIndexed(String op, DType[] in) {
        return indexed(op, in[1], TypeRule.floating(op, new DType[] {in[0]}, 0));
    }

    private static void requireRank1(String op, Shape index) {
        if (index.rank() != 1) {
            throw new ShapeException(op + ": the index has shape " + index + "; it must have rank 1");
        }
    }

    private static void requireWithin(String op, Shape index, Shape x, int axis) {
        boolean same = index.rank() == x.rank();
        for (int i = 0; i < x.rank(); i++) {
            if (!same || i != axis && index.dim(i) > x.dim(i)) {
                throw new ShapeException(op + ": index " + index + " does not fit " + x + " along axis " + axis
                        + "; it must have the same rank, and be no longer in any other axis");
            }
        }
    }

    private static void requireInside(String op, Backend b, Array index, int axis, Shape x) {
        if (b.firstOutside(index, x.dim(axis)) >= 0) {
            long[] at = (long[]) b.elements(index);
            requireInside(op, at, index.shape(), x.dim(axis), "axis " + axis + " of shape " + x);
        }
    }

    private static void requireInside(String op, long[] index, Shape shape, int size, String what) {
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= size) {
                int[] place = new int[shape.rank()];
                for (int axis = place.length - 1, rest = i; axis >= 0; axis--) {
                    place[axis] = rest % shape.dim(axis);
                    rest /= shape.dim(axis);
                }
                throw new IndexException(op + ": index " + index[i] + " at " + Arrays.toString(place)
                        + " is outside " + what + "; "
                        + (size == 0 ? "the axis is empty" : "indices run from 0 to " + (size - 1)));
            }
        }
    }

    private Tensor me() {
        return (Tensor) this;
    }

    private int axis(String op, int axis) {
        return me().shape().axis(op, axis);
    }

    /** The slices of an axis at indices (INT64, rank 1), one after the other; an index may occur often. */
    default Tensor indexSelect(int axis, Tensor index) {
        return INDEX_SELECT.apply(new Axis(axis("indexSelect", axis)), me(), index);
    }

    /** This with slices added along an axis: {@code source[.., i, ..]} at {@code index[i]}; see the other. */
    default Tensor indexAdd(int axis, Tensor index, Tensor source) {
        return indexAdd(axis, index, source, 1);
    }

    /**
     * This with {@code alpha} times slices added along an axis.
     *
     * @param index INT64 of rank 1; slices with the same index add up
     * @param source of this shape, but with one slice along the axis for each index
     */
    @Composite("x_j + \\alpha \\sum_i [k_i = j] y_i")
    default Tensor indexAdd(int axis, Tensor index, Tensor source, double alpha) {
        Into to = new Into(axis("indexAdd", axis), me().shape());
        Tensor sum = INDEX_ADD.apply(to, source, index);
        return me().add(alpha == 1 ? sum : sum.mul(alpha));
    }

    /**
     * For each element of an index the element of this at its place, but with the index along the axis: for axis 0 of a
     * matrix {@code z[i][j] = x[index[i][j]][j]}. The result has the shape of the index.
     *
     * @param index INT64 of this rank, no longer than this along the other axes
     */
    default Tensor gather(int axis, Tensor index) {
        return GATHER.apply(new Axis(axis("gather", axis)), me(), index);
    }

    /**
     * This with each element of a source added where {@link #gather} would read.
     *
     * @param index INT64 of this rank, no longer than this along the other axes; equal places add up
     * @param source of the shape of the index
     */
    @Composite("x_j + \\sum_i [k_i = j] y_i")
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        Into to = new Into(axis("scatterAdd", axis), me().shape());
        return me().add(SCATTER_ADD.apply(to, source, index));
    }

    /**
     * This with each element of a source written where {@link #gather} would read; the last of several at one place stays, and
     * it alone gets a gradient.
     *
     * @param index INT64 of this rank, no longer than this along the other axes
     * @param source of the shape and type of the index and this
     */
    @Composite("y_i \\text{ where } k_i = j \\text{, else } x_j")
    default Tensor scatter(int axis, Tensor index, Tensor source) {
        Require.nonNull(source, "scatter", "source", "pass a tensor");
        Require.nonNull(index, "scatter", "index", "pass a tensor");
        Into to = new Into(axis("scatter", axis), me().shape());
        if (!source.shape().equals(index.shape())) {
            throw new ShapeException("scatter: the source has shape " + source.shape() + ", its index " + index.shape()
                    + "; give one index for each element");
        }
        indexed("scatter", index.dtype(), source.dtype());
        requireWithin("scatter", index.shape(), to.shape(), to.axis());
        long[] at = index.toLongs();
        requireInside(
                "scatter", at, index.shape(), to.shape().dim(to.axis()), "axis " + to.axis() + " of " + to.shape());
        // each element of the result is taken from the source or from this, one after the other
        long[] from = new long[me().size()];
        Arrays.setAll(from, i -> at.length + i);
        int[] strides = to.shape().strides();
        int[] place = new int[strides.length];
        for (int i = 0; i < at.length; i++) {
            int target = 0;
            for (int k = 0; k < strides.length; k++) {
                target += strides[k] * (k == to.axis() ? (int) at[i] : place[k]);
            }
            from[target] = i;
            for (int k = place.length - 1; k >= 0 && ++place[k] == index.shape().dim(k); k--) {
                place[k] = 0;
            }
        }
        return Tensor.concat(0, source.flatten(), me().flatten())
                .indexSelect(0, Tensor.of(from, from.length))
                .reshape(to.shape().toArray());
    }

    /** The elements at indices of this in row-major order, in the shape of the index; negative ones count from the end. */
    @Composite("x_{k_i}")
    default Tensor take(Tensor index) {
        Require.nonNull(index, "take", "index", "pass a tensor");
        indexed("take", index.dtype(), index.dtype());
        long[] at = index.toLongs();
        int n = me().size();
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0 && at[i] >= -n) {
                at[i] += n;
            }
        }
        requireInside("take", at, index.shape(), n, "the " + n + " elements of shape " + me().shape());
        return me().flatten()
                .indexSelect(0, Tensor.of(at, at.length))
                .reshape(index.shape().toArray());
    }

    /** 1 at the column that each of these INT64 labels names, 0 elsewhere, along a new last axis; INT64. */
    default Tensor oneHot(int classes) {
        return ONE_HOT.apply(new Columns(classes), me());
    }
}
