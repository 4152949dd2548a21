package org.autodiff.array.heap;

import java.util.List;
import org.autodiff.array.ConvolutionPrimitives.Reach;

/** Windows over one plane of up to three axes, of each of which the greatest element is wanted. */
public final class MaxWindows {
    /** The elements of a plane, and the windows. */
    public final int plane;

    public final int count;

    private final int high;
    private final int wide;
    private final Reach deep;
    private final Reach down;
    private final Reach across;

    /**
     * Windows.
     *
     * @param size the plane
     * @param reaches what they read along each axis
     */
    public MaxWindows(int[] size, List<Reach> reaches) {
        int[] s = WindowRows.three(size, 1);
        high = s[1];
        wide = s[2];
        plane = s[0] * high * wide;
        int n = reaches.size();
        Reach one = new Reach(new int[1], new int[] {1}, 1);
        deep = n > 2 ? reaches.get(n - 3) : one;
        down = n > 1 ? reaches.get(n - 2) : one;
        across = reaches.get(n - 1);
        count = deep.first().length * down.first().length * across.first().length;
    }

    /** Writes the index of each window's maximum in the plane. */
    public void find(float[] x, int from, long[] indices, int to) {
        int z = to;
        for (int d = 0; d < deep.first().length; d++) {
            for (int h = 0; h < down.first().length; h++) {
                for (int w = 0; w < across.first().length; w++) {
                    int corner = (deep.first()[d] * high + down.first()[h]) * wide + across.first()[w];
                    int n = across.count()[w];
                    int best = corner;
                    float most = x[from + corner];
                    for (int a = 0; a < deep.count()[d]; a++) {
                        for (int b = 0; b < down.count()[h]; b++) {
                            int at = corner + (a * deep.step() * high + b * down.step()) * wide;
                            for (int c = 0; c < n; c++, at += across.step()) {
                                float v = x[from + at];
                                boolean more = v > most || v != v;
                                most = more ? v : most;
                                best = more ? at : best;
                            }
                        }
                    }
                    indices[z++] = best;
                }
            }
        }
    }

    /** The same in double precision. */
    public void find(double[] x, int from, long[] indices, int to) {
        int z = to;
        for (int d = 0; d < deep.first().length; d++) {
            for (int h = 0; h < down.first().length; h++) {
                for (int w = 0; w < across.first().length; w++) {
                    int corner = (deep.first()[d] * high + down.first()[h]) * wide + across.first()[w];
                    int n = across.count()[w];
                    int best = corner;
                    double most = x[from + corner];
                    for (int a = 0; a < deep.count()[d]; a++) {
                        for (int b = 0; b < down.count()[h]; b++) {
                            int at = corner + (a * deep.step() * high + b * down.step()) * wide;
                            for (int c = 0; c < n; c++, at += across.step()) {
                                double v = x[from + at];
                                boolean more = v > most || v != v;
                                most = more ? v : most;
                                best = more ? at : best;
                            }
                        }
                    }
                    indices[z++] = best;
                }
            }
        }
    }
}
