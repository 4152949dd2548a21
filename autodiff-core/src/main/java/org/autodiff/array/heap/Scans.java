package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Span;

/** Loops in which each element follows from the one before; in double, so that long lines in single lose nothing. */
final class Scans {
    private Scans() {}

    static Array accumulate(HeapBackend b, Binary f, Array x, int axis, boolean reverse) {
        Array d = b.dense(x);
        Array z = b.allocate(x.dtype(), x.shape());
        Span s = Span.of(x.shape(), axis);
        int step = reverse ? -s.inner() : s.inner();
        for (int line = 0; z.size() > 0 && line < s.outer() * s.inner(); line++) {
            int at = first(s, line, reverse);
            double last = Elements.get(d.storage(), d.offset() + at);
            Elements.set(z.storage(), at, last);
            for (int i = 1; i < s.count(); i++) {
                at += step;
                last = f.apply(last, Elements.get(d.storage(), d.offset() + at));
                Elements.set(z.storage(), at, last);
            }
        }
        return z;
    }

    static Array recurrence(HeapBackend b, Array factors, Array terms, int axis, boolean reverse) {
        Array a = b.dense(factors);
        Array t = b.dense(terms);
        Array z = b.allocate(t.dtype(), t.shape());
        Span s = Span.of(t.shape(), axis);
        int step = reverse ? -s.inner() : s.inner();
        for (int line = 0; z.size() > 0 && line < s.outer() * s.inner(); line++) {
            int at = first(s, line, reverse);
            double last = Elements.get(t.storage(), t.offset() + at);
            Elements.set(z.storage(), at, last);
            for (int i = 1; i < s.count(); i++) {
                at += step;
                last = Elements.get(a.storage(), a.offset() + at) * last + Elements.get(t.storage(), t.offset() + at);
                Elements.set(z.storage(), at, last);
            }
        }
        return z;
    }

    /** Where a line along the axis begins. */
    private static int first(Span s, int line, boolean reverse) {
        int first = line / s.inner() * s.count() * s.inner() + line % s.inner();
        return reverse ? first + (s.count() - 1) * s.inner() : first;
    }
}
