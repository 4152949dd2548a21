package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Sliding;

/**
 * What windows read of one plane (one channel of one sample, up to three axes), as rows along the last axis that lie inside
 * the plane. They depend on the sizes only, so they are found once and then walked for every channel of every sample.
 */
public final class WindowRows {
    /** The numbers of one row. */
    static final int WIDTH = 4;

    private static final int AXES = 3;

    /** The taps of a window, the elements of a plane, the windows, and the distance of neighbours in a row of the plane. */
    final int taps;

    final int plane;
    final int windows;
    final int step;

    /** For each row: tap, first element in the plane, first window, length. */
    final int[] rows;

    /**
     * Finds them.
     *
     * @param size the plane
     * @param kernel the taps along each axis
     * @param count the windows along each axis
     * @param how the way they slide
     */
    public WindowRows(int[] size, int[] kernel, int[] count, Sliding how) {
        int[] in = three(size, 1);
        int[] k = three(kernel, 1);
        int[] out = three(count, 1);
        int[] stride = three(how.stride(), 1);
        int[] pad = three(how.padding(), 0);
        int[] dilation = three(how.dilation(), 1);
        taps = k[0] * k[1] * k[2];
        plane = in[0] * in[1] * in[2];
        windows = out[0] * out[1] * out[2];
        step = stride[2];
        int[] from = new int[AXES];
        int[] to = new int[AXES];
        int[] shift = new int[AXES];
        int[] all = new int[64 * WIDTH];
        int n = 0;
        for (int tap = 0; tap < taps; tap++) {
            int[] at = {tap / (k[1] * k[2]), tap / k[2] % k[1], tap % k[2]};
            for (int axis = 0; axis < AXES; axis++) {
                shift[axis] = at[axis] * dilation[axis] - pad[axis];
                from[axis] = first(shift[axis], stride[axis]);
                to[axis] = Math.min(out[axis], first(shift[axis] - in[axis], stride[axis]));
            }
            if (from[2] >= to[2]) {
                continue;
            }
            for (int d = from[0]; d < to[0]; d++) {
                for (int h = from[1]; h < to[1]; h++) {
                    int down = (d * stride[0] + shift[0]) * in[1] + h * stride[1] + shift[1];
                    if (n == all.length) {
                        all = Arrays.copyOf(all, 2 * n);
                    }
                    all[n++] = tap;
                    all[n++] = down * in[2] + from[2] * stride[2] + shift[2];
                    all[n++] = (d * out[1] + h) * out[2] + from[2];
                    all[n++] = to[2] - from[2];
                }
            }
        }
        rows = Arrays.copyOf(all, n);
    }

    /** The least i of at least 0 with {@code i * stride + shift >= 0}. */
    private static int first(int shift, int stride) {
        return shift >= 0 ? 0 : (-shift - 1) / stride + 1;
    }

    /** The taps of a window. */
    public int taps() {
        return taps;
    }

    /** The elements of a plane. */
    public int plane() {
        return plane;
    }

    /** The windows over a plane. */
    public int windows() {
        return windows;
    }

    /** The numbers of up to three axes, with others for the leading axes that are not there. */
    static int[] three(int[] values, int other) {
        int[] all = new int[AXES];
        Arrays.fill(all, other);
        System.arraycopy(values, 0, all, AXES - values.length, values.length);
        return all;
    }

    /** Writes what the windows over a plane read: a row of {@link #windows} for each tap, which holds zeros before. */
    public void unfold(Object plane, int from, Object columns, int to) {
        for (int r = 0; r < rows.length; r += WIDTH) {
            Elements.copy(
                    plane, from + rows[r + 1], step, columns, to + rows[r] * windows + rows[r + 2], 1, rows[r + 3]);
        }
    }

    /** Adds the columns up in the plane where the windows read them. */
    public void fold(Object columns, int from, Object plane, int to) {
        if (columns instanceof float[] f) {
            fold(f, from, (float[]) plane, to);
        } else {
            fold((double[]) columns, from, (double[]) plane, to);
        }
    }

    private void fold(float[] columns, int from, float[] plane, int to) {
        for (int r = 0; r < rows.length; r += WIDTH) {
            int x = from + rows[r] * windows + rows[r + 2];
            int z = to + rows[r + 1];
            int n = rows[r + 3];
            if (step == 1) {
                for (int i = 0; i < n; i++) {
                    plane[z + i] += columns[x + i];
                }
            } else {
                for (int i = 0; i < n; i++) {
                    plane[z + i * step] += columns[x + i];
                }
            }
        }
    }

    private void fold(double[] columns, int from, double[] plane, int to) {
        for (int r = 0; r < rows.length; r += WIDTH) {
            int x = from + rows[r] * windows + rows[r + 2];
            int z = to + rows[r + 1];
            int n = rows[r + 3];
            for (int i = 0; i < n; i++) {
                plane[z + i * step] += columns[x + i];
            }
        }
    }
}
