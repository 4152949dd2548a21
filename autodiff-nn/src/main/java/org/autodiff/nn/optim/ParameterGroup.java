package org.autodiff.nn.optim;

import java.util.List;
import java.util.OptionalDouble;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/** Parameters of an {@link Optimizer} that share a learning rate and, if wished, a weight decay of their own. */
public final class ParameterGroup {
    private final String owner;
    private final List<Parameter> parameters;
    private final OptionalDouble weightDecay;
    private double learningRate;

    ParameterGroup(String owner, List<Parameter> parameters, double learningRate, OptionalDouble weightDecay) {
        this.owner = owner;
        checked(owner, parameters);
        if (parameters.isEmpty()) {
            throw new ArgumentException(owner + ": the list of parameters is empty; pass module.parameters()");
        }
        this.parameters = List.copyOf(parameters);
        this.weightDecay = weightDecay;
        if (weightDecay.isPresent()) {
            Require.notNegative(weightDecay.getAsDouble(), owner, "weightDecay");
        }
        learningRate(learningRate);
    }

    /** Throws if the list or one of its elements is null. */
    static List<Parameter> checked(String owner, List<Parameter> parameters) {
        String remedy = "pass module.parameters()";
        Require.nonNull(parameters, owner, "the list of parameters", remedy);
        parameters.forEach(p -> Require.nonNull(p, owner, "a parameter of the list", remedy));
        return parameters;
    }

    /** The parameters, in the order given; unmodifiable. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The rate of the next step. */
    public double learningRate() {
        return learningRate;
    }

    /** Sets the rate from the next step on; finite and not negative. */
    public void learningRate(double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) { // NaN fails too
            throw new ArgumentException(owner + ": the learning rate must be finite and not negative, got " + rate
                    + "; usual values are between 1e-4 and 0.1");
        }
        learningRate = rate;
    }

    /** This group's own weight decay, or the one of the optimizer's options. */
    public double weightDecay(double ofOptions) {
        return weightDecay.orElse(ofOptions);
    }

    /** For example {@code 2 parameters with weightDecay=0.0}; the rate is not told, for it is part of the state. */
    @Override
    public String toString() {
        return parameters.size() + " parameters"
                + (weightDecay.isPresent() ? " with weightDecay=" + weightDecay.getAsDouble() : "");
    }
}
