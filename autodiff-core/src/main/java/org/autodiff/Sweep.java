package org.autodiff;

import java.util.function.IntPredicate;
import org.autodiff.array.Arena;
import org.autodiff.array.DType;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs.Range;

/**
 * The reverse sweep: a scan of the tape from a root down, without recursion, that pulls cotangents back. A node is visited
 * once, when all that is above it has been. A sweep for the gradients by some nodes leaves out what does not lead to them.
 */
final class Sweep {
    private final Tape tape;
    private final boolean recorded;
    /** The lowest slot that is looked at. */
    private final int floor;
    /** The sweep that this one is a part of, through a piece that is computed again; cotangents of what is outside go there. */
    private final Sweep outer;

    private final Cotangents cotangents;
    /** The slots, from the floor on, whose cotangents are asked for; null when they go to the leaves instead. */
    private final boolean[] wanted;
    /** The slots, from the floor on, that lead to one that is asked for; null when all variables count. */
    private boolean[] active;
    /** The slots, from the floor on, beneath an operation that selects; null as long as there are none. */
    private boolean[] selected;
    /** Whether a cotangent has come to a leaf. */
    private boolean arrived;

    private Sweep(Tape tape, int floor, int root, boolean recorded, boolean[] wanted, Sweep outer) {
        this.tape = tape;
        this.floor = floor;
        this.recorded = recorded;
        this.wanted = wanted;
        this.outer = outer;
        this.cotangents = new Cotangents(tape, floor, root + 1, recorded);
    }

    /** Adds the derivatives of a scalar to the leaves' gradients. */
    static void backward(Tape tape, int root, double seed) {
        tape.check("backward");
        Sweep sweep = new Sweep(tape, 0, root, false, null, null);
        sweep.run(root, null, seed);
        if (!sweep.arrived && !leadsToVariable(tape, root)) {
            throw new TapeException("backward: the number %" + root
                    + " depends on no leaf. Compute it from tape.leaf(value)" + " outside Scope.noGrad()");
        }
    }

    /** Adds the derivatives of a tensor to the leaves' gradients. */
    static void backward(Tape tape, int root, Tensor seed) {
        tape.check("backward");
        new Sweep(tape, 0, root, false, null, null).run(root, seed, 0);
    }

    /** The cotangents of slots, for tensors xs; a slot of -1 is known to be disconnected. */
    static Gradients gradients(Tape tape, int root, Tensor seed, int[] slots, Tensor[] xs, boolean recorded) {
        int floor = root + 1;
        for (int slot : slots) {
            floor = slot >= 0 ? Math.min(floor, slot) : floor;
        }
        boolean all = tape.retainsAdjoints(); // the cotangent of every node is to be seen
        floor = all ? 0 : floor;
        boolean[] wanted = new boolean[root + 1 - floor];
        for (int slot : slots) {
            if (slot >= 0 && slot <= root) {
                wanted[slot - floor] = true;
            }
        }
        Sweep sweep = new Sweep(tape, floor, root, recorded, wanted, null);
        if (!all) {
            sweep.findActive(root);
        }
        return new Gradients(xs, sweep.run(root, seed, 0, slots));
    }

    /** Whether a scalar slot depends on anything but constants. */
    private static boolean leadsToVariable(Tape tape, int root) {
        boolean[] seen = new boolean[root + 1];
        seen[root] = true;
        for (int i = root; i >= 0; i--) {
            if (seen[i]) {
                int[] inputs = tape.inputs(i);
                if (inputs.length == 0 && tape.isVariable(i)) {
                    return true;
                }
                for (int input : inputs) {
                    seen[input] = true;
                }
            }
        }
        return false;
    }

    private void findActive(int root) {
        active = new boolean[root + 1 - floor];
        IntPredicate leads = this::asksFor;
        for (int i = floor; i <= root; i++) {
            active[i - floor] = wanted != null && wanted[i - floor] || isOutside(i) || tape.reads(i, leads);
            if (isOutside(i)) {
                active[i - floor] = outer.asksFor(outer.slotOf(i, tape));
            }
        }
    }

    /** Whether the cotangent of a slot leads anywhere. */
    boolean asksFor(int slot) {
        return slot >= floor ? active == null || active[slot - floor] : outer != null && outer.asksFor(slot);
    }

    private void run(int root, Tensor seed, double scalarSeed) {
        run(root, seed, scalarSeed, new int[0]);
    }

    private Tensor[] run(int root, Tensor seed, double scalarSeed, int[] slots) {
        boolean enter = !tape.isInnermost();
        if (enter) {
            Arena.enter(tape.arena, tape);
        }
        if (!recorded) {
            tape.pause();
        }
        if (outer == null) {
            tape.forgetAdjoints();
        }
        int size = tape.size();
        if (recorded && outer == null) {
            tape.notes().sweeps().begin();
        }
        try {
            if (root >= floor && asksFor(root)) {
                if (seed != null) {
                    cotangents.add(root, seed);
                } else if (cotangents.scalars() != null) {
                    cotangents.scalars()[root] = scalarSeed;
                } else {
                    cotangents.add(root, Tensor.scalar(DType.FLOAT64, scalarSeed));
                }
                scan(root);
            }
            return collect(slots, root);
        } finally {
            cotangents.clear();
            if (!recorded) {
                tape.resume();
            } else if (outer == null) {
                tape.notes().sweeps().end(size, tape.size(), root);
            }
            if (enter) {
                Arena.leave();
            }
        }
    }

    private void scan(int root) {
        boolean scalars = cotangents.scalars() != null;
        TensorEntries entries = tape.entries();
        for (int i = root; i >= floor; i--) {
            if (scalars && !entries.has(i)) {
                if (tape.hooks() != null && !ScalarEntries.isAbsent(cotangents.scalars()[i])) {
                    hooked(i, null, cotangents.get(i));
                }
                i = scanScalars(i);
            } else if (active == null || active[i - floor]) {
                visit(i);
            }
        }
        if (scalars && tape.retainsAdjoints()) {
            tape.scalarGradients().keep(cotangents.scalars(), root + 1);
        }
    }

    /** Sweeps scalar slots from i down to the next tensor node or 0, and returns the last slot it has done. */
    private int scanScalars(int from) {
        ScalarEntries c = tape.columns();
        int[] left = c.left;
        int[] right = c.right;
        double[] byLeft = c.byLeft;
        double[] byRight = c.byRight;
        double[] g = cotangents.scalars();
        int stop = Math.max(tape.entries().highest(from), floor - 1);
        if (tape.hooks() != null) {
            Integer hooked = tape.hooks().lowerKey(from);
            stop = hooked == null ? stop : Math.max(stop, hooked);
        }
        for (int i = from; i > stop; i--) {
            double d = g[i];
            if (ScalarEntries.isAbsent(d)) {
                continue;
            }
            int l = left[i];
            if (l < 0) {
                if (wanted == null && tape.isScalarLeaf(i)) {
                    arrived = true;
                    tape.scalarGradients().add(i, d);
                }
                continue;
            }
            g[l] += d * byLeft[i] + 0.0; // a cotangent of -0.0 becomes 0.0: it has arrived
            int r = right[i];
            if (r >= 0) {
                g[r] += d * byRight[i] + 0.0;
            }
        }
        return stop + 1;
    }

    /** Pulls the cotangent of a slot back through its operation. */
    private void visit(int slot) {
        Tensor g = cotangents.get(slot);
        if (g == null) {
            return;
        }
        TensorEntries entries = tape.entries();
        boolean tensor = entries.has(slot);
        OpDef op = tape.op(slot);
        if (tape.hooks() != null || op == null) {
            g = hooked(slot, op, g);
        }
        if (tensor && tape.retainsAdjoints()) {
            entries.adjoint(slot, recorded ? g : tape.adopt(g));
        }
        if (recorded) {
            tape.notes().sweeps().visit(tape.size(), slot, g.home == tape ? g.slot : -1);
        }
        if (op == null) {
            if (wanted == null && tensor && entries.output(slot).requiresGrad()) {
                arrived = true;
                entries.output(slot).cell().accumulate(g, () -> cotangents.release(slot));
                cotangents.clear(slot);
            }
            return;
        }
        int mark = tape.arena.mark();
        long start = tape.notes().isTimed() ? System.nanoTime() : 0;
        boolean select = op.selects() || selected != null && selected[slot - floor];
        if (op == Checkpoint.OP) {
            recompute(slot, g, select);
        } else {
            pull(slot, op, g, select);
        }
        if (start != 0) {
            tape.notes().times().backward(slot, System.nanoTime() - start);
        }
        if (!recorded) {
            if (wanted == null || !wanted[slot - floor]) {
                cotangents.clear(slot);
            }
            tape.arena.releaseSince(mark);
        }
    }

    private void pull(int slot, OpDef op, Tensor g, boolean select) {
        Call call = tape.call(slot, this, select);
        int[] inputs = call.inputs();
        if (op == Movement.SLICE && !recorded && !isOutside(inputs[0])) {
            if (call.needs(0)) {
                cotangents.addSlice(inputs[0], call.attrs(Range.class), g);
                marked(inputs[0], select);
            }
            return;
        }
        Tensor[] into = new Tensor[inputs.length];
        int reads = tape.notes().reads();
        op.rule().vjp(call, g, into);
        boolean once = recorded && tape.notes().reads() != reads;
        for (int k = 0; k < inputs.length; k++) {
            if (into[k] != null && call.needs(k)) {
                Tensor share = Reduced.sumTo(into[k], tape.shape(inputs[k]));
                add(inputs[k], once ? OnceDifferentiable.of(tape, op, share, seen(call, g)) : share, select);
            }
        }
    }

    /** What the rule of an operation could see. */
    private Tensor[] seen(Call call, Tensor g) {
        int[] inputs = call.inputs();
        Tensor[] all = new Tensor[inputs.length + 1];
        for (int k = 0; k < inputs.length; k++) {
            all[k] = tape.tensor(inputs[k]);
        }
        all[inputs.length] = g;
        return all;
    }

    private void add(int slot, Tensor g, boolean select) {
        if (outer != null && isOutside(slot)) {
            outer.receive(slot, tape, g, select);
            return;
        }
        cotangents.add(slot, g);
        marked(slot, select);
    }

    /** Keeps in mind that a zero in the cotangent of a slot may say "not taken". */
    private void marked(int slot, boolean select) {
        if (select) {
            if (selected == null) {
                selected = new boolean[tape.size() - floor];
            }
            selected[slot - floor] = true;
        }
    }

    /** What the hooks of a node or a leaf make of its cotangent. */
    private Tensor hooked(int slot, OpDef op, Tensor g) {
        Hooks hooks = tape.hooks() == null ? null : tape.hooks().get(slot);
        if (op == null && tape.entries().has(slot)) {
            LeafState cell = tape.entries().output(slot).cell();
            hooks = cell == null ? null : cell.hooks();
        }
        if (hooks == null) {
            return g;
        }
        int mark = tape.arena.mark();
        Tensor next = hooks.apply(tape.tensor(slot), g);
        if (next != g) {
            cotangents.set(slot, next);
        }
        if (!recorded) {
            tape.arena.releaseSince(mark);
        }
        return next;
    }

    // Pieces that are computed again.

    /** Computes a piece again, and sweeps through it; the cotangents of what it uses are added here, in the same order. */
    private void recompute(int slot, Tensor g, boolean select) {
        if (recorded) {
            int from = tape.size();
            Tensor y = Checkpoint.again(tape, slot, tape, from);
            part(tape, from, y, g, select);
            return;
        }
        try (Tape part = Tape.nested()) {
            part(part, 0, Checkpoint.again(tape, slot, part, 0), g, select);
        }
    }

    private void part(Tape on, int from, Tensor y, Tensor g, boolean select) {
        Sweep part = new Sweep(on, from, y.slot, recorded, null, this);
        if (active != null) {
            part.findActive(y.slot);
        }
        if (select) {
            part.selected = new boolean[y.slot + 1 - from];
            part.selected[y.slot - from] = true;
        }
        part.run(y.slot, g, 0);
    }

    /** Whether a slot stands for something outside of the part that is swept. */
    private boolean isOutside(int slot) {
        return outer != null
                && (slot < floor
                        || tape != outer.tape
                                && tape.entries().has(slot)
                                && tape.entries().isLeaf(slot));
    }

    /** The slot here of what a part has under a slot of its own. */
    private int slotOf(int slot, Tape part) {
        return part == tape ? slot : tape.find(part.entries().output(slot));
    }

    private void receive(int slot, Tape part, Tensor g, boolean select) {
        if (part == tape) {
            add(slot, g, select);
            return;
        }
        Arena.enter(tape.arena, tape);
        try {
            add(slotOf(slot, part), tape.adopt(g), select);
        } finally {
            Arena.leave();
        }
    }

    /** The cotangents asked for, owned by the tape; null where none has arrived. */
    private Tensor[] collect(int[] slots, int root) {
        Tensor[] all = new Tensor[slots.length];
        for (int i = 0; i < slots.length; i++) {
            Tensor g = slots[i] < 0 || slots[i] > root ? null : cotangents.get(slots[i]);
            all[i] = g == null || recorded ? g : tape.adopt(g);
        }
        return all;
    }

    /** The cotangent 1 of a result with one element. */
    static Tensor one(Tensor y) {
        Require.nonNull(y, "gradients", "the result", "pass what is to be differentiated");
        if (y.size() != 1) {
            throw new ShapeException(
                    "backward: the result has shape " + y.shape() + ", so its gradient needs a cotangent of"
                            + " that shape; reduce it with sum() or mean(), or pass one: backward(cotangent)");
        }
        return Tensor.full(y.dtype(), 1, y.shape().toArray());
    }

    /** The cotangent, if it fits. */
    static Tensor checked(Tensor y, Tensor cotangent) {
        Require.nonNull(cotangent, "backward", "the cotangent", "backward() takes 1 for one number");
        if (!cotangent.shape().equals(y.shape())) {
            throw new ShapeException("backward: the cotangent has shape " + cotangent.shape() + ", the result "
                    + y.shape() + "; they must be equal");
        }
        if (cotangent.dtype() != y.dtype()) {
            throw new DTypeException("backward: the cotangent is " + cotangent.dtype() + ", the result " + y.dtype()
                    + "; convert one with to(...)");
        }
        return cotangent;
    }
}
