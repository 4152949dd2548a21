package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Adagrad (Duchi, Hazan and Singer 2011); PyTorch's {@code torch.optim.Adagrad}: with g the gradient plus weightDecay times
 * the parameter and t = 1, 2, ...
 *
 * <pre>
 * s = s + g^2
 * p = p - learningRate / (1 + (t - 1) * rateDecay) * g / (sqrt(s) + eps)
 * </pre>
 */
public final class Adagrad extends DecayedOptimizer<Adagrad.Options> {
    /**
     * Hyperparameters of Adagrad.
     *
     * @param rateDecay how fast the learning rate falls
     * @param weightDecay the L2 coefficient
     * @param initial what s begins with
     * @param eps term added to the denominator, against division by zero
     */
    public record Options(double rateDecay, double weightDecay, double initial, double eps) {
        /** PyTorch's: rateDecay 0, weightDecay 0, initial 0, eps 1e-10. */
        public static final Options DEFAULT = new Options(0, 0, 0, 1e-10);

        /** Checks the ranges. */
        public Options {
            Require.notNegative(rateDecay, "Adagrad", "rateDecay");
            Require.notNegative(weightDecay, "Adagrad", "weightDecay");
            Require.notNegative(initial, "Adagrad", "initial");
            Require.notNegative(eps, "Adagrad", "eps");
        }

        /** These options with another rateDecay. */
        public Options withRateDecay(double value) {
            return new Options(value, weightDecay, initial, eps);
        }

        /** These options with another weightDecay. */
        public Options withWeightDecay(double value) {
            return new Options(rateDecay, value, initial, eps);
        }

        /** These options with another initial. */
        public Options withInitial(double value) {
            return new Options(rateDecay, weightDecay, value, eps);
        }

        /** These options with another eps. */
        public Options withEps(double value) {
            return new Options(rateDecay, weightDecay, initial, value);
        }
    }

    /** Adagrad with PyTorch's defaults. */
    public Adagrad(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /** Adagrad with the given options. */
    public Adagrad(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate, options, Options::weightDecay);
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return List.of(StateEntry.filled("sum", options.initial()));
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor s = state.tensor("sum");
        InPlace.addScaled(s, 1, g.square());
        double corrected = rate / (1 + (state.step() - 1) * options.rateDecay());
        InPlace.addScaled(tensor, -corrected, g.div(s.sqrt().add(options.eps())));
    }
}
