package org.autodiff.nn.layer;

import static org.autodiff.functional.Linear.bilinear;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.nn.init.Init;

/**
 * A bilinear map of two inputs: {@code z_k = x^T W_k y + b_k}, x [*, in1], y [*, in2], z [*, out].
 *
 * <p>Parameters as in PyTorch's {@code nn.Bilinear}: {@code weight} [out, in1, in2] and {@code bias} [out], uniform on (-b, b)
 * with b = 1 / sqrt(in1) at the start.
 */
public final class Bilinear extends Layer {
    private final Tensor weight;
    private final Tensor bias;

    /**
     * A layer with bias in FLOAT32.
     *
     * @param in1 size of the first input's last axis
     * @param in2 size of the second's
     * @param out size of the output's
     * @param seed source of the initial values
     * @throws org.autodiff.error.ArgumentException if a size is below 1 or the seed is null
     */
    public Bilinear(int in1, int in2, int out, Seed seed) {
        this(in1, in2, out, true, DType.FLOAT32, seed);
    }

    /**
     * A layer of a chosen element type.
     *
     * @param bias whether b is there
     * @throws org.autodiff.error.ArgumentException if a size is below 1 or the seed is null
     */
    public Bilinear(int in1, int in2, int out, boolean bias, DType dtype, Seed seed) {
        Checks.positive("Bilinear", "the size of the first input", in1);
        Checks.positive("Bilinear", "the size of the second input", in2);
        Checks.positive("Bilinear", "the size of the output", out);
        Checks.floating("Bilinear", dtype);
        Checks.seed("Bilinear", seed);
        double bound = 1 / Math.sqrt(in1);
        Init init = Init.uniform(-bound, bound);
        this.weight = parameter("weight", init.sample(seed.child(0), dtype, out, in1, in2));
        this.bias = bias ? parameter("bias", init.sample(seed.child(1), dtype, out)) : null;
    }

    /** The map of an input and itself, if both sizes are the same. */
    @Override
    Tensor compute(Tensor x) {
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
