package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;

/**
 * A backend with memory of its own that leaves the rarer primitives to the {@link HeapBackend}, on copies: each that is
 * not worth a kernel, or whose kernel is wrong. A backend overrides those that it does better.
 */
public abstract class HostedBackend implements Backend {
    private final HeapBackend heap = new HeapBackend();

    /** The backend on Java arrays. */
    public final HeapBackend heap() {
        return heap;
    }

    /** A Java array with the elements of x: x itself where it is one already. */
    protected abstract Array onHeap(Array x);

    /** A Java array where this backend would hold it. */
    protected abstract Array placed(Array onHeap);

    // Indexing.

    @Override
    public Array take(Array x, int axis, Array index) {
        return placed(heap.take(onHeap(x), axis, onHeap(index)));
    }

    @Override
    public Array untake(Array x, int axis, Array index, Shape out) {
        return placed(heap.untake(onHeap(x), axis, onHeap(index), out));
    }

    @Override
    public Array gather(Array x, int axis, Array index) {
        return placed(heap.gather(onHeap(x), axis, onHeap(index)));
    }

    @Override
    public Array scatterAdd(Array x, int axis, Array index, Shape out) {
        return placed(heap.scatterAdd(onHeap(x), axis, onHeap(index), out));
    }

    @Override
    public Array argsort(Array x, int axis, boolean descending) {
        return placed(heap.argsort(onHeap(x), axis, descending));
    }

    // Scans.

    @Override
    public Array accumulate(Binary f, Array x, int axis, boolean reverse) {
        return placed(heap.accumulate(f, onHeap(x), axis, reverse));
    }

    @Override
    public Array recurrence(Array factors, Array terms, int axis, boolean reverse) {
        return placed(heap.recurrence(onHeap(factors), onHeap(terms), axis, reverse));
    }

    // Convolution.

    // Factorizations.
}
