package org.autodiff.array;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;

/**
 * A region of memory that is released as a whole when its tape or scope closes. Arenas nest; each thread has its own stack of
 * them, and what is allocated belongs to the innermost open one.
 */
public final class Arena {
    private static final ThreadLocal<Frame[]> STACK = ThreadLocal.withInitial(() -> new Frame[1]);

    /**
     * One open arena. The innermost owner is held strongly, so that it cannot be collected before it records anything;
     * outer ones weakly, so that tapes which nobody closes and nobody can reach any more do not pile up.
     */
    private static final class Frame {
        final Arena arena;
        final WeakReference<Object> owner;
        final Frame outer;
        Object strong;

        Frame(Arena arena, Object owner, Frame outer) {
            this.arena = arena;
            this.owner = new WeakReference<>(owner);
            this.outer = outer;
            this.strong = owner;
        }
    }

    private final ArrayList<Lease> leases = new ArrayList<>();
    private Cleaner.Cleanable cleanable;
    private volatile boolean closed;

    private Arena() {}

    /**
     * Opens an arena for an owner (a tape or scope) as this thread's innermost. It closes when told to, or when the owner
     * is unreachable.
     */
    public static Arena open(Object owner) {
        Frame[] stack = STACK.get();
        Frame outer = living(stack[0]);
        if (outer != null) {
            outer.strong = null;
        }
        Arena arena = new Arena();
        arena.cleanable = Buffer.CLEANER.register(owner, arena::releaseAll);
        stack[0] = new Frame(arena, owner, outer);
        return arena;
    }

    /** Makes an outer arena this thread's innermost one for a while: until {@link #leave}. */
    public static void enter(Arena arena, Object owner) {
        Frame[] stack = STACK.get();
        stack[0] = new Frame(arena, owner, stack[0]);
    }

    /** Undoes {@link #enter}. */
    public static void leave() {
        Frame[] stack = STACK.get();
        stack[0] = stack[0].outer;
    }

    /**
     * Takes an arena off this thread's stack without closing it: it keeps its memory, but what is allocated from now on
     * belongs to the one outside of it. Its owner must be held by the caller.
     */
    public static void setAside(Arena arena) {
        Frame[] stack = STACK.get();
        Frame inner = null;
        for (Frame f = stack[0]; f != null; inner = f, f = f.outer) {
            if (f.arena == arena) {
                if (inner != null) {
                    throw new IllegalStateException("an inner arena is still open");
                }
                stack[0] = f.outer;
                pop(stack);
                return;
            }
        }
    }

    /** This thread's innermost open arena, or null. */
    public static Arena current() {
        Frame[] stack = STACK.get();
        Frame top = stack[0];
        if (top != null && top.arena.closed) {
            pop(stack);
            top = stack[0];
        }
        return top == null ? null : top.arena;
    }

    /** The owner of this thread's innermost open arena, or null. */
    public static Object owner() {
        Frame[] stack = STACK.get();
        Frame top = stack[0];
        if (top != null && top.arena.closed) {
            pop(stack);
            top = stack[0];
        }
        return top == null ? null : top.strong;
    }

    private static void pop(Frame[] stack) {
        Frame top = living(stack[0]);
        stack[0] = top;
        if (top != null) {
            top.strong = top.owner.get();
        }
    }

    private static Frame living(Frame from) {
        Frame f = from;
        while (f != null && (f.arena.closed || f.owner.get() == null)) {
            f = f.outer;
        }
        return f;
    }

    /** Takes over a lease from the caller. */
    public synchronized void add(Lease lease) {
        leases.add(lease);
    }

    /** The number of leases that it holds, as a mark for {@link #releaseSince}. */
    public int mark() {
        return leases.size();
    }

    /** Releases what was added after the mark; what others own lives on. */
    public synchronized void releaseSince(int mark) {
        for (int i = leases.size() - 1; i >= mark; i--) {
            leases.remove(i).release();
        }
    }

    /** Releases what was added after the mark, except the memory behind {@code result} and its residual, which stays owned. */
    public synchronized void releaseSince(int mark, Array result) {
        Lease value = lease(result.storage());
        Lease residual = result.residual() instanceof Array r ? lease(r.storage()) : null;
        ArrayList<Lease> spared = new ArrayList<>(2);
        for (int i = leases.size() - 1; i >= mark; i--) {
            Lease lease = leases.remove(i);
            if (lease == value || lease == residual) {
                spared.add(lease);
            } else {
                lease.release();
            }
        }
        leases.addAll(spared);
    }

    private static Lease lease(Object storage) {
        return storage instanceof Buffer b ? b.lease() : null;
    }

    /** Releases everything. A second call does nothing. */
    public void close() {
        cleanable.clean();
    }

    private synchronized void releaseAll() {
        closed = true;
        releaseSince(0);
        leases.trimToSize();
    }
}
