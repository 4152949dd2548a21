package org.autodiff;

import static org.autodiff.OpDef.bilinear;
import static org.autodiff.op.Domain.real;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Transposes;
import org.autodiff.op.Composite;
import org.autodiff.op.ShapeRule;

/** Products of matrices and vectors. */
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
            .domains(real(-3, 3), real(-3, 3))
            .sample(Transposes.NEITHER, Shape.of(3, 4), Shape.of(4, 2))
            .sample(new Transposes(true, false), Shape.of(4, 3), Shape.of(4, 2))
            .sample(new Transposes(false, true), Shape.of(3, 4), Shape.of(2, 4))
            .sample(new Transposes(true, true), Shape.of(4, 3), Shape.of(2, 4))
            .sample(Transposes.NEITHER, Shape.of(2, 3, 4), Shape.of(2, 4, 2))
            .sample(Transposes.NEITHER, Shape.of(2, 1, 3, 4), Shape.of(3, 4, 2))
            .sample(new Transposes(true, true), Shape.of(2, 4, 3), Shape.of(2, 4))
            .sample(Transposes.NEITHER, Shape.of(3, 0), Shape.of(0, 2))
            .rejects(Transposes.NEITHER, "inner sizes", Shape.of(3, 4), Shape.of(3, 4))
            .rejects(Transposes.NEITHER, "do not broadcast", Shape.of(2, 3, 4), Shape.of(3, 4, 2))
            .rejects(Transposes.NEITHER, "rank", Shape.SCALAR, Shape.of(4, 2))
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

    /**
     * The affine map of a layer, {@code x W^T + b}: this is [*, in], the weight [out, in], the bias [out] or null; the
     * result is [*, out].
     */
    @Composite("x y^\\top + z")
    default Tensor linear(Tensor weight, Tensor bias) {
        Tensor x = me();
        if (x.rank() < 1
                || weight.rank() != 2
                || x.shape().dim(-1) != weight.shape().dim(1)) {
            throw new ShapeException("linear: input " + x.shape() + " does not fit weight " + weight.shape()
                    + "; the input is [*, in], the weight [out, in]");
        }
        Bias.require("linear", bias, weight.shape().dim(0));
        Tensor rows = x.rank() == 2 ? x : x.rank() == 1 ? x.unsqueeze(0) : x.flatten(0, x.rank() - 2);
        Tensor z = rows.matmul(weight, false, true);
        Tensor affine = bias == null ? z : z.add(bias);
        if (x.rank() == 2) {
            return affine;
        }
        return affine.reshape(x.shape().with(-1, weight.shape().dim(0)).toArray());
    }
}
