package org.autodiff.array;

/** Products of rows in Java arrays with one matrix, again and again, by one thread. */
public interface RowProduct extends AutoCloseable {
    /** {@code z = x M}, for so many rows of each, which lie together. */
    void times(Object x, Object z, int rows);

    @Override
    default void close() {}
}
