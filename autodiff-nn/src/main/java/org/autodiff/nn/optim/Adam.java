package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization").
 *
 * <p>PyTorch's {@code torch.optim.Adam}: with g the gradient plus weightDecay times the parameter and t = 1, 2, ...
 *
 * <pre>
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g^2
 * p = p - learningRate * (m / (1 - beta1^t)) / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * </pre>
 *
 * <p>Weight decay is L2, part of the gradient; it is not the decoupled one of AdamW. t counts the steps in which a
 * parameter had a gradient.
 */
public final class Adam extends DecayedOptimizer<Adam.Options> {
    /**
     * Hyperparameters of Adam.
     *
     * @param beta1 decay rate of the running mean of gradients m, in [0, 1)
     * @param beta2 decay rate of the running mean of squares v, in [0, 1)
     * @param eps term added to the denominator, against division by zero
     * @param weightDecay the L2 coefficient
     * @param amsgrad whether v is replaced by the largest v so far (Reddi et al. 2018)
     */
    public record Options(double beta1, double beta2, double eps, double weightDecay, boolean amsgrad) {
        /** PyTorch's: beta1 0.9, beta2 0.999, eps 1e-8, no weight decay. */
        public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, false);

        /** Checks the ranges. */
        public Options {
            Require.belowOne(beta1, "Adam", "beta1");
            Require.belowOne(beta2, "Adam", "beta2");
            Require.notNegative(eps, "Adam", "eps");
            Require.notNegative(weightDecay, "Adam", "weightDecay");
        }

        /** These options with other betas. */
        public Options withBetas(double first, double second) {
            return new Options(first, second, eps, weightDecay, amsgrad);
        }

        /** These options with another eps. */
        public Options withEps(double value) {
            return new Options(beta1, beta2, value, weightDecay, amsgrad);
        }

        /** These options with another weight decay. */
        public Options withWeightDecay(double value) {
            return new Options(beta1, beta2, eps, value, amsgrad);
        }

        /** These options with or without the largest v. */
        public Options withAmsgrad(boolean value) {
            return new Options(beta1, beta2, eps, weightDecay, value);
        }
    }

    /** Adam with PyTorch's defaults; its usual learning rate is 1e-3. */
    public Adam(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /** Adam with the given options. */
    public Adam(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate, options, Options::weightDecay);
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return stateEntries(options);
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        move(options, rate, state, tensor, g);
    }

    static List<StateEntry> stateEntries(Options options) {
        List<StateEntry> moments = List.of(StateEntry.zeros("exp_avg"), StateEntry.zeros("exp_avg_sq"));
        return options.amsgrad()
                ? List.of(moments.get(0), moments.get(1), StateEntry.zeros("max_exp_avg_sq"))
                : moments;
    }

    /** One step with a gradient that decay has been added to, or needs none. */
    static void move(Options options, double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor m = state.tensor("exp_avg");
        Tensor v = state.tensor("exp_avg_sq");
        if (!options.amsgrad()) {
            InPlace.adam(tensor, g, m, v, rate, options.beta1(), options.beta2(), options.eps(), state.step());
            return;
        }
        blend(m, options.beta1(), g);
        blend(v, options.beta2(), g.square());
        Tensor largest = state.tensor("max_exp_avg_sq");
        InPlace.assign(largest, largest.maximum(v));
        double correction1 = 1 - Math.pow(options.beta1(), state.step());
        double correction2 = 1 - Math.pow(options.beta2(), state.step());
        Tensor root = largest.sqrt().div(Math.sqrt(correction2)).add(options.eps());
        InPlace.addScaled(tensor, -rate / correction1, m.div(root));
    }
}
