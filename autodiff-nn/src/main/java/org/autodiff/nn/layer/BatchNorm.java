package org.autodiff.nn.layer;

import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Normalization.Running;

/** Batch normalization of x [N, C, positions...]; the subclasses only say how many axes the positions may have. */
abstract class BatchNorm extends Layer {
    private final BatchNormOptions options;
    private final int channels;
    private final Tensor weight;
    private final Tensor bias;
    private final Tensor mean;
    private final Tensor var;
    private final Tensor count;

    BatchNorm(String name, int channels, BatchNormOptions options) {
        this(
                given(name, options),
                Checks.positive(name, "the number of channels", channels),
                options.affine() ? Tensor.ones(options.dtype(), channels) : null,
                options.affine() ? Tensor.zeros(options.dtype(), channels) : null);
    }

    BatchNorm(String name, Tensor weight, Tensor bias, BatchNormOptions options) {
        this(name, checkedChannels(name, weight, bias), weight, bias, options);
    }

    private BatchNorm(String name, int channels, Tensor weight, Tensor bias, BatchNormOptions options) {
        this(given(name, options).withDtype(weight.dtype()), channels, weight, bias);
    }

    private BatchNorm(BatchNormOptions options, int channels, Tensor weight, Tensor bias) {
        this.options = options;
        this.channels = channels;
        this.weight = weight == null ? null : parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
        boolean tracked = options.tracked();
        this.mean = tracked ? buffer("running_mean", Tensor.zeros(options.dtype(), channels)) : null;
        this.var = tracked ? buffer("running_var", Tensor.ones(options.dtype(), channels)) : null;
        this.count = tracked ? optionalBuffer("num_batches_tracked", Tensor.scalar(DType.INT64, 0)) : null;
    }

    private static BatchNormOptions given(String name, BatchNormOptions options) {
        return Checks.options(name, options, "BatchNormOptions.DEFAULT");
    }

    private static int checkedChannels(String name, Tensor weight, Tensor bias) {
        if (weight == null
                || weight.rank() != 1
                || bias != null && !bias.shape().equals(weight.shape())) {
            throw new ShapeException(name + ".of: weight " + (weight == null ? "null" : weight.shape()) + " and bias "
                    + (bias == null ? "none" : bias.shape()) + " must both be [C]");
        }
        return weight.size();
    }

    /** Whether an input of a rank is right. */
    abstract boolean takes(int rank);

    /** What would be right, such as {@code [N, 16, H, W]}. */
    abstract String layout(int channels);

    @Override
    final Tensor compute(Tensor x) {
        if (!takes(x.rank()) || x.shape().dim(1) != channels) {
            throw misfit(layout(channels), x, "build the layer for the input's channels and axes");
        }
        if (weight != null) {
            requireType(x, weight);
        }
        if (!options.tracked()) {
            return Normalization.batchNorm(x, weight, bias, options.eps());
        }
        requireType(x, mean);
        Running running = new Running(mean, var);
        if (!isTraining()) {
            return Normalization.batchNorm(x, weight, bias, running, options.eps());
        }
        double seen = count.to(DType.FLOAT64).item() + 1;
        double momentum = options.cumulative() ? 1 / seen : options.momentum();
        Normalization.BatchNorm z = Normalization.batchNorm(x, weight, bias, running, momentum, options.eps());
        if (x.size() > 0) { // an empty batch counts for nothing
            InPlace.assign(mean, z.running().mean());
            InPlace.assign(var, z.running().var());
            InPlace.assign(count, Tensor.scalar(DType.INT64, seen));
        }
        return z.output();
    }

    /** The leaf [C]; null for a layer without weight and bias. */
    public final Tensor weight() {
        return weight;
    }

    /** The leaf [C]; null for a layer without weight and bias. */
    public final Tensor bias() {
        return bias;
    }

    /** The buffer [C] of the means that evaluation uses; null for a layer without running statistics. */
    public final Tensor runningMean() {
        return mean;
    }

    /** The buffer [C] of the variances that evaluation uses; null for a layer without running statistics. */
    public final Tensor runningVar() {
        return var;
    }

    @Override
    protected final String extraRepr() {
        return channels + ", eps=" + options.eps()
                + (options.cumulative() ? ", cumulative" : ", momentum=" + options.momentum())
                + (weight == null ? ", affine=false" : "")
                + (options.tracked() ? "" : ", tracked=false");
    }
}
