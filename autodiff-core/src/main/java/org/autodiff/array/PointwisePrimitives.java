package org.autodiff.array;

/** The part of a {@link Backend} that computes functions of corresponding elements which are made of several others. */
interface PointwisePrimitives {
    /**
     * What a function makes of arrays that broadcast to {@code out}, in one pass over the elements; null where that cannot be
     * done, and the caller has to compute it primitive by primitive. The backend takes the function down the first time.
     *
     * @param key what stands for the function: equal ones for equal functions
     */
    default Array inOnePass(Object key, Composition f, Array[] inputs, Shape out) {
        return null;
    }
}
