package org.autodiff;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs.Range;

/**
 * The cotangents of a sweep, by node, from the lowest one that it looks at. Those of scalar nodes add up in a column of
 * doubles; those of tensors in place, once the sweep has made an array of its own for the sum.
 */
final class Cotangents {
    /** In how many pieces a slice is added in place at most: one kernel on the whole is faster than many on little. */
    private static final int PIECES = 64;

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
        } else if (own[i] && !Vmap.isSample(old) && !Vmap.isSample(g)) {
            Backend.get().addInto(old.array(), 1, g.array());
        } else {
            Tensor sum = old.add(g);
            hold(i, sum, true);
            drop(old);
        }
    }

    /**
     * Adds the cotangent of a slice to its part of that of a node; in place where it can, so that the cotangents of all the
     * slices of an array cost as much as the array, and not that times their number. Not for recorded sweeps.
     */
    void addSlice(int slot, Range r, Tensor g) {
        int i = slot - base;
        Tensor whole = tensors[i];
        Shape shape = tape.shape(slot);
        int pieces = Shape.of(Arrays.copyOf(shape.toArray(), r.axis())).size();
        boolean samples = Vmap.isSample(g) || whole != null && Vmap.isSample(whole);
        if (whole != null && own[i] && r.step() == 1 && pieces <= PIECES && !samples) {
            Array part = whole.array().slice(r.axis(), r.start(), r.count(), 1);
            addInto(part, g.array(), r.axis());
            return;
        }
        Tensor embedded = Movement.EMBED.apply(r, g);
        if (whole == null) {
            hold(i, embedded, true);
        } else {
            add(slot, embedded);
        }
    }

    /** Adds to a view that is dense from an axis on, one piece for each index of the axes before it. */
    private static void addInto(Array part, Array g, int axis) {
        if (part.isDense()) {
            Backend.get().addInto(part, 1, g);
            return;
        }
        int n = part.shape().dim(0);
        for (int k = 0; k < n; k++) {
            addInto(at(part, k), at(g, k), axis - 1);
        }
    }

    /** What stands at one index of the first axis. */
    private static Array at(Array x, int index) {
        int[] dims = x.shape().toArray();
        return x.slice(0, index, 1, 1).viewAs(Shape.of(Arrays.copyOfRange(dims, 1, dims.length)));
    }

    private void hold(int i, Tensor g, boolean mine) {
        tensors[i] = g;
        own[i] = mine;
        Buffer b = recorded ? null : Vmap.buffer(g);
        if (b != null) {
            b.lease().retain();
        }
    }

    private void drop(Tensor g) {
        Buffer b = recorded ? null : Vmap.buffer(g);
        if (b != null) {
            b.lease().release();
        }
    }

    /** The cotangent of a tensor node, or null; it stays until {@link #clear}. */
    Tensor get(int slot) {
        Tensor g = tensors[slot - base];
        if (scalars != null && !ScalarEntries.isAbsent(scalars[slot])) {
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
            scalars[slot] = tape.entries().has(slot) ? ScalarEntries.ABSENT : g.item() + 0.0;
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
