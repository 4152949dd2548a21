package org.autodiff;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;

/**
 * The cotangents of a sweep, by node. Those of scalar nodes add up in a column of doubles; those of tensors in place,
 * once the sweep has made an array of its own for the sum.
 */
final class Cotangents {
    private final Tape tape;
    private final boolean recorded;
    private final Tensor[] tensors;
    /** Which arrays only the sweep knows, so that it may add to them in place. */
    private final boolean[] own;

    private final double[] scalars;

    Cotangents(Tape tape, int size, boolean recorded) {
        this.tape = tape;
        this.recorded = recorded;
        this.tensors = new Tensor[size];
        this.own = new boolean[size];
        this.scalars =
                tape.columns() == null || recorded ? null : tape.columns().cotangents(size);
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
        Tensor old = tensors[slot];
        if (old == null) {
            hold(slot, g, false);
        } else if (recorded) {
            tensors[slot] = old.add(g);
        } else if (own[slot]) {
            Backend.get().addInto(old.array(), 1, g.array());
        } else {
            Tensor sum = old.add(g);
            hold(slot, sum, true);
            drop(old);
        }
    }

    private void hold(int slot, Tensor g, boolean mine) {
        tensors[slot] = g;
        own[slot] = mine;
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
        Tensor g = tensors[slot];
        if (scalars != null && !Columns.isAbsent(scalars[slot])) {
            // scalar operations have used a tensor node of rank 0
            Tensor s = Tensor.scalar(DType.FLOAT64, scalars[slot]);
            return g == null ? s : g.add(s);
        }
        return g;
    }

    /** Lets go of the cotangent of a node. */
    void clear(int slot) {
        Tensor g = tensors[slot];
        if (g != null) {
            tensors[slot] = null;
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
        return alone || own[slot] && !tape.retainsAdjoints() ? a : b.copy(a);
    }

    /** Lets go of everything that is left. */
    void clear() {
        for (int i = 0; i < tensors.length; i++) {
            clear(i);
        }
    }
}
