package org.autodiff.nn.optim;

import org.autodiff.error.ArgumentException;

/** Checks of hyperparameters: the error names the optimizer or schedule, the value and the range. */
final class Numbers {
    private Numbers() {}

    static double notNegative(String owner, String what, double value) {
        // written so that NaN fails too
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new ArgumentException(
                    owner + ": " + what + " must be finite and not negative, got " + value + remedy(what));
        }
        return value;
    }

    static double inUnitInterval(String owner, String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new ArgumentException(
                    owner + ": " + what + " must be in [0, 1), got " + value + "; the usual values are just below 1");
        }
        return value;
    }

    static double finite(String owner, String what, double value) {
        if (!Double.isFinite(value)) {
            throw new ArgumentException(owner + ": " + what + " must be finite, got " + value);
        }
        return value;
    }

    /** A time of a schedule. */
    static int time(String schedule, int t) {
        if (t < 0) {
            throw new ArgumentException(schedule + ": time is counted from 0, got " + t);
        }
        return t;
    }

    /** A factor of a learning rate that must not make it larger; PyTorch's bounds. */
    static double share(String owner, String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ArgumentException(owner + ": " + what + " must be in [0, 1], got " + value
                    + "; give the optimizer the largest rate, and a share of it here");
        }
        return value;
    }

    /** What a learning rate is multiplied by again and again. */
    static double factor(String owner, String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new ArgumentException(owner + ": " + what + " must be finite and not negative, got " + value
                    + "; below 1 the rate falls, usual values are 0.1 to 0.99");
        }
        return value;
    }

    private static String remedy(String what) {
        return what.endsWith("rate") ? "; usual values are between 1e-4 and 0.1" : "; 0 switches it off";
    }
}
