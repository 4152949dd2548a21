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

    /**
     * The same for a function of one array whose derivative has much in common with it: the residual of the result is the derivative.
     * Null also where the function and, later, its derivative are as cheap by themselves.
     *
     * @param slope the derivative, of two inputs: that of the function and its value
     */
    default Array withSlope(Object key, Composition f, Composition slope, Array x) {
        return null;
    }
}
