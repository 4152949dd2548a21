package org.autodiff.nn;

import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;

/**
 * A function of a tensor as a module, to stand in a {@link Sequential}: {@code new Lambda("square", Tensor::square)}. It has
 * no state.
 */
public final class Lambda extends Module {
    private final String name;
    private final UnaryOperator<Tensor> function;

    /** A function that is printed without a name. */
    public Lambda(UnaryOperator<Tensor> function) {
        this("", function);
    }

    /**
     * A function.
     *
     * @param name what is printed for it
     */
    public Lambda(String name, UnaryOperator<Tensor> function) {
        if (name == null || function == null) {
            throw new ArgumentException("Lambda: the name and the function must not be null, got name " + name);
        }
        this.name = name;
        this.function = function;
    }

    /** The function's value. */
    @Override
    public Tensor forward(Tensor x) {
        return observed(() -> function.apply(x));
    }

    @Override
    protected String extraRepr() {
        return name;
    }
}
