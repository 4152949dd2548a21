package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;

/** Threshold function, element by element: {@code y = x > threshold ? x : value}. */
public final class Threshold extends Activation {
    /**
     * A layer with the given threshold.
     *
     * @param threshold the value above which x is kept
     * @param value the result where x is not kept
     * @throws ArgumentException if one of them is not finite
     */
    public Threshold(double threshold, double value) {
        super(x -> thresholded(x, threshold, value), finite("threshold", threshold), finite("value", value));
    }

    private static Tensor thresholded(Tensor x, double threshold, double value) {
        requireFloating(x);
        return x.threshold(threshold, value);
    }
}
