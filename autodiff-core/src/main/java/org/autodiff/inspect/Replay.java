package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Node;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.TapeException;

/** Computes what a tape has recorded once more, on a tape of its own, with one value changed. */
final class Replay {
    private Replay() {}

    /**
     * The recording of the second run, swept from the same result.
     *
     * @param old the recording of the first run
     * @param changes the values of leaves and constants that have others than on the tape, by number
     * @throws TapeException if an operation cannot be computed again: a checkpoint, or one with a derivative of its user's
     */
    static Recording of(Tape tape, Recording.Options options, Recording old, Map<Integer, Double> changes) {
        try (Tape again = Tape.nested().retainAdjoints()) {
            Tensor[] tensors = new Tensor[old.nodes().size()];
            Map<Tensor, String> names = new LinkedHashMap<>();
            for (int i = 0; i < tensors.length; i++) {
                tensors[i] = again(again, tape.node(i), tensors, changes.get(i));
                if (!old.nodes().get(i).name().isEmpty()) {
                    names.put(tensors[i], old.nodes().get(i).name());
                }
            }
            int root = old.root();
            if (root >= 0) {
                Tensor seed = tape.node(root).adjoint().detach();
                again.gradients(false, tensors[root], seed, tensors[root]);
            }
            return placed(
                    Recording.of(again, new Recording.Options(options.title(), names, Map.of(), options.whole())), old);
        }
    }

    /** A second run with the names, the lines and the modules of the first, where both have the same nodes. */
    private static Recording placed(Recording run, Recording old) {
        List<RecordedNode> nodes = new ArrayList<>();
        for (int i = 0; i < run.nodes().size(); i++) {
            RecordedNode node = run.nodes().get(i);
            if (run.nodes().size() != old.nodes().size()
                    || !node.op().equals(old.nodes().get(i).op())) {
                return run;
            }
            nodes.add(node.placedAs(old.nodes().get(i)));
        }
        return new Recording(run.title(), nodes, old.modules());
    }

    private static Tensor again(Tape again, Node node, Tensor[] tensors, Double change) {
        if (node.kind() != Node.Kind.OPERATION
                && node.dtype() == DType.FLOAT64
                && node.shape().rank() == 0) {
            double x = change != null
                    ? change
                    : node.value().detach().item(); // takes its number at once, as in the first run
            return (node.kind() == Node.Kind.LEAF ? again.leaf(x) : again.constant(x)).toTensor();
        }
        if (node.kind() != Node.Kind.OPERATION) {
            Tensor x = change != null
                    ? Tensor.full(DType.FLOAT64, change, node.shape().toArray()).to(node.dtype())
                    : node.value().detach();
            return node.kind() == Node.Kind.LEAF ? x.requiresGrad(true) : x;
        }
        int[] inputs = node.inputs();
        Tensor[] xs = new Tensor[inputs.length];
        for (int k = 0; k < xs.length; k++) {
            xs[k] = tensors[inputs[k]];
        }
        try {
            return node.op().apply(node.attrs(), xs);
        } catch (IllegalStateException e) {
            throw new TapeException("%" + node.index() + " = " + node.name()
                    + " cannot be computed again from the tape; change the value in the program instead");
        }
    }
}
