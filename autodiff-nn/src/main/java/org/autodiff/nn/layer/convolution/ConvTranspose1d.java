package org.autodiff.nn.layer.convolution;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;

/**
 * Transposed convolution over one axis: sequences, x [N, in, L], y [N, out, L']; the gradient of {@link Conv1d} by its
 * input.
 *
 * <p>Parameters as in PyTorch's {@code nn.ConvTranspose1d}: {@code weight} [in, out / groups, k] and {@code bias}
 * [out], both uniform on (-1/sqrt(n), 1/sqrt(n)) at the start, where n is out / groups times the size of the window.
 */
public final class ConvTranspose1d extends ConvNd {
    /** A layer with {@link ConvOptions#DEFAULT}; the numbers are at least 1, the seed draws the initial values. */
    public ConvTranspose1d(int in, int out, int kernel, Seed seed) {
        this(in, out, kernel, ConvOptions.DEFAULT, seed);
    }

    /** A layer with the given options. */
    public ConvTranspose1d(int in, int out, int kernel, ConvOptions options, Seed seed) {
        this(in, out, new int[] {kernel}, options, seed);
    }

    /** A layer with the given options and size of the kernel; the groups divide both numbers of channels. */
    public ConvTranspose1d(int in, int out, int[] kernel, ConvOptions options, Seed seed) {
        super(Kind.TRANSPOSED, 1, in, out, kernel, options, seed);
    }

    private ConvTranspose1d(Tensor weight, Tensor bias, ConvOptions options) {
        super(Kind.TRANSPOSED, 1, weight, bias, options);
    }

    /** A layer with a given weight [in, out / groups, k] and bias [out], or null for none, of its element type. */
    public static ConvTranspose1d of(Tensor weight, Tensor bias, ConvOptions options) {
        return new ConvTranspose1d(weight, bias, options);
    }
}
