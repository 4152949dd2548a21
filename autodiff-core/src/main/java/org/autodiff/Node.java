package org.autodiff;

import java.util.Arrays;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.IndexException;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;

/**
 * One entry of a tape: a leaf, a constant, or an operation with its inputs and its value. It belongs to the thread of
 * its tape, which refuses others. Its inputs have smaller numbers than itself. Read-only.
 */
public final class Node {
    /** What an entry stands for. */
    public enum Kind {
        /** A value that gradients are taken by. */
        LEAF,
        /** A value that takes part but has no gradient. */
        CONSTANT,
        /** The result of an operation. */
        OPERATION
    }

    private final Tape tape;
    private final int index;
    private final Kind kind;
    private final OpDef op;
    private final Attrs attrs;
    private final int[] inputs;
    private final Tensor output;
    private final Tensor adjoint;

    private Node(Tape tape, int index, Kind kind, OpDef op, Attrs attrs, int[] inputs, Tensor output, Tensor adjoint) {
        this.tape = tape;
        this.index = index;
        this.kind = kind;
        this.op = op;
        this.attrs = attrs;
        this.inputs = inputs;
        this.output = output;
        this.adjoint = adjoint;
    }

    /** A node of a tape, by a number that a caller has given. */
    static Node at(Tape tape, int index) {
        int size = tape.size();
        if (index < 0 || index >= size) {
            throw new IndexException("node " + index + " of a tape of " + size + " nodes; "
                    + (size == 0 ? "nothing is recorded yet" : "use 0 to " + (size - 1)));
        }
        return of(tape, index);
    }

    static Node of(Tape tape, int slot) {
        TensorEntries entries = tape.entries();
        OpDef op = tape.op(slot);
        Kind kind = op != null ? Kind.OPERATION : tape.isVariable(slot) ? Kind.LEAF : Kind.CONSTANT;
        if (entries.has(slot)) {
            return new Node(
                    tape,
                    slot,
                    kind,
                    op,
                    entries.attrs(slot),
                    entries.inputs(slot),
                    entries.output(slot),
                    entries.adjoint(slot));
        }
        double g = tape.scalarGradients().adjoint(slot);
        Tensor adjoint = ScalarEntries.isAbsent(g) ? null : Tensor.scalar(DType.FLOAT64, g);
        return new Node(tape, slot, kind, op, Attrs.None.NONE, tape.inputs(slot), tape.tensor(slot), adjoint);
    }

    /** Its number: its place on the tape. */
    public int index() {
        return index;
    }

    /** What it stands for. */
    public Kind kind() {
        return kind;
    }

    /** The operation, or null for leaves and constants. */
    public OpDef op() {
        return op;
    }

    /** The name of the operation, {@code leaf} or {@code const}. */
    public String name() {
        return switch (kind()) {
            case LEAF -> "leaf";
            case CONSTANT -> "const";
            case OPERATION -> op.name();
        };
    }

    /** The operation's attributes; {@link Attrs.None} where it has none. */
    public Attrs attrs() {
        return attrs;
    }

    /** The numbers of the inputs. */
    public int[] inputs() {
        return inputs.clone();
    }

    /** The value. */
    public Tensor value() {
        return output;
    }

    /** The shape of the value. */
    public Shape shape() {
        return output.shape();
    }

    /** The element type of the value. */
    public DType dtype() {
        return output.dtype();
    }

    /**
     * The cotangent that the last sweep brought here, if the tape was told to {@link Tape#retainAdjoints() keep them}; for
     * leaves otherwise the gradient accumulated so far; null where there is none.
     */
    public Tensor adjoint() {
        return adjoint == null && kind() == Kind.LEAF ? output.grad() : adjoint;
    }

    /** Where in the program it was recorded, {@code File.java:42}, or null unless the tape notes that. */
    public String source() {
        StackWalker.StackFrame site = tape.notes().site(index);
        return site == null ? null : site.getFileName() + ":" + site.getLineNumber();
    }

    /** The call of a module during which it was recorded, or null where the tape does not note that. */
    public ModuleCall module() {
        return tape.notes().module(index);
    }

    /**
     * The floating-point operations that its value takes, by the rule of the table, {@link OpDef#flops()}; 0 for leaves and
     * constants.
     */
    public double flops() {
        if (op == null) {
            return 0;
        }
        Shape[] shapes = Arrays.stream(inputs).mapToObj(tape::shape).toArray(Shape[]::new);
        return op.flops().of(shapes, shape(), attrs);
    }

    /** How many nanoseconds its value took; 0 unless the tape {@link Tape#noteTimes() notes times}, and for scalars. */
    public long forwardNanos() {
        return tape.notes().times().forward(index);
    }

    /** How many nanoseconds its part of the last sweep took; 0 unless the tape {@link Tape#noteTimes() notes times}. */
    public long backwardNanos() {
        return tape.notes().times().backward(index);
    }

    /**
     * How often it has been differentiated: 0 in the forward pass, 1 for what a sweep that creates a graph recorded and what
     * is computed from that, 2 for what a sweep through such a gradient recorded, and so on.
     */
    public int order() {
        return tape.notes().sweeps().order(tape, index);
    }

    /** The number of the node whose derivative a sweep recorded this one for; -1 if no sweep did. */
    public int cause() {
        return tape.notes().sweeps().cause(tape, index);
    }

    /** The number of the node that is its gradient, by the first sweep that recorded one; -1 for none. */
    public int gradient() {
        return tape.notes().sweeps().gradient(index);
    }

    /**
     * The products of a cotangent with the local derivatives: what one step of the reverse sweep sends to each input.
     * Nothing is recorded or accumulated; the results belong to the innermost scope.
     *
     * @param cotangent of the shape and type of the value
     * @param selected whether a zero in the cotangent says "not taken", as beneath {@code where}: it wins over an infinite
     *     derivative then
     * @return one for each input; null for those that no gradient flows to, and for all inputs of a checkpoint, which has no
     *     rule of its own
     * @throws TapeException if this is a leaf or a constant, or an input has been changed in place since
     */
    public Tensor[] vjp(Tensor cotangent, boolean selected) {
        tape.check("vjp");
        if (op == null) {
            throw new TapeException("vjp: %" + index + " is a " + name() + "; ask the nodes of operations");
        }
        Tensor[] into = new Tensor[inputs.length];
        if (op == Checkpoint.OP) {
            return into;
        }
        Call call = tape.call(index, null, selected);
        tape.pause();
        try {
            op.rule().vjp(call, Sweep.checked(output, cotangent), into);
            for (int k = 0; k < inputs.length; k++) {
                boolean flows = into[k] != null && call.needs(k);
                into[k] = flows ? Reduced.sumTo(into[k], call.shape(k)) : null;
            }
        } finally {
            tape.resume();
        }
        return into;
    }

    /** The line in a listing: {@code %3 = mul %1 %2 : f32[32,10]}. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("%").append(index).append(" = ").append(name());
        for (int input : inputs) {
            s.append(" %").append(input);
        }
        String a = String.valueOf(attrs);
        if (!a.isEmpty()) {
            s.append(" {").append(a).append('}');
        }
        s.append(" : ")
                .append(dtype().label())
                .append(Arrays.toString(shape().toArray()).replace(" ", ""));
        if (source() != null) {
            s.append("  @ ").append(source());
        }
        return s.toString();
    }

    /** All nodes of a tape, one a line; with their values and adjoints if wanted. */
    static String listing(Tape tape, boolean values) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < tape.size(); i++) {
            Node n = tape.node(i);
            s.append(n);
            if (values) {
                s.append("  = ").append(n.value().elementsToString());
                if (n.adjoint() != null) {
                    s.append("  adjoint ").append(n.adjoint().elementsToString());
                }
            }
            s.append('\n');
        }
        return s.toString();
    }
}
