package org.autodiff;

import org.autodiff.array.Arena;
import org.autodiff.array.Buffer;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/** The forward sweep: a scan of the tape up to the roots that pushes tangents through the recorded operations. */
final class ForwardSweep {
    private final Tape tape;
    private final boolean recorded;
    /** The lowest slot that has a tangent. */
    private final int floor;
    /** The sweep that this one is a part of, through a piece that is computed again. */
    private final ForwardSweep outer;
    /** By slot from the floor on; null stands for zero. */
    private final Tensor[] tangents;

    private ForwardSweep(Tape tape, int floor, int top, boolean recorded, ForwardSweep outer) {
        this.tape = tape;
        this.floor = floor;
        this.recorded = recorded;
        this.outer = outer;
        this.tangents = new Tensor[Math.max(0, top + 1 - floor)];
    }

    /** The tangents of the roots, zero where one depends on none of the slots. */
    static Tensor[] jvp(Tape tape, int[] roots, int[] slots, Tensor[] given, boolean recorded) {
        int floor = Integer.MAX_VALUE;
        for (int i = 0; i < slots.length; i++) {
            if (given[i] != null) {
                if (slots[i] >= 0) {
                    check(tape, i, slots[i], given[i]);
                }
                floor = slots[i] >= 0 ? Math.min(floor, slots[i]) : floor;
            }
        }
        int top = -1;
        for (int root : roots) {
            top = Math.max(top, root);
        }
        ForwardSweep sweep = new ForwardSweep(tape, Math.min(floor, top + 1), top, recorded, null);
        for (int i = 0; i < slots.length; i++) {
            if (given[i] != null && slots[i] >= 0 && slots[i] <= top) {
                sweep.add(slots[i], given[i]);
            }
        }
        return sweep.run(roots, top);
    }

    private static void check(Tape tape, int i, int slot, Tensor tangent) {
        if (!tangent.shape().equals(tape.shape(slot))) {
            throw new ShapeException("jvp: tangent " + i + " has shape " + tangent.shape() + ", its tensor "
                    + tape.shape(slot) + "; they must be equal");
        }
        if (tangent.dtype() != tape.dtype(slot)) {
            throw new DTypeException("jvp: tangent " + i + " is " + tangent.dtype() + ", its tensor " + tape.dtype(slot)
                    + "; convert one with to(...)");
        }
    }

    private Tensor[] run(int[] roots, int top) {
        boolean enter = !tape.isInnermost();
        if (enter) {
            Arena.enter(tape.arena, tape);
        }
        if (!recorded) {
            tape.pause();
        }
        try {
            int mark = tape.arena.mark();
            scan(top);
            Tensor[] all = new Tensor[roots.length];
            for (int i = 0; i < roots.length; i++) {
                Tensor t = tangent(roots[i]);
                all[i] = t != null
                        ? t
                        : Tensor.zeros(
                                tape.dtype(roots[i]), tape.shape(roots[i]).toArray());
            }
            return recorded ? all : releaseBut(all, mark);
        } finally {
            if (!recorded) {
                tape.resume();
            }
            if (enter) {
                Arena.leave();
            }
        }
    }

    /** Gives back all that the sweep has made, but the results. */
    private Tensor[] releaseBut(Tensor[] results, int mark) {
        Tensor[] all = new Tensor[results.length];
        for (int i = 0; i < all.length; i++) {
            Buffer b = Vmap.buffer(results[i]);
            if (b != null) {
                b.lease().retain();
            }
            all[i] = Vmap.in(tape, results[i]);
        }
        tape.arena.releaseSince(mark);
        for (Tensor t : all) {
            Buffer b = Vmap.buffer(t);
            if (b != null) {
                tape.arena.add(b.lease());
            }
        }
        return all;
    }

    private void scan(int top) {
        for (int i = floor; i <= top; i++) {
            push(i);
        }
    }

    private Tensor tangent(int slot) {
        return slot >= floor ? tangents[slot - floor] : outer == null ? null : outer.tangent(slot);
    }

    private void add(int slot, Tensor t) {
        Tensor old = tangents[slot - floor];
        tangents[slot - floor] = old == null ? t : old.add(t);
    }

    private void push(int slot) {
        OpDef op = tape.op(slot);
        if (op == null || !op.isDifferentiable()) {
            return;
        }
        int[] inputs = tape.inputs(slot);
        Tensor[] in = new Tensor[inputs.length];
        boolean any = false;
        for (int k = 0; k < inputs.length; k++) {
            in[k] = tangent(inputs[k]);
            any |= in[k] != null;
        }
        if (!any) {
            return;
        }
        Tensor t = op == Checkpoint.OP ? recompute(slot) : pushed(slot, op, in);
        if (t != null) {
            // a rule may leave out axes along which the tangent does not vary
            add(
                    slot,
                    t.shape().equals(tape.shape(slot))
                            ? t
                            : t.expand(tape.shape(slot).toArray()));
        }
    }

    private Tensor pushed(int slot, OpDef op, Tensor[] in) {
        Call call = tape.call(slot, null, false);
        int reads = tape.notes().reads();
        Tensor t = op.rule().jvp(call, in);
        if (!recorded || tape.notes().reads() == reads) {
            return t;
        }
        int[] inputs = call.inputs();
        Tensor[] seen = new Tensor[2 * inputs.length];
        for (int k = 0; k < inputs.length; k++) {
            seen[k] = tape.tensor(inputs[k]);
            seen[inputs.length + k] = in[k];
        }
        return OnceDifferentiable.of(tape, op, t, seen);
    }

    /** Computes a piece again, and sweeps through it; null where its tangent is zero. */
    private Tensor recompute(int slot) {
        if (recorded) {
            int from = tape.size();
            Tensor y = Checkpoint.again(tape, slot, tape, from);
            ForwardSweep part = new ForwardSweep(tape, from, y.slot, true, this);
            part.scan(y.slot);
            return part.tangent(y.slot);
        }
        try (Tape on = Tape.nested()) {
            Tensor y = Checkpoint.again(tape, slot, on, 0);
            ForwardSweep part = new ForwardSweep(on, 0, y.slot, false, this);
            for (int i = 0; i <= y.slot; i++) {
                if (on.entries().has(i) && on.entries().isLeaf(i)) {
                    part.tangents[i] = tangent(tape.find(on.entries().output(i)));
                }
            }
            on.pause();
            part.scan(y.slot);
            on.resume();
            Tensor t = part.tangent(y.slot);
            return t == null ? null : tape.adopt(t);
        }
    }

    static void requireArguments(Tensor[] ys, Tensor[] xs, Tensor[] tangents) {
        Require.nonNull(ys, "jvp", "the results", "pass tensors");
        Require.nonNull(xs, "jvp", "the tensors", "pass leaves or nodes");
        Require.nonNull(tangents, "jvp", "the tangents", "pass one for each tensor");
    }
}
