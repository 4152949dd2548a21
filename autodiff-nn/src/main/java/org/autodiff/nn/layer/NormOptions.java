package org.autodiff.nn.layer;

import org.autodiff.array.DType;

/**
 * What layers of normalization have beyond sizes.
 *
 * @param eps what is added to the variance
 * @param affine whether there are a learned weight and bias
 * @param dtype element type of the parameters
 */
public record NormOptions(double eps, boolean affine, DType dtype) {
    /** With weight and bias, eps 1e-5, in FLOAT32: what {@link LayerNorm} and {@link GroupNorm} have. */
    public static final NormOptions DEFAULT = new NormOptions(1e-5, true, DType.FLOAT32);

    /** Without weight and bias, eps 1e-5: what the layers of instance normalization have. */
    public static final NormOptions PLAIN = new NormOptions(1e-5, false, DType.FLOAT32);

    /**
     * Checks the numbers.
     *
     * @throws org.autodiff.error.ArgumentException if eps is negative or not finite
     * @throws org.autodiff.error.DTypeException if the element type is not floating
     */
    public NormOptions {
        Checks.notNegative("NormOptions", "eps", eps);
        Checks.floating("NormOptions", dtype);
    }

    /** These options with another eps. */
    public NormOptions withEps(double value) {
        return new NormOptions(value, affine, dtype);
    }

    /** These options with or without weight and bias. */
    public NormOptions withAffine(boolean value) {
        return new NormOptions(eps, value, dtype);
    }

    /** These options with another element type of the parameters. */
    public NormOptions withDtype(DType value) {
        return new NormOptions(eps, affine, value);
    }
}
