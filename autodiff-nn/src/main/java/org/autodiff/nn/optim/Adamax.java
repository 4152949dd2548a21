package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
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
public final class Adamax extends Optimizer {
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
            Numbers.inUnitInterval("Adamax", "beta1", beta1);
            Numbers.inUnitInterval("Adamax", "beta2", beta2);
            Numbers.notNegative("Adamax", "eps", eps);
            Numbers.notNegative("Adamax", "weightDecay", weightDecay);
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
     * Adamax with PyTorch's defaults.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}
     */
    public Adamax(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /**
     * Adamax with the given options.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}, or if the options are null
     */
    public Adamax(List<Parameter> parameters, double learningRate, Options options) {
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
        return List.of(StateEntry.zeros("exp_avg"), StateEntry.zeros("exp_inf"));
    }

    @Override
    protected void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
        Tensor g = decayed(tensor, gradient, group.weightDecay(options.weightDecay()));
        Tensor m = state.tensor("exp_avg");
        Tensor u = state.tensor("exp_inf");
        blend(m, options.beta1(), g);
        InPlace.assign(u, u.mul(options.beta2()).maximum(g.abs().add(options.eps())));
        double rate = group.learningRate() / (1 - Math.pow(options.beta1(), state.step()));
        InPlace.addScaled(tensor, -rate, m.div(u));
    }
}
