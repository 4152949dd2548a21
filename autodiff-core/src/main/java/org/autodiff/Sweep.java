package org.autodiff;

import org.autodiff.array.Arena;
import org.autodiff.array.Array;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;

/** The reverse sweep: a scan of the tape from a root down to 0, without recursion, that pulls cotangents back. */
final class Sweep {
    private final Tape tape;
    private final boolean recorded;
    private final Cotangents cotangents;
    /** The slots whose cotangents are asked for; null when they go to the leaves instead. */
    private final boolean[] wanted;

    private Sweep(Tape tape, int root, boolean recorded, boolean[] wanted) {
        this.tape = tape;
        this.recorded = recorded;
        this.wanted = wanted;
        this.cotangents = new Cotangents(tape, root + 1, recorded);
    }

    /** Adds the derivatives of a scalar to the leaves' gradients. */
    static void backward(Tape tape, int root, double seed) {
        tape.check("backward");
        Sweep sweep = new Sweep(tape, root, false, null);
        sweep.run(root, null, seed);
    }

    /** Adds the derivatives of a tensor to the leaves' gradients. */
    static void backward(Tape tape, int root, Tensor seed) {
        tape.check("backward");
        new Sweep(tape, root, false, null).run(root, seed, 0);
    }

    /** The cotangents of slots, for tensors xs; a slot of -1 is known to be disconnected. */
    static Gradients gradients(Tape tape, int root, Tensor seed, int[] slots, Tensor[] xs, boolean recorded) {
        boolean[] wanted = new boolean[root + 1];
        for (int slot : slots) {
            if (slot >= 0 && slot <= root) {
                wanted[slot] = true;
            }
        }
        Sweep sweep = new Sweep(tape, root, recorded, wanted);
        return new Gradients(xs, sweep.run(root, seed, 0, slots));
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
        tape.forgetAdjoints();
        try {
            if (seed != null) {
                cotangents.add(root, seed);
            } else if (cotangents.scalars() != null) {
                cotangents.scalars()[root] = scalarSeed;
            } else {
                cotangents.add(root, Tensor.scalar(DType.FLOAT64, scalarSeed));
            }
            scan(root);
            return collect(slots, root);
        } finally {
            cotangents.clear();
            if (!recorded) {
                tape.resume();
            }
            if (enter) {
                Arena.leave();
            }
        }
    }

    private void scan(int root) {
        boolean scalars = cotangents.scalars() != null;
        Entries entries = tape.entries();
        for (int i = root; i >= 0; i--) {
            if (scalars && !entries.has(i)) {
                i = scanScalars(i);
            } else {
                visit(i);
            }
        }
        if (scalars && tape.retainsAdjoints()) {
            tape.keepScalarAdjoints(cotangents.scalars(), root + 1);
        }
    }

    /** Sweeps scalar slots from i down to the next tensor node or 0, and returns the last slot it has done. */
    private int scanScalars(int from) {
        Columns c = tape.columns();
        int[] left = c.left;
        int[] right = c.right;
        double[] byLeft = c.byLeft;
        double[] byRight = c.byRight;
        double[] g = cotangents.scalars();
        int stop = tape.entries().highest(from);
        for (int i = from; i > stop; i--) {
            double d = g[i];
            if (Columns.isAbsent(d)) {
                continue;
            }
            int l = left[i];
            if (l < 0) {
                if (wanted == null && tape.isScalarLeaf(i)) {
                    tape.addScalarGrad(i, d);
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
        Entries entries = tape.entries();
        boolean tensor = entries.has(slot);
        if (tensor && tape.retainsAdjoints()) {
            entries.adjoint(slot, owned(g));
        }
        OpDef op = tape.op(slot);
        if (op == null) {
            if (wanted == null && tensor && entries.output(slot).requiresGrad()) {
                entries.output(slot).accumulate(g, () -> cotangents.release(slot));
                cotangents.clear(slot);
            }
            return;
        }
        int mark = tape.arena.mark();
        Call call = tape.call(slot);
        int[] inputs = call.inputs();
        Tensor[] into = new Tensor[inputs.length];
        op.rule().vjp(call, g, into);
        for (int k = 0; k < inputs.length; k++) {
            if (into[k] != null && tape.isVariable(inputs[k])) {
                cotangents.add(inputs[k], into[k].sumTo(tape.shape(inputs[k])));
            }
        }
        if (!recorded) {
            if (wanted == null || !wanted[slot]) {
                cotangents.clear(slot);
            }
            tape.arena.releaseSince(mark);
        }
    }

    /** The cotangents asked for, owned by the tape; null where none has arrived. */
    private Tensor[] collect(int[] slots, int root) {
        Tensor[] all = new Tensor[slots.length];
        for (int i = 0; i < slots.length; i++) {
            Tensor g = slots[i] < 0 || slots[i] > root ? null : cotangents.get(slots[i]);
            all[i] = g == null || recorded ? g : owned(g);
        }
        return all;
    }

    /** A handle whose memory the tape owns. */
    private Tensor owned(Tensor g) {
        Array a = g.array();
        if (!recorded && a.storage() instanceof Buffer b) {
            b.lease().retain();
            tape.arena.add(b.lease());
        }
        return recorded ? g : new Tensor(a, tape, -1);
    }

    /** The cotangent 1 of a result with one element. */
    static Tensor one(Tensor y) {
        if (y.size() != 1) {
            throw new ShapeException(
                    "backward: the result has shape " + y.shape() + ", so its gradient needs a cotangent of"
                            + " that shape; reduce it with sum() or mean(), or pass one: backward(cotangent)");
        }
        return Tensor.full(y.dtype(), 1, y.shape().toArray());
    }

    /** The cotangent, if it fits. */
    static Tensor checked(Tensor y, Tensor cotangent) {
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
