package org.autodiff.nn.layer.convolution;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Padding;
import org.autodiff.nn.Parameter;

/**
 * Options of convolutions and transposed convolutions: {@code ConvOptions.DEFAULT.withStride(2).withPadding(1)}.
 *
 * <p>Stride, padding, dilation and output padding are one number for each axis, or one for all. Those of a transposed
 * convolution are those of the convolution that it is the gradient of: its stride lengthens the result, its padding is
 * cut off.
 *
 * @param conv stride, padding, dilation and groups
 * @param same whether the padding keeps the size of each axis (PyTorch's {@code padding="same"}); needs stride 1, and is
 *     not for transposed convolutions
 * @param mode what a convolution is padded with; CONSTANT stands for zeros, the only mode of transposed convolutions
 * @param outputPadding the places added to the end of the result of a transposed convolution, fewer than the stride or
 *     the dilation: a strided convolution has as many windows over several lengths
 * @param bias whether there is a bias
 * @param dtype element type of the parameters
 */
public record ConvOptions(Conv conv, boolean same, Padding.Mode mode, int[] outputPadding, boolean bias, DType dtype) {
    /** PyTorch's defaults: stride 1, no padding, dilation 1, one group, with bias, in FLOAT32. */
    public static final ConvOptions DEFAULT =
            new ConvOptions(Conv.DEFAULT, false, Padding.Mode.CONSTANT, new int[] {0}, true, DType.FLOAT32);

    /** Options without null, of a floating element type; a layer checks what depends on its number of axes. */
    public ConvOptions {
        Require.options(conv, "ConvOptions", "Conv.DEFAULT");
        Require.choice(mode, "ConvOptions", "the padding mode", Padding.Mode.CONSTANT);
        outputPadding = Require.nonNull(outputPadding, "ConvOptions", "the output padding", "0 stands for none")
                .clone();
        Parameter.floating(dtype, "ConvOptions");
        for (int stride : conv.stride()) {
            if (same && stride != 1) {
                throw new ArgumentException("ConvOptions: padding that keeps the size needs stride 1, got " + stride);
            }
        }
    }

    /** The places added to the end of the result of a transposed convolution, as a copy. */
    public int[] outputPadding() {
        return outputPadding.clone();
    }

    /** Equal in every option; the output paddings by their numbers. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ConvOptions o
                && conv.equals(o.conv)
                && same == o.same
                && mode == o.mode
                && Arrays.equals(outputPadding, o.outputPadding)
                && bias == o.bias
                && dtype == o.dtype;
    }

    @Override
    public int hashCode() {
        return Objects.hash(conv, same, mode, Arrays.hashCode(outputPadding), bias, dtype);
    }

    @Override
    public String toString() {
        return "ConvOptions[" + conv + ", same=" + same + ", mode=" + mode + ", outputPadding="
                + Arrays.toString(outputPadding) + ", bias=" + bias + ", dtype=" + dtype + "]";
    }

    /** These options with the given distance from one window to the next. */
    public ConvOptions withStride(int... each) {
        return withConv(conv.withStride(each), same);
    }

    /** These options with the given number of places before and after each axis. */
    public ConvOptions withPadding(int... each) {
        return withConv(conv.withPadding(each), false);
    }

    /** These options with the padding that keeps the size of each axis. */
    public ConvOptions withSamePadding() {
        return withConv(conv.withPadding(0), true);
    }

    /** These options with the given distance from one element of the kernel to the next. */
    public ConvOptions withDilation(int... each) {
        return withConv(conv.withDilation(each), same);
    }

    /** These options with the given number of groups of channels, each convolved by itself. */
    public ConvOptions withGroups(int n) {
        return withConv(conv.withGroups(n), same);
    }

    private ConvOptions withConv(Conv value, boolean keepsSize) {
        return new ConvOptions(value, keepsSize, mode, outputPadding, bias, dtype);
    }

    /** These options with the given padding mode. */
    public ConvOptions withPaddingMode(Padding.Mode value) {
        return new ConvOptions(conv, same, value, outputPadding, bias, dtype);
    }

    /** These options with the given output padding. */
    public ConvOptions withOutputPadding(int... each) {
        return new ConvOptions(conv, same, mode, each, bias, dtype);
    }

    /** These options with or without bias. */
    public ConvOptions withBias(boolean value) {
        return new ConvOptions(conv, same, mode, outputPadding, value, dtype);
    }

    /** These options with the given element type of the parameters. */
    public ConvOptions withDtype(DType value) {
        return new ConvOptions(conv, same, mode, outputPadding, bias, value);
    }
}
