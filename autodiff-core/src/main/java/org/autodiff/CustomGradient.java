package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.error.ArgumentException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Saved;

/** A function with a derivative that its user has written: an operation made on the fly. */
final class CustomGradient implements TensorFunction {
    private final TensorFunction f;
    private final OpDef op;

    CustomGradient(String name, TensorFunction f, Pullback vjp) {
        this.f = Objects.requireNonNull(f, "withVjp: the function is null");
        Objects.requireNonNull(vjp, "withVjp: the derivative is null");
        op = OpDef.custom(name)
                .variadic()
                .forward((b, x, out, attrs) -> {
                    throw new IllegalStateException(name + " is recorded with its value");
                })
                .vjp((call, g) -> pulled(call, g, vjp))
                .saves(Saved.INPUT, Saved.OUTPUT)
                .samples("[]")
                .formula("\\text{" + name + "}(x)", "\\text{custom}")
                .define();
    }

    private static Tensor[] pulled(Call call, Tensor g, Pullback vjp) {
        Tensor[] xs = new Tensor[call.arity()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = call.input(i);
        }
        Tensor[] all = vjp.apply(xs, call.output(), g);
        if (all == null || all.length != xs.length) {
            throw new ArgumentException(call.op().name() + ": the derivative gave "
                    + (all == null ? "null" : all.length + " cotangents") + " for " + xs.length
                    + " arguments; give one for each, null where none flows");
        }
        for (int i = 0; i < xs.length; i++) {
            if (all[i] != null && (!all[i].shape().equals(call.shape(i)) || all[i].dtype() != call.dtype(i))) {
                throw new ArgumentException(call.op().name() + ": the derivative gave " + all[i].describe()
                        + " for argument " + i + ", which is " + xs[i].describe() + "; shape and type must be equal");
            }
        }
        return all;
    }

    @Override
    public Tensor apply(Tensor... given) {
        Tensor[] xs =
                Arrays.stream(given).map(x -> x == null ? null : x.actual()).toArray(Tensor[]::new);
        Tape tape = Recorder.target(op.name(), xs);
        if (tape == null || Arrays.stream(xs).noneMatch(Tensor::isRecorded)) {
            return f.apply(xs);
        }
        try (Tape part = Tape.nested()) {
            Tensor y = f.apply(xs);
            for (Tensor v : part.entries().leaves()) {
                if (Arrays.stream(xs).noneMatch(x -> x == v)) {
                    throw new ArgumentException(op.name() + ": the function uses the variable " + v.describe()
                            + ", which is no argument, so that no gradient would flow to it; pass it as an argument, or"
                            + " detach() it");
                }
            }
            y.markShared();
            Tensor value = tape.adopt(y);
            return y.dtype().isFloating() ? tape.record(op, Attrs.None.NONE, xs, value.array()) : value;
        }
    }
}
