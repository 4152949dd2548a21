package org.autodiff.check.mutation;

import java.util.function.BinaryOperator;
import org.autodiff.Call;
import org.autodiff.Tensor;

/**
 * One way to make a rule wrong. Each part gives null where it does not apply to a call, which is left right then.
 *
 * @param flaw the kind of mistake
 * @param what what is changed, in a few words
 * @param side the only direction that it makes sense for; {@link Side#BOTH} for any
 * @param reads the call as the rule reads it
 * @param enters what comes into the rule: the cotangent, or the tangent of the one input
 * @param leaves what comes out of it, from that and what came in
 * @param other whether the result by the next input is taken
 */
record Change(Flaw flaw, String what, Side side, Reading reads, Entering enters, Leaving leaves, boolean other) {
    /** The call as a wrong rule reads it. */
    @FunctionalInterface
    interface Reading {
        Call of(Call call, int input);
    }

    /** What a wrong rule makes of what comes in. */
    @FunctionalInterface
    interface Entering {
        Tensor of(Tensor entering);
    }

    /** What a wrong rule makes of what goes out, for the call and the number of the input. */
    @FunctionalInterface
    interface Leaving {
        Tensor of(Tensor leaving, Tensor entering, Call call, int input);
    }

    static Change reading(Flaw flaw, String what, Reading reads) {
        return new Change(flaw, what, Side.BOTH, reads, t -> t, (r, t, c, i) -> r, false);
    }

    static Change entering(Flaw flaw, String what, Entering enters) {
        return new Change(flaw, what, Side.BOTH, (c, i) -> c, enters, (r, t, c, i) -> r, false);
    }

    static Change leaving(Flaw flaw, String what, Entering leaves) {
        return new Change(flaw, what, Side.BOTH, (c, i) -> c, t -> t, (r, t, c, i) -> leaves.of(r), false);
    }

    static Change pulling(Flaw flaw, String what, Leaving leaves) {
        return new Change(flaw, what, Side.VJP, (c, i) -> c, t -> t, leaves, false);
    }

    static Change insteadOfResult(Flaw flaw, String what, BinaryOperator<Tensor> leaves) {
        return new Change(flaw, what, Side.BOTH, (c, i) -> c, t -> t, (r, t, c, i) -> leaves.apply(r, t), false);
    }

    static Change ofNextInput(Flaw flaw, String what) {
        return new Change(flaw, what, Side.BOTH, (c, i) -> c, t -> t, (r, t, c, i) -> r, true);
    }

    /** The input whose part of the derivative is taken for this one; -1 where there is none of the same shape and type. */
    int source(Call call, int input) {
        if (!other) {
            return input;
        }
        int next = (input + 1) % call.arity();
        boolean fits =
                next != input && call.shape(next).equals(call.shape(input)) && call.dtype(next) == call.dtype(input);
        return fits ? next : -1;
    }
}
