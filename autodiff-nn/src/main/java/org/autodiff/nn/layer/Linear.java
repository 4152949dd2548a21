package org.autodiff.nn.layer;

import static org.autodiff.functional.Linear.linear;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.init.Init;

/**
 * Affine map of the last axis: {@code y = x W^T + b}, x [*, in], y [*, out].
 *
 * <p>Parameters as in PyTorch's {@code nn.Linear}: {@code weight} [out, in] and {@code bias} [out], both uniform on
 * (-1/sqrt(in), 1/sqrt(in)) at the start.
 */
public final class Linear extends Layer {
    private final Tensor weight;
    private final Tensor bias;

    /** A layer with bias in FLOAT32, of sizes of at least 1; the seed draws the initial values. */
    public Linear(int in, int out, Seed seed) {
        this(in, out, true, DType.FLOAT32, seed);
    }

    /** A layer in FLOAT32, with bias or without: then {@code y = x W^T}. */
    public Linear(int in, int out, boolean bias, Seed seed) {
        this(in, out, bias, DType.FLOAT32, seed);
    }

    /** A layer of the given element type, FLOAT32, or FLOAT64 for gradient checks, with bias or without. */
    public Linear(int in, int out, boolean bias, DType dtype, Seed seed) {
        Require.positive(in, owner(), "the size of the input");
        Require.positive(out, owner(), "the size of the output");
        given(seed, owner());
        Parameter.floating(dtype, owner());
        double bound = 1 / Math.sqrt(in);
        weight = parameter("weight", Init.linearDefault().sample(seed.child(0), dtype, out, in));
        this.bias = bias ? parameter("bias", Init.uniform(-bound, bound).sample(seed.child(1), dtype, out)) : null;
    }

    private Linear(Tensor weight, Tensor bias) {
        requireWeight(weight, 2, "[out, in]", "Linear.of");
        requireBias(bias, weight.shape().dim(0), weight, "Linear.of");
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    /** A layer with a floating weight [out, in] and a bias [out] of its element type, or null for none. */
    public static Linear of(Tensor weight, Tensor bias) {
        return new Linear(weight, bias);
    }

    @Override
    protected Tensor compute(Tensor x) {
        int in = weight.shape().dim(1);
        if (x.rank() == 0 || x.shape().dim(-1) != in) {
            throw misfit("[*, " + in + "]", x, "reshape the input, or build the layer for its last axis");
        }
        requireType(x, weight);
        return linear(x, weight, bias);
    }

    /** The leaf W, [out, in]. */
    public Tensor weight() {
        return weight;
    }

    /** The leaf b, [out]; null for a layer without bias. */
    public Tensor bias() {
        return bias;
    }

    @Override
    protected String extraRepr() {
        return "in=" + weight.shape().dim(1) + ", out=" + weight.shape().dim(0) + ", bias=" + (bias != null);
    }
}
