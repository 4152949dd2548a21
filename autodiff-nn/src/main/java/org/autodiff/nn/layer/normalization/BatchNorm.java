package org.autodiff.nn.layer.normalization;

import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Normalization.Running;

/**
 * Batch normalization (Ioffe and Szegedy 2015); a subclass fixes the number of axes. In training it updates its
 * statistics: one thread at a time; in evaluation any number.
 */
abstract class BatchNorm extends NormLayer {
    private final int axes;
    private final int channels;
    private final BatchNormOptions options;
    private final Running running;
    private final Tensor count;

    BatchNorm(int axes, int channels, BatchNormOptions options) {
        super(given(axes, options).norm(), channels);
        this.axes = axes;
        this.channels = channels;
        this.options = options;
        this.running = running(options.dtype());
        this.count = count();
    }

    BatchNorm(int axes, Tensor weight, Tensor bias, BatchNormOptions options) {
        super(weight, bias, given(axes, options).eps(), 1, "[C]");
        this.axes = axes;
        this.channels = weight.size();
        this.options = options;
        this.running = running(weight.dtype());
        this.count = count();
    }

    private static BatchNormOptions given(int axes, BatchNormOptions options) {
        return Require.options(options, "BatchNorm" + axes + "d", "BatchNormOptions.DEFAULT");
    }

    private Running running(DType dtype) {
        return !options.tracked()
                ? null
                : new Running(
                        buffer("running_mean", Tensor.zeros(dtype, channels)),
                        buffer("running_var", Tensor.ones(dtype, channels)));
    }

    private Tensor count() {
        return options.tracked() ? optionalBuffer("num_batches_tracked", Tensor.scalar(DType.INT64, 0)) : null;
    }

    @Override
    protected final Tensor compute(Tensor x) {
        boolean fits = x.rank() == axes + 2 || axes == 1 && x.rank() == 2;
        if (!fits || x.shape().dim(1) != channels) {
            String layout = (axes == 1 ? "[N, " + channels + "] or " : "") + layout(channels, axes);
            throw misfit(layout, x, "build the layer for the input's channels and axes");
        }
        requireType(x);
        if (!options.tracked()) {
            return Normalization.batchNorm(x, weight(), bias(), eps());
        }
        requireType(x, running.mean());
        if (!isTraining()) {
            return Normalization.batchNorm(x, weight(), bias(), running, eps());
        }
        double seen = count.to(DType.FLOAT64).item() + 1;
        double momentum = options.cumulative() ? 1 / seen : options.momentum();
        Normalization.BatchNorm z = Normalization.batchNorm(x, weight(), bias(), running, momentum, eps());
        if (x.size() > 0) { // an empty batch counts for nothing
            InPlace.assign(running.mean(), z.running().mean());
            InPlace.assign(running.var(), z.running().var());
            InPlace.assign(count, Tensor.scalar(DType.INT64, seen));
        }
        return z.output();
    }

    /** The buffer [C] of the means that evaluation uses; null for a layer without running statistics. */
    public final Tensor runningMean() {
        return running == null ? null : running.mean();
    }

    /** The buffer [C] of the variances that evaluation uses; null for a layer without running statistics. */
    public final Tensor runningVar() {
        return running == null ? null : running.var();
    }

    @Override
    protected final String extraRepr() {
        return channels
                + super.extraRepr()
                + (options.cumulative() ? ", cumulative" : ", momentum=" + options.momentum())
                + (options.tracked() ? "" : ", tracked=false");
    }
}
