package org.autodiff;

import static org.autodiff.OpDef.discrete;

import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axis;
import org.autodiff.op.Composite;

/** Elements in order along an axis. */
public sealed interface Sorting permits Tensor {
    /** An axis and a direction. */
    record SortOrder(int axis, boolean descending) implements Attrs {
        @Override
        public SortOrder batched(int size) {
            return new SortOrder(axis + 1, descending);
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "SortOrder.check", "first", "pass Shape.of(sizes)");
            new Axis(axis).check(op, first);
        }

        @Override
        public String toString() {
            return "axis=" + axis + (descending ? " descending" : "");
        }
    }

    /** Values in order, and the indices along the axis where they stood. */
    record Sorted(Tensor values, Tensor indices) {}

    OpDef ARGSORT = discrete("argsort")
            .forward(SortOrder.class, (b, x, out, o) -> b.argsort(x[0], o.axis(), o.descending()))
            .type((op, in, attrs) -> DType.INT64)
            .samples(new SortOrder(1, false), "[3,4]")
            .samples(new SortOrder(0, true), "[20,2]")
            .samples(new SortOrder(0, false), "[0,2]")
            .leading()
            .formula("\\operatorname{argsort}_i x_i")
            .define();

    /** The first of an axis in order: how many, and whether the largest or the smallest. */
    record Leading(int axis, int k, boolean largest) implements Attrs {
        @Override
        public Leading batched(int size) {
            return new Leading(axis + 1, k, largest);
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Leading.check", "first", "pass Shape.of(sizes)");
            new Axis(axis).check(op, first);
            if (k < 0 || k > first.dim(axis)) {
                throw new IndexException(op + ": k is " + k + ", but axis " + axis + " of shape " + first + " has "
                        + first.dim(axis) + " elements; use 0 to that");
            }
        }

        @Override
        public String toString() {
            return "axis=" + axis + " k=" + k + (largest ? "" : " smallest");
        }
    }

    OpDef TOPK = discrete("topk")
            .forward(Leading.class, (b, x, out, l) -> b.topk(x[0], l.axis(), l.k(), l.largest()))
            .shape((op, in, attrs) -> in[0].with(((Leading) attrs).axis(), ((Leading) attrs).k()))
            .type((op, in, attrs) -> DType.INT64)
            .samples(new Leading(1, 2, true), "[3,4]")
            .samples(new Leading(0, 2, false), "[20,2]")
            .samples(new Leading(0, 0, false), "[0,2]")
            .rejects(new Leading(1, 5, true), "k is 5", "[3,4]")
            .leading()
            .formula("\\operatorname{argsort}_i x_i, i < k")
            .define();

    private Tensor me() {
        return (Tensor) this;
    }

    private int axis(String op, int axis) {
        return me().shape().axis(op, axis);
    }

    /** The indices that put the elements along an axis in ascending order; equal ones stay in order, NaN comes last. */
    default Tensor argsort(int axis) {
        return argsort(axis, false);
    }

    /** The indices that order the elements along an axis, stably. NaN counts as the largest. INT64, without gradient. */
    default Tensor argsort(int axis, boolean descending) {
        return ARGSORT.apply(new SortOrder(axis("argsort", axis), descending), me());
    }

    /** The elements along an axis in ascending order; see {@link #sort(int, boolean)}. */
    default Sorted sort(int axis) {
        return sort(axis, false);
    }

    /** The elements along an axis in order, stably, and where they stood. NaN counts as the largest. */
    @Composite("x_{\\operatorname{argsort}(x)_i}")
    default Sorted sort(int axis, boolean descending) {
        int a = axis("sort", axis);
        Tensor order = argsort(a, descending);
        return new Sorted(me().gather(a, order), order);
    }

    /** The k largest elements along an axis, the largest first; see {@link #topk(int, int, boolean)}. */
    default Sorted topk(int axis, int k) {
        return topk(axis, k, true);
    }

    /** The k largest or smallest elements along an axis in order, and where they stood; of equal ones the first. */
    @Composite("x_{\\operatorname{argsort}(x)_i}, i < k")
    default Sorted topk(int axis, int k, boolean largest) {
        int a = axis("topk", axis);
        Tensor order = TOPK.apply(new Leading(a, k, largest), me());
        return new Sorted(me().gather(a, order), order);
    }
}
