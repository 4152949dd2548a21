package org.autodiff.array;

import java.util.List;

/**
 * The part of a {@link Backend} that slides windows over the trailing axes of its inputs: convolution and pooling. Inputs
 * are [N, C, spatial...] with one to three spatial axes; arrays of attributes have one number for each of those.
 */
interface ConvolutionPrimitives {

    /**
     * The cross-correlation of x [N, C, spatial...] with a kernel [O, C/groups, k...], to {@code out} [N, O, windows...].
     */
    Array conv(Array x, Array kernel, Sliding how, Shape out);

    /** {@link #conv(Array, Array, Sliding, Shape) The same} plus a number for each of the O channels. */
    Array conv(Array x, Array kernel, Array bias, Sliding how, Shape out);

    /** The transpose of {@link #conv} by x: y [N, O, windows...] spread to {@code out} [N, C, spatial...]. */
    Array convTranspose(Array y, Array kernel, Sliding how, Shape out);

    /** The transpose of {@link #conv} by the kernel: what y and x have in common at each tap, to {@code out} as the kernel. */
    Array convKernel(Array x, Array y, Sliding how, Shape out);

    /** Both transposes for one y: by x, then by the kernel. Overridden where a kernel computes them together. */
    default Array[] convBoth(Array x, Array kernel, Array y, Sliding how) {
        return new Array[] {convTranspose(y, kernel, how, x.shape()), convKernel(x, y, how, kernel.shape())};
    }

    /**
     * What the windows over x [N, C, spatial...] read, one window a column: {@code out} is [N, C * taps, windows]. Groups do
     * not matter.
     *
     * @param windows the number of windows along each spatial axis
     */
    Array unfold(Array x, int[] kernel, int[] windows, Sliding how, Shape out);

    /** The transpose of {@link #unfold}: the columns added up where they were read, in {@code out} [N, C, spatial...]. */
    Array fold(Array columns, int[] kernel, int[] windows, Sliding how, Shape out);

    /**
     * For each window over the last axes, one of each reach, the index of the maximum in these axes flattened: the first of
     * equal ones, but a NaN beats any number and any NaN before it. INT64.
     */
    Array maxIndex(Array x, List<Reach> reaches, Shape out);

    /** Index i of an axis becomes the sum of the elements from {@code start[i]} on, times {@code weights[i]}. */
    Array blend(Array x, int axis, int[] start, double[][] weights);

    /** The transpose of {@link #blend}: the axis has {@code size} afterwards. */
    Array unblend(Array x, int axis, int[] start, double[][] weights, int size);
}
