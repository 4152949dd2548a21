package org.autodiff.check.mutation;

import java.util.Arrays;
import org.autodiff.Call;
import org.autodiff.OpBuilder;
import org.autodiff.OpDef;
import org.autodiff.Rule;
import org.autodiff.Tensor;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Sample;
import org.autodiff.op.Saved;

/** An operation whose rule is wrong in one way, by one input. */
final class Mutant {
    private final OpDef original;
    private final Change change;
    private final Side side;
    private final int input;
    private final boolean hidden;
    private boolean applied;

    /**
     * Makes one.
     *
     * @param original the operation
     * @param change what is wrong
     * @param side in which direction
     * @param input by which input
     * @param hidden whether the values of the rule are right all the same, and only their derivatives are those of the wrong
     *     ones
     */
    Mutant(OpDef original, Change change, Side side, int input, boolean hidden) {
        this.original = original;
        this.change = change;
        this.side = side;
        this.input = input;
        this.hidden = hidden;
    }

    OpDef original() {
        return original;
    }

    Flaw flaw() {
        return change.flaw();
    }

    Side side() {
        return side;
    }

    /** Whether the change has applied to any call so far. */
    boolean isApplied() {
        return applied;
    }

    /** The operation with the wrong rule. */
    OpDef operation() {
        OpBuilder b = OpDef.custom(original.name())
                .vjp(this::vjp)
                .jvp(this::jvp)
                .saves(original.saves().toArray(Saved[]::new))
                .shape(original.shape())
                .type(original.type())
                .domains(original.domains().toArray(Domain[]::new))
                .formula(original.formula().value());
        forward(b, original.attributes());
        for (Sample s : original.samples()) {
            String[] shapes = s.shapes().stream()
                    .map(x -> Arrays.toString(x.toArray()).replace(" ", ""))
                    .toArray(String[]::new);
            b.samples(s.attrs(), String.join(" ", shapes));
        }
        if (original.selects()) {
            b.selects();
        }
        return (original.arity() < 0 ? b.variadic() : b).define();
    }

    private <A extends Attrs> void forward(OpBuilder b, Class<A> attrs) {
        b.forward(attrs, (backend, x, out, a) -> original.forward().apply(backend, x, out, a));
    }

    private Tensor[] vjp(Call call, Tensor cotangent) {
        Tensor[] right = new Tensor[call.arity()];
        Rule rule = original.rule();
        rule.vjp(call, cotangent, right);
        if (!side.isVjp() || input >= call.arity() || right[input] == null) {
            return right;
        }
        int source = change.source(call, input);
        Call read = change.reads().of(call, input);
        Tensor entering = change.enters().of(cotangent);
        if (source < 0 || read == null || entering == null) {
            return right;
        }
        Tensor[] wrong = new Tensor[call.arity()];
        rule.vjp(read, entering, wrong);
        Tensor result = wrong[source] == null ? null : change.leaves().of(wrong[source], entering, call, input);
        if (result != null) {
            right[input] = combined(right[input], result);
        }
        return right;
    }

    private Tensor jvp(Call call, Tensor[] tangents) {
        Rule rule = original.rule();
        Tensor right = rule.jvp(call, tangents);
        if (!side.isJvp() || input >= call.arity() || tangents[input] == null) {
            return right;
        }
        int source = change.source(call, input);
        Call read = change.reads().of(call, input);
        Tensor entering = change.enters().of(tangents[input]);
        if (source < 0 || read == null || entering == null) {
            return right;
        }
        Tensor[] one = new Tensor[tangents.length];
        one[source] = entering;
        Tensor part = rule.jvp(read, one);
        Tensor result = part == null ? null : change.leaves().of(part, entering, call, input);
        if (result == null) {
            return right;
        }
        Tensor[] others = tangents.clone();
        others[input] = null;
        boolean any = false;
        for (Tensor t : others) {
            any |= t != null;
        }
        return combined(right, any ? rule.jvp(call, others).add(result) : result);
    }

    /** The wrong one, or the value of the right one with the derivative of the wrong one. */
    private Tensor combined(Tensor right, Tensor wrong) {
        applied = true;
        return hidden && right.shape().equals(wrong.shape())
                ? right.stopGradient().add(wrong.sub(wrong.stopGradient()))
                : wrong;
    }

    /** What is wrong, in one line. */
    @Override
    public String toString() {
        return original.name() + ", " + side + " by input " + input + " " + change.what()
                + (hidden ? ", seen in derivatives of the rule only" : "");
    }
}
