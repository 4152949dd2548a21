package org.autodiff.nn.layer;

import static org.autodiff.functional.Linear.linear;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.init.Init;

/**
 * Affine map of the last axis: {@code y = x W^T + b}, x [*, in], y [*, out].
 *
 * <p>Parameters as in PyTorch's {@code nn.Linear}: {@code weight} [out, in] and {@code bias} [out], both uniform on
 * (-1/sqrt(in), 1/sqrt(in)) at the start.
 */
public final class Linear extends Layer {
    private final int in;
    private final int out;
    private final Tensor weight;
    private final Tensor bias;

    /**
     * A layer with bias in FLOAT32.
     *
     * @param in size of the input's last axis
     * @param out size of the output's last axis
     * @param seed source of the initial values
     * @throws ArgumentException if a size is below 1 or the seed is null
     */
    public Linear(int in, int out, Seed seed) {
        this(in, out, true, DType.FLOAT32, seed);
    }

    /**
     * A layer in FLOAT32.
     *
     * @param bias whether b is there; without it {@code y = x W^T}
     * @throws ArgumentException if a size is below 1 or the seed is null
     */
    public Linear(int in, int out, boolean bias, Seed seed) {
        this(in, out, bias, DType.FLOAT32, seed);
    }

    /**
     * A layer of a chosen element type.
     *
     * @param dtype FLOAT32, or FLOAT64 for gradient checks
     * @throws ArgumentException if a size is below 1 or the seed is null
     * @throws DTypeException if {@code dtype} is not floating
     */
    public Linear(int in, int out, boolean bias, DType dtype, Seed seed) {
        this(in, out, checkedWeight(in, out, dtype, seed), bias ? initialBias(in, out, dtype, seed) : null);
    }

    private Linear(int in, int out, Tensor weight, Tensor bias) {
        this.in = in;
        this.out = out;
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    /**
     * A layer with given values, for example from another {@link Init} or from a file.
     *
     * @param weight [out, in], floating
     * @param bias [out] of the same element type, or null for none
     * @throws ShapeException if the shapes do not fit each other
     * @throws DTypeException if the element types differ or are not floating
     */
    public static Linear of(Tensor weight, Tensor bias) {
        if (weight == null || weight.rank() != 2 || weight.size() == 0) {
            throw new ShapeException(
                    "Linear.of: expected a weight [out, in], got " + (weight == null ? "null" : weight.shape()));
        }
        int out = weight.shape().dim(0);
        int in = weight.shape().dim(1);
        if (bias != null && (bias.rank() != 1 || bias.size() != out)) {
            throw new ShapeException("Linear.of: expected a bias [" + out + "] for the weight " + weight.shape()
                    + ", got " + bias.shape() + "; the weight's layout is [out, in]");
        }
        if (bias != null && bias.dtype() != weight.dtype()) {
            throw new DTypeException("Linear.of: the weight is " + weight.dtype() + ", the bias " + bias.dtype()
                    + "; convert one of them with to(...)");
        }
        return new Linear(in, out, weight, bias);
    }

    @Override
    Tensor compute(Tensor x) {
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
        return "in=" + in + ", out=" + out + ", bias=" + (bias != null);
    }

    private static String label(int in, int out) {
        return "Linear(" + in + " -> " + out + ")";
    }

    private static Tensor checkedWeight(int in, int out, DType dtype, Seed seed) {
        if (in < 1 || out < 1) {
            throw new ArgumentException(label(in, out) + ": sizes must be at least 1");
        }
        Checks.seed(label(in, out), seed);
        return Init.linearDefault().sample(seed.child(0), Checks.floating(label(in, out), dtype), out, in);
    }

    private static Tensor initialBias(int in, int out, DType dtype, Seed seed) {
        double bound = 1 / Math.sqrt(in);
        return Init.uniform(-bound, bound).sample(seed.child(1), dtype, out);
    }
}
