package org.autodiff.nn.layer;

import static org.autodiff.functional.Linear.bilinear;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.init.Init;

/**
 * A bilinear map of two inputs: {@code z_k = x^T W_k y + b_k}, x [*, in1], y [*, in2], z [*, out].
 *
 * <p>Parameters as in PyTorch's {@code nn.Bilinear}: {@code weight} [out, in1, in2] and {@code bias} [out], uniform on
 * (-1/sqrt(in1), 1/sqrt(in1)) at the start.
 */
public final class Bilinear extends Layer {
    private final Tensor weight;
    private final Tensor bias;

    /** A layer with bias in FLOAT32, of sizes of at least 1; the seed draws the initial values. */
    public Bilinear(int in1, int in2, int out, Seed seed) {
        this(in1, in2, out, true, DType.FLOAT32, seed);
    }

    /** A layer of the given floating element type, with bias or without. */
    public Bilinear(int in1, int in2, int out, boolean bias, DType dtype, Seed seed) {
        Require.positive(in1, owner(), "the size of the first input");
        Require.positive(in2, owner(), "the size of the second input");
        Require.positive(out, owner(), "the size of the output");
        Parameter.floating(dtype, owner());
        given(seed, owner());
        double bound = 1 / Math.sqrt(in1);
        Init init = Init.uniform(-bound, bound);
        this.weight = parameter("weight", init.sample(seed.child(0), dtype, out, in1, in2));
        this.bias = bias ? parameter("bias", init.sample(seed.child(1), dtype, out)) : null;
    }

    /** The map of an input and itself, if both sizes are the same. */
    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, x);
    }

    /** The map of two inputs with the same leading axes. */
    public Tensor forward(Tensor x, Tensor y) {
        return observed(() -> {
            requireType(given(x), weight);
            requireType(given(y), weight);
            return bilinear(x, y, weight, bias);
        });
    }

    /** The leaf W, [out, in1, in2]. */
    public Tensor weight() {
        return weight;
    }

    /** The leaf b, [out]; null for a layer without bias. */
    public Tensor bias() {
        return bias;
    }

    @Override
    protected String extraRepr() {
        int[] size = weight.shape().toArray();
        return "in1=" + size[1] + ", in2=" + size[2] + ", out=" + size[0] + ", bias=" + (bias != null);
    }
}
