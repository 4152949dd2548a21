package org.autodiff.nn.layer.normalization;

import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Options of normalizations: {@code NormOptions.DEFAULT.withEps(1e-6)}.
 *
 * @param eps the number that is added to the variance
 * @param affine whether there are a learned weight and bias
 * @param dtype element type of the parameters
 */
public record NormOptions(double eps, boolean affine, DType dtype) {
    /** PyTorch's defaults of {@link LayerNorm} and {@link GroupNorm}: eps 1e-5, with weight and bias, in FLOAT32. */
    public static final NormOptions DEFAULT = new NormOptions(1e-5, true, DType.FLOAT32);

    /** PyTorch's defaults of instance normalization: eps 1e-5, without weight and bias. */
    public static final NormOptions PLAIN = new NormOptions(1e-5, false, DType.FLOAT32);

    /** Options of a finite eps that is not negative, and of a floating element type. */
    public NormOptions {
        Require.notNegative(eps, "NormOptions", "eps");
        Parameter.floating(dtype, "NormOptions");
    }

    /** These options with the given eps. */
    public NormOptions withEps(double value) {
        return new NormOptions(value, affine, dtype);
    }

    /** These options with or without weight and bias. */
    public NormOptions withAffine(boolean value) {
        return new NormOptions(eps, value, dtype);
    }

    /** These options with the given element type of the parameters. */
    public NormOptions withDtype(DType value) {
        return new NormOptions(eps, affine, value);
    }
}
