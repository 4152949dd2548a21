package org.autodiff;

import org.autodiff.array.Arena;
import org.autodiff.array.DType;
import org.autodiff.error.ShapeException;

/** The forward sweep: a scan of the tape from 0 up to a root that pushes tangents through the recorded operations. */
final class ForwardSweep {
    private ForwardSweep() {}

    /** The tangent of the root, zero where it depends on none of the slots. */
    static Tensor jvp(Tape tape, int root, int[] slots, Tensor[] tangents) {
        Tensor[] all = new Tensor[root + 1];
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] >= 0 && slots[i] <= root && tangents[i] != null) {
                if (!tangents[i].shape().equals(tape.shape(slots[i]))) {
                    throw new ShapeException("jvp: tangent " + i + " has shape " + tangents[i].shape() + ", its tensor "
                            + tape.shape(slots[i]) + "; they must be equal");
                }
                all[slots[i]] = all[slots[i]] == null ? tangents[i] : all[slots[i]].add(tangents[i]);
            }
        }
        boolean enter = !tape.isInnermost();
        if (enter) {
            Arena.enter(tape.arena, tape);
        }
        tape.pause();
        try {
            for (int i = 0; i <= root; i++) {
                push(tape, i, all);
            }
        } finally {
            tape.resume();
            if (enter) {
                Arena.leave();
            }
        }
        DType dtype = tape.dtype(root);
        return all[root] != null
                ? all[root]
                : Tensor.zeros(dtype, tape.shape(root).toArray());
    }

    private static void push(Tape tape, int slot, Tensor[] all) {
        OpDef op = tape.op(slot);
        if (op == null || all[slot] != null || !op.isDifferentiable()) {
            return;
        }
        int[] inputs = tape.inputs(slot);
        Tensor[] tangents = new Tensor[inputs.length];
        boolean any = false;
        for (int k = 0; k < inputs.length; k++) {
            tangents[k] = all[inputs[k]];
            any |= tangents[k] != null;
        }
        if (any) {
            Tensor t = op.rule().jvp(tape.call(slot), tangents);
            // a rule may leave out axes along which the tangent does not vary
            all[slot] = t.shape().equals(tape.shape(slot))
                    ? t
                    : t.expand(tape.shape(slot).toArray());
        }
    }
}
