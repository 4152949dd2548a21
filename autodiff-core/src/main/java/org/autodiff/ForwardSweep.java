package org.autodiff;

import java.util.Arrays;
import org.autodiff.array.Arena;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;

/** The forward sweep: a scan of the tape up to its roots that pushes tangents through the recorded operations. */
final class ForwardSweep {
    private ForwardSweep() {}

    /**
     * The tangents of the roots, zero where they depend on none of the slots.
     *
     * @param recorded whether the tangents' operations are recorded, beyond the roots, where the scan does not come
     */
    static Tensor[] jvp(Tape tape, int[] roots, int[] slots, Tensor[] tangents, boolean recorded) {
        int last = Arrays.stream(roots).max().orElse(-1);
        Tensor[] all = new Tensor[last + 1];
        int first = last + 1;
        boolean enter = !tape.isInnermost();
        if (enter) {
            Arena.enter(tape.arena, tape);
        }
        if (!recorded) {
            tape.pause();
        }
        try {
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] >= 0 && slots[i] <= last && tangents[i] != null) {
                    check(i, tape, slots[i], tangents[i]);
                    all[slots[i]] = all[slots[i]] == null ? tangents[i] : all[slots[i]].add(tangents[i]);
                    first = Math.min(first, slots[i]);
                }
            }
            for (int i = first; i <= last; i++) {
                push(tape, i, all);
            }
            Tensor[] results = new Tensor[roots.length];
            for (int i = 0; i < roots.length; i++) {
                Tensor t = all[roots[i]];
                results[i] = t != null
                        ? t
                        : Tensor.zeros(
                                tape.dtype(roots[i]), tape.shape(roots[i]).toArray());
            }
            return results;
        } finally {
            if (!recorded) {
                tape.resume();
            }
            if (enter) {
                Arena.leave();
            }
        }
    }

    private static void check(int i, Tape tape, int slot, Tensor tangent) {
        if (!tangent.shape().equals(tape.shape(slot))) {
            throw new ShapeException("jvp: tangent " + i + " has shape " + tangent.shape() + ", its tensor "
                    + tape.shape(slot) + "; they must be equal");
        }
        if (tangent.dtype() != tape.dtype(slot)) {
            throw new DTypeException("jvp: tangent " + i + " is " + tangent.dtype() + ", its tensor " + tape.dtype(slot)
                    + "; convert one with to(...)");
        }
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
