package org.autodiff.check;

/** A function along a line through the point: its values where the line's parameter is t. */
@FunctionalInterface
interface Curve {
    /** The values; NaN where the function is not defined or throws. */
    double[] at(double t);
}
