package org.autodiff.transform;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.Vmap;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;
import org.autodiff.transform.Autodiff.ValueAndGrad;

/**
 * The linearization of a function at a point: its value, and its derivative there as a linear map in both directions, to be
 * applied any number of times. Made by {@link Autodiff#linearize}.
 *
 * <p>Where a tape was recording, the evaluation is part of that, and what is computed here can be differentiated in turn.
 * Else it has a tape of its own, which {@link #close} gives back; results outlive that.
 */
public final class Linearized implements AutoCloseable {
    private final Tape tape;
    private final boolean own;
    /** The vmap that it was made in, or null: the tape has all samples of it. */
    private final Vmap level;

    private final Tensor[] inputs;
    private final Tensor value;

    private Linearized(Tape tape, boolean own, Vmap level, Tensor[] inputs, Tensor value) {
        this.tape = tape;
        this.own = own;
        this.level = level;
        this.inputs = inputs;
        this.value = value;
    }

    static Linearized of(TensorFunction f, Tensor... points) {
        Vmap level = Vmap.current();
        Tensor[] xs = new Tensor[points.length];
        for (int i = 0; i < xs.length; i++) {
            Require.nonNull(points[i], "derivative", "argument " + i, "pass the point to differentiate at");
            xs[i] = level == null ? points[i] : Vmap.allSamples(level, points[i]);
        }
        Tape outer = Tape.recording(xs);
        if (outer != null) {
            // on the tape that is open, so that what is computed here can be differentiated in turn
            Tensor[] inner = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                Tensor variable = xs[i].isRecorded() ? xs[i] : xs[i].requiresGrad(true);
                // a node of its own: the derivative is by this argument, not by other uses of the same tensor
                inner[i] = variable.reshape(variable.shape().toArray());
            }
            return new Linearized(outer, false, level, inner, value(level, f, inner));
        }
        // nested, for the function may use what an outer tape has recorded, inside a noGrad() for instance
        Tape tape = Tape.nested();
        try {
            Tensor[] leaves = Arrays.stream(xs).map(x -> x.requiresGrad(true)).toArray(Tensor[]::new);
            Linearized all = new Linearized(tape, true, level, leaves, value(level, f, leaves));
            tape.setAside();
            return all;
        } catch (RuntimeException | Error e) {
            tape.close();
            throw e;
        }
    }

    private static Tensor value(Vmap level, TensorFunction f, Tensor[] xs) {
        Tensor[] each = level == null
                ? xs
                : Arrays.stream(xs).map(x -> Vmap.eachSample(level, x)).toArray(Tensor[]::new);
        Tensor y = Require.nonNull(
                f.apply(each), "derivative", "the function's value", "return the tensor that it computes");
        return level == null ? y : Vmap.allSamples(level, y);
    }

    /** What the function sees of a tensor of the tape. */
    private Tensor each(Tensor all) {
        return Vmap.eachSample(level, all);
    }

    private Tensor[] all(Tensor... each) {
        return level == null
                ? each
                : Arrays.stream(each)
                        .map(t -> t == null ? null : Vmap.allSamples(level, t))
                        .toArray(Tensor[]::new);
    }

    /** The function's value. */
    public Tensor value() {
        return each(own ? value.detach() : value);
    }

    /**
     * The products of a cotangent with the Jacobian, by each input: of the input's shape and type, zero where the value
     * does not depend on it.
     *
     * @param cotangent of the value's shape and type
     */
    public List<Tensor> vjp(Tensor cotangent) {
        return pull(cotangent).gradients();
    }

    /** The value and the products of a cotangent, with which inputs take part. */
    ValueAndGrad pull(Tensor cotangent) {
        check("vjp", cotangent);
        if (!depends(value)) {
            return new ValueAndGrad(
                    value(),
                    Arrays.stream(inputs).map(x -> each(zeros(x))).toList(),
                    Arrays.stream(inputs).map(x -> false).toList());
        }
        Gradients g = row(cotangent);
        return new ValueAndGrad(
                value(),
                rows(g).stream().map(this::kept).toList(),
                Arrays.stream(inputs).map(x -> !g.isDisconnected(x)).toList());
    }

    /**
     * Throws where the value does not depend on an input: its derivative by that is zero whatever the function is, and nearly
     * always a mistake.
     */
    void requireConnected(String what, Gradients g) {
        for (int i = 0; i < inputs.length; i++) {
            if (g.isDisconnected(inputs[i])) {
                throw disconnected(what, i, input(i));
            }
        }
    }

    static ArgumentException disconnected(String what, int i, Tensor input) {
        return new ArgumentException(what + ": the value does not depend on input " + i + " of shape " + input.shape()
                + ". Does the function use a tensor that it captures, instead of its argument? For the weights of a module"
                + " take FunctionalCall.ofParameters. Where this is meant, valueAndGrad and vjp give zeros, and isDisconnected"
                + " says so");
    }

    /** The products of a cotangent, in the memory of the tape. */
    Gradients row(Tensor cotangent) {
        return tape.gradients(!own, value, all(cotangent)[0], inputs);
    }

    /** What the function sees of gradients. */
    List<Tensor> rows(Gradients g) {
        return g.all().stream().map(this::each).toList();
    }

    /** The product with tangents, in the memory of the tape. */
    Tensor column(Tensor... tangents) {
        return each(tape.jvp(!own, new Tensor[] {value}, inputs, all(tangents))[0]);
    }

    /** Whether the value may depend on the inputs. */
    boolean depends() {
        return depends(value);
    }

    private boolean depends(Tensor t) {
        return t.tape() == tape || t.requiresGrad();
    }

    /** A result, out of reach of any scope where nothing is recorded, so that it outlives them. */
    Tensor kept(Tensor t) {
        return own ? t.detach() : t;
    }

    /** A map that was made where no tape was open does not record: no derivative would lead back to its argument. */
    private void check(String what, Tensor... directions) {
        Tensor[] given = Arrays.stream(directions).filter(Objects::nonNull).toArray(Tensor[]::new);
        if (own && Tape.recording(given) != null && Arrays.stream(given).anyMatch(Tensor::isRecorded)) {
            throw new TapeException(
                    what + ": a derivative is to go through what is applied to this map, but the map was made"
                            + " where no tape was open, so that none would; call linearize on the tape, or detach() the argument");
        }
    }

    /**
     * The product of the Jacobian with tangents: of the value's shape and type.
     *
     * @param tangents one for each input, of its shape and type; null for zero
     */
    public Tensor jvp(Tensor... tangents) {
        check("jvp", tangents);
        return each(jvp(new Tensor[] {value}, all(tangents))[0]);
    }

    private Tensor[] jvp(Tensor[] values, Tensor... tangents) {
        if (tangents.length != inputs.length) {
            throw new ArgumentException("jvp: " + inputs.length + " inputs but " + tangents.length
                    + " tangents; give one for each, null for zero");
        }
        if (!Arrays.stream(values).allMatch(this::depends)) {
            return Arrays.stream(values)
                    .map(v -> depends(v) ? jvp(new Tensor[] {v}, tangents)[0] : zeros(v))
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
        check("hvp", vectors);
        if (!depends(value)) {
            throw disconnected("hvp", 0, input(0));
        }
        Tensor one = Tensor.ones(value.dtype(), value().shape().toArray());
        Gradients g = tape.gradients(true, value, all(one)[0], inputs);
        requireConnected("hvp", g);
        return Arrays.stream(jvp(g.all().toArray(Tensor[]::new), all(vectors)))
                .map(this::each)
                .toList();
    }

    /** The number of inputs, and their sizes together. */
    int inputSize() {
        return Arrays.stream(inputs).mapToInt(x -> each(x).size()).sum();
    }

    Tensor input(int i) {
        return each(inputs[i]);
    }

    int arity() {
        return inputs.length;
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
