package org.autodiff.nn.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.check.GradCheck;
import org.autodiff.check.Mode;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.data.Batch;

/**
 * The gradient check of a whole model: the derivatives of a loss by every parameter that is not frozen, and by the inputs,
 * under the names of the parameters. Labels and inputs of INT64 and BOOL are held fixed.
 *
 * <pre>{@code
 * GradCheckReport report = ModuleCheck.check(model, Tensor::crossEntropy, batch);
 * }</pre>
 *
 * <p>The module is checked in the mode that it is in. Each evaluation draws the same random numbers, as those of a dropout,
 * and begins with the same buffers, as the running statistics of a normalization; afterwards both are as they were, and the
 * report says of which this was needed. A module in single precision is converted to double for the check and back, so that
 * gradients that have accumulated in its parameters are dropped then.
 */
public final class ModuleCheck {
    /** A wrong gradient fits one direction of all parameters by chance once in some ten million checks. */
    private static final GradCheck USUAL = GradCheck.DEFAULT.withMode(Mode.FAST).withDirections(1);

    private ModuleCheck() {}

    /** Checks along a random direction of all parameters at once, {@link Mode#FAST}, whose cost does not grow with the number of parameters. */
    public static GradCheckReport check(Module module, BinaryOperator<Tensor> loss, Batch batch) {
        return check(USUAL, module, loss, batch);
    }

    /**
     * Checks with other settings.
     *
     * @param loss from outputs and labels to the loss of the batch
     */
    public static GradCheckReport check(GradCheck settings, Module module, BinaryOperator<Tensor> loss, Batch batch) {
        Require.nonNull(module, "ModuleCheck", "the module", "pass the model to check");
        Require.nonNull(loss, "ModuleCheck", "the loss", "pass one such as Tensor::crossEntropy");
        Require.nonNull(batch, "ModuleCheck", "the batch", "pass new Batch(inputs, labels)");
        Tensor labels = batch.labels();
        return check(
                settings,
                module,
                xs -> {
                    Tensor y = module.forward(xs[0]);
                    boolean asOutput = labels.dtype().isFloating() && y.dtype() != labels.dtype();
                    return loss.apply(y, asOutput ? labels.to(y.dtype()) : labels);
                },
                batch.inputs());
    }

    /**
     * Checks any computation with a module: by its parameters, and by the inputs of the computation.
     *
     * @param f computes with the module, as {@code xs -> module.forward(xs[0], xs[1]).mean()}
     */
    public static GradCheckReport check(GradCheck settings, Module module, TensorFunction f, Tensor... inputs) {
        Require.nonNull(settings, "ModuleCheck", "the settings", "the usual ones are GradCheck.DEFAULT");
        Require.nonNull(module, "ModuleCheck", "the module", "pass the model to check");
        Require.nonNull(f, "ModuleCheck", "the function", "pass one that computes with the module");
        Require.nonNulls(inputs, "ModuleCheck", "the inputs", "pass those of the function, or none");
        List<Parameter> trained =
                module.parameters().stream().filter(p -> !p.isFrozen()).toList();
        Tensor[] point = new Tensor[trained.size() + inputs.length];
        String[] names = new String[point.length];
        for (int i = 0; i < point.length; i++) {
            int input = i - trained.size();
            point[i] = input < 0 ? trained.get(i).tensor().detach() : inputs[input];
            names[i] = input < 0 ? trained.get(i).name() : inputs.length == 1 ? "input" : "input " + input;
        }
        try (ReplayedModule replayed = new ReplayedModule(module, trained, point)) {
            GradCheckReport report = settings.check(xs -> replayed.apply(f, xs), names, point);
            List<String> notes = new ArrayList<>(report.notes());
            notes.addAll(replayed.notes());
            return report.withNotes(notes);
        }
    }
}
