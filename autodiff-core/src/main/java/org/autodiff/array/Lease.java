package org.autodiff.array;

/**
 * The counted owners of a piece of pooled memory: arenas, cotangents that a sweep holds, and, for what was kept, the
 * garbage collector. When the last owner releases it, the memory goes back to its pool.
 */
public abstract class Lease {
    private volatile int owners = 1;

    /** A lease with one owner. */
    protected Lease() {}

    /** Gives the memory back; called once, by the last owner, on any thread. */
    protected abstract void recycle();

    /** Adds an owner. */
    public final synchronized void retain() {
        if (owners == 0) {
            throw Buffer.released();
        }
        owners++;
    }

    /** Drops an owner; the last one gives the memory back. */
    public final synchronized void release() {
        if (--owners == 0) {
            recycle();
        }
    }

    /** Whether the caller is the only owner. */
    public final synchronized boolean hasOneOwner() {
        return owners == 1;
    }

    /** Whether the memory has been given back; never true again false. */
    public final boolean isOver() {
        return owners == 0;
    }
}
