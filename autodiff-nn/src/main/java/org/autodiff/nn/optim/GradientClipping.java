package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/** Bounds on the gradients of parameters, between {@code backward()} and the optimizer's {@code step()}. */
public final class GradientClipping {
    /** The term that PyTorch adds to the norm, against division by zero. */
    private static final double MARGIN = 1e-6;

    private GradientClipping() {}

    /**
     * Scales all gradients together so that their Euclidean norm is at most this; PyTorch's {@code clip_grad_norm_}.
     *
     * @return the norm before
     * @throws ArgumentException as {@link #byNorm(List, double, double)}
     */
    public static double byNorm(List<Parameter> parameters, double most) {
        return byNorm(parameters, most, 2);
    }

    /**
     * Scales all gradients together so that their p-norm is at most this.
     *
     * @param p 1 or more; infinity for the largest absolute value
     * @return the norm before
     * @throws ArgumentException if the bound is negative or p below 1
     */
    public static double byNorm(List<Parameter> parameters, double most, double p) {
        Require.notNegative(most, "GradientClipping", "the norm");
        if (!(p >= 1)) {
            throw new ArgumentException("GradientClipping: a norm's p must be 1 or more, got " + p);
        }
        List<Tensor> gradients = gradients(parameters);
        double norm = norm(gradients, p);
        double factor = most / (norm + MARGIN);
        if (factor < 1) {
            gradients.forEach(g -> InPlace.scale(g, factor));
        }
        return norm;
    }

    /** The p-norm of all gradients together. */
    public static double norm(List<Tensor> gradients, double p) {
        String remedy = "pass the gradients of parameters that have one";
        Require.nonNull(gradients, "GradientClipping.norm", "the list of gradients", remedy);
        gradients.forEach(g -> Require.nonNull(g, "GradientClipping.norm", "a gradient of the list", remedy));
        try (Scope scope = Scope.noGrad()) {
            double sum = 0;
            double most = 0;
            for (Tensor g : gradients) {
                if (g.size() == 0) {
                    continue;
                }
                if (Double.isInfinite(p)) {
                    double largest = g.abs().max().item();
                    most = Double.isNaN(largest) ? largest : Math.max(most, largest);
                } else {
                    Tensor powers =
                            p == 2 ? g.square() : p == 1 ? g.abs() : g.abs().pow(p);
                    sum += powers.sum().item();
                }
            }
            return Double.isInfinite(p) ? most : Math.pow(sum, 1 / p);
        }
    }

    /** Cuts each element of each gradient to [-most, most], most of at least 0; PyTorch's {@code clip_grad_value_}. */
    public static void byValue(List<Parameter> parameters, double most) {
        Require.notNegative(most, "GradientClipping", "the value");
        try (Scope scope = Scope.noGrad()) {
            for (Tensor g : gradients(parameters)) {
                InPlace.assign(g, g.minimum(most).maximum(-most));
            }
        }
    }

    private static List<Tensor> gradients(List<Parameter> parameters) {
        List<Tensor> all = new ArrayList<>();
        for (Parameter parameter : ParameterGroup.checked("GradientClipping", parameters)) {
            if (parameter.grad() != null) {
                all.add(parameter.grad());
            }
        }
        return all;
    }
}
