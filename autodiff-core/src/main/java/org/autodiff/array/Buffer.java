package org.autodiff.array;

import java.lang.ref.Cleaner;
import org.autodiff.error.TapeException;

/**
 * The storage of an {@link Array} outside the Java heap. It points to pooled memory for as long as its {@link Lease}
 * runs; after that each use gives an error, never another tensor's numbers.
 */
public final class Buffer {
    static final Cleaner CLEANER = Cleaner.create();

    private final Object memory;
    private final Lease lease;
    private Cleaner.Cleanable kept;

    /** A buffer on leased memory: an object of the backend's own. */
    public Buffer(Object memory, Lease lease) {
        this.memory = memory;
        this.lease = lease;
    }

    /** The memory, or an error when it has been given back. */
    public Object memory() {
        if (lease.isOver()) {
            throw released();
        }
        return memory;
    }

    /** The owners of the memory. */
    public Lease lease() {
        return lease;
    }

    /** Makes the garbage collector an owner: the memory lives until no handle is reachable, or until {@link #discard}. */
    public synchronized void keep() {
        if (kept == null) {
            lease.retain();
            kept = CLEANER.register(this, lease::release);
        }
    }

    /** Ends the ownership of the garbage collector at once. */
    public synchronized void discard() {
        if (kept != null) {
            kept.clean();
            kept = null;
        }
    }

    /** The error for a use after release. */
    public static TapeException released() {
        return new TapeException("the memory of this tensor has been released: its tape or scope was closed, or its"
                + " gradient was cleared; detach() what must outlive them");
    }
}
