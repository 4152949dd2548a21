package org.autodiff.nn.regularization;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.normalization.LayerNorm;

/**
 * A regularization term, a penalty on large parameters that is added to the loss and differentiated with it.
 *
 * <p>With S the sum over all numbers w of the parameters, |w| for {@link #l1} and w^2 for {@link #l2}:
 *
 * <table>
 * <caption>The scalings in use</caption>
 * <tr><th>made by</th><th>value</th><th>gradient of l2</th></tr>
 * <tr><td>{@code l2(lambda)}</td><td>lambda S</td><td>2 lambda w</td></tr>
 * <tr><td>{@code l2(lambda).halved()}</td><td>lambda / 2 S</td><td>lambda w</td></tr>
 * <tr><td>{@code l2(lambda).halvedPer(m)}</td><td>lambda / (2 m) S</td><td>lambda / m w</td></tr>
 * </table>
 *
 * <p>The second is what weight decay of {@link org.autodiff.nn.optim.Sgd} does without being a term of the loss. With rules
 * that divide by the size of the gradient, as Adam, a penalty and decoupled decay (AdamW) are different things.
 *
 * <pre>{@code
 * Tensor loss = Loss.crossEntropy(model.forward(x), y).add(Penalty.l2(1e-4).of(model));
 * }</pre>
 */
public final class Penalty {
    private enum Norm {
        L1,
        L2
    }

    private final Norm norm;
    private final double factor;

    private Penalty(Norm norm, double factor) {
        this.norm = norm;
        this.factor = factor;
    }

    /**
     * The L1 penalty, {@code lambda}, at least 0, times the sum of the absolute values (Tibshirani 1996): it drives many
     * numbers to zero. The gradient at 0 is 0.
     */
    public static Penalty l1(double lambda) {
        return new Penalty(Norm.L1, Require.notNegative(lambda, "Penalty.l1", "lambda"));
    }

    /** The L2 penalty, {@code lambda}, at least 0, times the sum of the squares (Hoerl and Kennard 1970): it shrinks all numbers. */
    public static Penalty l2(double lambda) {
        return new Penalty(Norm.L2, Require.notNegative(lambda, "Penalty.l2", "lambda"));
    }

    /** Half of this penalty. */
    public Penalty halved() {
        return new Penalty(norm, factor / 2);
    }

    /**
     * This penalty over twice the number of samples, for losses that are means over them.
     *
     * @throws ArgumentException if there are fewer than one
     */
    public Penalty halvedPer(long samples) {
        if (samples < 1) { // a long, which Require has not
            throw new ArgumentException("Penalty.halvedPer: the number of samples must be at least 1, got " + samples);
        }
        return new Penalty(norm, factor / 2 / samples);
    }

    /** The penalty on a module's {@link #weights}, of which there must be one, rank 0. */
    public Tensor of(Module module) {
        List<Parameter> weights = weights(module);
        if (weights.isEmpty()) {
            throw new ArgumentException("Penalty.of: " + module
                    + " has no weights, that is no parameters of two or more axes; pass a list of parameters");
        }
        return of(weights);
    }

    /**
     * The penalty on chosen parameters, rank 0 and of the first one's element type; recorded when a tape is open. Frozen ones
     * count, as constants.
     *
     * @throws ArgumentException if the list is empty or null
     */
    public Tensor of(List<Parameter> parameters) {
        Require.nonNulls(parameters, "Penalty.of", "the list of parameters", "pass module.parameters()");
        if (parameters.isEmpty()) {
            throw new ArgumentException("Penalty.of: the list of parameters is empty; pass module.parameters()");
        }
        Tensor sum = null;
        for (Parameter parameter : parameters) {
            Tensor w = parameter.tensor();
            Tensor term = (norm == Norm.L1 ? w.abs() : w.square()).sum();
            sum = sum == null ? term : sum.add(term.to(sum.dtype()));
        }
        return sum.mul(factor);
    }

    /**
     * The parameters that are weights: those with two or more axes that are not named as biases and do not belong to a layer
     * normalization. Other normalizations' scales, and slopes of activations, have one axis.
     */
    public static List<Parameter> weights(Module module) {
        Require.nonNull(module, "Penalty", "the module", "pass one, or a list of parameters");
        return module.parameters().stream()
                .filter(p -> p.tensor().rank() >= 2)
                .filter(p -> !(module.module(owner(p.name())) instanceof LayerNorm))
                .filter(p -> !p.name().substring(p.name().lastIndexOf('.') + 1).contains("bias"))
                .toList();
    }

    /** The path of the module that a parameter belongs to. */
    private static String owner(String parameter) {
        return parameter.substring(0, Math.max(0, parameter.lastIndexOf('.')));
    }
}
