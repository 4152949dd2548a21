package org.autodiff.nn.optim;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
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
        Tensor g = decayed(rate, decay, tensor, gradient);
        move(rate, state, tensor, squares() ? bounded(g) : g);
    }

    /** Whether the rule keeps squares of the gradient, which overflow long before the gradient does. */
    boolean squares() {
        return true;
    }

    /**
     * The gradient cut to elements whose squares can be kept and summed for 2^32 steps: 2^46 in single precision, 2^494 in
     * double. A rule divides the gradient by the root of the squares, so what is larger moves the parameter as far as this.
     * An infinite element becomes NaN, as it would by inf / inf.
     */
    static Tensor bounded(Tensor g) {
        double most = g.dtype() == DType.FLOAT32 ? 0x1p46 : 0x1p494;
        if (g.size() == 0) {
            return g;
        }
        Tensor all = g.reshape(g.size());
        // One product tells of all usual gradients; what it does not clear is looked at element by element.
        if (all.matmul(all).item() <= most * most / 2
                || g.max().item() <= most && g.min().item() >= -most) {
            return g;
        }
        return g.minimum(most).maximum(-most).add(g.sub(g));
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
