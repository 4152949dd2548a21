package org.autodiff.functional;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
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

    /** Checks the input: [time, batch, in], or batch first if the layers say so. */
    Unrolled(String op, int gates, Layers layers, Tensor x) {
        this.op = op;
        this.gates = gates;
        this.layers = layers;
        TensorArguments.requireUsable(op, "input", x);
        String order = layers.batchFirst() ? "[batch, time, features]" : "[time, batch, features]";
        if (x.rank() != 3) {
            throw new ShapeException(op + ": the input has shape " + x.shape() + "; it must be " + order);
        }
        sequence = layers.batchFirst() ? x.transpose(0, 1) : x;
        if (sequence.shape().dim(0) == 0) {
            throw new ShapeException(op + ": the input " + x.shape() + ", which is " + order + ", has no time steps");
        }
        int hidden = layers.weights().get(0).hiddenSize();
        for (Weights w : layers.weights()) {
            if (w.hiddenSize() != hidden) {
                throw new ShapeException(op + ": layers with states of " + hidden + " and of " + w.hiddenSize()
                        + " elements; all must have the same");
            }
        }
    }

    /** What one step does in layer and direction k: takes the part that comes from the input, gives the new state. */
    @FunctionalInterface
    interface Step {
        Tensor next(int k, Weights w, Tensor fromInput);
    }

    /** The states that each layer and direction begins with, [batch, H]. */
    Tensor[] states(String name, Tensor initial) {
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

    /** The states of the last layer at all times, in the order of axes of the input. */
    Tensor over(Function<Weights, Tensor> bias, Step step) {
        Tensor x = sequence;
        int directions = layers.directions();
        List<Weights> weights = layers.weights();
        for (int k = 0; k < weights.size(); k += directions) {
            Tensor forward = direction(x, k, false, bias, step);
            x = directions == 1 ? forward : Tensor.concat(2, forward, direction(x, k + 1, true, bias, step));
        }
        return layers.batchFirst() ? x.transpose(0, 1) : x;
    }

    private Tensor direction(Tensor x, int k, boolean reverse, Function<Weights, Tensor> bias, Step step) {
        Weights w = layers.weights().get(k);
        w.check(op, gates, x, null);
        Tensor[] in = new Tensor[x.shape().dim(0)];
        part(Linear.linear(x, w.weightIh(), bias.apply(w)), 0, in);
        Tensor[] out = new Tensor[in.length];
        for (int i = 0; i < in.length; i++) {
            int t = reverse ? in.length - 1 - i : i;
            out[t] = step.next(k, w, in[t]);
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
