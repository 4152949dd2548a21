package org.autodiff.nn.optim;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;

/**
 * An optimizer with hyperparameters, weight decay among them. The decay is L2 as in PyTorch, part of the gradient, where a
 * rule does not override {@link #decayed}.
 *
 * @param <O> its options
 */
abstract class DecayedOptimizer<O extends Record> extends Optimizer {
    final O options;
    private final ToDoubleFunction<O> weightDecay;

    DecayedOptimizer(List<Parameter> parameters, double learningRate, O options, ToDoubleFunction<O> weightDecay) {
        super(parameters, learningRate);
        this.options = given(options);
        this.weightDecay = weightDecay;
    }

    /** The hyperparameters, without the learning rate. */
    @Override
    public final O options() {
        return options;
    }

    @Override
    protected final void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
        double rate = group.learningRate();
        double decay = group.weightDecay(weightDecay.applyAsDouble(options));
        move(rate, state, tensor, decayed(rate, decay, tensor, gradient));
    }

    /** The gradient that the rule sees: {@code gradient + decay * tensor}. */
    Tensor decayed(double rate, double decay, Tensor tensor, Tensor gradient) {
        return decay == 0 ? gradient : gradient.add(tensor.mul(decay));
    }

    /** Decoupled weight decay: {@code tensor *= 1 - rate * decay}. */
    static void shrink(double rate, double decay, Tensor tensor) {
        InPlace.scale(tensor, 1 - rate * decay);
    }

    /** Moves a parameter by a gradient that decay has been added to, or needs none. */
    abstract void move(double rate, ParameterState state, Tensor tensor, Tensor g);
}
