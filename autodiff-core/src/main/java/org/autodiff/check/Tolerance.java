package org.autodiff.check;

/** How far two numbers may be apart: by a part of the expected one, and by a number. */
record Tolerance(double relative, double absolute) {
    static final Tolerance EXACT = new Tolerance(0, 0);
    static final Tolerance DOUBLE = new Tolerance(1e-12, 1e-14);
    static final Tolerance SINGLE = new Tolerance(4e-6, 4e-6);
    static final Tolerance LARGE_SINGLE = new Tolerance(4e-6, 1e-6);
    static final Tolerance SINGLE_GRADIENT = new Tolerance(2e-5, 2e-5);
    static final Tolerance SCALAR_VALUE = new Tolerance(0, 1e-14);
    static final Tolerance SCALAR_GRADIENT = new Tolerance(0, 1e-13);

    boolean holds(double actual, double expected) {
        return actual == expected
                || Double.isNaN(actual) && Double.isNaN(expected)
                || Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
    }
}
