package org.autodiff.nn.layer.convolution;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;

/**
 * Convolution (cross-correlation) over two axes: images, x [N, in, H, W], y [N, out, H', W'].
 *
 * <p>Parameters as in PyTorch's {@code nn.Conv2d}: {@code weight} [out, in / groups, kh, kw] and {@code bias} [out],
 * both uniform on (-1/sqrt(n), 1/sqrt(n)) at the start, where n is the number of inputs of one output.
 */
public final class Conv2d extends ConvNd {
    /** A layer with {@link ConvOptions#DEFAULT}; the numbers are at least 1, the seed draws the initial values. */
    public Conv2d(int in, int out, int kernel, Seed seed) {
        this(in, out, kernel, ConvOptions.DEFAULT, seed);
    }

    /** A layer with the given options and a kernel of one size along each axis. */
    public Conv2d(int in, int out, int kernel, ConvOptions options, Seed seed) {
        this(in, out, new int[] {kernel}, options, seed);
    }

    /** A layer with the given options and size of the kernel along each axis; the groups divide both channels. */
    public Conv2d(int in, int out, int[] kernel, ConvOptions options, Seed seed) {
        super(Kind.CONVOLUTION, 2, in, out, kernel, options, seed);
    }

    private Conv2d(Tensor weight, Tensor bias, ConvOptions options) {
        super(Kind.CONVOLUTION, 2, weight, bias, options);
    }

    /** A layer with a given weight [out, in / groups, kh, kw] and bias [out], or null for none, of its element type. */
    public static Conv2d of(Tensor weight, Tensor bias, ConvOptions options) {
        return new Conv2d(weight, bias, options);
    }
}
