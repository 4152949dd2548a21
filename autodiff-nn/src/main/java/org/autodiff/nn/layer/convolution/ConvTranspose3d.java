package org.autodiff.nn.layer.convolution;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;

/**
 * Transposed convolution over three axes: volumes, x [N, in, D, H, W], y [N, out, D', H', W']; the gradient of {@link
 * Conv3d} by its input.
 *
 * <p>Parameters as in PyTorch's {@code nn.ConvTranspose3d}: {@code weight} [in, out / groups, kd, kh, kw] and {@code
 * bias} [out], both uniform on (-1/sqrt(n), 1/sqrt(n)) at the start, where n is out / groups times the size of the
 * window.
 */
public final class ConvTranspose3d extends ConvNd {
    /** A layer with {@link ConvOptions#DEFAULT}; the numbers are at least 1, the seed draws the initial values. */
    public ConvTranspose3d(int in, int out, int kernel, Seed seed) {
        this(in, out, kernel, ConvOptions.DEFAULT, seed);
    }

    /** A layer with the given options and a kernel of one size along each axis. */
    public ConvTranspose3d(int in, int out, int kernel, ConvOptions options, Seed seed) {
        this(in, out, new int[] {kernel}, options, seed);
    }

    /** A layer with the given options and size of the kernel along each axis; the groups divide both channels. */
    public ConvTranspose3d(int in, int out, int[] kernel, ConvOptions options, Seed seed) {
        super(Kind.TRANSPOSED, 3, in, out, kernel, options, seed);
    }

    private ConvTranspose3d(Tensor weight, Tensor bias, ConvOptions options) {
        super(Kind.TRANSPOSED, 3, weight, bias, options);
    }

    /** A layer with a weight [in, out / groups, kd, kh, kw] and a bias [out], or null, of its element type. */
    public static ConvTranspose3d of(Tensor weight, Tensor bias, ConvOptions options) {
        return new ConvTranspose3d(weight, bias, options);
    }
}
