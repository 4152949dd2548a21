package org.autodiff.nn.train;

import org.autodiff.Node;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.data.Batch;

/**
 * Stops a training whose loss or whose parameters are NaN or infinite. A loss may be finite while its gradients are not: then
 * the step makes the parameters bad, and a {@link Trainer} finds that at the end of the epoch at the latest, a
 * {@link TrainingCheckpoint} before it is taken.
 *
 * <p>A healthy step costs a look at one number; only when that is bad all tensors
 * are searched, in the order in which the step has used them: the batch, the parameters, the values on the tape, the buffers.
 *
 * <pre>{@code
 * try (Tape tape = Tape.record()) {
 *     Tensor loss = Loss.crossEntropy(model.forward(batch.inputs()), batch.labels());
 *     Divergence.check(loss, tape, model, batch, new Position(epoch, step));
 *     loss.backward();
 * }
 * }</pre>
 */
public final class Divergence {
    private static final String REMEDY = "; go on from an earlier checkpoint with a smaller learning rate or clipped"
            + " gradients, or look at the data";

    private Divergence() {}

    /**
     * Gives the loss's value, if it is finite.
     *
     * @param loss one number
     * @param tape the tape of the step, still open
     * @param model whose parameters and buffers are looked through
     * @param batch what the step was made on
     * @param position where that batch stands
     * @throws DivergenceException if the loss is not finite; it names epoch, batch and the first tensor that is not either
     */
    public static double check(Tensor loss, Tape tape, Module model, Batch batch, Position position) {
        Require.nonNull(loss, "Divergence.check", "the loss", "pass one number, a tensor");
        Require.nonNull(tape, "Divergence.check", "the tape", "pass the one of the step");
        Require.nonNull(model, "Divergence.check", "the model", "pass the one that is trained");
        Require.nonNull(batch, "Divergence.check", "the batch", "pass the one of the step");
        Require.nonNull(position, "Divergence.check", "the position", "pass that of the batch");
        double value = loss.item();
        if (Double.isFinite(value)) {
            return value;
        }
        String first;
        try (Scope scope = Scope.noGrad()) {
            first = firstBad(tape, model, batch);
        }
        throw new DivergenceException(
                "the loss is " + value + " in " + position + "; the first bad tensor is " + first + REMEDY);
    }

    /**
     * Looks at all parameters, after steps.
     *
     * @param next the batch that comes next
     * @throws DivergenceException if a number in them is not finite; it names epoch, batch and the first such parameter
     */
    public static void checkParameters(Module model, Position next) {
        Require.nonNull(model, "Divergence.checkParameters", "the model", "pass the one that is trained");
        Require.nonNull(next, "Divergence.checkParameters", "the position", "pass that of the batch that comes next");
        try (Scope scope = Scope.noGrad()) {
            for (Parameter parameter : model.parameters()) {
                if (isBad(parameter.tensor())) {
                    throw new DivergenceException("the weights have diverged before " + next
                            + "; the first bad tensor is the parameter '" + parameter.name() + "' "
                            + describe(parameter.tensor()) + REMEDY);
                }
            }
        }
    }

    private static String firstBad(Tape tape, Module model, Batch batch) {
        if (isBad(batch.inputs())) {
            return "the batch's inputs " + describe(batch.inputs());
        }
        if (isBad(batch.labels())) {
            return "the batch's labels " + describe(batch.labels());
        }
        for (Parameter parameter : model.parameters()) {
            if (isBad(parameter.tensor())) {
                return "the parameter '" + parameter.name() + "' " + describe(parameter.tensor())
                        + ", which an earlier step has moved there";
            }
        }
        for (int i = 0; i < tape.size(); i++) {
            Node node = tape.node(i);
            // constants may be infinite on purpose, as the mask of an attention is
            if (node.kind() == Node.Kind.OPERATION && isBad(node.value())) {
                return "%" + i + ", the result of '" + node.name() + "' " + describe(node.value());
            }
        }
        // after the tape: this step's statistics have taken over what its values were
        for (var buffer : model.buffers().entrySet()) {
            if (isBad(buffer.getValue())) {
                return "the buffer '" + buffer.getKey() + "' " + describe(buffer.getValue());
            }
        }
        return "the loss itself, which was not recorded on this tape";
    }

    /** Whether an element is not finite: then the sum is not, so that good tensors need not be read into Java. */
    private static boolean isBad(Tensor t) {
        return t.dtype().isFloating() && !Double.isFinite(t.sum().item()) && place(t.toDoubles()) >= 0;
    }

    /** Its shape, and the first of its elements that is not finite. */
    private static String describe(Tensor t) {
        double[] values = t.toDoubles();
        int at = place(values);
        return t.shape() + " " + t.dtype() + ", element " + at + " is " + values[at];
    }

    private static int place(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }
}
