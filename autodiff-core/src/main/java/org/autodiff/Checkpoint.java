package org.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;

/**
 * A piece of a computation of which only the result is kept. It stands on the tape as one entry whose inputs are all that it
 * depends on, arguments and what it has used besides. A sweep that comes to it computes it again, and goes through the
 * piece as if it had been recorded: the same operations in the same order, so the same bits.
 */
final class Checkpoint {
    /** The piece, with its arguments. */
    private record Piece(TensorFunction f, Tensor[] arguments) implements Attrs {
        @Override
        public String toString() {
            return "";
        }
    }

    /** What the entry is called. Its rule is the piece itself: the sweeps look after it. */
    static final OpDef OP = OpDef.custom("checkpoint")
            .variadic()
            .forward(Piece.class, (b, x, out, piece) -> {
                throw new IllegalStateException("a checkpoint is recorded with its value");
            })
            .vjp((call, g) -> {
                throw new IllegalStateException("sweeps go through a checkpoint");
            })
            .samples("[]")
            .formula("f(x)", "f'(x)")
            .define();

    private Checkpoint() {}

    private static Tensor returned(Tensor y) {
        return Require.nonNull(y, "checkpoint", "the function's value", "return the tensor that it computes");
    }

    static Tensor apply(TensorFunction f, Tensor... xs) {
        Vmap level = Vmap.current();
        if (level != null) {
            return Vmap.piece(level, f, inside -> all -> apply(inside, all), xs);
        }
        Tape tape = Recorder.target("checkpoint", xs);
        if (tape == null || Scope.isSubstituting()) {
            // nothing is recorded, so nothing is kept; or what stands for a leaf now would not when it is computed
            // again
            return returned(f.apply(xs));
        }
        try (Tape part = Tape.nested()) {
            Tensor y = returned(f.apply(xs));
            if (y.slot < 0 || y.home != part) {
                return y.home == part ? tape.adopt(y) : y; // an argument, a constant: nothing to compute again
            }
            Set<Tensor> inputs = Collections.newSetFromMap(new IdentityHashMap<>());
            List<Tensor> ordered = new ArrayList<>();
            for (Tensor x : xs) {
                if (inputs.add(x)) {
                    ordered.add(x); // constants too, for the check that none has changed
                }
            }
            for (Tensor v : part.entries().leaves()) {
                if (inputs.add(v)) {
                    ordered.add(v);
                }
            }
            return tape.record(
                    OP,
                    new Piece(f, xs.clone()),
                    checked(tape, ordered),
                    tape.adopt(y).array());
        }
    }

    private static Tensor[] checked(Tape tape, List<Tensor> inputs) {
        for (Tensor t : inputs) {
            if (t.slot >= 0 && t.home != tape && !tape.isNested()) {
                throw new TapeException("checkpoint: the function uses " + t.describe() + " of another tape;"
                        + " detach() it, or record both on one tape");
            }
        }
        return inputs.toArray(Tensor[]::new);
    }

    /**
     * Computes the piece at a slot of a tape again.
     *
     * @param on the tape that records it this time: a nested one, or the same
     * @param from the first slot of the record
     * @return the result
     */
    static Tensor again(Tape tape, int slot, Tape on, int from) {
        Piece piece = (Piece) tape.entries().attrs(slot);
        int[] inputs = tape.inputs(slot);
        for (int input : inputs) {
            tape.saved(input, OP); // throws if it has been changed
        }
        Tensor y = piece.f().apply(piece.arguments().clone());
        boolean same =
                y.home == on && y.slot >= from && y.shape().equals(tape.shape(slot)) && y.dtype() == tape.dtype(slot);
        for (int i = from; same && i <= y.slot; i++) {
            if (on != tape) {
                same = !(on.entries().has(i) && on.entries().isLeaf(i))
                        || isAmong(inputs, tape.find(on.entries().output(i)));
            } else {
                same = on.op(i) != null || !on.isVariable(i);
                same &= !on.reads(i, input -> input < from && on.isVariable(input) && !isAmong(inputs, input));
            }
        }
        if (!same) {
            throw new TapeException("checkpoint: computed again, the function has not done the same as before: it gave"
                    + " another shape, or used other variables. It must depend on its arguments and on tensors that stay"
                    + " the same, and draw random numbers from a Seed that is made in it or passed to it");
        }
        return y;
    }

    private static boolean isAmong(int[] slots, int slot) {
        for (int s : slots) {
            if (s == slot) {
                return true;
            }
        }
        return false;
    }
}
