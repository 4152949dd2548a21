package org.autodiff.transform;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.error.ArgumentException;

/**
 * A function at a point, evaluated once: its value, and the linear map that it is near there, in both directions, as often
 * as wanted. Made by {@link Autodiff#linearize}.
 *
 * <p>Where a tape was recording, the evaluation is part of that, and what is computed here can be differentiated in turn.
 * Else it has a tape of its own, which {@link #close} gives back; results outlive that.
 */
public final class Linearized implements AutoCloseable {
    private final Tape tape;
    private final boolean own;
    private final Tensor[] inputs;
    private final Tensor value;

    private Linearized(Tape tape, boolean own, Tensor[] inputs, Tensor value) {
        this.tape = tape;
        this.own = own;
        this.inputs = inputs;
        this.value = value;
    }

    static Linearized of(TensorFunction f, Tensor... xs) {
        Tape outer = Tape.recording();
        if (outer != null) {
            // on the tape that is open, so that what is computed here can be differentiated in turn
            Tensor[] inner = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                Tensor variable = xs[i].isRecorded() ? xs[i] : xs[i].requiresGrad(true);
                // a node of its own: the derivative is by this argument, not by other uses of the same tensor
                inner[i] = variable.reshape(variable.shape().toArray());
            }
            return new Linearized(outer, false, inner, f.apply(inner));
        }
        Tape tape = Tape.record();
        try {
            Tensor[] leaves = Arrays.stream(xs).map(x -> x.requiresGrad(true)).toArray(Tensor[]::new);
            Linearized all = new Linearized(tape, true, leaves, f.apply(leaves));
            tape.setAside();
            return all;
        } catch (RuntimeException | Error e) {
            tape.close();
            throw e;
        }
    }

    /** The function's value. */
    public Tensor value() {
        return own ? value.detach() : value;
    }

    /**
     * The products of a cotangent with the Jacobian, by each input: of the input's shape and type, zero where the value
     * does not depend on it.
     *
     * @param cotangent of the value's shape and type
     */
    public List<Tensor> vjp(Tensor cotangent) {
        if (!value.isRecorded()) {
            return Arrays.stream(inputs).map(Linearized::zeros).toList();
        }
        List<Tensor> all = tape.gradients(!own, value, cotangent, inputs).all();
        return own ? all.stream().map(Tensor::detach).toList() : all;
    }

    /**
     * The product of the Jacobian with tangents: of the value's shape and type.
     *
     * @param tangents one for each input, of its shape and type; null for zero
     */
    public Tensor jvp(Tensor... tangents) {
        return jvp(new Tensor[] {value}, tangents)[0];
    }

    private Tensor[] jvp(Tensor[] values, Tensor... tangents) {
        if (tangents.length != inputs.length) {
            throw new ArgumentException("jvp: " + inputs.length + " inputs but " + tangents.length
                    + " tangents; give one for each, null for zero");
        }
        if (!Arrays.stream(values).allMatch(Tensor::isRecorded)) {
            return Arrays.stream(values)
                    .map(v -> v.isRecorded() ? jvp(new Tensor[] {v}, tangents)[0] : zeros(v))
                    .toArray(Tensor[]::new);
        }
        Tensor[] all = tape.jvp(!own, values, inputs, tangents);
        return own ? Arrays.stream(all).map(Tensor::detach).toArray(Tensor[]::new) : all;
    }

    /**
     * The products of the Hessian with vectors, by each input: one reverse sweep that is recorded, and one forward sweep
     * over it. The value has one element.
     */
    List<Tensor> hvp(Tensor... vectors) {
        if (!value.isRecorded()) {
            return Arrays.stream(inputs).map(Linearized::zeros).toList();
        }
        Tensor[] gradients = tape.gradientsWithGraph(value, inputs).all().toArray(Tensor[]::new);
        return List.of(jvp(gradients, vectors));
    }

    /** The number of inputs, and their sizes together. */
    int inputSize() {
        return Arrays.stream(inputs).mapToInt(Tensor::size).sum();
    }

    Tensor input(int i) {
        return inputs[i];
    }

    int arity() {
        return inputs.length;
    }

    /** Whether results are recorded. */
    boolean isNested() {
        return !own;
    }

    private static Tensor zeros(Tensor like) {
        return Tensor.zeros(like.dtype(), like.shape().toArray());
    }

    /** Gives back the memory of the evaluation, if it had a tape of its own. */
    @Override
    public void close() {
        if (own) {
            tape.close();
        }
    }
}
