package org.autodiff.array;

import java.util.Arrays;

/**
 * How a kernel slides: tap k of the window for index i of the result reads index {@code i * stride + k * dilation -
 * padding} of the input, which is 0 outside of it.
 *
 * @param stride from one window to the next, 1 or more
 * @param padding zeros before and after the input, 0 or more
 * @param dilation from one tap to the next, 1 or more
 * @param groups the groups of channels, each convolved by itself
 */
public record Sliding(int[] stride, int[] padding, int[] dilation, int groups) {
    /** Copies the arrays. */
    public Sliding {
        stride = stride.clone();
        padding = padding.clone();
        dilation = dilation.clone();
    }

    /** The strides, as a new array. */
    @Override
    public int[] stride() {
        return stride.clone();
    }

    /** The paddings, as a new array. */
    @Override
    public int[] padding() {
        return padding.clone();
    }

    /** The dilations, as a new array. */
    @Override
    public int[] dilation() {
        return dilation.clone();
    }

    /** The stride along a spatial axis. */
    public int stride(int axis) {
        return stride[axis];
    }

    /** The padding along a spatial axis. */
    public int padding(int axis) {
        return padding[axis];
    }

    /** The dilation along a spatial axis. */
    public int dilation(int axis) {
        return dilation[axis];
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Sliding s
                && groups == s.groups
                && Arrays.equals(stride, s.stride)
                && Arrays.equals(padding, s.padding)
                && Arrays.equals(dilation, s.dilation);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * groups + Arrays.hashCode(stride)) + Arrays.hashCode(padding))
                + Arrays.hashCode(dilation);
    }

    @Override
    public String toString() {
        return "stride " + Arrays.toString(stride) + " padding " + Arrays.toString(padding) + " dilation "
                + Arrays.toString(dilation) + " groups " + groups;
    }
}
