package org.autodiff;

import java.util.Locale;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
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

    Call(Tape tape, OpDef op, Attrs attrs, int[] inputs, Tensor output) {
        this.tape = tape;
        this.op = op;
        this.attrs = attrs;
        this.inputs = inputs;
        this.output = output;
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

    /** Whether anyone asks for the gradient by an input. A rule may give null for one that nobody asks for. */
    public boolean needs(int i) {
        return tape.isVariable(inputs[i]);
    }

    /** The attributes, of the operation's own type. */
    public <A extends Attrs> A attrs(Class<A> type) {
        return type.cast(attrs);
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
