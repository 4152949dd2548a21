package org.autodiff.array.math;

/** The constants of SELU and of the approximation of GELU by a hyperbolic tangent. */
public final class ActivationConstants {
    /** G. Klambauer and others, Self-normalizing neural networks (2017), appendix. */
    public static final double SELU_SCALE = 1.0507009873554804934193349852946;

    /** The same source. */
    public static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    /** Twice the argument of the tangent in the approximation of GELU: D. Hendrycks and K. Gimpel (2016), section 2. */
    public static final double GELU_LINEAR = 2 * Math.sqrt(2 / Math.PI);

    /** Twice the factor of the cube there. */
    public static final double GELU_CUBIC = 0.044715 * GELU_LINEAR;

    private ActivationConstants() {}
}
