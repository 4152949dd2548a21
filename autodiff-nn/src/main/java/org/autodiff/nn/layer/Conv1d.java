package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Convolution.Conv;

/**
 * Convolution (cross-correlation) over one axis: sequences, x [N, in, L], y [N, out, L'].
 *
 * <p>Parameters as in PyTorch's {@code nn.Conv1d}: {@code weight} [out, in / groups, k] and {@code bias} [out], both
 * uniform on (-1/sqrt(n), 1/sqrt(n)) at the start, where n is the number of inputs of one output.
 */
public final class Conv1d extends ConvLayer {
    /**
     * A layer with stride 1, without padding, with bias, in FLOAT32.
     *
     * @param in number of input channels
     * @param out number of output channels
     * @param kernel size of the window
     * @param seed source of the initial values
     * @throws ArgumentException if a number is below 1 or the seed is null
     */
    public Conv1d(int in, int out, int kernel, Seed seed) {
        this(in, out, kernel, ConvOptions.DEFAULT, seed);
    }

    /**
     * A layer with the given options.
     *
     * @throws ArgumentException if a number is out of its range, the groups do not divide the channels, or the seed is null
     */
    public Conv1d(int in, int out, int kernel, ConvOptions options, Seed seed) {
        this(in, out, new int[] {kernel}, options, seed);
    }

    /**
     * A layer with the given options.
     *
     * @param kernel sizes of the window, one for each axis
     * @throws ArgumentException if a number is out of its range, the groups do not divide the channels, or the seed is null
     */
    public Conv1d(int in, int out, int[] kernel, ConvOptions options, Seed seed) {
        super("Conv1d", 1, in, out, kernel, options, seed);
    }

    private Conv1d(Tensor weight, Tensor bias, ConvOptions options) {
        super("Conv1d", 1, weight, bias, options, null);
    }

    /**
     * A layer with given values.
     *
     * @param weight [out, in / groups, k], floating
     * @param bias [out] of the same element type, or null for none
     * @param options their bias and element type are those of the tensors
     * @throws org.autodiff.error.ShapeException if the shapes do not fit each other
     * @throws org.autodiff.error.DTypeException if the element types differ or are not floating
     */
    public static Conv1d of(Tensor weight, Tensor bias, ConvOptions options) {
        return new Conv1d(weight, bias, options);
    }

    @Override
    Tensor convolve(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return Convolution.conv1d(x, weight, bias, conv);
    }
}
