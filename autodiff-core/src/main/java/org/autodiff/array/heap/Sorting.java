package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Span;

/**
 * Stable sorting along an axis, without objects: each element becomes a whole number whose order is that of the elements,
 * with NaN above all and -0.0 equal to 0.0. Those of single precision leave room for the index in the same number.
 */
interface Sorting extends Hosting {
    /** Runs of this length are sorted by insertion before they are merged. */
    int INSERTED = 16;

    @Override
    default Array argsort(Array x, int axis, boolean descending) {
        Span s = Span.of(x.shape(), axis);
        int slab = s.count() * s.inner();
        boolean packed = x.dtype() == DType.FLOAT32 || x.dtype() == DType.BOOL;
        return mapLines(x, slab, DType.INT64, x.shape(), slab, (outer, from, at, z, to) -> {
            long[] keys = new long[s.count()];
            int[] order = new int[packed ? 0 : s.count()];
            for (int i = 0; i < s.inner(); i++) {
                for (int k = 0; k < keys.length; k++) {
                    long key = key(from, at + i + k * s.inner());
                    keys[k] = descending ? ~key : key;
                }
                if (packed) {
                    packedSort(keys);
                } else {
                    Arrays.setAll(order, k -> k);
                    mergeSort(keys, order);
                }
                for (int k = 0; k < keys.length; k++) {
                    ((long[]) z)[to + i + k * s.inner()] = packed ? keys[k] : order[k];
                }
            }
        });
    }

    /** A number that orders as the element does; for single precision and truth values one of 32 bits. */
    private static long key(Object elements, int i) {
        if (elements instanceof float[] f) {
            int bits = Float.floatToIntBits(f[i] + 0f); // -0.0 + 0.0 is 0.0, and all NaN become one
            return bits ^ bits >> 31 & Integer.MAX_VALUE;
        }
        if (elements instanceof double[] d) {
            long bits = Double.doubleToLongBits(d[i] + 0.0);
            return bits ^ bits >> 63 & Long.MAX_VALUE;
        }
        return elements instanceof long[] l ? l[i] : ((boolean[]) elements)[i] ? 1 : 0;
    }

    /** Replaces keys of 32 bits by the indices that sort them. */
    private static void packedSort(long[] keys) {
        for (int i = 0; i < keys.length; i++) {
            keys[i] = keys[i] << 32 | i;
        }
        Arrays.sort(keys); // no two are equal, so any order of equal keys is that of their indices
        for (int i = 0; i < keys.length; i++) {
            keys[i] &= 0xFFFF_FFFFL;
        }
    }

    /** Sorts keys, and the indices with them, stably. */
    private static void mergeSort(long[] keys, int[] order) {
        int n = keys.length;
        for (int from = 0; from < n; from += INSERTED) {
            insertionSort(keys, order, from, Math.min(n, from + INSERTED));
        }
        long[] k = keys;
        int[] o = order;
        long[] toKeys = new long[n];
        int[] toOrder = new int[n];
        for (long width = INSERTED; width < n; width *= 2) {
            for (long from = 0; from < n; from += 2 * width) {
                merge(
                        k,
                        o,
                        (int) from,
                        (int) Math.min(n, from + width),
                        (int) Math.min(n, from + 2 * width),
                        toKeys,
                        toOrder);
            }
            long[] otherKeys = k;
            k = toKeys;
            toKeys = otherKeys;
            int[] otherOrder = o;
            o = toOrder;
            toOrder = otherOrder;
        }
        if (o != order) {
            System.arraycopy(o, 0, order, 0, n);
        }
    }

    private static void insertionSort(long[] keys, int[] order, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long key = keys[i];
            int index = order[i];
            int at = i;
            while (at > from && keys[at - 1] > key) {
                keys[at] = keys[at - 1];
                order[at] = order[at - 1];
                at--;
            }
            keys[at] = key;
            order[at] = index;
        }
    }

    /** Merges the sorted runs [from, middle) and [middle, end); the first one's come first among equals. */
    private static void merge(long[] keys, int[] order, int from, int middle, int end, long[] toKeys, int[] toOrder) {
        int left = from;
        int right = middle;
        for (int i = from; i < end; i++) {
            int next = left < middle && (right == end || keys[left] <= keys[right]) ? left++ : right++;
            toKeys[i] = keys[next];
            toOrder[i] = order[next];
        }
    }
}
