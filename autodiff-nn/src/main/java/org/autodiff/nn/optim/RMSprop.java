package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * RMSprop (Hinton 2012, lecture 6e of "Neural Networks for Machine Learning"); PyTorch's {@code torch.optim.RMSprop}: with
 * g the gradient plus weightDecay times the parameter,
 *
 * <pre>
 * v = alpha * v + (1 - alpha) * g^2
 * d = g / (sqrt(v) + eps)
 * b = momentum * b + d
 * p = p - learningRate * b
 * </pre>
 *
 * <p>If centered (Graves 2013), v - a^2 stands in the place of v, with a the running mean of g. It is kept as the variance
 * that it is, {@code s = alpha * (s + (1 - alpha) * (g - a)^2)} with the a before the step, for a difference of nearly
 * equal squares falls below 0 when the gradient is steady.
 */
public final class RMSprop extends DecayedOptimizer<RMSprop.Options> {
    /**
     * Hyperparameters of RMSprop.
     *
     * @param alpha how much of the mean square is kept, in [0, 1)
     * @param eps term added to the denominator, against division by zero
     * @param weightDecay the L2 coefficient
     * @param momentum how much of the last step is kept
     * @param centered whether the mean gradient is taken off the mean square
     */
    public record Options(double alpha, double eps, double weightDecay, double momentum, boolean centered) {
        /** PyTorch's: alpha 0.99, eps 1e-8, weightDecay 0, momentum 0, centered false. */
        public static final Options DEFAULT = new Options(0.99, 1e-8, 0, 0, false);

        /** Checks the ranges. */
        public Options {
            Require.belowOne(alpha, "RMSprop", "alpha");
            Require.notNegative(eps, "RMSprop", "eps");
            Require.notNegative(weightDecay, "RMSprop", "weightDecay");
            Require.notNegative(momentum, "RMSprop", "momentum");
        }

        /** These options with another alpha. */
        public Options withAlpha(double value) {
            return new Options(value, eps, weightDecay, momentum, centered);
        }

        /** These options with another eps. */
        public Options withEps(double value) {
            return new Options(alpha, value, weightDecay, momentum, centered);
        }

        /** These options with another weightDecay. */
        public Options withWeightDecay(double value) {
            return new Options(alpha, eps, value, momentum, centered);
        }

        /** These options with another momentum. */
        public Options withMomentum(double value) {
            return new Options(alpha, eps, weightDecay, value, centered);
        }

        /** These options with another centered. */
        public Options withCentered(boolean value) {
            return new Options(alpha, eps, weightDecay, momentum, value);
        }
    }

    /** RMSprop with PyTorch's defaults. */
    public RMSprop(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /** RMSprop with the given options. */
    public RMSprop(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate, options, Options::weightDecay);
    }

    @Override
    protected List<StateEntry> stateEntries() {
        List<StateEntry> entries = new ArrayList<>();
        if (options.centered()) {
            entries.add(StateEntry.zeros("variance"));
            entries.add(StateEntry.zeros("grad_avg"));
        } else {
            entries.add(StateEntry.zeros("square_avg"));
        }
        if (options.momentum() > 0) {
            entries.add(StateEntry.zeros("momentum_buffer"));
        }
        return entries;
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor spread = options.centered() ? variance(state, g) : state.tensor("square_avg");
        if (!options.centered()) {
            blend(spread, options.alpha(), g.square());
        }
        Tensor d = g.div(spread.sqrt().add(options.eps()));
        if (options.momentum() > 0) {
            Tensor b = state.tensor("momentum_buffer");
            InPlace.scale(b, options.momentum());
            InPlace.addScaled(b, 1, d);
            d = b;
        }
        InPlace.addScaled(tensor, -rate, d);
    }

    /** The running variance of the gradient, in the recurrence of West (1979), of which no term is negative. */
    private Tensor variance(ParameterState state, Tensor g) {
        double alpha = options.alpha();
        Tensor s = state.tensor("variance");
        Tensor a = state.tensor("grad_avg");
        InPlace.addScaled(s, 1 - alpha, g.sub(a).square());
        InPlace.scale(s, alpha);
        blend(a, alpha, g);
        return s;
    }
}
