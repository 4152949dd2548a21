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

    /** The share of an axis up to which its first elements are picked out one by one rather than sorted with all others. */
    int FEW_OF = 8;

    @Override
    default Array argsort(Array x, int axis, boolean descending) {
        return ordered(x, axis, x.shape().dim(axis), descending);
    }

    @Override
    default Array topk(Array x, int axis, int k, boolean largest) {
        return ordered(x, axis, k, largest);
    }

    /** The indices of the first k elements in order. */
    private Array ordered(Array x, int axis, int k, boolean descending) {
        Span s = Span.of(x.shape(), axis);
        int n = s.count();
        boolean packed = x.dtype() == DType.FLOAT32 || x.dtype() == DType.BOOL;
        boolean picks = k <= n / FEW_OF;
        return mapSpans(
                s,
                k,
                DType.INT64,
                x.shape().with(axis, k),
                b -> {
                    long[] keys = new long[picks ? k : n];
                    int[] order = new int[picks ? k : packed ? 0 : n];
                    for (int i = 0; i < b.lines() * b.inner(); i++) {
                        int line = i / b.inner();
                        int from = b.at()[0] + line * n * b.inner() + i % b.inner();
                        if (picks) {
                            pick(b.x()[0], from, n, b.inner(), descending, keys, order);
                        } else {
                            for (int j = 0; j < n; j++) {
                                long key = key(b.x()[0], from + j * b.inner());
                                keys[j] = descending ? ~key : key;
                            }
                            if (packed) {
                                packedSort(keys);
                            } else {
                                Arrays.setAll(order, j -> j);
                                mergeSort(keys, order);
                            }
                        }
                        int to = b.to() + line * k * b.inner() + i % b.inner();
                        for (int j = 0; j < k; j++) {
                            ((long[]) b.z())[to + j * b.inner()] = packed && !picks ? keys[j] : order[j];
                        }
                    }
                },
                x);
    }

    /**
     * Goes through n elements with a sorted list of the first ones so far. Most are no better than the last on the list: one
     * comparison says so.
     */
    private static void pick(Object x, int from, int n, int step, boolean descending, long[] keys, int[] order) {
        int k = keys.length;
        float[] f = x instanceof float[] single && k > 0 ? single : null;
        float bound = Float.NaN;
        int found = 0;
        for (int i = 0; i < n && k > 0; i++) {
            int at = from + i * step;
            if (found == k && f != null && (descending ? f[at] <= bound : f[at] >= bound)) {
                continue;
            }
            long key = descending ? ~key(x, at) : key(x, at);
            if (found == k && key >= keys[k - 1]) {
                continue;
            }
            int to = found < k ? found++ : k - 1;
            for (; to > 0 && keys[to - 1] > key; to--) {
                keys[to] = keys[to - 1];
                order[to] = order[to - 1];
            }
            keys[to] = key;
            order[to] = i;
            bound = f == null ? bound : f[from + order[k - 1] * step]; // of no use before the list is full
        }
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
