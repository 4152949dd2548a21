package org.autodiff.nn.layer;

import static org.autodiff.functional.Linear.linear;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * {@link Linear} in the form of textbooks, where the bias is the weight of a further input that is always 1: {@code y
 * = W (1, x)}, x [*, in], y [*, out].
 *
 * <p>Its one parameter {@code weight} is [out, 1 + in]; column 0 is the bias. It starts with the values of a {@link
 * Linear} of the same seed.
 */
public final class AugmentedLinear extends Layer {
    private final int in;
    private final Tensor weight;

    /** A layer in FLOAT32, of sizes of at least 1, without the 1; the seed draws the initial values. */
    public AugmentedLinear(int in, int out, Seed seed) {
        this(in, out, DType.FLOAT32, seed);
    }

    /** A layer of the given floating element type. */
    public AugmentedLinear(int in, int out, DType dtype, Seed seed) {
        this(joined(new Linear(in, out, true, dtype, seed)));
    }

    private AugmentedLinear(Tensor weight) {
        this.in = weight.shape().dim(1) - 1;
        this.weight = parameter("weight", weight);
    }

    /** A layer with a given floating weight [out, 1 + in]. */
    public static AugmentedLinear of(Tensor weight) {
        if (weight == null || weight.rank() != 2 || weight.shape().dim(1) < 2) {
            throw new ShapeException("AugmentedLinear.of: expected a weight [out, 1 + in], got "
                    + (weight == null ? "null" : weight.shape()));
        }
        return new AugmentedLinear(weight);
    }

    /** A layer with the values of a {@link Linear}; where that has no bias, column 0 is 0. */
    public static AugmentedLinear of(Linear linear) {
        return new AugmentedLinear(
                joined(Require.nonNull(linear, "AugmentedLinear.of", "the layer", "or pass a weight [out, 1 + in]")));
    }

    private static Tensor joined(Linear linear) {
        Tensor w = linear.weight().detach();
        int out = w.shape().dim(0);
        Tensor b = linear.bias() == null
                ? Tensor.zeros(w.dtype(), out)
                : linear.bias().detach();
        return Tensor.concat(1, b.reshape(out, 1), w);
    }

    /** A {@link Linear} with the same values. */
    public Linear toLinear() {
        Tensor w = weight.detach();
        return Linear.of(w.slice(1, 1, in + 1), w.select(1, 0));
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() == 0 || x.shape().dim(-1) != in) {
            throw misfit("[*, " + in + "]", x, "the 1 is added here; build the layer for the input's last axis");
        }
        requireType(x, weight);
        int[] column = x.shape().with(-1, 1).toArray();
        return linear(Tensor.concat(-1, Tensor.ones(x.dtype(), column), x), weight, null);
    }

    /** The leaf W, [out, 1 + in]. */
    public Tensor weight() {
        return weight;
    }

    @Override
    protected String extraRepr() {
        return "in=" + in + ", out=" + weight.shape().dim(0);
    }
}
