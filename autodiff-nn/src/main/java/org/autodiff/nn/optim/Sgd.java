package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Stochastic gradient descent, with momentum if wished.
 *
 * <p>PyTorch's {@code torch.optim.SGD}: with g the gradient plus weightDecay times the parameter,
 *
 * <pre>
 * b = g                                   at the first step
 * b = momentum * b + (1 - dampening) * g  at later steps
 * d = g + momentum * b  with Nesterov's momentum, else b
 * p = p - learningRate * d
 * </pre>
 *
 * <p>Without momentum d is g. (Momentum: Polyak 1964; Nesterov's form: Sutskever et al. 2013.) In the classical form the
 * learning rate stands inside the velocity: {@code b = momentum * b - learningRate * g; p = p + b}. Both are the same as
 * long as the learning rate does not change.
 */
public final class Sgd extends DecayedOptimizer<Sgd.Options> {
    /**
     * Hyperparameters of stochastic gradient descent. All are 0 and off in {@link #DEFAULT}.
     *
     * @param momentum how much of the last step's direction is kept, 0 for none
     * @param dampening the share of a new gradient that momentum leaves out
     * @param weightDecay the L2 coefficient
     * @param nesterov whether to look ahead along the momentum; needs momentum and no dampening
     * @param maximize whether to go up instead of down
     * @param classical whether the learning rate stands inside the velocity; without Nesterov's form and dampening
     * @param decoupled whether weight decay shrinks the parameter by {@code 1 - learningRate * weightDecay} before the step
     *     and stays out of the momentum (SGDW, Loshchilov and Hutter 2019), instead of being part of the gradient. Without
     *     momentum both are the same
     */
    public record Options(
            double momentum,
            double dampening,
            double weightDecay,
            boolean nesterov,
            boolean maximize,
            boolean classical,
            boolean decoupled) {
        /** No momentum, no dampening, no weight decay. */
        public static final Options DEFAULT = new Options(0, 0, 0, false, false, false, false);

        /** Checks the ranges. */
        public Options {
            Require.notNegative(momentum, "Sgd", "momentum");
            Require.finite(dampening, "Sgd", "dampening");
            Require.notNegative(weightDecay, "Sgd", "weightDecay");
        }

        /** These options with another momentum. */
        public Options withMomentum(double value) {
            return new Options(value, dampening, weightDecay, nesterov, maximize, classical, decoupled);
        }

        /** These options with another dampening. */
        public Options withDampening(double value) {
            return new Options(momentum, value, weightDecay, nesterov, maximize, classical, decoupled);
        }

        /** These options with another weight decay. */
        public Options withWeightDecay(double value) {
            return new Options(momentum, dampening, value, nesterov, maximize, classical, decoupled);
        }

        /** These options with Nesterov's momentum on or off. */
        public Options withNesterov(boolean value) {
            return new Options(momentum, dampening, weightDecay, value, maximize, classical, decoupled);
        }

        /** These options going up or down. */
        public Options withMaximize(boolean value) {
            return new Options(momentum, dampening, weightDecay, nesterov, value, classical, decoupled);
        }

        /** These options with the classical form of momentum or PyTorch's. */
        public Options withClassical(boolean value) {
            return new Options(momentum, dampening, weightDecay, nesterov, maximize, value, decoupled);
        }

        /** These options with weight decay beside the gradient, or as a part of it. */
        public Options withDecoupled(boolean value) {
            return new Options(momentum, dampening, weightDecay, nesterov, maximize, classical, value);
        }
    }

    private static final String BUFFER = "momentum_buffer";

    /** Plain gradient descent: {@code p -= learningRate * g}. */
    public Sgd(List<Parameter> parameters, double learningRate) {
        this(parameters, learningRate, Options.DEFAULT);
    }

    /** Gradient descent with a momentum of at least 0. */
    public Sgd(List<Parameter> parameters, double learningRate, double momentum) {
        this(parameters, learningRate, Options.DEFAULT.withMomentum(momentum));
    }

    /**
     * Gradient descent with the given options.
     *
     * @throws ArgumentException for Nesterov's momentum without momentum or with dampening, or for the classical form with
     *     either
     */
    public Sgd(List<Parameter> parameters, double learningRate, Options options) {
        super(parameters, learningRate, options, Options::weightDecay);
        if (options.nesterov() && (options.momentum() == 0 || options.dampening() != 0)) {
            throw new ArgumentException("Sgd: nesterov needs a momentum above 0 and dampening 0, got momentum "
                    + options.momentum() + " and dampening " + options.dampening());
        }
        if (options.classical() && (options.nesterov() || options.dampening() != 0)) {
            throw new ArgumentException("Sgd: the classical form has neither nesterov nor dampening, got nesterov "
                    + options.nesterov() + " and dampening " + options.dampening());
        }
    }

    @Override
    boolean squares() {
        return false;
    }

    @Override
    protected List<StateEntry> stateEntries() {
        return options.momentum() == 0 ? List.of() : List.of(StateEntry.zeros(BUFFER));
    }

    @Override
    Tensor decayed(double rate, double decay, Tensor tensor, Tensor gradient) {
        Tensor uphill = options.maximize() ? gradient.neg() : gradient;
        if (options.decoupled()) {
            shrink(rate, decay, tensor);
            return uphill;
        }
        return super.decayed(rate, decay, tensor, uphill);
    }

    @Override
    void move(double rate, ParameterState state, Tensor tensor, Tensor direction) {
        double momentum = options.momentum();
        if (momentum == 0) {
            InPlace.addScaled(tensor, -rate, direction);
            return;
        }
        Tensor buffer = state.tensor(BUFFER);
        if (options.classical()) {
            InPlace.scale(buffer, momentum);
            InPlace.addScaled(buffer, -rate, direction);
            InPlace.addScaled(tensor, 1, buffer);
            return;
        }
        if (state.step() == 1) {
            InPlace.assign(buffer, direction);
        } else {
            InPlace.scale(buffer, momentum);
            InPlace.addScaled(buffer, 1 - options.dampening(), direction);
        }
        if (options.nesterov()) {
            InPlace.addScaled(tensor, -rate, direction);
            InPlace.addScaled(tensor, -rate * momentum, buffer);
        } else {
            InPlace.addScaled(tensor, -rate, buffer);
        }
    }
}
