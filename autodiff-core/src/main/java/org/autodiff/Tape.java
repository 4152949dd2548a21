package org.autodiff;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;
import org.autodiff.op.Attrs;

/**
 * A record of one thread's operations, in order: a Wengert list. Other threads are refused. A node's number is its place,
 * its inputs have smaller numbers, and the reverse sweep scans from high to low. Tensor and scalar operations mix freely.
 *
 * <p>An operation is recorded when a gradient can flow through it: when an input is on the tape, or is a leaf
 * ({@link Tensor#requiresGrad(boolean)}) and this is the thread's innermost scope. The tape owns the memory of
 * everything made while it is open, and gives it back when it is closed. Until then it can be swept as often as wanted.
 *
 * <pre>{@code
 * try (Tape tape = Tape.record()) {
 *     Tensor loss = Loss.crossEntropy(model.forward(x), labels);
 *     loss.backward();
 *     optimizer.step();
 * }
 * }</pre>
 */
public final class Tape extends Scope {
    private int size;
    private TensorEntries entries = new TensorEntries();
    private ScalarEntries columns;
    private final IdentityHashMap<Tensor, Integer> leaves = new IdentityHashMap<>();
    private final ScalarGradients scalarGradients = new ScalarGradients();
    private final Notes notes = new Notes(this);
    private boolean adjoints;
    private int paused;
    /** Whether what other tapes have recorded counts as a leaf here. */
    private final boolean nested;
    /** The hooks on nodes; null where there are none. */
    private TreeMap<Integer, Hooks> hooks;

    private Tape(boolean nested) {
        this.nested = nested;
    }

    /** Opens a tape that records on this thread. */
    public static Tape record() {
        return new Tape(false);
    }

    /**
     * Opens a tape for a part of a computation, as transforms do. Where an ordinary tape leaves operations on an outer
     * tape's tensors to that one, this takes them itself: those tensors count as its leaves, and nothing is added to the
     * outer tape. So its gradients end where the part begins.
     */
    public static Tape nested() {
        return new Tape(true);
    }

    /** The tape that operations on leaves are recorded on just now by this thread, or null. */
    public static Tape recording() {
        return Scope.current() instanceof Tape t && t.isRecording() ? t : null;
    }

    /** The tape that functions of these tensors are recorded on just now by this thread, or null. */
    public static Tape recording(Tensor... xs) {
        return Recorder.target("recording", xs);
    }

    /** Notes for each entry from now on where in the program it was recorded (a microsecond each). */
    public Tape noteSources() {
        checkThread("noteSources");
        notes.noteSources();
        return this;
    }

    /** Notes for each tensor node from now on the call of a module during which it was recorded, {@link Node#module()}. */
    public Tape noteModules() {
        checkThread("noteModules");
        notes.noteModules();
        return this;
    }

    /** Notes how long each tensor operation takes from now on; those of {@link Scalar} take less than reading the clock. */
    public Tape noteTimes() {
        checkThread("noteTimes");
        notes.noteTimes();
        return this;
    }

    /** Notes where what is computed leaves the tape from now on, {@link #cuts()}: a value that is cut off is kept for that. */
    public Tape noteCuts() {
        checkThread("noteCuts");
        cuts = notes.noteCuts();
        return this;
    }

    /** Where what is computed from variables has left the tape, in order; none unless it {@link #noteCuts() notes} them. */
    public List<Cut> cuts() {
        check("cuts");
        return notes.cuts().all();
    }

    /** Keeps the cotangent of every node of each sweep from now on, for {@link Node#adjoint()}. */
    public Tape retainAdjoints() {
        checkThread("retainAdjoints");
        adjoints = true;
        return this;
    }

    /** The number of nodes. */
    public int size() {
        checkThread("size");
        return size;
    }

    /** A node, by its number. */
    public Node node(int index) {
        check("node");
        return Node.at(this, index);
    }

    /** The nodes, one a line: {@code %3 = mul %1 %2 : f32[32,10]}. */
    public String listing() {
        check("listing");
        return Node.listing(this, false);
    }

    /** The nodes, one a line, with their values (long ones cut) and, where a sweep has left them, their adjoints. */
    public String listingWithValues() {
        check("listingWithValues");
        return Node.listing(this, true);
    }

    /** A leaf of rank 0 in double precision that lives on this tape. */
    public Scalar leaf(double value) {
        return new Scalar(this, push("leaf", null, ScalarEntries.LEAF, -1, -1, 0, 0, value), value);
    }

    /** A constant of rank 0 in double precision that lives on this tape. */
    public Scalar constant(double value) {
        return new Scalar(this, push("constant", null, ScalarEntries.CONSTANT, -1, -1, 0, 0, value), value);
    }

    /** The gradients of a result of one element by leaves or by anything else on the tape; nothing is accumulated. */
    public Gradients gradients(Tensor y, Tensor... xs) {
        return gradients(false, y, Sweep.one(y), xs);
    }

    /** The same, recorded in turn, so that the gradients can be differentiated again. */
    public Gradients gradientsWithGraph(Tensor y, Tensor... xs) {
        return gradients(true, y, Sweep.one(y), xs);
    }

    /**
     * The products of a cotangent, of the shape and type of y, with the Jacobian of y, by each of xs.
     *
     * @param createGraph whether the result is recorded, so that it can be differentiated again
     */
    public Gradients gradients(boolean createGraph, Tensor y, Tensor cotangent, Tensor... xs) {
        int root = root(y, "gradients");
        return Sweep.gradients(this, root, Sweep.checked(y, cotangent), find(xs), xs, createGraph);
    }

    /** The gradients of a scalar by scalars; nothing is accumulated. */
    public double[] gradients(Scalar y, Scalar... xs) {
        Gradients g = gradients(Scalar.tensor(y), Scalar.toTensors(xs));
        return IntStream.range(0, xs.length).mapToDouble(i -> g.of(i).item()).toArray();
    }

    /** The same as scalars that are recorded in turn, so that they can be differentiated again. */
    public Scalar[] gradientsWithGraph(Scalar y, Scalar... xs) {
        Gradients g = gradientsWithGraph(Scalar.tensor(y), Scalar.toTensors(xs));
        Scalar[] all = new Scalar[xs.length];
        Arrays.setAll(
                all,
                i -> g.of(i).isRecorded()
                        ? g.of(i).toScalar()
                        : constant(g.of(i).item()));
        return all;
    }

    /** The tangent of y for tangents of xs: one forward sweep over what has been recorded. Tangents may be null: zero. */
    public Tensor jvp(Tensor y, Tensor[] xs, Tensor[] tangents) {
        return jvp(false, new Tensor[] {y}, xs, tangents)[0];
    }

    /** The same, recorded in turn, so that the tangent can be differentiated again, forward or in reverse. */
    public Tensor jvpWithGraph(Tensor y, Tensor[] xs, Tensor[] tangents) {
        return jvp(true, new Tensor[] {y}, xs, tangents)[0];
    }

    /**
     * The tangents of several results by leaves or anything else on the tape, in one forward sweep.
     *
     * @param createGraph whether the tangents are recorded, so that they can be differentiated again
     * @param tangents one for each of xs, of its shape and type; null stands for zero
     */
    public Tensor[] jvp(boolean createGraph, Tensor[] ys, Tensor[] xs, Tensor[] tangents) {
        ForwardSweep.requireArguments(ys, xs, tangents);
        if (xs.length != tangents.length) {
            throw new ArgumentException("jvp: " + xs.length + " tensors but " + tangents.length
                    + " tangents; give one for each, null for zero");
        }
        int[] roots = Arrays.stream(ys).mapToInt(y -> root(y, "jvp")).toArray();
        return ForwardSweep.jvp(this, roots, find(xs), tangents, createGraph);
    }

    @Override
    public void close() {
        if (!isClosed()) {
            super.close();
            entries = new TensorEntries();
            leaves.clear();
            notes.close();
            hooks = null;
            if (columns != null) {
                columns.giveBack();
                columns = null;
            }
        }
    }

    @Override
    String kind() {
        return "tape";
    }

    /** The number of nodes, and whether it is closed; {@link #listing} shows them. */
    @Override
    public String toString() {
        return isClosed() ? "tape (closed)" : "tape of " + size + (size == 1 ? " node" : " nodes");
    }

    // Recording.

    /** Whether operations on its nodes are recorded just now. */
    boolean isRecording() {
        return paused == 0;
    }

    /** Stops recording until {@link #resume}: a sweep computes with rules but does not record them. */
    void pause() {
        paused++;
    }

    void resume() {
        paused--;
    }

    boolean retainsAdjoints() {
        return adjoints;
    }

    /** The number under which a tensor takes part: its own, or that of a leaf or constant entry made for it. */
    int slot(Tensor t) {
        Vmap.requireOne("record", t);
        if (t.home == this && t.slot >= 0) {
            return t.slot;
        }
        Tensor.Registration r = t.registration;
        if (r != null && r.tape() == this && entries.isUnchanged(r.slot())) {
            return r.slot();
        }
        boolean known =
                t.requiresGrad() || t.slot >= 0; // on another tape: a leaf of this one, where that is allowed at all
        Integer entry = known ? leaves.get(t) : null;
        boolean fresh =
                entry == null || !entries.isUnchanged(entry); // changed in place since: another value, another entry
        int slot = fresh ? size : entry;
        if (fresh) {
            notes.entry(size, t);
            entries.add(size++, t);
        }
        if (known && fresh) {
            leaves.put(t, slot);
        }
        t.registration = new Tensor.Registration(this, slot);
        return slot;
    }

    /** The number of a tensor that is asked about: its own or its leaf entry, or -1 where it has taken no part. */
    int find(Tensor t) {
        Vmap.requireOne("gradients", t);
        if (t.home == this && t.slot >= 0) {
            return t.slot;
        }
        if (t.slot >= 0 && !nested) {
            t.home.check("gradients");
            throw new TapeException("gradients: " + t.describe() + " is on another tape; ask that one");
        }
        Integer leaf = leaves.get(t);
        return leaf == null ? -1 : leaf;
    }

    private int[] find(Tensor[] xs) {
        return Arrays.stream(Require.nonNull(xs, "gradients", "the array of tensors", "pass leaves or nodes"))
                .mapToInt(x -> find(Require.nonNull(x, "gradients", "a tensor", "pass leaves or nodes")))
                .toArray();
    }

    private int root(Tensor y, String what) {
        check(what);
        int slot = Require.nonNull(y, what, "the result", "pass one").requiresGrad() ? slot(y) : find(y);
        if (slot < 0) {
            throw new TapeException(what + ": the tensor " + y.describe()
                    + " is not on this tape; compute it from a leaf" + " (requiresGrad(true)) while the tape is open");
        }
        return slot;
    }

    /** Records an operation and returns its output's handle. */
    Tensor record(OpDef op, Attrs attrs, Tensor[] inputs, Array value) {
        Tensor out;
        if (inputs.length <= 2) {
            int first = slot(inputs[0]);
            int second = inputs.length == 2 ? slot(inputs[1]) : -1;
            out = new Tensor(value, this, size);
            entries.add(size, op, attrs, first, second, out);
        } else {
            int[] slots = new int[inputs.length];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = slot(inputs[i]);
            }
            out = new Tensor(value, this, size);
            entries.add(size, op, attrs, slots, out);
        }
        notes.operation(size++);
        return out;
    }

    /** Records a scalar operation and returns its number. */
    int push(OpDef op, int left, int right, double byLeft, double byRight, double value) {
        if (!isInnermost() && !(Scope.current() instanceof Tape)) {
            return push(op.name(), null, ScalarEntries.CONSTANT, -1, -1, 0, 0, value); // inside noGrad()
        }
        return push(op.name(), op, op.id() + ScalarEntries.OPERATION, left, right, byLeft, byRight, value);
    }

    private int push(
            String name, OpDef op, int code, int left, int right, double byLeft, double byRight, double value) {
        int i = size;
        ScalarEntries c = columns;
        if (c == null || i >= c.capacity() || thread != Thread.currentThread()) {
            c = room(name, i);
        }
        if (op != null && !c.knows(code)) {
            c.learn(op, code);
        }
        c.code[i] = (short) code;
        c.left[i] = left;
        c.right[i] = right;
        c.byLeft[i] = byLeft;
        c.byRight[i] = byRight;
        c.value[i] = value;
        notes.operation(i);
        size = i + 1;
        return i;
    }

    private ScalarEntries room(String op, int slot) {
        check(op);
        if (columns == null) {
            columns = ScalarEntries.take();
        }
        if (slot >= columns.capacity()) {
            columns.grow(slot + 1);
        }
        return columns;
    }

    // What sweeps and views read.

    Notes notes() {
        return notes;
    }

    /** The tensor entries; the other slots are scalar ones. */
    TensorEntries entries() {
        return entries;
    }

    ScalarEntries columns() {
        return columns;
    }

    /** The operation of a slot, or null for leaves and constants. */
    OpDef op(int slot) {
        return entries.has(slot) ? entries.op(slot) : columns.op(slot);
    }

    /** Whether one of the inputs of a slot is among some slots. */
    boolean reads(int slot, IntPredicate among) {
        if (entries.has(slot)) {
            return entries.reads(slot, among);
        }
        return columns.reads(slot, among);
    }

    /** The inputs of a slot; none for leaves and constants. */
    int[] inputs(int slot) {
        return entries.has(slot) ? entries.inputs(slot) : columns.inputs(slot);
    }

    /** A handle to the value of a slot. */
    Tensor tensor(int slot) {
        if (entries.has(slot)) {
            return entries.output(slot);
        }
        double[] value = {columns.value[slot]};
        return new Tensor(Backend.get().of(value, Shape.SCALAR), this, slot);
    }

    /** The value of an input that a rule reads, unless it has been changed in place since. */
    Tensor saved(int slot, OpDef reader) {
        if (entries.has(slot) && entries.output(slot).actual() != entries.output(slot)) {
            throw new TapeException(reader.name() + ": its input %" + slot + " stands for another value; sweep later");
        }
        if (entries.has(slot) && !entries.isUnchanged(slot)) {
            throw new TapeException("backward through " + reader.name() + ": its input "
                    + entries.output(slot).describe() + " (%" + slot
                    + ") was changed in place after it was recorded, by an optimiser's step for instance."
                    + " Run the forward computation again before this backward, or sweep before step()");
        }
        return tensor(slot);
    }

    Shape shape(int slot) {
        return entries.has(slot) ? entries.output(slot).shape() : Shape.SCALAR;
    }

    DType dtype(int slot) {
        return entries.has(slot) ? entries.output(slot).dtype() : DType.FLOAT64;
    }

    /** Whether gradients flow to a slot: not to constants. */
    boolean isVariable(int slot) {
        return entries.has(slot)
                ? entries.op(slot) != null || entries.isLeaf(slot)
                : columns.code[slot] != ScalarEntries.CONSTANT;
    }

    /** The call that the rule of an operation sees in a sweep. */
    Call call(int slot, Sweep sweep, boolean selected) {
        Attrs attrs = entries.has(slot) ? entries.attrs(slot) : Attrs.None.NONE;
        return new Call(this, op(slot), attrs, inputs(slot), tensor(slot), sweep, selected);
    }

    /** A handle to a value whose memory this tape owns as well from here on. */
    Tensor adopt(Tensor t) {
        Buffer b = Vmap.buffer(t);
        if (b != null) {
            b.lease().retain();
            arena.add(b.lease());
        }
        return Vmap.in(this, t);
    }

    boolean isNested() {
        return nested;
    }

    /** The hooks of a node, made if there are none. */
    Hooks hooked(int slot) {
        if (hooks == null) {
            hooks = new TreeMap<>();
        }
        return hooks.computeIfAbsent(slot, s -> new Hooks());
    }

    /** The hooks on nodes, by number; null where there are none. */
    TreeMap<Integer, Hooks> hooks() {
        return hooks;
    }

    /** Whether a slot is a scalar leaf, whose gradient the tape holds. */
    boolean isScalarLeaf(int slot) {
        return !entries.has(slot) && columns.code[slot] == ScalarEntries.LEAF;
    }

    /** The derivatives that sweeps have brought to scalar slots. */
    ScalarGradients scalarGradients() {
        return scalarGradients;
    }

    /** Lets go of what an earlier sweep has left, before the next one. */
    void forgetAdjoints() {
        entries.forgetAdjoints();
        scalarGradients.forget();
        notes.times().forgetSweep();
    }
}
