package org.autodiff.functional;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Recurrent.Layers;
import org.autodiff.functional.Recurrent.Weights;

/**
 * A recurrent network unrolled over a sequence. The products with the input are made for all times at once; what is left
 * for each step is the product with the state.
 */
final class Unrolled {
    private final String op;
    private final int gates;
    private final Layers layers;
    private final Tensor sequence;
    /** For each time whether a sequence of the batch has not ended, [batch, 1]; null where all are as long as the input. */
    private final Tensor[] running;

    /**
     * Checks the input: [time, batch, in], or batch first if the layers say so.
     *
     * @param lengths of each sequence of the batch; null if all are as long as the input
     */
    Unrolled(String op, int gates, Layers layers, Tensor x, int[] lengths) {
        this.op = op;
        this.gates = gates;
        this.layers = layers;
        TensorArguments.requireUsable(op, "input", x);
        String order = layers.batchFirst() ? "[batch, time, features]" : "[time, batch, features]";
        if (x.rank() != 3) {
            throw new ShapeException(op + ": the input has shape " + x.shape() + "; it must be " + order);
        }
        Tensor given = layers.batchFirst() ? x.transpose(0, 1) : x;
        if (given.shape().dim(0) == 0) {
            throw new ShapeException(op + ": the input " + x.shape() + ", which is " + order + ", has no time steps");
        }
        running = lengths == null ? null : running(lengths, given.shape());
        // padding may be anything, infinite or NaN too, which a product with the weights would spread
        sequence = running == null ? given : Tensor.stack(0, running).where(given, Tensor.scalar(given.dtype(), 0));
        int hidden = layers.weights().get(0).hiddenSize();
        for (Weights w : layers.weights()) {
            if (w.hiddenSize() != hidden) {
                throw new ShapeException(op + ": layers with states of " + hidden + " and of " + w.hiddenSize()
                        + " elements; all must have the same");
            }
        }
    }

    private Tensor[] running(int[] lengths, Shape x) {
        int times = x.dim(0);
        if (lengths.length != x.dim(1)) {
            throw new ShapeException(op + ": " + lengths.length + " lengths for a batch of " + x.dim(1)
                    + " sequences; give one for each");
        }
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 1 || lengths[i] > times) {
                throw new ArgumentException(op + ": the length " + lengths[i] + " of sequence " + i
                        + " is not one of 1 to " + times + ", the time steps of the input");
            }
        }
        Tensor[] all = new Tensor[times];
        for (int t = 0; t < times; t++) {
            boolean[] open = new boolean[lengths.length];
            for (int i = 0; i < open.length; i++) {
                open[i] = t < lengths[i];
            }
            all[t] = Tensor.of(open, open.length, 1);
        }
        return all;
    }

    /**
     * What one step does with the states of layer and direction k, in place: from the old ones and the part that comes from the
     * input it makes the new ones, of which the first is the output.
     */
    @FunctionalInterface
    interface Step {
        Tensor[] next(Tensor[] states, Weights w, Tensor fromInput);
    }

    /** The first states of one kind, [layers * directions, batch, H]; null for zeros. */
    record Initial(String name, Tensor states) {}

    /** The states of each kind that each layer and direction begins with, [batch, H]. */
    Tensor[][] states(Initial... kinds) {
        Tensor[][] all = new Tensor[layers.weights().size()][kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            Tensor[] one = states(kinds[i].name(), kinds[i].states());
            for (int k = 0; k < all.length; k++) {
                all[k][i] = one[k];
            }
        }
        return all;
    }

    private Tensor[] states(String name, Tensor initial) {
        int n = layers.weights().size();
        int hidden = layers.weights().get(0).hiddenSize();
        int batch = sequence.shape().dim(1);
        if (initial != null && !initial.shape().equals(Shape.of(n, batch, hidden))) {
            throw new ShapeException(op + ": " + name + " has shape " + initial.shape() + " for an input of batch size "
                    + batch + "; it must be " + Shape.of(n, batch, hidden) + ", [layers * directions, batch, H]");
        }
        if (initial != null && initial.dtype() != sequence.dtype()) {
            throw new DTypeException(op + ": the input is " + sequence.dtype() + ", " + name + " " + initial.dtype()
                    + "; convert one with to(...)");
        }
        Tensor[] all = new Tensor[n];
        for (int k = 0; k < n; k++) {
            all[k] = initial == null ? Tensor.zeros(sequence.dtype(), batch, hidden) : initial.select(0, k);
        }
        return all;
    }

    /**
     * The states of the last layer at all times, in the order of axes of the input; 0 beyond the length of a sequence.
     *
     * @param states of each layer and direction the states of each kind, which are left as they are at the end of each sequence
     */
    Tensor over(Tensor[][] states, Function<Weights, Tensor> bias, Step step) {
        Tensor x = sequence;
        int directions = layers.directions();
        List<Weights> weights = layers.weights();
        for (int k = 0; k < weights.size(); k += directions) {
            Tensor forward = direction(x, k, false, states[k], bias, step);
            x = directions == 1
                    ? forward
                    : Tensor.concat(2, forward, direction(x, k + 1, true, states[k + 1], bias, step));
        }
        return layers.batchFirst() ? x.transpose(0, 1) : x;
    }

    private Tensor direction(
            Tensor x, int k, boolean reverse, Tensor[] states, Function<Weights, Tensor> bias, Step step) {
        Weights w = layers.weights().get(k);
        w.check(op, gates, x, null);
        Tensor[] in = new Tensor[x.shape().dim(0)];
        part(Linear.linear(x, w.weightIh(), bias.apply(w)), 0, in);
        Tensor[] out = new Tensor[in.length];
        for (int i = 0; i < in.length; i++) {
            int t = reverse ? in.length - 1 - i : i;
            Tensor[] next = step.next(states, w, in[t]);
            out[t] = running == null ? next[0] : running[t].where(next[0], Tensor.scalar(x.dtype(), 0));
            for (int s = 0; s < states.length; s++) {
                states[s] = running == null ? next[s] : running[t].where(next[s], states[s]);
            }
        }
        return Tensor.stack(0, out);
    }

    /**
     * The slices along axis 0, by halves: the cotangent of a slice is as long as what it is a slice of, so slices taken one
     * by one from the whole would cost the square of their number in the reverse sweep.
     */
    private static void part(Tensor x, int at, Tensor[] into) {
        int n = x.shape().dim(0);
        if (n == 1) {
            into[at] = x.select(0, 0);
            return;
        }
        part(x.slice(0, 0, n / 2), at, into);
        part(x.slice(0, n / 2, n), at + n / 2, into);
    }
}
