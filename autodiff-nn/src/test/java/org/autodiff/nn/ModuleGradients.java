package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Gradients;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;

/** Checks the gradients of a module in FLOAT64, by its input and by each of its parameters. */
public final class ModuleGradients {
    private static final double STEP = Math.cbrt(Math.ulp(1.0));
    private static final double RTOL = 1e-6;
    private static final double ATOL = 1e-7;

    private ModuleGradients() {}

    /** To second order by the input, to first order by the parameters. */
    public static void check(Module module, Tensor x) {
        check(module, module::forward, x);
    }

    /** The same of another function of the module than {@code forward}; it gives the same for the same input. */
    public static void check(Module module, UnaryOperator<Tensor> f, Tensor x) {
        assertThat(GradCheck.order(2).check(xs -> f.apply(xs[0]), x).failures())
                .as("by the input of " + module)
                .isEmpty();
        if (!module.parameters().isEmpty()) {
            checkParameters(module, f, x);
        }
    }

    /** Only by the parameters: for inputs that have no gradient, such as indices. */
    public static void checkParameters(Module module, UnaryOperator<Tensor> f, Tensor x) {
        List<Parameter> parameters = module.parameters();
        Tensor[] leaves = parameters.stream().map(Parameter::tensor).toArray(Tensor[]::new);
        Tensor weights;
        double[][] analytic = new double[leaves.length][];
        try (Tape tape = Tape.record()) {
            Tensor y = f.apply(x);
            weights = Tensor.uniform(
                            Seed.of(5), DType.FLOAT64, 0.5, 1.5, y.shape().toArray())
                    .detach();
            Gradients g = tape.gradients(y.mul(weights).sum(), leaves);
            for (int i = 0; i < leaves.length; i++) {
                analytic[i] = g.of(i).toDoubles();
            }
        }
        for (int i = 0; i < leaves.length; i++) {
            double[] values = leaves[i].toDoubles();
            for (int k = 0; k < values.length; k++) {
                double old = values[k];
                double h = STEP * Math.max(1, Math.abs(old));
                double above = value(leaves[i], values, k, old + h, f, x, weights);
                double below = value(leaves[i], values, k, old - h, f, x, weights);
                value(leaves[i], values, k, old, f, x, weights);
                double numeric = (above - below) / (2 * h);
                assertThat(Math.abs(numeric - analytic[i][k]))
                        .as(
                                "%s of %s, element %d: %s, difference quotient %s",
                                parameters.get(i).name(), module, k, analytic[i][k], numeric)
                        .isLessThanOrEqualTo(ATOL + RTOL * Math.max(Math.abs(numeric), Math.abs(analytic[i][k])));
            }
        }
    }

    private static double value(
            Tensor leaf, double[] values, int k, double to, UnaryOperator<Tensor> f, Tensor x, Tensor weights) {
        values[k] = to;
        InPlace.assign(
                leaf, Tensor.of(values, values.length).reshape(leaf.shape().toArray()));
        return f.apply(x).mul(weights).sum().item();
    }
}
