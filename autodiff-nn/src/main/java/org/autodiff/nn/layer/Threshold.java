package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/**
 * x above a threshold, else a value, element by element: {@code y = x > threshold ? x : value}. It has no state.
 */
public final class Threshold extends Layer {
    private final double threshold;
    private final double value;

    /**
     * With parameters of one's own.
     *
     * @param threshold above which x is kept
     * @param value what stands for the rest
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public Threshold(double threshold, double value) {
        this.threshold = Checks.finite("Threshold", "threshold", threshold);
        this.value = Checks.finite("Threshold", "value", value);
    }

    @Override
    Tensor compute(Tensor x) {
        requireFloating(x);
        return ParametricActivation.threshold(x, threshold, value);
    }

    @Override
    protected String extraRepr() {
        return "threshold=" + threshold + ", value=" + value;
    }
}
