package org.autodiff;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/** The hooks of one tensor. A leaf's may be called by sweeps of several threads, and a hook may remove itself. */
final class Hooks {
    private final List<Hook> all = new CopyOnWriteArrayList<>();

    Hook add(UnaryOperator<Tensor> function) {
        Hook hook = new Hook(this, Require.nonNull(function, "onCotangent", "the hook", "pass a function"));
        all.add(hook);
        return hook;
    }

    void remove(Hook hook) {
        all.remove(hook);
    }

    /** What the hooks make of the cotangent of a tensor. */
    Tensor apply(Tensor of, Tensor cotangent) {
        Tensor g = cotangent;
        for (Hook hook : all) {
            Tensor next = hook.call(g);
            if (next == null) {
                continue;
            }
            if (!next.shape().equals(g.shape())) {
                throw new ShapeException("onCotangent: a hook on " + of.describe() + " gave a cotangent of shape "
                        + next.shape() + "; it must be " + g.shape());
            }
            if (next.dtype() != g.dtype()) {
                throw new DTypeException("onCotangent: a hook on " + of.describe() + " gave a cotangent of "
                        + next.dtype() + "; it must be " + g.dtype() + ", convert with to(...)");
            }
            g = next;
        }
        return g;
    }
}
