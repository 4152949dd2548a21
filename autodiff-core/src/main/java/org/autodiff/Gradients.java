package org.autodiff;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/**
 * The gradients of one result by the tensors that were asked about, each of its tensor's shape and type. Threads may
 * share one whose tensors none changes. They belong to the tape, as everything computed on it: {@link Tensor#detach}
 * what must outlive it.
 */
public final class Gradients {
    private final List<Tensor> gradients;
    private final List<Boolean> connected;
    private final Map<Tensor, Integer> places = new IdentityHashMap<>();

    Gradients(Tensor[] xs, Tensor[] gradients) {
        Tensor[] all = gradients.clone();
        Boolean[] flows = new Boolean[xs.length];
        for (int i = 0; i < xs.length; i++) {
            flows[i] = all[i] != null;
            if (all[i] == null) {
                all[i] = Tensor.zeros(xs[i].dtype(), xs[i].shape().toArray());
            }
            places.put(xs[i], i);
        }
        this.gradients = List.of(all);
        this.connected = List.of(flows);
    }

    /** The gradients in the order in which they were asked for. */
    public List<Tensor> all() {
        return gradients;
    }

    /** The gradient by the i-th tensor that was asked about. */
    public Tensor of(int i) {
        if (i < 0 || i >= gradients.size()) {
            throw new IndexException("gradient " + i + " of " + gradients.size() + "; "
                    + (gradients.isEmpty() ? "none was asked for" : "use 0 to " + (gradients.size() - 1)));
        }
        return gradients.get(i);
    }

    /** The gradient by one of the tensors that were asked about. */
    public Tensor of(Tensor x) {
        return gradients.get(place(x));
    }

    /** Whether the result does not depend on this tensor at all; its gradient is then zero, and known to be. */
    public boolean isDisconnected(Tensor x) {
        return !connected.get(place(x));
    }

    private int place(Tensor x) {
        Integer i = places.get(Require.nonNull(x, "Gradients", "the tensor", "pass one that was asked for"));
        if (i == null) {
            throw new ArgumentException("the gradient by " + x.describe() + " was not asked for; name the tensor in"
                    + " gradients(y, ...)");
        }
        return i;
    }
}
