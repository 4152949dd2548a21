package org.autodiff.inspect;

import java.util.LinkedHashMap;
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
     * @param changed the number of the leaf or constant with another value
     * @throws TapeException if an operation cannot be computed again: a checkpoint, or one with a derivative of its user's
     */
    static Recording of(Tape tape, Recording.Options options, Recording old, int changed, double value) {
        try (Tape again = Tape.nested().retainAdjoints()) {
            Tensor[] tensors = new Tensor[old.nodes().size()];
            Map<Tensor, String> names = new LinkedHashMap<>();
            for (int i = 0; i < tensors.length; i++) {
                tensors[i] = again(tape.node(i), tensors, i == changed, value);
                if (!old.nodes().get(i).name().isEmpty()) {
                    names.put(tensors[i], old.nodes().get(i).name());
                }
            }
            int root = old.root();
            if (root >= 0) {
                Tensor seed = tape.node(root).adjoint().detach();
                again.gradients(false, tensors[root], seed, tensors[root]);
            }
            return Recording.of(again, new Recording.Options(options.title(), names, Map.of(), options.whole()));
        }
    }

    private static Tensor again(Node node, Tensor[] tensors, boolean changed, double value) {
        if (node.kind() != Node.Kind.OPERATION) {
            Tensor x = changed
                    ? Tensor.full(DType.FLOAT64, value, node.shape().toArray()).to(node.dtype())
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
