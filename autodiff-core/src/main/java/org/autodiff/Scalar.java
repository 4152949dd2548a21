package org.autodiff;

import java.util.Arrays;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;
import org.autodiff.op.Pointwise;

/**
 * One number on a tape, in double precision: a thin handle of a slot. It belongs to the thread of its tape, which
 * refuses others. Programs on single numbers record and sweep about a hundred times faster with it than with tensors,
 * on the same tape, and both mix: {@link #toTensor}, {@link Tensor#toScalar}, {@link Tensor#stack}.
 */
public final class Scalar
        implements Elementwise<Scalar>,
                Trigonometry<Scalar>,
                Rounding<Scalar>,
                SpecialFunctions<Scalar>,
                Activation<Scalar>,
                Arithmetic<Scalar> {
    private final Tape tape;
    private final int slot;
    private final double value;

    Scalar(Tape tape, int slot, double value) {
        this.tape = tape;
        this.slot = slot;
        this.value = value;
    }

    /** The value. */
    public double value() {
        return value;
    }

    /** The tape that it is recorded on. */
    public Tape tape() {
        return tape;
    }

    /** The number of its node on the tape. */
    public int slot() {
        return slot;
    }

    Scalar apply(OpDef op) {
        if (!(op.scalar() instanceof Pointwise.One f)) {
            throw notScalar(op);
        }
        double x = value;
        double y = f.value().applyAsDouble(x);
        return new Scalar(tape, tape.push(op, slot, -1, f.derivative().applyAsDouble(x, y), 0, y), y);
    }

    Scalar apply(OpDef op, Scalar other) {
        if (!(op.scalar() instanceof Pointwise.Two f)) {
            throw notScalar(op);
        }
        if (other == null) {
            throw new ArgumentException(op.name() + ": the other scalar is null; pass one of this tape");
        }
        if (other.tape != tape) {
            throw twoTapes(op);
        }
        double x = value;
        double y = other.value;
        double z = f.value().applyAsDouble(x, y);
        int s = tape.push(
                op, slot, other.slot, f.byFirst().at(x, y, z), f.bySecond().at(x, y, z), z);
        return new Scalar(tape, s, z);
    }

    private static ArgumentException notScalar(OpDef op) {
        return new ArgumentException(
                op.name() + " does not work on scalars with this number of inputs; use toTensor()");
    }

    private static TapeException twoTapes(OpDef op) {
        return new TapeException(
                op.name() + ": the scalars are on two tapes; record both on one. For a derivative inside"
                        + " another one take Autodiff.derivative(f).apply(x) of a scalar x, not of a double");
    }

    Scalar constant(double number) {
        return tape.constant(number);
    }

    static Tensor tensor(Scalar y) {
        return Require.nonNull(y, "gradients", "the result", "pass a scalar").toTensor();
    }

    /** Each of several as a tensor. */
    static Tensor[] toTensors(Scalar[] xs) {
        Require.nonNulls(xs, "gradients", "the scalars", "pass scalars of this tape");
        return Arrays.stream(xs).map(Scalar::toTensor).toArray(Tensor[]::new);
    }

    /** This number as a tensor of rank 0, FLOAT64, on the same tape: the same node, nothing is recorded. */
    public Tensor toTensor() {
        tape.check("toTensor");
        return tape.tensor(slot);
    }

    /** Sweeps back from here and adds the derivatives to {@link #grad} of the leaves. */
    public void backward() {
        Sweep.backward(tape, slot, 1);
    }

    /** The sum of the derivatives that sweeps have brought to this leaf; 0 before any, as for one that takes no part. */
    public double grad() {
        tape.check("grad");
        if (!tape.isScalarLeaf(slot)) {
            throw new TapeException("grad: %" + slot + " is no leaf; only leaves accumulate. Ask"
                    + " tape.gradients(y, x) for the derivative by an intermediate value");
        }
        return tape.scalarGradients().of(slot) + 0.0; // -0.0, which marks "none", becomes 0.0
    }

    /** Sets {@link #grad} back to 0. */
    public void zeroGrad() {
        tape.check("zeroGrad");
        tape.scalarGradients().clear(slot);
    }

    /** The value. */
    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
