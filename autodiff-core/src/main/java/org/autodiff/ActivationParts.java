package org.autodiff;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;

/** Numbers and parts that several activation functions are made of. */
final class ActivationParts {
    /** G. Klambauer and others, Self-normalizing neural networks (2017), appendix. */
    static final double SELU_SCALE = 1.0507009873554804934193349852946;

    static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    /** Twice the argument of the tangent in {@link Activation#GELU_TANH}: D. Hendrycks and K. Gimpel (2016), section 2. */
    static final double GELU_LINEAR = 2 * Math.sqrt(2 / Math.PI);

    static final double GELU_CUBIC = 0.044715 * GELU_LINEAR;

    private ActivationParts() {}

    /** Each element times a number. */
    static Array times(Backend b, double factor, Array x) {
        return b.binary(Binary.MUL, x, b.full(x.dtype(), Shape.SCALAR, factor), x.shape());
    }

    /** The smaller of each element and 0. */
    static Array negativePart(Backend b, Array x) {
        return b.unary(Unary.NEG, b.unary(Unary.RELU, b.unary(Unary.NEG, x)));
    }

    /** The smaller of each element and 0, as a tensor. */
    static Tensor negativePart(Tensor x) {
        return x.neg().relu().neg();
    }
}
