package org.autodiff;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;

/**
 * The cotangents of a sweep, by node, from the lowest one that it looks at. Those of scalar nodes add up in a column of doubles; those of tensors in place,
 * once the sweep has made an array of its own for the sum.
 */
final class Cotangents {
    private final Tape tape;
    private final int base;
    private final boolean recorded;
    private final Tensor[] tensors;
    /** Which arrays only the sweep knows, so that it may add to them in place. */
    private final boolean[] own;

    private final double[] scalars;

    Cotangents(Tape tape, int base, int end, boolean recorded) {
        this.tape = tape;
        this.base = base;
        this.recorded = recorded;
        this.tensors = new Tensor[end - base];
        this.own = new boolean[end - base];
        this.scalars =
                tape.columns() == null || recorded ? null : tape.columns().cotangents(end);
    }

    /** The column of scalar cotangents; null where the tape has no scalar slots, or where cotangents are recorded. */
    double[] scalars() {
        return scalars;
    }

    /** Adds a cotangent to that of a node. */
    void add(int slot, Tensor g) {
        if (scalars != null && !tape.entries().has(slot)) {
            scalars[slot] += g.item() + 0.0;
            return;
        }
        int i = slot - base;
        Tensor old = tensors[i];
        if (old == null) {
            hold(i, g, false);
        } else if (recorded) {
            tensors[i] = old.add(g);
        } else if (own[i]) {
            Backend.get().addInto(old.array(), 1, g.array());
        } else {
            Tensor sum = old.add(g);
            hold(i, sum, true);
            drop(old);
        }
    }

    private void hold(int i, Tensor g, boolean mine) {
        tensors[i] = g;
        own[i] = mine;
        if (!recorded && g.array().storage() instanceof Buffer b) {
            b.lease().retain();
        }
    }

    private void drop(Tensor g) {
        if (!recorded && g.array().storage() instanceof Buffer b) {
            b.lease().release();
        }
    }

    /** The cotangent of a tensor node, or null; it stays until {@link #clear}. */
    Tensor get(int slot) {
        Tensor g = tensors[slot - base];
        if (scalars != null && !Columns.isAbsent(scalars[slot])) {
            // scalar operations have used a tensor node of rank 0
            Tensor s = Tensor.scalar(DType.FLOAT64, scalars[slot]);
            return g == null ? s : g.add(s);
        }
        return g;
    }

    /** Puts another cotangent in the place of a node's. */
    void set(int slot, Tensor g) {
        Tensor old = tensors[slot - base];
        if (scalars != null) {
            scalars[slot] = tape.entries().has(slot) ? Columns.ABSENT : g.item() + 0.0;
        }
        if (scalars == null || tape.entries().has(slot)) {
            hold(slot - base, g, false);
        }
        if (old != null) {
            drop(old);
        }
    }

    /** Lets go of the cotangent of a node. */
    void clear(int slot) {
        Tensor g = tensors[slot - base];
        if (g != null) {
            tensors[slot - base] = null;
            drop(g);
        }
    }

    /** An array with the cotangent that nobody else has, for a caller who will own it: outside any arena. */
    Array release(int slot) {
        Array a = get(slot).array();
        Backend b = Backend.get();
        boolean alone = a.isDense()
                && a.offset() == 0
                && a.storage() instanceof Buffer buffer
                && buffer.lease().hasOneOwner();
        return alone || own[slot - base] && !tape.retainsAdjoints() ? a : b.copy(a);
    }

    /** Lets go of everything that is left. */
    void clear() {
        for (int i = 0; i < tensors.length; i++) {
            clear(base + i);
        }
    }
}
