package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): before each step of {@link Adam} the parameter shrinks by
 * {@code 1 - learningRate * weightDecay}, and the gradient is left as it is. PyTorch's {@code torch.optim.AdamW}.
 */
public final class AdamW extends DecayedOptimizer<Adam.Options> {
    /** PyTorch's: those of {@link Adam}, and a weight decay of 0.01. */
    public static final Adam.Options DEFAULT = Adam.Options.DEFAULT.withWeightDecay(0.01);

    /** AdamW with PyTorch's defaults. */
    public AdamW(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, DEFAULT);
    }

    /** AdamW with the given options, whose weight decay is the decoupled one. */
    public AdamW(List<Parameter> parameters, double learningRate, Adam.Options options) {
        super(parameters, learningRate, options, Adam.Options::weightDecay);
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return Adam.stateEntries(options);
    }

    @Override
    Tensor decayed(double rate, double decay, Tensor tensor, Tensor gradient) {
        shrink(rate, decay, tensor);
        return gradient;
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Adam.move(options, rate, state, tensor, g);
    }
}
