package org.autodiff.nn.layer.convolution;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;

/**
 * Convolution (cross-correlation) over one axis: sequences, x [N, in, L], y [N, out, L'].
 *
 * <p>Parameters as in PyTorch's {@code nn.Conv1d}: {@code weight} [out, in / groups, k] and {@code bias} [out], both
 * uniform on (-1/sqrt(n), 1/sqrt(n)) at the start, where n is the number of inputs of one output.
 */
public final class Conv1d extends ConvNd {
    /** A layer with {@link ConvOptions#DEFAULT}; the numbers are at least 1, the seed draws the initial values. */
    public Conv1d(int in, int out, int kernel, Seed seed) {
        this(in, out, kernel, ConvOptions.DEFAULT, seed);
    }

    /** A layer with the given options. */
    public Conv1d(int in, int out, int kernel, ConvOptions options, Seed seed) {
        this(in, out, new int[] {kernel}, options, seed);
    }

    /** A layer with the given options and size of the kernel; the groups divide both numbers of channels. */
    public Conv1d(int in, int out, int[] kernel, ConvOptions options, Seed seed) {
        super(Kind.CONVOLUTION, 1, in, out, kernel, options, seed);
    }

    private Conv1d(Tensor weight, Tensor bias, ConvOptions options) {
        super(Kind.CONVOLUTION, 1, weight, bias, options);
    }

    /** A layer with a given weight [out, in / groups, k] and bias [out], or null for none, of its element type. */
    public static Conv1d of(Tensor weight, Tensor bias, ConvOptions options) {
        return new Conv1d(weight, bias, options);
    }
}
