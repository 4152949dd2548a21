package org.autodiff;

import static org.autodiff.OpDef.bilinear;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Transposes;
import org.autodiff.op.Composite;
import org.autodiff.op.ShapeRule;

/** Products of vectors, matrices and tensors; {@link org.autodiff.linalg.Einsum} writes any other. */
public sealed interface LinearAlgebra permits Tensor {
    OpDef MATMUL = bilinear("matmul")
            .forward(Transposes.class, (b, x, out, t) -> b.matmul(x[0], x[1], t.left(), t.right(), out))
            .shape((op, in, attrs) -> product(in, (Transposes) attrs))
            .left((call, g, y) -> {
                Transposes t = call.attrs(Transposes.class);
                return t.left() ? y.matmul(g, t.right(), true) : g.matmul(y, false, !t.right());
            })
            .right((call, g, x) -> {
                Transposes t = call.attrs(Transposes.class);
                return t.right() ? g.matmul(x, true, t.left()) : x.matmul(g, !t.left(), false);
            })
            .samples(Transposes.NEITHER, "[3,4] [4,2]", "[2,3,4] [2,4,2]", "[2,1,3,4] [3,4,2]", "[3,0] [0,2]")
            .samples(new Transposes(true, false), "[4,3] [4,2]")
            .samples(new Transposes(false, true), "[3,4] [2,4]")
            .samples(new Transposes(true, true), "[4,3] [2,4]", "[2,4,3] [2,4]")
            .rejects(Transposes.NEITHER, "inner sizes", "[3,4] [3,4]")
            .rejects(Transposes.NEITHER, "do not broadcast", "[2,3,4] [3,4,2]")
            .rejects(Transposes.NEITHER, "rank", "[] [4,2]")
            .aligned()
            .flops((in, out, t) -> 2.0 * out.size() * in[0].dim(((Transposes) t).left() ? -2 : -1))
            .formula("x y", "g y^\\top", "x^\\top g")
            .define();

    private static Shape product(Shape[] in, Transposes t) {
        Shape x = in[0];
        Shape y = in[1];
        if (x.rank() < 2 || y.rank() < 2) {
            throw new ShapeException("matmul: shapes " + x + " and " + y + "; both operands need rank 1 or more,"
                    + " and rank 2 or more to be read as transposes; use mul for numbers");
        }
        int inner = x.dim(t.left() ? -2 : -1);
        if (inner != y.dim(t.right() ? -1 : -2)) {
            throw new ShapeException(
                    "matmul: shapes " + x + (t.left() ? "^T" : "") + " and " + y + (t.right() ? "^T" : "")
                            + " have inner sizes " + inner + " and " + y.dim(t.right() ? -1 : -2)
                            + ", which must agree; transpose one of them?");
        }
        Shape batch = ShapeRule.BROADCAST.apply("matmul (batch axes)", new Shape[] {batch(x), batch(y)}, null);
        int[] dims = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        dims[batch.rank()] = x.dim(t.left() ? -1 : -2);
        dims[batch.rank() + 1] = y.dim(t.right() ? -2 : -1);
        return Shape.of("matmul", dims);
    }

    private static Shape batch(Shape x) {
        return Shape.of(Arrays.copyOf(x.toArray(), x.rank() - 2));
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /**
     * The matrix product over the last two axes; leading axes are batches and broadcast. A vector (rank 1) on the left is
     * a row, on the right a column, and its axis vanishes, as in NumPy.
     */
    default Tensor matmul(Tensor other) {
        Require.nonNull(other, "matmul", "other", "pass a tensor");
        Tensor x = me();
        if (x.rank() >= 2 && other.rank() >= 2 || x.rank() == 0 || other.rank() == 0) {
            return MATMUL.apply(Transposes.NEITHER, x, other);
        }
        Tensor a = x.rank() == 1 ? x.reshape(1, x.size()) : x;
        Tensor b = other.rank() == 1 ? other.reshape(other.size(), 1) : other;
        Tensor z = MATMUL.apply(Transposes.NEITHER, a, b);
        int[] dims = z.shape().toArray();
        if (other.rank() == 1) {
            dims = Arrays.copyOf(dims, dims.length - 1);
        }
        if (x.rank() == 1) {
            int row = dims.length - (other.rank() == 1 ? 1 : 2);
            int[] rest = Arrays.copyOf(dims, dims.length - 1);
            System.arraycopy(dims, row + 1, rest, row, dims.length - row - 1);
            dims = rest;
        }
        return z.reshape(dims);
    }

    /** The matrix product with either operand read as its transpose; nothing is copied for that. */
    default Tensor matmul(Tensor other, boolean transposeThis, boolean transposeOther) {
        return MATMUL.apply(
                transposeThis || transposeOther ? new Transposes(transposeThis, transposeOther) : Transposes.NEITHER,
                me(),
                other);
    }

    /** The sum of the products of two vectors' elements: rank 0. */
    @Composite("\\sum_i x_i y_i")
    default Tensor dot(Tensor other) {
        Require.nonNull(other, "dot", "other", "pass a tensor");
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
        Require.nonNull(other, "outer", "other", "pass a tensor");
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
        Require.nonNull(other, "inner", "other", "pass a tensor");
        if (me().rank() == 0 || other.rank() == 0) {
            return me().mul(other);
        }
        return contracted("inner", other, new int[] {me().rank() - 1}, new int[] {other.rank() - 1});
    }

    /** The sums of products over the last axes of this and as many first axes of another. */
    default Tensor tensordot(Tensor other, int axes) {
        Require.nonNull(other, "tensordot", "other", "pass a tensor");
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
        Require.nonNull(otherAxes, "tensordot", "otherAxes", "pass whole numbers");
        Require.nonNull(axes, "tensordot", "axes", "pass whole numbers");
        Require.nonNull(other, "tensordot", "other", "pass a tensor");
        int[] a = axes.clone();
        int[] b = otherAxes.clone();
        Arrays.setAll(a, i -> me().shape().axis("tensordot", axes[i]));
        Arrays.setAll(b, i -> other.shape().axis("tensordot", otherAxes[i]));
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
        Require.nonNull(other, "kron", "other", "pass a tensor");
        int rank = Math.max(me().rank(), other.rank());
        int[] left = new int[2 * rank];
        int[] right = new int[2 * rank];
        int[] merged = new int[rank];
        int n = 0;
        for (int i = rank; i >= 1; i--) {
            int a = i <= me().rank() ? me().shape().dim(-i) : 1;
            int b = i <= other.rank() ? other.shape().dim(-i) : 1;
            merged[rank - i] = Shape.of("kron", a, b).size();
            left[n] = a;
            right[n] = 1;
            n += a == 1 || b == 1 ? 0 : 1; // an axis of size 1 needs none of its own
            left[n] = a == 1 || b == 1 ? a : 1;
            right[n++] = b;
        }
        Shape x = Shape.of("kron", Arrays.copyOf(left, n));
        Shape y = Shape.of("kron", Arrays.copyOf(right, n));
        return me().reshape(x.toArray()).mul(other.reshape(y.toArray())).reshape(merged);
    }

    /** {@code this + x @ y} for batches of matrices; see the other. */
    default Tensor baddbmm(Tensor x, Tensor y) {
        Require.nonNull(y, "baddbmm", "y", "pass a tensor");
        Require.nonNull(x, "baddbmm", "x", "pass a tensor");
        return baddbmm(x, y, 1, 1);
    }

    /**
     * {@code beta * this + alpha * (x @ y)}, with x [B, n, m], y [B, m, p], and this of a shape that broadcasts to [B, n, p].
     * With beta 0 this is not read at all: NaN in it does not get through.
     */
    @Composite("\\beta c + \\alpha x y")
    default Tensor baddbmm(Tensor x, Tensor y, double beta, double alpha) {
        Require.nonNull(y, "baddbmm", "y", "pass a tensor");
        Require.nonNull(x, "baddbmm", "x", "pass a tensor");
        Tensor c = me();
        boolean good = x.rank() == 3
                && y.rank() == 3
                && x.shape().dim(0) == y.shape().dim(0)
                && x.shape().dim(2) == y.shape().dim(1);
        if (!good || !c.shape().broadcastsTo(x.shape().with(2, y.shape().dim(2)))) {
            throw new ShapeException("baddbmm: shapes " + c.shape() + ", " + x.shape() + " and " + y.shape()
                    + "; they must be [B, n, p] or broadcast to it, [B, n, m] and [B, m, p]");
        }
        Tensor product = x.matmul(y);
        Tensor scaled = alpha == 1 ? product : product.mul(alpha);
        return beta == 0 ? scaled : scaled.add(beta == 1 ? c : c.mul(beta));
    }
}
