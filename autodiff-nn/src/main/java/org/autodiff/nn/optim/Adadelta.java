package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
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
public final class Adadelta extends Optimizer {
    /**
     * What is beyond the learning rate.
     *
     * @param rho how much of the means is kept, in [0, 1)
     * @param eps what is added against division by zero
     * @param weightDecay the L2 coefficient
     */
    public record Options(double rho, double eps, double weightDecay) {
        /** PyTorch's: rho 0.9, eps 1e-6, weightDecay 0. */
        public static final Options DEFAULT = new Options(0.9, 1e-6, 0);

        /**
         * Checks the ranges.
         *
         * @throws ArgumentException if one is outside of its range
         */
        public Options {
            Numbers.inUnitInterval("Adadelta", "rho", rho);
            Numbers.notNegative("Adadelta", "eps", eps);
            Numbers.notNegative("Adadelta", "weightDecay", weightDecay);
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

    private final Options options;

    /**
     * Adadelta with PyTorch's defaults.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}
     */
    public Adadelta(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /**
     * Adadelta with the given options.
     *
     * @throws ArgumentException as {@link Optimizer#Optimizer}, or if the options are null
     */
    public Adadelta(List<Parameter> parameters, double learningRate, Options options) {
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
        return List.of(StateEntry.zeros("square_avg"), StateEntry.zeros("acc_delta"));
    }

    @Override
    protected void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
        Tensor g = decayed(tensor, gradient, group.weightDecay(options.weightDecay()));
        Tensor v = state.tensor("square_avg");
        Tensor u = state.tensor("acc_delta");
        blend(v, options.rho(), g.square());
        Tensor d = u.add(options.eps()).sqrt().div(v.add(options.eps()).sqrt()).mul(g);
        blend(u, options.rho(), d.square());
        InPlace.addScaled(tensor, -group.learningRate(), d);
    }
}
