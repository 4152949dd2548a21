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
 * a = alpha * a + (1 - alpha) * g      if centered (Graves 2013), else 0
 * d = g / (sqrt(v - a^2) + eps)
 * b = momentum * b + d
 * p = p - learningRate * b
 * </pre>
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
        List<StateEntry> entries = new ArrayList<>(List.of(StateEntry.zeros("square_avg")));
        if (options.centered()) {
            entries.add(StateEntry.zeros("grad_avg"));
        }
        if (options.momentum() > 0) {
            entries.add(StateEntry.zeros("momentum_buffer"));
        }
        return entries;
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor v = state.tensor("square_avg");
        blend(v, options.alpha(), g.square());
        Tensor spread = v;
        if (options.centered()) {
            Tensor a = state.tensor("grad_avg");
            blend(a, options.alpha(), g);
            spread = v.sub(a.square());
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
}
