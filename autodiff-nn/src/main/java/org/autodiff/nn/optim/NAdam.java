package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Adam with Nesterov's momentum (Dozat 2016): with g the gradient plus weightDecay times the parameter, t = 1, 2, ...,
 * {@code mu_t = beta1 * (1 - 0.5 * 0.96^(t * momentumDecay))} and M_t the product of mu_1 to mu_t,
 *
 * <pre>
 * m, v as Adam's
 * d = sqrt(v / (1 - beta2^t)) + eps
 * p = p - learningRate * (1 - mu_t) / (1 - M_t) * g / d - learningRate * mu_(t+1) / (1 - M_t mu_(t+1)) * m / d
 * </pre>
 */
public final class NAdam extends DecayedOptimizer<NAdam.Options> {
    /**
     * Hyperparameters of NAdam.
     *
     * @param beta1 decay rate of the running mean of gradients m, in [0, 1)
     * @param beta2 decay rate of the running mean of squares v, in [0, 1)
     * @param eps term added to the denominator, against division by zero
     * @param weightDecay the L2 coefficient
     * @param momentumDecay how fast mu grows to beta1
     */
    public record Options(double beta1, double beta2, double eps, double weightDecay, double momentumDecay) {
        /** PyTorch's: beta1 0.9, beta2 0.999, eps 1e-8, weightDecay 0, momentumDecay 0.004. */
        public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, 0.004);

        /** Checks the ranges. */
        public Options {
            Require.belowOne(beta1, "NAdam", "beta1");
            Require.belowOne(beta2, "NAdam", "beta2");
            Require.notNegative(eps, "NAdam", "eps");
            Require.notNegative(weightDecay, "NAdam", "weightDecay");
            Require.notNegative(momentumDecay, "NAdam", "momentumDecay");
        }

        /** These options with other betas. */
        public Options withBetas(double first, double second) {
            return new Options(first, second, eps, weightDecay, momentumDecay);
        }

        /** These options with another eps. */
        public Options withEps(double value) {
            return new Options(beta1, beta2, value, weightDecay, momentumDecay);
        }

        /** These options with another weightDecay. */
        public Options withWeightDecay(double value) {
            return new Options(beta1, beta2, eps, value, momentumDecay);
        }

        /** These options with another momentumDecay. */
        public Options withMomentumDecay(double value) {
            return new Options(beta1, beta2, eps, weightDecay, value);
        }
    }

    /** NAdam with PyTorch's defaults. */
    public NAdam(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /** NAdam with the given options. */
    public NAdam(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate, options, Options::weightDecay);
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return List.of(StateEntry.zeros("exp_avg"), StateEntry.zeros("exp_avg_sq"), StateEntry.number("mu_product", 1));
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor m = state.tensor("exp_avg");
        Tensor v = state.tensor("exp_avg_sq");
        blend(m, options.beta1(), g);
        blend(v, options.beta2(), g.square());
        double mu = mu(state.step());
        double next = mu(state.step() + 1);
        double product = state.number("mu_product") * mu;
        state.keep("mu_product", product);
        double correction = 1 - Math.pow(options.beta2(), state.step());
        Tensor d = v.div(correction).sqrt().add(options.eps());
        InPlace.addScaled(tensor, -rate * (1 - mu) / (1 - product), g.div(d));
        InPlace.addScaled(tensor, -rate * next / (1 - product * next), m.div(d));
    }

    private double mu(int t) {
        return options.beta1() * (1 - 0.5 * Math.pow(0.96, t * options.momentumDecay()));
    }
}
