package org.autodiff;

import java.lang.ref.Reference;
import org.autodiff.array.Arena;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.MatrixException;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.LibraryCode;
import org.autodiff.op.ShapeRule;
import org.autodiff.op.TypeRule;

/** The one way an operation is applied to tensors: check, compute, record. */
final class Recorder {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Recorder() {}

    /** Whether what is computed from any of these would be recorded, or is computed for many samples: only operations are. */
    static boolean isWatched(Tensor... inputs) {
        for (Tensor input : inputs) {
            Tensor t = input.actual();
            boolean watched = t.slot >= 0
                    ? ((Tape) t.home).isRecording()
                    : t.requiresGrad() && Scope.current() instanceof Tape tape && tape.isRecording();
            if (watched || Vmap.isSample(t)) {
                return true;
            }
        }
        return false;
    }

    /* An operand of T is a T, one of two. They are cast as objects: the compiler takes minutes over casts of types like these. */

    /** An operation of one value, which is a tensor or a number on a tape. */
    @SuppressWarnings("unchecked")
    static <T extends Operand<T>> T apply(OpDef op, Operand<T> x) {
        Object a = x;
        return (T) (a instanceof Scalar s ? (Object) s.apply(op) : op.apply((Tensor) a));
    }

    /** An operation of two values. */
    @SuppressWarnings("unchecked")
    static <T extends Operand<T>> T apply(OpDef op, Operand<T> x, Operand<T> y) {
        Object a = x;
        Object b = y;
        return (T) (a instanceof Scalar s ? (Object) s.apply(op, (Scalar) b) : op.apply((Tensor) a, (Tensor) b));
    }

    /** An operation of a value and a constant. */
    @SuppressWarnings("unchecked")
    static <T extends Operand<T>> T apply(OpDef op, Operand<T> x, double y) {
        Object a = x;
        return (T)
                (a instanceof Scalar s
                        ? (Object) s.apply(op, s.constant(y))
                        : op.apply((Tensor) a, ((Tensor) a).constant(y)));
    }

    /** An operation of a constant and a value. */
    @SuppressWarnings("unchecked")
    static <T extends Operand<T>> T apply(OpDef op, double x, Operand<T> y) {
        Object b = y;
        return (T)
                (b instanceof Scalar s
                        ? (Object) s.constant(x).apply(op, s)
                        : op.apply(((Tensor) b).constant(x), (Tensor) b));
    }

    static Tensor apply(OpDef op, Attrs attrs, Tensor... given) {
        Require.nonNull(op, "apply", "the operation", "pass an entry of the table");
        Tensor[] inputs = Require.nonNull(given, op.name(), "the array of inputs", "pass tensors");
        if (op.arity() >= 0 ? inputs.length != op.arity() : inputs.length == 0) {
            throw new ArgumentException(op.name() + " takes "
                    + (op.arity() < 0 ? "one input or more" : op.arity() + " inputs") + ", got " + inputs.length);
        }
        if (!op.attributes().isInstance(attrs)) {
            throw new ArgumentException(op.name() + ": the attributes are "
                    + (attrs == null ? "null" : attrs.getClass().getSimpleName()) + ", not "
                    + op.attributes().getSimpleName());
        }
        Tape tape = null;
        boolean leaf = false;
        boolean samples = false;
        for (int i = 0; i < inputs.length; i++) {
            Tensor t = inputs[i];
            if (t == null) {
                throw new ArgumentException(op.name() + ": an input is null");
            }
            if (t.actual() != t) {
                inputs = inputs == given ? given.clone() : inputs;
                t = inputs[i] = t.actual();
            }
            samples |= t.array.storage() instanceof Vmap.Samples;
            Scope home = t.home;
            if (home != null) {
                home.check(op.name());
                if (t.slot >= 0) {
                    tape = tape == null || tape == home ? (Tape) home : common(op.name(), tape);
                }
            } else {
                leaf |= t.requiresGrad();
            }
        }
        if (samples) {
            return Vmap.apply(op, attrs, inputs);
        }
        Scope scope = tape;
        if (tape == null || !tape.isInnermost()) {
            scope = Scope.current();
            if (scope instanceof Tape current && (tape == null ? leaf : current.isNested())) {
                tape = current;
            }
        }
        boolean record =
                tape != null && tape.isRecording() && op.isDifferentiable() && (scope == tape || scope instanceof Tape);
        if (record && scope != tape) {
            // an inner tape is open, but the inputs belong to an outer one: its memory must live as long as that
            Arena.enter(tape.arena, tape);
            try {
                return recorded(tape, op, attrs, inputs, compute(op, attrs, inputs, true));
            } finally {
                Arena.leave();
            }
        }
        if (record) {
            long start = tape.notes().isTimed() ? System.nanoTime() : 0;
            Tensor result = recorded(tape, op, attrs, inputs, compute(op, attrs, inputs, true));
            if (start != 0 && result.slot >= 0) {
                tape.notes().times().forward(result.slot, System.nanoTime() - start);
            }
            return result;
        }
        Tensor result = new Tensor(compute(op, attrs, inputs, false), scope, -1);
        if (scope != null && scope.cuts != null) {
            scope.cuts.note(scope instanceof Tape || !op.isDifferentiable() ? op.name() : "noGrad", result, inputs);
        }
        return result;
    }

    /** The tape that an operation on inputs of two tapes belongs to: the innermost, if it takes part in others. */
    private static Tape common(String op, Tape either) {
        if (!(Scope.current() instanceof Tape current)) {
            return either; // nothing is recorded
        }
        if (current.isNested()) {
            return current;
        }
        throw new TapeException(op + ": the inputs are on two tapes; detach() one of them, or record both on one tape");
    }

    /** The tape that a function of these tensors is recorded on just now; null where nothing is recorded. */
    static Tape target(String op, Tensor... inputs) {
        Require.nonNull(inputs, op, "the array of inputs", "pass tensors");
        Tape tape = null;
        for (Tensor input : inputs) {
            if (input == null) {
                throw new ArgumentException(op + ": an input is null");
            }
            Tensor t = input.actual();
            if (t.home != null) {
                t.home.check(op);
                if (t.slot >= 0) {
                    tape = tape == null || tape == t.home ? (Tape) t.home : common(op, tape);
                }
            }
        }
        if (!(Scope.current() instanceof Tape current)) {
            return null;
        }
        tape = tape == null || current.isNested() ? current : tape;
        return tape.isRecording() ? tape : null;
    }

    /** Records the operation, unless its result has a type that no gradient flows through, as a cast to integers has. */
    private static Tensor recorded(Tape tape, OpDef op, Attrs attrs, Tensor[] inputs, Array value) {
        if (value.dtype().isFloating()) {
            return tape.record(op, attrs, inputs, value);
        }
        Tensor result = new Tensor(value, tape, -1);
        if (tape.cuts != null) {
            tape.cuts.note(op.name(), result, inputs);
        }
        return result;
    }

    private static Array compute(OpDef op, Attrs attrs, Tensor[] inputs, boolean recorded) {
        Array[] arrays = new Array[inputs.length];
        boolean alike = op.type() == TypeRule.FLOATING && inputs[0].dtype().isFloating();
        boolean same = op.shape() == ShapeRule.BROADCAST || op.shape() == ShapeRule.FIRST;
        for (int i = 0; i < inputs.length; i++) {
            arrays[i] = inputs[i].array();
            alike &= arrays[i].dtype() == arrays[0].dtype();
            same &= arrays[i].shape() == arrays[0].shape();
        }
        if (!alike) {
            DType[] types = new DType[inputs.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = arrays[i].dtype();
            }
            op.type().apply(op.name(), types, attrs);
        }
        Shape out = arrays[0].shape();
        if (attrs != Attrs.None.NONE) {
            attrs.check(op.name(), out);
        }
        if (!same) {
            Shape[] shapes = new Shape[inputs.length];
            for (int i = 0; i < shapes.length; i++) {
                shapes[i] = arrays[i].shape();
            }
            out = op.shape().apply(op.name(), shapes, attrs);
        }
        Arena arena = Arena.current();
        int mark = arena == null ? 0 : arena.mark();
        Array value;
        try {
            Backend backend = Backend.of(arrays);
            Array withSlope = recorded ? Slopes.value(op, attrs, backend, arrays, out) : null;
            value = withSlope != null ? withSlope : op.forward().apply(backend, arrays, out, attrs);
        } catch (BackendException e) {
            throw new BackendException(op.name() + ": " + e.getMessage(), e);
        } catch (MatrixException e) {
            throw new MatrixException(op.name() + ": " + e.getMessage(), e);
        }
        Reference.reachabilityFence(inputs); // their scopes own the memory that the kernel reads
        for (int i = 0; i < arrays.length; i++) {
            if (value.storage() == arrays[i].storage()) {
                inputs[i].markShared(); // the result is a view of it
            }
        }
        if (arena != null && arena.mark() > mark) {
            arena.releaseSince(mark, value); // what an operation made of several primitives leaves behind
        }
        return value;
    }

    /** The innermost frame outside of library code: where in the user's program an operation was recorded. */
    static StackWalker.StackFrame site() {
        return WALKER.walk(
                frames -> frames.filter(f -> !f.getDeclaringClass().getPackage().isAnnotationPresent(LibraryCode.class))
                        .findFirst()
                        .orElse(null));
    }
}
