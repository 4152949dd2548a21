package org.autodiff;

import java.util.function.UnaryOperator;

/** A function that {@link Tensor#onCotangent} has put on a tensor. */
public final class Hook {
    private final Hooks among;
    private final UnaryOperator<Tensor> function;

    Hook(Hooks among, UnaryOperator<Tensor> function) {
        this.among = among;
        this.function = function;
    }

    Tensor call(Tensor cotangent) {
        return function.apply(cotangent);
    }

    /** Takes it off; again does nothing. */
    public void remove() {
        among.remove(this);
    }
}
