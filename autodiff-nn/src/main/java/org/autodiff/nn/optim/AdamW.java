package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): before each step of {@link Adam} the parameter shrinks by
 * {@code 1 - learningRate * weightDecay}, and the gradient is left as it is. PyTorch's {@code torch.optim.AdamW}.
 */
public final class AdamW extends Optimizer {
    /** PyTorch's: those of {@link Adam}, and a weight decay of 0.01. */
    public static final Adam.Options DEFAULT = Adam.Options.DEFAULT.withWeightDecay(0.01);

    private final Adam.Options options;

    /**
     * AdamW with PyTorch's defaults.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}
     */
    public AdamW(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, DEFAULT);
    }

    /**
     * AdamW with the given options, whose weight decay is the decoupled one.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}, or if the options are null
     */
    public AdamW(List<Parameter> parameters, double learningRate, Adam.Options options) {
        super(parameters, learningRate);
        this.options = given(options);
    }

    /** The options beyond the learning rate. */
    @Override
    public Adam.Options options() {
        return options;
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return Adam.stateEntries(options);
    }

    @Override
    protected void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
        InPlace.scale(tensor, 1 - group.learningRate() * group.weightDecay(options.weightDecay()));
        Adam.move(options, group.learningRate(), state, tensor, gradient);
    }
}
