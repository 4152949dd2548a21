package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Span;

/** Loops in which each element follows from the one before; in double, so that long lines in single lose nothing. */
interface Scans extends Hosting {
    /** What follows from the result before and from the element with a number. */
    @FunctionalInterface
    interface Step {
        /** The next result. */
        double next(double last, double element, int number);
    }

    @Override
    default Array accumulate(Binary f, Array x, int axis, boolean reverse) {
        return scan(x, axis, reverse, (last, element, i) -> f.apply(last, element));
    }

    @Override
    default Array recurrence(Array factors, Array terms, int axis, boolean reverse) {
        Object a = HeapArrays.packed(onHeap(factors));
        return scan(terms, axis, reverse, (last, element, i) -> Elements.get(a, i) * last + element);
    }

    private Array scan(Array x, int axis, boolean reverse, Step f) {
        Span s = Span.of(x.shape(), axis);
        int slab = s.count() * s.inner();
        int step = reverse ? -s.inner() : s.inner();
        int begin = reverse ? slab - s.inner() : 0;
        return mapLines(x, slab, x.dtype(), x.shape(), slab, (outer, from, at, z, to) -> {
            for (int i = begin; i < begin + s.inner(); i++) {
                double last = Elements.get(from, at + i);
                Elements.set(z, to + i, last);
                for (int k = 1, next = i + step; k < s.count(); k++, next += step) {
                    last = f.next(last, Elements.get(from, at + next), outer * slab + next);
                    Elements.set(z, to + next, last);
                }
            }
        });
    }
}
