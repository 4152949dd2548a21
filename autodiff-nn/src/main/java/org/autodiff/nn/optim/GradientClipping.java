package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Bounds on the gradients of parameters, between {@code backward()} and the optimizer's {@code step()}. No other thread
 * may read or change the gradients meanwhile.
 */
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
     * @param most finite and above 0
     * @param p 1 or more; infinity for the largest absolute value
     * @return the norm before
     * @throws ArgumentException if the bound is not above 0, p is below 1, or a gradient has an infinite element or NaN, which
     *     no factor brings to a norm; then no gradient is changed
     */
    public static double byNorm(List<Parameter> parameters, double most, double p) {
        Require.positive(most, "GradientClipping.byNorm", "the norm (leave the call out for no clipping)");
        if (!(p >= 1)) {
            throw new ArgumentException("GradientClipping.byNorm: a norm's p must be 1 or more, got " + p);
        }
        List<Tensor> gradients = gradients(parameters);
        double norm = norm(gradients, p);
        if (!Double.isFinite(norm)) {
            throw notFinite(parameters, norm);
        }
        double factor = most / (norm + MARGIN);
        if (factor < 1) {
            gradients.forEach(g -> InPlace.scale(g, factor));
        }
        return norm;
    }

    private static ArgumentException notFinite(List<Parameter> parameters, double norm) {
        String names = parameters.stream()
                .filter(p -> p.grad() != null && !Double.isFinite(largest(p.grad())))
                .map(p -> "'" + p.name() + "'")
                .collect(Collectors.joining(", "));
        return new ArgumentException("GradientClipping.byNorm: the norm of the gradients is " + norm
                + (names.isEmpty() ? "" : ", for there are infinite elements or NaN in the gradient of " + names)
                + "; no gradient was changed. Leave out this step, lower the learning rate, or look for the operation that"
                + " overflows");
    }

    /** The p-norm of all gradients together; no square or power in it overflows where the norm does not. */
    public static double norm(List<Tensor> gradients, double p) {
        String remedy = "pass the gradients of parameters that have one";
        Require.nonNull(gradients, "GradientClipping.norm", "the list of gradients", remedy);
        gradients.forEach(g -> Require.nonNull(g, "GradientClipping.norm", "a gradient of the list", remedy));
        if (!(p >= 1)) {
            throw new ArgumentException("GradientClipping.norm: a norm's p must be 1 or more, got " + p);
        }
        try (Scope scope = Scope.noGrad()) {
            double sum = 0;
            if (!Double.isInfinite(p)) {
                for (Tensor g : gradients) {
                    sum += powers(g, p);
                }
                if (isSafe(sum, gradients)) {
                    return Math.pow(sum, 1 / p);
                }
            }
            double most = 0;
            for (Tensor g : gradients) {
                double largest = largest(g);
                most = Double.isNaN(largest) || Double.isNaN(most) ? Double.NaN : Math.max(most, largest);
            }
            if (Double.isInfinite(p) || most == 0 || !Double.isFinite(most)) {
                return most;
            }
            double scaled = 0;
            for (Tensor g : gradients) {
                // in double precision the largest of all gradients divides those of any element type
                scaled += powers(g.to(DType.FLOAT64).div(most), p);
            }
            return most * Math.pow(scaled, 1 / p);
        }
    }

    /** Whether no power has overflowed, and nothing that counts has been lost among the smallest numbers. */
    private static boolean isSafe(double sum, List<Tensor> gradients) {
        boolean single = gradients.stream().anyMatch(g -> g.dtype() == DType.FLOAT32);
        return sum >= (single ? 1e-24 : 1e-280) && sum < Double.POSITIVE_INFINITY;
    }

    private static double powers(Tensor g, double p) {
        Tensor powers = p == 2 ? g.square() : p == 1 ? g.abs() : g.abs().pow(p);
        return powers.sum().item();
    }

    private static double largest(Tensor g) {
        return g.size() == 0 ? 0 : g.abs().max().item();
    }

    /**
     * Cuts each element of each gradient to [-most, most]; PyTorch's {@code clip_grad_value_}. NaN stays NaN.
     *
     * @throws ArgumentException if the bound is not finite and above 0
     */
    public static void byValue(List<Parameter> parameters, double most) {
        Require.positive(most, "GradientClipping.byValue", "the value (leave the call out for no clipping)");
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
