package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/** Threshold function, element by element: {@code y = x > threshold ? x : value}. */
public final class Threshold extends Activation {
    /** A layer with the given threshold, above which x is kept, and the value elsewhere; both finite. */
    public Threshold(double threshold, double value) {
        super(x -> thresholded(x, threshold, value), finite("threshold", threshold), finite("value", value));
    }

    private static Tensor thresholded(Tensor x, double threshold, double value) {
        requireFloating(x);
        return ParametricActivation.threshold(x, threshold, value);
    }
}
