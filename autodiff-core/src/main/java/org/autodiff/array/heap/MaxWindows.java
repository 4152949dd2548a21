package org.autodiff.array.heap;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Reach;

/** Windows over one plane of up to three axes, of each of which the greatest element is wanted. */
final class MaxWindows {
    /** The elements of a plane, and the windows. */
    final int plane;

    final int count;

    private static final int NAN = Float.floatToIntBits(Float.NaN);

    private final int high;
    private final int wide;
    private final Axis deep;
    private final Axis down;
    private final Axis across;
    /** A {@link Reach} whose arrays are read without copies. */
    private record Axis(int[] first, int[] count, int step) {
        static Axis of(Reach r) {
            return new Axis(r.first(), r.count(), r.step());
        }
    }

    /** The most taps of a window along the last axis. */
    private final int longest;
    /** Whether all have as many. */
    private final boolean even;
    /** Whether all windows are two neighbours by two. */
    private final boolean pairs;

    /**
     * Windows.
     *
     * @param size the plane
     * @param reaches what they read along each axis
     */
    MaxWindows(int[] size, List<Reach> reaches) {
        int[] s = WindowRows.three(size, 1);
        high = s[1];
        wide = s[2];
        plane = s[0] * high * wide;
        int n = reaches.size();
        Reach one = new Reach(new int[1], new int[] {1}, 1);
        deep = Axis.of(n > 2 ? reaches.get(n - 3) : one);
        down = Axis.of(n > 1 ? reaches.get(n - 2) : one);
        across = Axis.of(reaches.get(n - 1));
        longest = Arrays.stream(across.count()).max().orElse(0);
        even = Arrays.stream(across.count()).allMatch(taps -> taps == longest);
        pairs = plane == high * wide && isPair(down) && isPair(across);
        count = deep.first().length * down.first().length * across.first().length;
    }

    private static boolean isPair(Axis reach) {
        return reach.step() == 1 && Arrays.stream(reach.count()).allMatch(taps -> taps == 2);
    }

    /** Writes the index of each window's maximum in the plane. */
    void find(Object x, int from, long[] indices, int to) {
        if (x instanceof float[] f) {
            find(f, from, indices, to);
        } else {
            find((double[]) x, from, indices, to);
        }
    }

    private void find(float[] x, int from, long[] indices, int to) {
        if (pairs) {
            findInPairs(x, from, indices, to);
            return;
        }
        int[] starts = across.first();
        long[] keys = new long[starts.length];
        int z = to;
        for (int d = 0; d < deep.first().length; d++) {
            for (int h = 0; h < down.first().length; h++) {
                Arrays.fill(keys, Long.MIN_VALUE);
                int corner = (deep.first()[d] * high + down.first()[h]) * wide;
                for (int a = 0; a < deep.count()[d]; a++) {
                    for (int b = 0; b < down.count()[h]; b++) {
                        int line = corner + (a * deep.step() * high + b * down.step()) * wide;
                        for (int c = 0; c < longest; c++) {
                            tap(x, from, line + c * across.step(), c, keys);
                        }
                    }
                }
                for (long key : keys) {
                    indices[z++] = index(key);
                }
            }
        }
    }

    /**
     * The usual windows of two by two, each at once and without a branch: which of two numbers is greater says the sign of their
     * difference, to which 0 is added so that it is not -0.0.
     */
    private void findInPairs(float[] x, int from, long[] indices, int to) {
        int z = to;
        for (int corner : down.first()) {
            for (int start : across.first()) {
                int at = corner * wide + start;
                float a = x[from + at];
                float b = x[from + at + 1];
                float c = x[from + at + wide];
                float d = x[from + at + wide + 1];
                if (!(Math.abs(a + b + c + d) <= Float.MAX_VALUE)) {
                    indices[z++] = greatestOfFour(x, from, at); // there may be NaN or infinities
                    continue;
                }
                int above = signBit(a - b);
                int below = wide + signBit(c - d);
                int isBelow = signBit(Math.max(a, b) - Math.max(c, d));
                indices[z++] = at + above + (below - above & -isBelow);
            }
        }
    }

    private static int signBit(float v) {
        return Float.floatToRawIntBits(v + 0f) >>> 31;
    }

    private int greatestOfFour(float[] x, int from, int at) {
        int below = at + wide;
        long upper = Math.max(key(x[from + at], at), key(x[from + at + 1], at + 1));
        long lower = Math.max(key(x[from + below], below), key(x[from + below + 1], below + 1));
        return index(Math.max(upper, lower));
    }

    private static int index(long key) {
        return (int) (key >> 32) == NAN ? (int) key : ~(int) key;
    }

    /**
     * Looks at one tap of each window of a row. Value and index are one number, so that the greater one is found without a
     * branch, which random numbers would make the processor guess: the value's bits in an order like its own, above those
     * of the index, of which the lower one counts as greater, but for NaN the higher one.
     */
    private void tap(float[] x, int from, int line, int c, long[] keys) {
        int[] starts = across.first();
        int[] counts = across.count();
        if (even) {
            for (int w = 0; w < keys.length; w++) {
                int at = line + starts[w];
                keys[w] = Math.max(keys[w], key(x[from + at], at));
            }
            return;
        }
        for (int w = 0; w < keys.length; w++) {
            if (c < counts[w]) {
                int at = line + starts[w];
                keys[w] = Math.max(keys[w], key(x[from + at], at));
            }
        }
    }

    private static long key(float v, int at) {
        if (v != v) {
            return (long) NAN << 32 | at;
        }
        int bits = Float.floatToRawIntBits(v + 0f); // -0.0 becomes 0.0, for they are equal
        int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) ordered << 32 | ~at & 0xffffffffL;
    }

    private void find(double[] x, int from, long[] indices, int to) {
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
