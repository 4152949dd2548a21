package org.autodiff;

import java.util.function.Supplier;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.error.TapeException;

/** What can be changed of a tensor that lives outside of any scope: its values in place, its gradient, its hooks. */
final class LeafState {
    /** Whether gradients are taken by the tensor. */
    final boolean leaf;
    /** Whether it counts as a constant for the time being. */
    boolean frozen;
    /** Whether no other tensor sees the same memory. */
    boolean ownsValues;
    /** How often the values have been changed in place. */
    int version;

    /** The tensor that takes this one's place in what is computed just now; null as a rule. See {@link Scope#substituting}. */
    Tensor standIn;

    private Thread substituting;

    /** Has a tensor take this one's place on this thread; null ends it. */
    void standIn(Tensor t) {
        standIn = t;
        substituting = t == null ? null : Thread.currentThread();
    }

    /** The tensor that stands for this one; an error on another thread than the one whose computation it is. */
    Tensor standIn(String what) {
        if (substituting != Thread.currentThread()) {
            throw new TapeException("substituting: " + what + " stands for another value in a computation of thread '"
                    + substituting.getName() + "' just now; evaluate a module so by one thread at a time");
        }
        return standIn;
    }

    private Tensor grad;
    private Hooks hooks;

    LeafState(boolean leaf) {
        this.leaf = leaf;
    }

    Tensor grad() {
        return grad;
    }

    synchronized void zeroGrad() {
        Tensor old = grad;
        grad = null;
        if (old != null && old.cell().ownsValues && old.array().storage() instanceof Buffer b) {
            b.discard(); // at once, for nobody else sees it
        }
    }

    /**
     * Adds to the gradient, on behalf of any tape.
     *
     * @param g what is added
     * @param own gives an array with the same elements that becomes this leaf's, for the first gradient
     */
    synchronized void accumulate(Tensor g, Supplier<Array> own) {
        if (grad == null) {
            LeafState c = new LeafState(false);
            c.ownsValues = true;
            grad = new Tensor(own.get(), c);
        } else {
            Backend.get().addInto(grad.mutable("backward"), 1, g.array());
        }
    }

    /** The hooks, or null. */
    Hooks hooks() {
        return hooks;
    }

    /** The hooks, made if there are none. */
    synchronized Hooks hooked() {
        if (hooks == null) {
            hooks = new Hooks();
        }
        return hooks;
    }
}
