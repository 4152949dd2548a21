package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;

/**
 * Adamax (Kingma and Ba 2015, section 7.1); PyTorch's {@code torch.optim.Adamax}: with g the gradient plus weightDecay times
 * the parameter and t = 1, 2, ...
 *
 * <pre>
 * m = beta1 * m + (1 - beta1) * g
 * u = max(beta2 * u, |g| + eps)
 * p = p - learningRate / (1 - beta1^t) * m / u
 * </pre>
 */
public final class Adamax extends DecayedOptimizer<MomentOptions> {
    /** Adamax with PyTorch's defaults. */
    public Adamax(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, MomentOptions.DEFAULT);
    }

    /** Adamax with the given options. */
    public Adamax(List<Parameter> parameters, double learningRate, MomentOptions options) {
        super(parameters, learningRate, options, MomentOptions::weightDecay);
    }

    @Override
    boolean squares() {
        return false;
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return List.of(StateEntry.zeros("exp_avg"), StateEntry.zeros("exp_inf"));
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor m = state.tensor("exp_avg");
        Tensor u = state.tensor("exp_inf");
        blend(m, options.beta1(), g);
        InPlace.assign(u, u.mul(options.beta2()).maximum(g.abs().add(options.eps())));
        double corrected = rate / (1 - Math.pow(options.beta1(), state.step()));
        InPlace.addScaled(tensor, -corrected, m.div(u));
    }
}
