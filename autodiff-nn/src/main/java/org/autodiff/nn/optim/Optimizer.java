package org.autodiff.nn.optim;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;

/**
 * A rule that moves parameters by their gradients.
 *
 * <p>The training step is PyTorch's: {@code zeroGrad()}, forward, {@code backward()}, {@code step()}. A new rule
 * extends this class and defines {@link #update}.
 */
public abstract class Optimizer {
    private final List<Parameter> parameters;
    private double learningRate;

    /**
     * An optimizer of the given parameters.
     *
     * @param parameters not empty, each tensor once
     * @param learningRate finite and not negative
     * @throws ArgumentException if the list is empty or names a tensor twice, or for a bad learning rate
     */
    protected Optimizer(List<Parameter> parameters, double learningRate) {
        if (parameters.isEmpty()) {
            throw new ArgumentException(name() + ": the list of parameters is empty; pass module.parameters()");
        }
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Parameter parameter : parameters) {
            if (!seen.add(parameter.tensor())) {
                throw new ArgumentException(name() + ": parameter '" + parameter.name()
                        + "' is in the list twice and would be moved twice; list each tensor once");
            }
        }
        this.parameters = List.copyOf(parameters);
        learningRate(learningRate);
    }

    /**
     * Moves every parameter that has a gradient; one without is left as it is, its state too.
     *
     * <p>Nothing is recorded, also while a tape is open. Gradients are not checked for NaN here.
     */
    public final void step() {
        try (Scope scope = Scope.noGrad()) {
            for (int index = 0; index < parameters.size(); index++) {
                Tensor tensor = parameters.get(index).tensor();
                Tensor gradient = tensor.grad();
                if (gradient != null) {
                    update(index, tensor, gradient);
                }
            }
        }
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        parameters.forEach(parameter -> parameter.tensor().zeroGrad());
    }

    /** The parameters, in the order given; unmodifiable. */
    public final List<Parameter> parameters() {
        return parameters;
    }

    /** The rate of the next step. */
    public final double learningRate() {
        return learningRate;
    }

    /**
     * Sets the rate from the next step on.
     *
     * @throws ArgumentException if the rate is NaN, infinite or negative
     */
    public final void learningRate(double rate) {
        learningRate = Numbers.notNegative(name(), "the learning rate", rate);
    }

    /**
     * Moves one parameter in place. Called with recording off; tensors made here are freed after the step, unless
     * they are {@code detach()}ed.
     *
     * @param index the parameter's place in {@link #parameters()}, to find its state by
     * @param tensor the parameter's leaf
     * @param gradient its gradient, of the same shape and element type
     */
    protected abstract void update(int index, Tensor tensor, Tensor gradient);

    /** Zeros like {@code tensor} that outlive every tape and scope: state, made at a parameter's first gradient. */
    static Tensor zerosLike(Tensor tensor) {
        return Tensor.zeros(tensor.dtype(), tensor.shape().toArray()).detach();
    }

    /** {@code gradient + weightDecay * tensor}: L2 regularisation, as PyTorch adds it before anything else. */
    static Tensor decayed(Tensor tensor, Tensor gradient, double weightDecay) {
        return weightDecay == 0 ? gradient : gradient.add(tensor.detach().mul(weightDecay));
    }

    private String name() {
        // an anonymous class has no name of its own
        String name = getClass().getSimpleName();
        return name.isEmpty() ? "Optimizer" : name;
    }
}
