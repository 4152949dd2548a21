package org.autodiff;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;

/**
 * An array of numbers of one type, of any rank, that can be differentiated. Threads may share detached ones that none changes;
 * one of a scope is its thread's alone, which is checked. Its values do not change, operations make new tensors; only leaves
 * and buffers can be changed, by {@link InPlace}, and a tape notices that.
 *
 * <p>The operations are methods that the families declare, the interfaces below; {@code org.autodiff.inspect.Ops} lists them.
 */
public final class Tensor
        implements Elementwise<Tensor>,
                Trigonometry<Tensor>,
                Rounding<Tensor>,
                SpecialFunctions<Tensor>,
                Activation<Tensor>,
                Arithmetic<Tensor>,
                Comparison,
                Where,
                Clamp,
                Reduction,
                Scan,
                Norm,
                Movement,
                Joining,
                Diagonals,
                Indexing,
                Sorting,
                Cast,
                LinearAlgebra,
                Softmax {
    /** The entry that a tape has made for a tensor which is not its own. */
    record Registration(Tape tape, int slot) {}

    Array array; // replaced by InPlace.convert and mutable only
    /** The scope that owns its memory; null when it lives outside of any. */
    final Scope home;
    /** Its number on the tape that is its home, or -1. */
    final int slot;

    LeafState cell;
    /* One immutable object, for threads may share a constant: each sees a whole registration, its own or another's. */
    Registration registration;

    Tensor(Array array, Scope home, int slot) {
        this.array = array;
        this.home = home;
        this.slot = slot;
    }

    /** A tensor outside of any scope, with what can be changed of it; null as long as nothing can. */
    Tensor(Array array, LeafState cell) {
        this(array, null, -1);
        this.cell = cell;
        if (array.storage() instanceof Buffer b) {
            b.keep();
        }
    }

    // Creation.

    /** A FLOAT32 tensor of these elements in row-major order; without a shape, of rank 1. */
    public static Tensor of(float[] values, int... shape) {
        return made(values, given("of", values).length, shape);
    }

    /** A FLOAT64 tensor of these elements in row-major order; without a shape, of rank 1. */
    public static Tensor of(double[] values, int... shape) {
        return made(values, given("of", values).length, shape);
    }

    /** An INT64 tensor of these elements in row-major order; without a shape, of rank 1. */
    public static Tensor of(long[] values, int... shape) {
        return made(values, given("of", values).length, shape);
    }

    /** A BOOL tensor of these elements in row-major order; without a shape, of rank 1. */
    public static Tensor of(boolean[] values, int... shape) {
        return made(values, given("of", values).length, shape);
    }

    private static <T> T given(String op, T array) {
        return Require.nonNull(array, op, "the array", "pass one, of length 0 where there is nothing");
    }

    static Tensor made(Object values, int n, int[] dims) {
        Shape shape = given("of", dims).length == 0 ? Shape.of(n) : Shape.of("of", dims);
        if (shape.size() != n) {
            throw new ShapeException(
                    "of: " + n + " values do not fill the shape " + shape + " of " + shape.size() + " elements");
        }
        return new Tensor(Backend.get().of(values, shape), Scope.current(), -1);
    }

    /** Zeros. */
    public static Tensor zeros(DType dtype, int... shape) {
        return full(dtype, 0, shape);
    }

    /** Ones. */
    public static Tensor ones(DType dtype, int... shape) {
        return full(dtype, 1, shape);
    }

    /** One value everywhere. */
    public static Tensor full(DType dtype, double value, int... shape) {
        Require.nonNull(dtype, "full", "the element type", "pass FLOAT32 or another one");
        if (!dtype.holds(value)) {
            throw new ArgumentException("full: " + value + " is no " + dtype
                    + "; give a whole number of 64 bits, or choose a floating-point type");
        }
        Shape to = Shape.of("full", shape);
        try {
            return new Tensor(Backend.get().full(dtype, to, value), Scope.current(), -1);
        } catch (BackendException e) {
            throw new BackendException("full: " + e.getMessage(), e);
        }
    }

    /** A tensor of rank 0. */
    public static Tensor scalar(DType dtype, double value) {
        return full(dtype, value);
    }

    /** Numbers drawn evenly from [low, high), in row-major order from the seed's stream. */
    public static Tensor uniform(Seed seed, DType dtype, double low, double high, int... shape) {
        return RandomTensors.uniform(seed, dtype, low, high, shape);
    }

    /** Numbers from a normal distribution, in row-major order from the seed's stream. */
    public static Tensor normal(Seed seed, DType dtype, double mean, double std, int... shape) {
        return RandomTensors.normal(seed, dtype, mean, std, shape);
    }

    /** Numbers on a tape as one tensor of rank 1, FLOAT64, through which gradients flow to each. */
    public static Tensor stack(Scalar... scalars) {
        Require.nonNulls(scalars, "stack", "scalars", "pass one");
        if (given("stack", scalars).length == 0) {
            throw new ArgumentException("stack: no scalars were given");
        }
        Tensor[] parts = new Tensor[scalars.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = scalars[i].toTensor().reshape(1);
        }
        return concat(0, parts);
    }

    /** Tensors one after the other along an axis; all other sizes agree. */
    public static Tensor concat(int axis, Tensor... parts) {
        if (given("concat", parts).length == 0 || parts[0] == null) {
            throw new ArgumentException("concat: no tensors were given, or the first is null");
        }
        return CONCAT.apply(new Attrs.Axis(parts[0].shape().axis("concat", axis)), parts);
    }

    /** Tensors of one shape along a new axis of the result. */
    public static Tensor stack(int axis, Tensor... parts) {
        return Joining.stack(axis, parts);
    }

    // Reading.

    /** This tensor, or what stands for it just now. */
    Tensor actual() {
        return cell == null || cell.standIn == null ? this : cell.standIn(describe());
    }

    /** The values' handle, if they can still be read. */
    Array array() {
        return array("read");
    }

    /** The same for an operation of this name. */
    Array array(String op) {
        Tensor t = actual();
        t.requireUsable(op);
        Vmap.requireOne(op, t);
        return t.array;
    }

    /** The shape. */
    public Shape shape() {
        return array.shape();
    }

    /** The element type. */
    public DType dtype() {
        return array.dtype();
    }

    /** The number of axes. */
    public int rank() {
        return array.shape().rank();
    }

    /** The number of elements. */
    public int size() {
        return array.size();
    }

    /** The value of a tensor with one element. */
    public double item() {
        if (size() != 1) {
            throw new ShapeException("item: the tensor has shape " + shape()
                    + ", not one element; reduce it, or read all of them by " + reader());
        }
        noteRead();
        return number();
    }

    private double number() {
        double value = Backend.of(array).item(array("item"));
        Reference.reachabilityFence(this); // its scope owns the memory
        return value;
    }

    private void noteRead() {
        Notes.read(actual());
    }

    /** The elements of a FLOAT32 tensor in row-major order. */
    public float[] toFloats() {
        return (float[]) elements("toFloats", DType.FLOAT32);
    }

    /** The elements of a floating-point tensor in row-major order. */
    public double[] toDoubles() {
        return dtype() == DType.FLOAT32 ? widened() : (double[]) elements("toDoubles", DType.FLOAT64);
    }

    private double[] widened() {
        noteRead();
        Backend b = Backend.of(array);
        Object elements = b.elements(b.cast(array("toDoubles"), DType.FLOAT64));
        Reference.reachabilityFence(this);
        return (double[]) elements;
    }

    /** The elements of an INT64 tensor in row-major order. */
    public long[] toLongs() {
        return (long[]) elements("toLongs", DType.INT64);
    }

    /** The elements of a BOOL tensor in row-major order. */
    public boolean[] toBooleans() {
        return (boolean[]) elements("toBooleans", DType.BOOL);
    }

    /** The method that reads the elements of this type, for messages. */
    private String reader() {
        return switch (dtype()) {
            case FLOAT32 -> "toFloats()";
            case FLOAT64 -> "toDoubles()";
            case INT64 -> "toLongs()";
            case BOOL -> "toBooleans()";
        };
    }

    private Object elements(String op, DType as) {
        if (dtype() != as) {
            throw new DTypeException(op + ": the tensor is " + dtype() + ", not " + as + "; use " + reader()
                    + ", or convert it with to(" + as + ") first");
        }
        noteRead();
        Object elements = Backend.of(array).elements(array(op));
        Reference.reachabilityFence(this); // its scope owns the memory
        return elements;
    }

    /** This number of rank 0, recorded, as a {@link Scalar} of the same node; a FLOAT32 one is converted first. */
    public Scalar toScalar() {
        Tensor t = actual().to(DType.FLOAT64);
        Tape tape = t.slot >= 0 ? (Tape) t.home : t.requiresGrad() ? Tape.recording() : null;
        if (rank() != 0 || tape == null) {
            throw new TapeException("toScalar: " + describe() + " must be of rank 0 and recorded on a tape");
        }
        return new Scalar(tape, tape.slot(t), t.number());
    }

    // Differentiation.

    /**
     * True: a leaf with these values, which gradients are taken by; it lives outside of any tape, and does not lead back
     * to what this tensor was computed from. False: the same as {@link #detach}.
     */
    public Tensor requiresGrad(boolean yes) {
        if (yes && !dtype().isFloating()) {
            throw new DTypeException(
                    "requiresGrad: a tensor of " + dtype() + " has no gradient; convert it with to(FLOAT32)");
        }
        actual().markShared();
        Array a = array("requiresGrad");
        // one number for all elements takes no memory until it is changed
        return new Tensor(a.isOneNumber() ? a : Backend.get().dense(a), yes ? new LeafState(true) : null);
    }

    /** Whether it is a leaf, and not {@link InPlace#freeze frozen}. */
    public boolean requiresGrad() {
        return cell != null && cell.leaf && !cell.frozen;
    }

    /** Whether gradients flow to or through it: it is a leaf, or recorded. */
    public boolean isRecorded() {
        Tensor t = Vmap.numbers(this);
        return t.slot >= 0 || t.requiresGrad();
    }

    /** The tape it is recorded on, or null. */
    public Tape tape() {
        return slot >= 0 ? (Tape) home : null;
    }

    /**
     * The sum of the gradients that backward sweeps have brought to this leaf, or null where there is none yet. The tensor
     * changes with the next sweep. It is not to be used after {@link #zeroGrad}, which gives its memory back where that is
     * native; {@link #detach} one that is to stay.
     */
    public Tensor grad() {
        return cell == null ? null : cell.grad();
    }

    /** Drops the gradient; the next sweep starts anew. */
    public void zeroGrad() {
        if (cell != null) {
            cell.zeroGrad();
        }
    }

    /** What can be changed of a leaf or a detached tensor; null where nothing has been. */
    LeafState cell() {
        return cell;
    }

    /**
     * Has a function called with the cotangent of this value in each sweep that passes it, once, when all uses of the value
     * have added their share. What it returns goes on in its place (of the same shape and type); null leaves it as it is.
     *
     * <p>Hooks of one tensor run in the order in which they were added, each on what the one before returned; those of
     * different nodes in the order of the sweep, from high numbers to low. A leaf's run before its gradient grows, and stay
     * with the leaf; a node's end with its tape. The cotangent is released when the sweep has passed: {@link #detach} one
     * that is to be kept.
     *
     * @return for removing it
     * @throws TapeException where no cotangent ever comes: on a constant
     */
    public Hook onCotangent(UnaryOperator<Tensor> hook) {
        if (slot >= 0) {
            home.check("onCotangent");
            return ((Tape) home).hooked(slot).add(hook);
        }
        if (!requiresGrad()) {
            throw new TapeException(
                    "onCotangent: " + describe() + " is a constant, which no cotangent comes to;"
                            + " put the hook on a leaf (requiresGrad(true)), or on what is computed from one while a tape is open");
        }
        return cell.hooked().add(hook);
    }

    /** Sweeps back from this one number, and adds the gradients to {@link #grad} of the leaves it depends on. */
    public void backward() {
        backward(Sweep.one(this));
    }

    /** Sweeps back from here with a cotangent of this shape, and adds to {@link #grad} of the leaves. */
    public void backward(Tensor cotangent) {
        Sweep.checked(this, cotangent);
        if (requiresGrad()) {
            Tensor g = cell.hooks() == null ? cotangent : cell.hooks().apply(this, cotangent);
            cell.accumulate(g, () -> Backend.get().copy(g.array())); // by itself the derivative is 1
            return;
        }
        if (slot < 0) {
            throw new TapeException("backward: " + describe() + " was not recorded. Compute it from a leaf"
                    + " (requiresGrad(true)) inside try (Tape tape = Tape.record()), outside Scope.noGrad()");
        }
        Sweep.backward((Tape) home, slot, cotangent);
    }

    /** The same values, cut off from the tape: no gradient flows through them, and they outlive every scope. */
    public Tensor detach() {
        return Vmap.map(this, t -> {
            t.markShared();
            return Cuts.noted("detach", new Tensor(t.array("detach"), (LeafState) null), t);
        });
    }

    /**
     * The same values as a constant: derivatives of every order take it as one. Unlike {@link #detach} it lives as long as
     * this tensor does.
     */
    public Tensor stopGradient() {
        return Vmap.map(
                this,
                t -> t.home == null
                        ? t.detach()
                        : Cuts.noted("stopGradient", new Tensor(t.array("stopGradient"), t.home, -1), t));
    }

    /** Notes that another tensor sees the same memory: before the next change in place this one takes memory of its own. */
    void markShared() {
        if (cell != null) {
            cell.ownsValues = false;
        }
    }

    /** How often it has been changed in place. */
    int version() {
        return cell == null ? 0 : cell.version;
    }

    /** The array for a change in place: this tensor's own, which no other tensor shares. */
    Array mutable(String op) {
        if (actual() != this) {
            return actual().mutable(op);
        }
        if (home != null) {
            throw new TapeException(op + ": " + describe() + " belongs to a " + home.kind()
                    + "; only leaves and detached tensors can be changed in place");
        }
        if (cell == null) {
            cell = new LeafState(false);
        }
        if (!cell.ownsValues) {
            array = Backend.get().copy(array(op));
            if (array.storage() instanceof Buffer b) {
                b.keep();
            }
            cell.ownsValues = true;
        }
        cell.version++;
        return array;
    }

    /**
     * Throws where the tensor can no longer be read, or not on this thread.
     *
     * @param op the operation that the message names
     * @throws TapeException if the scope that owns it is closed, or belongs to another thread
     */
    public void requireUsable(String op) {
        if (home != null) {
            home.check(op);
        }
    }

    // What the families need.

    /** A constant of rank 0 and, where that holds the value, of this element type. */
    Tensor constant(double value) {
        boolean fits = dtype() != DType.BOOL && dtype().holds(value);
        // one that does not fit is left to the operation, which says that the types differ
        return new Tensor(Backend.get().full(fits ? dtype() : DType.FLOAT64, Shape.SCALAR, value), null, -1);
    }

    /** Type and shape, for messages: {@code f32[3,4]}. */
    String describe() {
        return dtype().label() + Arrays.toString(shape().toArray()).replace(" ", "");
    }

    /** The elements in nested brackets, at most six along each axis. */
    String elementsToString() {
        return array().toString();
    }

    /** Type, shape and elements (long ones cut): {@code f32[2] [1.0, 2.0]}. */
    @Override
    public String toString() {
        if (home != null && home.isClosed()) {
            return describe() + " (of a closed " + home.kind() + ")";
        }
        if (home != null && home.thread != Thread.currentThread()) {
            return describe() + " (of another thread's " + home.kind() + ")";
        }
        if (Vmap.isSample(this)) {
            return describe() + " (of each sample inside vmap)";
        }
        boolean released = array.storage() instanceof Buffer b && b.lease().isOver();
        return describe() + " " + (released ? "(released)" : elementsToString());
    }
}
