package org.autodiff;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/** Products of vectors, matrices and tensors that are made of the matrix product; {@link Einsum} writes any other. */
public sealed interface Products permits Tensor {
    private Tensor me() {
        return (Tensor) this;
    }

    /** The sum of the products of two vectors' elements: rank 0. */
    @Composite("\\sum_i x_i y_i")
    default Tensor dot(Tensor other) {
        requireVectors("dot", other);
        if (me().size() != other.size()) {
            throw new ShapeException("dot: vectors of shapes " + me().shape() + " and " + other.shape()
                    + "; both must have the same size");
        }
        return me().matmul(other);
    }

    /** All products of an element of this vector, down the rows, and one of another, along the columns. */
    @Composite("x_i y_j")
    default Tensor outer(Tensor other) {
        requireVectors("outer", other);
        return me().reshape(me().size(), 1).mul(other.reshape(1, other.size()));
    }

    private void requireVectors(String op, Tensor other) {
        if (me().rank() != 1 || other.rank() != 1) {
            throw new ShapeException(op + ": shapes " + me().shape() + " and " + other.shape()
                    + "; both must be vectors, of rank 1 (flatten?)");
        }
    }

    /** The sums of products over the last axes of both, as NumPy's inner. */
    @Composite("\\sum_k x_{ik} y_{jk}")
    default Tensor inner(Tensor other) {
        if (me().rank() == 0 || other.rank() == 0) {
            return me().mul(other);
        }
        return contracted("inner", other, new int[] {me().rank() - 1}, new int[] {other.rank() - 1});
    }

    /** The sums of products over the last axes of this and as many first axes of another. */
    default Tensor tensordot(Tensor other, int axes) {
        if (axes < 0 || axes > me().rank() || axes > other.rank()) {
            throw new IndexException("tensordot: " + axes + " axes of shapes " + me().shape() + " and " + other.shape()
                    + "; give 0 to the lower of both ranks");
        }
        int[] last = new int[axes];
        int[] first = new int[axes];
        Arrays.setAll(last, i -> me().rank() - axes + i);
        Arrays.setAll(first, i -> i);
        return contracted("tensordot", other, last, first);
    }

    /** The sums of products over axes of this and the axes of another that go with them, in this order. */
    @Composite("\\sum_k x_{ik} y_{kj}")
    default Tensor tensordot(Tensor other, int[] axes, int[] otherAxes) {
        int[] a = axes.clone();
        int[] b = otherAxes.clone();
        Arrays.setAll(a, i -> Sizes.axis("tensordot", me().shape(), axes[i]));
        Arrays.setAll(b, i -> Sizes.axis("tensordot", other.shape(), otherAxes[i]));
        return contracted("tensordot", other, a, b);
    }

    private Tensor contracted(String op, Tensor other, int[] axes, int[] otherAxes) {
        boolean good = axes.length == otherAxes.length
                && Arrays.stream(axes).distinct().count() == axes.length
                && Arrays.stream(otherAxes).distinct().count() == axes.length;
        for (int i = 0; good && i < axes.length; i++) {
            good = me().shape().dim(axes[i]) == other.shape().dim(otherAxes[i]);
        }
        if (!good) {
            throw new ShapeException(op + ": axes " + Arrays.toString(axes) + " of " + me().shape() + " and "
                    + Arrays.toString(otherAxes) + " of " + other.shape()
                    + " do not go together; name each once, in pairs of equal size");
        }
        int[] places = new int[axes.length];
        Arrays.setAll(places, i -> me().rank() - axes.length + i);
        Tensor x = me().movedim(axes, places);
        Arrays.setAll(places, i -> i);
        Tensor y = other.movedim(otherAxes, places);
        int[] rows = Arrays.copyOf(x.shape().toArray(), x.rank() - axes.length);
        int[] columns = Arrays.copyOfRange(y.shape().toArray(), axes.length, y.rank());
        int[] inner = Arrays.copyOf(y.shape().toArray(), axes.length);
        int[] dims = Arrays.copyOf(rows, rows.length + columns.length);
        System.arraycopy(columns, 0, dims, rows.length, columns.length);
        int n = size(inner);
        return x.reshape(size(rows), n).matmul(y.reshape(n, size(columns))).reshape(dims);
    }

    private static int size(int[] dims) {
        return Shape.of(dims).size();
    }

    /** All products of an element of this and one of another, in blocks: Kronecker's product. */
    @Composite("x_{ij} y_{kl}")
    default Tensor kron(Tensor other) {
        int rank = Math.max(me().rank(), other.rank());
        int[] left = new int[2 * rank];
        int[] right = new int[2 * rank];
        int[] merged = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int at = 2 * (rank - i);
            left[at] = i <= me().rank() ? me().shape().dim(-i) : 1;
            left[at + 1] = 1;
            right[at] = 1;
            right[at + 1] = i <= other.rank() ? other.shape().dim(-i) : 1;
            merged[rank - i] = left[at] * right[at + 1];
        }
        return me().reshape(left).mul(other.reshape(right)).reshape(merged);
    }

    /** {@code this + x @ y} for batches of matrices; see the other. */
    default Tensor baddbmm(Tensor x, Tensor y) {
        return baddbmm(x, y, 1, 1);
    }

    /**
     * {@code beta * this + alpha * (x @ y)}, with x [B, n, m], y [B, m, p], and this of a shape that broadcasts to [B, n, p].
     * With beta 0 this is not read at all: NaN in it does not get through.
     */
    @Composite("\\beta c + \\alpha x y")
    default Tensor baddbmm(Tensor x, Tensor y, double beta, double alpha) {
        Tensor c = me();
        boolean good = x.rank() == 3
                && y.rank() == 3
                && x.shape().dim(0) == y.shape().dim(0)
                && x.shape().dim(2) == y.shape().dim(1);
        if (!good || !Sizes.reaches(c.shape(), x.shape().with(2, y.shape().dim(2)))) {
            throw new ShapeException("baddbmm: shapes " + c.shape() + ", " + x.shape() + " and " + y.shape()
                    + "; they must be [B, n, p] or broadcast to it, [B, n, m] and [B, m, p]");
        }
        Tensor product = x.matmul(y);
        Tensor scaled = alpha == 1 ? product : product.mul(alpha);
        return beta == 0 ? scaled : scaled.add(beta == 1 ? c : c.mul(beta));
    }

    /**
     * The bilinear map of a layer, {@code z_k = x^T W_k y + b_k}: this is [*, in1], y [*, in2] with the same leading axes, the weight
     * [out, in1, in2], the bias [out] or null; the result is [*, out].
     */
    @Composite("x^\\top W_k y + b_k")
    default Tensor bilinear(Tensor y, Tensor weight, Tensor bias) {
        Tensor x = me();
        boolean good = weight.rank() == 3 && x.rank() > 0 && y.rank() == x.rank();
        if (!good
                || !x.shape().with(-1, 0).equals(y.shape().with(-1, 0))
                || x.shape().dim(-1) != weight.shape().dim(1)
                || y.shape().dim(-1) != weight.shape().dim(2)) {
            throw new ShapeException("bilinear: inputs " + x.shape() + " and " + y.shape() + " do not fit weight "
                    + weight.shape() + "; they are [*, in1] and [*, in2] with the same leading axes, the weight"
                    + " [out, in1, in2]");
        }
        Bias.require("bilinear", bias, weight.shape().dim(0));
        Tensor z = Einsum.einsum("...i,oij,...j->...o", x, weight, y);
        return bias == null ? z : z.add(bias);
    }
}
