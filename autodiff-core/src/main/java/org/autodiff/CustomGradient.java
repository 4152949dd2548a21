package org.autodiff;

import java.util.Arrays;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Saved;

/** A function with a derivative that its user has written: an operation made on the fly. */
final class CustomGradient implements TensorFunction {
    private final TensorFunction f;
    private final Pullback vjp;
    private final OpDef op;

    CustomGradient(String name, TensorFunction f, Pullback vjp) {
        this.f = Require.nonNull(f, "withVjp", "the function", "pass one");
        Require.nonNull(vjp, "withVjp", "the derivative", "pass a function");
        this.vjp = vjp;
        op = OpDef.custom(name)
                .variadic()
                .forward((b, x, out, attrs) -> {
                    throw new IllegalStateException(name + " is recorded with its value");
                })
                .vjp(this::pulled)
                .saves(Saved.INPUT, Saved.OUTPUT)
                .samples("[]")
                .formula("\\text{" + name + "}(x)", "\\text{custom}")
                .define();
    }

    private Tensor[] pulled(Call call, Tensor g) {
        Tensor[] xs = new Tensor[call.arity()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = call.input(i);
        }
        return checked(vjp.apply(xs, call.output(), g), xs);
    }

    private Tensor[] checked(Tensor[] all, Tensor[] xs) {
        if (all == null || all.length != xs.length) {
            throw new ArgumentException(op.name() + ": the derivative gave "
                    + (all == null ? "null" : all.length + " cotangents") + " for " + xs.length
                    + " arguments; give one for each, null where none flows");
        }
        for (int i = 0; i < xs.length; i++) {
            if (all[i] != null && (!all[i].shape().equals(xs[i].shape()) || all[i].dtype() != xs[i].dtype())) {
                throw new ArgumentException(op.name() + ": the derivative gave " + all[i].describe() + " for argument "
                        + i + ", which is " + xs[i].describe() + "; shape and type must be equal");
            }
        }
        return all;
    }

    @Override
    public Tensor apply(Tensor... given) {
        Tensor[] xs =
                Arrays.stream(given).map(x -> x == null ? null : x.actual()).toArray(Tensor[]::new);
        Vmap level = Vmap.current();
        if (level != null) {
            Pullback ofAll = (all, y, g) -> Vmap.within(level, () -> {
                Tensor[] each =
                        Arrays.stream(all).map(x -> Vmap.eachSample(level, x)).toArray(Tensor[]::new);
                Tensor[] products =
                        checked(vjp.apply(each, Vmap.eachSample(level, y), Vmap.eachSample(level, g)), each);
                return Arrays.stream(products)
                        .map(p -> p == null ? null : Vmap.allSamples(level, p))
                        .toArray(Tensor[]::new);
            });
            return Vmap.piece(level, f, inside -> new CustomGradient(op.name(), inside, ofAll), xs);
        }
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
