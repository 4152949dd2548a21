package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
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
public final class RAdam extends Optimizer {
    /**
     * What is beyond the learning rate.
     *
     * @param beta1 how much of the mean gradient m is kept, in [0, 1)
     * @param beta2 how much of the mean square v is kept, in [0, 1)
     * @param eps what is added against division by zero
     * @param weightDecay the L2 coefficient
     */
    public record Options(double beta1, double beta2, double eps, double weightDecay) {
        /** PyTorch's: beta1 0.9, beta2 0.999, eps 1e-8, weightDecay 0. */
        public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0);

        /**
         * Checks the ranges.
         *
         * @throws ArgumentException if one is outside of its range
         */
        public Options {
            Numbers.inUnitInterval("RAdam", "beta1", beta1);
            Numbers.inUnitInterval("RAdam", "beta2", beta2);
            Numbers.notNegative("RAdam", "eps", eps);
            Numbers.notNegative("RAdam", "weightDecay", weightDecay);
        }

        /** These options with another beta1. */
        public Options withBeta1(double value) {
            return new Options(value, beta2, eps, weightDecay);
        }

        /** These options with another beta2. */
        public Options withBeta2(double value) {
            return new Options(beta1, value, eps, weightDecay);
        }

        /** These options with another eps. */
        public Options withEps(double value) {
            return new Options(beta1, beta2, value, weightDecay);
        }

        /** These options with another weightDecay. */
        public Options withWeightDecay(double value) {
            return new Options(beta1, beta2, eps, value);
        }
    }

    private final Options options;

    /**
     * RAdam with PyTorch's defaults.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}
     */
    public RAdam(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /**
     * RAdam with the given options.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}, or if the options are null
     */
    public RAdam(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate);
        this.options = given(options);
    }

    /** The options beyond the learning rate. */
    @Override
    public Options options() {
        return options;
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return List.of(StateEntry.zeros("exp_avg"), StateEntry.zeros("exp_avg_sq"));
    }

    @Override
    protected void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
        Tensor g = decayed(tensor, gradient, group.weightDecay(options.weightDecay()));
        Tensor m = state.tensor("exp_avg");
        Tensor v = state.tensor("exp_avg_sq");
        blend(m, options.beta1(), g);
        blend(v, options.beta2(), g.square());
        int t = state.step();
        double power = Math.pow(options.beta2(), t);
        double limit = 2 / (1 - options.beta2()) - 1;
        double length = limit - 2 * t * power / (1 - power);
        double rate = group.learningRate() / (1 - Math.pow(options.beta1(), t));
        if (length > 5) {
            double c = Math.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
            InPlace.addScaled(
                    tensor, -rate * c * Math.sqrt(1 - power), m.div(v.sqrt().add(options.eps())));
        } else {
            InPlace.addScaled(tensor, -rate, m);
        }
    }
}
