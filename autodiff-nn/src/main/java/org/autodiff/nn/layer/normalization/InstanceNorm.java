package org.autodiff.nn.layer.normalization;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.functional.Normalization;

/** Instance normalization (Ulyanov et al. 2016); a subclass fixes the number of axes. */
abstract class InstanceNorm extends NormLayer {
    private final int axes;
    private final int channels;

    InstanceNorm(int axes, int channels, NormOptions options) {
        super(Require.options(options, "InstanceNorm" + axes + "d", "NormOptions.PLAIN"), channels);
        this.axes = axes;
        this.channels = channels;
    }

    @Override
    protected final Tensor compute(Tensor x) {
        requirePositions(x, channels, axes);
        requireType(x);
        return Normalization.instanceNorm(x, weight(), bias(), eps());
    }

    @Override
    protected final String extraRepr() {
        return channels + super.extraRepr();
    }
}
