package org.autodiff.array.heap;

/** Computes one line of a result from one line of an operand. */
@FunctionalInterface
interface LineFunction {
    /** Reads line number {@code line} of the operand in x from {@code at} on, and writes that of the result in z from {@code to}. */
    void apply(int line, Object x, int at, Object z, int to);
}
