package org.autodiff;

import java.util.function.Supplier;
import org.autodiff.array.Arena;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;

/**
 * An extent of a program that owns the memory of the tensors made in it, and gives it back when it is closed. A
 * {@link Tape} is a scope that records as well; {@link #noGrad} opens one that does not, for inference and evaluation.
 *
 * <p>What must outlive a scope is {@link Tensor#detach detached}. Leaves and their gradients live outside of any scope.
 * Scopes nest, belong to the thread that opened them, and are best opened by {@code try (...)}. One that is never closed
 * is cleaned up when the garbage collector finds it unreachable.
 */
public sealed class Scope implements AutoCloseable permits Tape {
    final Thread thread = Thread.currentThread();
    final Arena arena;
    private boolean closed;
    /** Where the innermost tape around here that wants to know of cuts notes them; null as a rule. */
    Cuts cuts;

    /* Whether this is its thread's innermost scope: kept here so that recording need not ask the thread. It may be false
     * though true, when an inner scope was dropped without being closed; isInnermost() then finds out. */
    private boolean innermost = true;
    /** What the scope outside of this one took itself for: one that has been set aside is entered without being innermost. */
    private final boolean outerInnermost;

    Scope() {
        Scope outer = current();
        outerInnermost = outer != null && outer.innermost;
        cuts = outer == null ? null : outer.cuts;
        if (outer != null) {
            outer.innermost = false;
        }
        arena = Arena.open(this);
    }

    /** Opens a scope in which nothing is recorded. */
    public static Scope noGrad() {
        return new Scope();
    }

    /**
     * The value of a body in which leaves and other detached tensors stand for other values: whatever it computes from one of
     * them is computed from the tensor that takes its place, and gradients flow there. So a network, whose weights are fixed
     * leaves, becomes a function of its weights. The body runs on this thread; no other one may use these leaves meanwhile.
     *
     * @param leaves tensors that live outside of any scope
     * @param values one for each, of its shape and type
     * @throws ShapeException if a value has another shape
     * @throws DTypeException if a value has another element type
     */
    public static <R> R substituting(Tensor[] leaves, Tensor[] values, Supplier<R> body) {
        Require.nonNull(leaves, "substituting", "the array of leaves", "pass an empty one for none");
        Require.nonNull(values, "substituting", "the array of values", "pass one for each leaf");
        Require.nonNull(body, "substituting", "the body", "pass what is to be computed");
        if (leaves.length != values.length) {
            throw new ArgumentException("substituting: " + leaves.length + " tensors but " + values.length + " values");
        }
        Tensor[] before = new Tensor[leaves.length];
        for (int i = 0; i < leaves.length; i++) {
            before[i] = replaceable(leaves[i], values[i]).standIn;
        }
        SUBSTITUTIONS.set(SUBSTITUTIONS.get() + 1);
        try {
            for (int i = 0; i < leaves.length; i++) {
                leaves[i].cell.standIn(values[i].actual());
            }
            return actual(body.get());
        } finally {
            for (int i = leaves.length - 1; i >= 0; i--) {
                leaves[i].cell.standIn(before[i]);
            }
            SUBSTITUTIONS.set(SUBSTITUTIONS.get() - 1);
        }
    }

    /** How many bodies of substitutions this thread is in. */
    private static final ThreadLocal<Integer> SUBSTITUTIONS = ThreadLocal.withInitial(() -> 0);

    /** Whether tensors stand for others just now on this thread. */
    static boolean isSubstituting() {
        return SUBSTITUTIONS.get() > 0;
    }

    /** A result that is a leaf which a tensor stands for is that tensor. */
    @SuppressWarnings("unchecked")
    private static <R> R actual(R result) {
        return result instanceof Tensor t ? (R) t.actual() : result;
    }

    private static LeafState replaceable(Tensor leaf, Tensor value) {
        String remedy = "pass a leaf or a detached tensor, and a value for it";
        Require.nonNull(leaf, "substituting", "a leaf", remedy);
        Require.nonNull(value, "substituting", "a value", remedy);
        if (leaf.home != null) {
            throw new TapeException(
                    "substituting: " + leaf.describe() + " belongs to a " + leaf.home.kind() + "; " + remedy);
        }
        if (!value.shape().equals(leaf.shape())) {
            throw new ShapeException("substituting: the value has shape " + value.shape() + ", what it stands for "
                    + leaf.shape() + "; they must be equal");
        }
        if (value.dtype() != leaf.dtype()) {
            throw new DTypeException("substituting: the value is " + value.dtype() + ", what it stands for "
                    + leaf.dtype() + "; convert it with to(...)");
        }
        if (leaf.cell == null) {
            leaf.cell = new LeafState(false);
        }
        return leaf.cell;
    }

    /** This thread's innermost open scope, or null. */
    static Scope current() {
        return (Scope) Arena.owner();
    }

    /** Whether operations of its thread belong to this scope rather than to one inside it. */
    final boolean isInnermost() {
        return innermost || current() == this;
    }

    /** Whether it has been closed. */
    public final boolean isClosed() {
        return closed;
    }

    /** Throws unless it is open and this is its thread. */
    final void check(String op) {
        if (closed) {
            throw new TapeException(
                    op + ": a tensor of a closed " + kind() + " was used; its memory has been given back."
                            + " Do the work before close(), or detach() what must outlive the " + kind());
        }
        checkThread(op);
    }

    /** Throws on another thread than the one that opened it. */
    final void checkThread(String op) {
        if (thread != Thread.currentThread()) {
            throw new TapeException(op + ": a " + kind() + " of thread '" + thread.getName()
                    + "' or a tensor of it was used on thread '"
                    + Thread.currentThread().getName()
                    + "'; a tape belongs to one thread. detach() the tensor to share its values");
        }
    }

    /**
     * Ends its being the innermost scope without closing it: its memory and its record stay, but what is computed from now
     * on belongs to the scope outside of it. For those who keep a tape to sweep it again later, and close it then.
     *
     * @throws TapeException if a scope inside of it is still open
     */
    public final void setAside() {
        check("setAside");
        if (current() != this) {
            throw new TapeException(
                    "setAside: this " + kind() + " is not the innermost one; close the inner ones first");
        }
        innermost = false;
        Arena.setAside(arena);
        Scope outer = current();
        if (outer != null) {
            outer.innermost = outerInnermost;
        }
    }

    String kind() {
        return "scope";
    }

    /** Gives back the memory of what was made in it. Closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            check("close");
            closed = true;
            arena.close();
            Scope outer = current();
            if (outer != null) {
                outer.innermost = outerInnermost;
            }
        }
    }
}
