package org.autodiff.nn.layer;

import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Convolution.Conv;

/**
 * What a transposed convolution layer has beyond channels and kernel: {@code
 * ConvTransposeOptions.DEFAULT.withStride(2).withOutputPadding(1)}.
 *
 * @param conv stride, padding, dilation and groups of the convolution that it is the transpose of: one number for each axis,
 *     or one for all
 * @param outputPadding what the result is longer at its end, less than the stride or the dilation
 * @param bias whether there is a bias
 * @param dtype element type of the parameters
 */
public record ConvTransposeOptions(Conv conv, int[] outputPadding, boolean bias, DType dtype) {
    /** Stride 1, no padding, dilation 1, one group, with bias, in FLOAT32. */
    public static final ConvTransposeOptions DEFAULT =
            new ConvTransposeOptions(Conv.DEFAULT, new int[0], true, DType.FLOAT32);

    /**
     * Checks the element type.
     *
     * @throws org.autodiff.error.DTypeException if it is not floating
     * @throws ArgumentException if something is null
     */
    public ConvTransposeOptions {
        Checks.options("ConvTransposeOptions", conv, "Conv.DEFAULT");
        Checks.floating("ConvTransposeOptions", dtype);
        outputPadding = Require.nonNull(
                        outputPadding, "ConvTransposeOptions", "the output padding", "give no number for none")
                .clone();
    }

    /** These options with another stride: the result is about so many times as long. */
    public ConvTransposeOptions withStride(int... each) {
        return new ConvTransposeOptions(conv.withStride(each), outputPadding, bias, dtype);
    }

    /** These options with another number of places cut off before and after each axis of the result. */
    public ConvTransposeOptions withPadding(int... each) {
        return new ConvTransposeOptions(conv.withPadding(each), outputPadding, bias, dtype);
    }

    /** These options with a longer result: a strided convolution has as many windows over several lengths. */
    public ConvTransposeOptions withOutputPadding(int... each) {
        return new ConvTransposeOptions(conv, each, bias, dtype);
    }

    /** These options with another distance from one element of the kernel to the next. */
    public ConvTransposeOptions withDilation(int... each) {
        return new ConvTransposeOptions(conv.withDilation(each), outputPadding, bias, dtype);
    }

    /** These options with another number of groups of channels, each convolved by itself. */
    public ConvTransposeOptions withGroups(int n) {
        return new ConvTransposeOptions(conv.withGroups(n), outputPadding, bias, dtype);
    }

    /** These options with or without bias. */
    public ConvTransposeOptions withBias(boolean value) {
        return new ConvTransposeOptions(conv, outputPadding, value, dtype);
    }

    /** These options with another element type of the parameters. */
    public ConvTransposeOptions withDtype(DType value) {
        return new ConvTransposeOptions(conv, outputPadding, bias, value);
    }
}
