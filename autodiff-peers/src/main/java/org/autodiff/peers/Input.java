package org.autodiff.peers;

/**
 * One tensor that a row works on; its numbers are random, uniform over an interval.
 *
 * @param role what it is
 * @param low the least value; 0 for labels and masks
 * @param high the bound of the values; the number of classes for labels
 * @param transposed whether it is a transposed view of memory that lies the other way
 * @param shape its sizes
 */
record Input(Role role, double low, double high, boolean transposed, int... shape) {
    /** What a tensor is to the function. */
    enum Role {
        /** Numbers of single precision whose gradient is asked for. */
        VARIABLE,
        /** Numbers of single precision without a gradient. */
        CONSTANT,
        /** Numbers of double precision whose gradient is asked for. */
        DOUBLE,
        /** Whole numbers below a bound. */
        LABELS,
        /** Truth values. */
        MASK
    }

    static Input within(double low, double high, int... shape) {
        return new Input(Role.VARIABLE, low, high, false, shape);
    }

    static Input variable(int... shape) {
        return within(-1, 1, shape);
    }

    static Input constant(int... shape) {
        return new Input(Role.CONSTANT, 0.05, 0.95, false, shape);
    }

    static Input doubles(double low, double high, int... shape) {
        return new Input(Role.DOUBLE, low, high, false, shape);
    }

    static Input labels(int classes, int... shape) {
        return new Input(Role.LABELS, 0, classes, false, shape);
    }

    static Input mask(int... shape) {
        return new Input(Role.MASK, 0, 1, false, shape);
    }

    /** The same, as a transposed view. */
    Input turned() {
        return new Input(role, low, high, true, shape);
    }

    /** The sizes in memory: those of the tensor, or with the last two exchanged. */
    int[] stored() {
        int[] s = shape.clone();
        if (transposed) {
            s[s.length - 1] = shape[s.length - 2];
            s[s.length - 2] = shape[s.length - 1];
        }
        return s;
    }
}
