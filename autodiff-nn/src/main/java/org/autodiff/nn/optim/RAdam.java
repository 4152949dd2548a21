package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;

/**
 * Rectified Adam (Liu et al. 2020); PyTorch's {@code torch.optim.RAdam}: with g the gradient plus weightDecay times the
 * parameter, t = 1, 2, ..., r = 2 / (1 - beta2) - 1 and r_t = r - 2 t beta2^t / (1 - beta2^t),
 *
 * <pre>
 * m, v as Adam's
 * p = p - learningRate * m / (1 - beta1^t) * c * sqrt(1 - beta2^t) / (sqrt(v) + eps)   if r_t is above 5
 *     with c = sqrt((r_t - 4)(r_t - 2) r / ((r - 4)(r - 2) r_t)),
 * p = p - learningRate * m / (1 - beta1^t)                                             else
 * </pre>
 */
public final class RAdam extends DecayedOptimizer<MomentOptions> {
    /** RAdam with PyTorch's defaults. */
    public RAdam(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, MomentOptions.DEFAULT);
    }

    /** RAdam with the given options. */
    public RAdam(List<Parameter> parameters, double learningRate, MomentOptions options) {
        super(parameters, learningRate, options, MomentOptions::weightDecay);
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return List.of(StateEntry.zeros("exp_avg"), StateEntry.zeros("exp_avg_sq"));
    }

    /** Only those of later steps: the first ones go along the gradient, of whatever size. */
    @Override
    boolean squares() {
        return false;
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor m = state.tensor("exp_avg");
        Tensor v = state.tensor("exp_avg_sq");
        blend(m, options.beta1(), g);
        blend(v, options.beta2(), bounded(g).square());
        int t = state.step();
        double power = Math.pow(options.beta2(), t);
        double limit = 2 / (1 - options.beta2()) - 1;
        double length = limit - 2 * t * power / (1 - power);
        double corrected = rate / (1 - Math.pow(options.beta1(), t));
        if (length > 5) {
            double c = Math.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
            InPlace.addScaled(
                    tensor,
                    -corrected * c * Math.sqrt(1 - power),
                    bounded(m).div(v.sqrt().add(options.eps())));
        } else {
            InPlace.addScaled(tensor, -corrected, m);
        }
    }
}
