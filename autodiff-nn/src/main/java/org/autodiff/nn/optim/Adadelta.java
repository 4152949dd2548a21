package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Adadelta (Zeiler 2012); PyTorch's {@code torch.optim.Adadelta}: with g the gradient plus weightDecay times the parameter,
 *
 * <pre>
 * v = rho * v + (1 - rho) * g^2
 * d = sqrt(u + eps) / sqrt(v + eps) * g
 * u = rho * u + (1 - rho) * d^2
 * p = p - learningRate * d
 * </pre>
 */
public final class Adadelta extends DecayedOptimizer<Adadelta.Options> {
    /**
     * Hyperparameters of Adadelta.
     *
     * @param rho how much of the means is kept, in [0, 1)
     * @param eps term added to the denominator, against division by zero
     * @param weightDecay the L2 coefficient
     */
    public record Options(double rho, double eps, double weightDecay) {
        /** PyTorch's: rho 0.9, eps 1e-6, weightDecay 0. */
        public static final Options DEFAULT = new Options(0.9, 1e-6, 0);

        /** Checks the ranges. */
        public Options {
            Require.belowOne(rho, "Adadelta", "rho");
            Require.notNegative(eps, "Adadelta", "eps");
            Require.notNegative(weightDecay, "Adadelta", "weightDecay");
        }

        /** These options with another rho. */
        public Options withRho(double value) {
            return new Options(value, eps, weightDecay);
        }

        /** These options with another eps. */
        public Options withEps(double value) {
            return new Options(rho, value, weightDecay);
        }

        /** These options with another weightDecay. */
        public Options withWeightDecay(double value) {
            return new Options(rho, eps, value);
        }
    }

    /** Adadelta with PyTorch's defaults. */
    public Adadelta(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /** Adadelta with the given options. */
    public Adadelta(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate, options, Options::weightDecay);
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return List.of(StateEntry.zeros("square_avg"), StateEntry.zeros("acc_delta"));
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor g) {
        Tensor v = state.tensor("square_avg");
        Tensor u = state.tensor("acc_delta");
        blend(v, options.rho(), g.square());
        Tensor d = u.add(options.eps()).sqrt().div(v.add(options.eps()).sqrt()).mul(g);
        blend(u, options.rho(), d.square());
        InPlace.addScaled(tensor, -rate, d);
    }
}
