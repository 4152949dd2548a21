package org.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;

/**
 * Marks a derivative that cannot be differentiated again. A rule that reads numbers into Java gives a result that no
 * derivative leads back from: it would count as a constant, and the second derivative would be zero without a word. So a
 * recorded sweep passes such a result through this operation, which depends on all that the rule could see, and throws when
 * a sweep comes by. A rule that reads only to check its input, and does not compute with it, reads
 * {@link Tensor#stopGradient}.
 */
final class OnceDifferentiable {
    /** The operation whose rule has read. */
    private record Of(OpDef op) implements Attrs {
        @Override
        public String toString() {
            return op.name();
        }
    }

    private static final OpDef OP = OpDef.custom("once")
            .variadic()
            .forward(Of.class, (b, x, out, of) -> x[0])
            .vjp((call, g) -> {
                throw error(call.attrs(Of.class).op(), "again");
            })
            .jvp((call, t) -> {
                throw error(call.attrs(Of.class).op(), "again");
            })
            .samples("[]")
            .formula("x", "\\text{none}")
            .define();

    private OnceDifferentiable() {}

    /** The result of a rule that has read. */
    static Tensor of(Tape tape, OpDef op, Tensor result, Tensor... seen) {
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(result);
        for (Tensor t : seen) {
            if (t != null && t.isRecorded()) {
                inputs.add(t);
            }
        }
        result.markShared();
        return tape.record(OP, new Of(op), inputs.toArray(Tensor[]::new), result.array());
    }

    static TapeException error(OpDef op, String how) {
        return new TapeException("the derivative of " + op.name() + " cannot be differentiated " + how
                + ": its rule has read numbers into Java (item(), toDoubles(), ...), which no derivative leads back"
                + " from. Write the rule with operations on tensors");
    }
}
