package org.autodiff;

import org.autodiff.error.ShapeException;

/** What is added to the outputs of an affine map: null, or a vector. */
final class Bias {
    private Bias() {}

    /** Throws unless a bias is null or has one number for each output. */
    static void require(String op, Tensor bias, int outputs) {
        if (bias != null && (bias.rank() != 1 || bias.size() != outputs)) {
            throw new ShapeException(op + ": the bias has shape " + bias.shape() + "; it must be [" + outputs
                    + "], one number for each output, or null");
        }
    }
}
