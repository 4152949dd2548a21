package org.autodiff.nn.layer;

import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Padding;

/**
 * What a convolution layer has beyond channels and kernel: {@code ConvOptions.DEFAULT.withStride(2).withPadding(1)}.
 *
 * @param conv stride, padding, dilation and groups: one number for each axis, or one for all
 * @param same whether the padding is what keeps the size of each axis (PyTorch's {@code padding="same"}); needs stride 1
 * @param mode what is padded with; CONSTANT stands for zeros
 * @param bias whether there is a bias
 * @param dtype element type of the parameters
 */
public record ConvOptions(Conv conv, boolean same, Padding.Mode mode, boolean bias, DType dtype) {
    /** Stride 1, no padding, dilation 1, one group, with bias, in FLOAT32. */
    public static final ConvOptions DEFAULT =
            new ConvOptions(Conv.DEFAULT, false, Padding.Mode.CONSTANT, true, DType.FLOAT32);

    /**
     * Checks the element type.
     *
     * @throws org.autodiff.error.DTypeException if it is not floating
     * @throws ArgumentException if {@code same} goes with a stride, or something is null
     */
    public ConvOptions {
        Checks.options("ConvOptions", conv, "Conv.DEFAULT");
        Checks.floating("ConvOptions", dtype);
        if (mode == null) {
            throw new ArgumentException("ConvOptions: the padding mode is null; CONSTANT stands for zeros");
        }
        for (int stride : conv.stride()) {
            if (same && stride != 1) {
                throw new ArgumentException("ConvOptions: padding that keeps the size needs stride 1, got " + stride);
            }
        }
    }

    /** These options with another distance from one window to the next. */
    public ConvOptions withStride(int... each) {
        return new ConvOptions(conv.withStride(each), same, mode, bias, dtype);
    }

    /** These options with another number of places added before and after each axis. */
    public ConvOptions withPadding(int... each) {
        return new ConvOptions(conv.withPadding(each), false, mode, bias, dtype);
    }

    /** These options with the padding that keeps the size of each axis. */
    public ConvOptions withSamePadding() {
        return new ConvOptions(conv.withPadding(0), true, mode, bias, dtype);
    }

    /** These options with something else to pad with. */
    public ConvOptions withPaddingMode(Padding.Mode value) {
        return new ConvOptions(conv, same, value, bias, dtype);
    }

    /** These options with another distance from one element of the kernel to the next. */
    public ConvOptions withDilation(int... each) {
        return new ConvOptions(conv.withDilation(each), same, mode, bias, dtype);
    }

    /** These options with another number of groups of channels, each convolved by itself. */
    public ConvOptions withGroups(int n) {
        return new ConvOptions(conv.withGroups(n), same, mode, bias, dtype);
    }

    /** These options with or without bias. */
    public ConvOptions withBias(boolean value) {
        return new ConvOptions(conv, same, mode, value, dtype);
    }

    /** These options with another element type of the parameters. */
    public ConvOptions withDtype(DType value) {
        return new ConvOptions(conv, same, mode, bias, value);
    }
}
