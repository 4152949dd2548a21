package org.autodiff.array.heap;

import org.autodiff.array.DType;
import org.autodiff.error.BackendException;

/** A piece of memory outside of the Java heap for elements of one type; a pool hands it out again and again. */
public abstract class Memory {
    /** The type of its elements. */
    public final DType dtype;
    /** How many elements it holds. */
    public final int capacity;

    /** Memory for so many elements. */
    protected Memory(DType dtype, int capacity) {
        this.dtype = dtype;
        this.capacity = capacity;
    }

    /** Its size in bytes. */
    public final long bytes() {
        return bytes(dtype, capacity);
    }

    private static long bytes(DType dtype, int capacity) {
        return (long) capacity * dtype.bytes();
    }

    /** Gives it back to the system. It must not be used after that. */
    protected abstract void free();

    /** The error when the system has no more; the cause may be null. */
    protected static BackendException refused(DType dtype, int capacity, Throwable cause) {
        return new BackendException(
                "out of native memory: the system refused " + (bytes(dtype, capacity) >> 20) + " MiB;"
                        + " close tapes and scopes, or use smaller batches",
                cause);
    }
}
