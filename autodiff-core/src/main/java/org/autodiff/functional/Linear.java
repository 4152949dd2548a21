package org.autodiff.functional;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.linalg.Einsum;
import org.autodiff.op.Composite;

/** Affine and bilinear maps. */
public final class Linear {
    private Linear() {}

    /**
     * The affine map {@code x W^T + b}: x is [*, in], the weight [out, in], the bias [out] or null; the
     * result is [*, out].
     */
    @Composite("x y^\\top + z")
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        Require.nonNull(weight, "linear", "weight", "pass a tensor");
        Require.nonNull(x, "linear", "x", "pass a tensor");
        if (x.rank() < 1
                || weight.rank() != 2
                || x.shape().dim(-1) != weight.shape().dim(1)) {
            throw new ShapeException("linear: input " + x.shape() + " does not fit weight " + weight.shape()
                    + "; the input is [*, in], the weight [out, in]");
        }
        requireBias("linear", bias, weight.shape().dim(0));
        Tensor rows = x.rank() == 2 ? x : x.rank() == 1 ? x.unsqueeze(0) : x.flatten(0, x.rank() - 2);
        Tensor z = rows.matmul(weight, false, true);
        Tensor affine = bias == null ? z : z.add(bias);
        if (x.rank() == 2) {
            return affine;
        }
        return affine.reshape(x.shape().with(-1, weight.shape().dim(0)).toArray());
    }

    /**
     * The bilinear map {@code z_k = x^T W_k y + b_k}: x is [*, in1], y [*, in2] with the same leading axes, the weight
     * [out, in1, in2], the bias [out] or null; the result is [*, out].
     */
    @Composite("x^\\top W_k y + b_k")
    public static Tensor bilinear(Tensor x, Tensor y, Tensor weight, Tensor bias) {
        Require.nonNull(weight, "bilinear", "weight", "pass a tensor");
        Require.nonNull(y, "bilinear", "y", "pass a tensor");
        Require.nonNull(x, "bilinear", "x", "pass a tensor");
        boolean good = weight.rank() == 3 && x.rank() > 0 && y.rank() == x.rank();
        if (!good
                || !x.shape().with(-1, 0).equals(y.shape().with(-1, 0))
                || x.shape().dim(-1) != weight.shape().dim(1)
                || y.shape().dim(-1) != weight.shape().dim(2)) {
            throw new ShapeException("bilinear: inputs " + x.shape() + " and " + y.shape() + " do not fit weight "
                    + weight.shape() + "; they are [*, in1] and [*, in2] with the same leading axes, the weight"
                    + " [out, in1, in2]");
        }
        requireBias("bilinear", bias, weight.shape().dim(0));
        Tensor z = Einsum.einsum("...i,oij,...j->...o", x, weight, y);
        return bias == null ? z : z.add(bias);
    }

    /** Throws unless a bias is null or has one number for each output. */
    private static void requireBias(String op, Tensor bias, int outputs) {
        if (bias != null && (bias.rank() != 1 || bias.size() != outputs)) {
            throw new ShapeException(op + ": the bias has shape " + bias.shape() + "; it must be [" + outputs
                    + "], one number for each output, or null");
        }
    }
}
