package org.autodiff;

import java.lang.ref.Reference;
import java.util.Locale;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Saved;

/** One recorded application of an operation, as its derivative rule sees it. */
public final class Call {
    private final Tape tape;
    private final OpDef op;
    private final Attrs attrs;
    private final int[] inputs;
    private final Tensor output;
    private final Sweep sweep;
    private final boolean selected;

    Call(Tape tape, OpDef op, Attrs attrs, int[] inputs, Tensor output, Sweep sweep, boolean selected) {
        this.tape = tape;
        this.op = op;
        this.attrs = attrs;
        this.inputs = inputs;
        this.output = output;
        this.sweep = sweep;
        this.selected = selected;
    }

    /** The number of inputs. */
    public int arity() {
        return inputs.length;
    }

    /** The value of an input; the operation must declare {@link Saved#INPUT}. */
    public Tensor input(int i) {
        require(Saved.INPUT);
        return tape.saved(inputs[i], op);
    }

    /** The value of the output; the operation must declare {@link Saved#OUTPUT}. */
    public Tensor output() {
        require(Saved.OUTPUT);
        return output;
    }

    /** The shape of an input; always known. */
    public Shape shape(int i) {
        return tape.shape(inputs[i]);
    }

    /** The element type of an input; always known. */
    public DType dtype(int i) {
        return tape.dtype(inputs[i]);
    }

    /** The shape of the output; always known. */
    public Shape shape() {
        return output.shape();
    }

    /** The element type of the output; always known. */
    public DType dtype() {
        return output.dtype();
    }

    /** Whether anyone asks for the gradient by an input. A rule may give null for one that nobody asks for. */
    public boolean needs(int i) {
        return tape.isVariable(inputs[i]) && (sweep == null || sweep.asksFor(inputs[i]));
    }

    /**
     * The cotangent times a derivative, element by element, as the chain rule has it. Where an operation further on has
     * selected among its inputs, as {@code where} does, a cotangent of zero says that an element was not taken; then the
     * product is zero even if the derivative is infinite or NaN there.
     */
    public Tensor product(Tensor cotangent, Tensor derivative) {
        // The derivative is recorded where the product is to be differentiated; then it may be finite but have an
        // infinite derivative itself, so that only the guarded product is right.
        return selected && (tape.isRecording() || !isFinite(derivative))
                ? cotangent.chain(derivative)
                : cotangent.mul(derivative);
    }

    /**
     * The same for the derivative that is a function of one tensor, by one kernel; null where the product must be recorded or
     * guarded, or the shapes differ.
     */
    Tensor productByKernel(Tensor cotangent, Unary derivative, Tensor at) {
        if (selected || Recorder.isWatched(cotangent, at) || !cotangent.shape().equals(at.shape())) {
            return null;
        }
        Array z = Backend.get().unaryTimes(derivative, at.array(), cotangent.array());
        Reference.reachabilityFence(at);
        Reference.reachabilityFence(cotangent);
        return new Tensor(z, Scope.current(), -1);
    }

    /** One pass over the elements; a sum that overflows only costs the guarded product. */
    private static boolean isFinite(Tensor x) {
        Backend b = Backend.get();
        int[] axes = new int[x.rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i;
        }
        return Double.isFinite(b.item(b.sum(x.array(), axes)));
    }

    /** The attributes, of the operation's own type. */
    public <A extends Attrs> A attrs(Class<A> type) {
        return type.cast(attrs);
    }

    Tape tape() {
        return tape;
    }

    int[] inputs() {
        return inputs;
    }

    Attrs attrs() {
        return attrs;
    }

    OpDef op() {
        return op;
    }

    private void require(Saved what) {
        if (!op.saves().contains(what)) {
            throw new TapeException("the rule of " + op.name() + " reads its "
                    + what.name().toLowerCase(Locale.ROOT) + " but does not declare saves(" + what + ")");
        }
    }
}
