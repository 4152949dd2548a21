package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.List;

/** Numbers against reference numbers: which differ by more than allowed, each with the worst of its elements. */
final class Comparison {
    private final double rtol;
    private final double atol;
    private final List<String> failures = new ArrayList<>();

    Comparison(double rtol, double atol) {
        this.rtol = rtol;
        this.atol = atol;
    }

    void compare(String what, double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            fail(what + ": " + actual.length + " elements instead of " + expected.length);
            return;
        }
        int worst = -1;
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            double excess = excess(actual[i], expected[i]);
            if (excess > most) {
                most = excess;
                worst = i;
            }
        }
        if (worst >= 0) {
            fail(what + ", element " + worst + ": " + actual[worst] + ", reference " + expected[worst]);
        }
    }

    void fail(String what) {
        failures.add(what);
    }

    List<String> failures() {
        return failures;
    }

    /** How far outside of the tolerance; 0 inside. */
    private double excess(double a, double b) {
        if (a == b || Double.isNaN(a) && Double.isNaN(b)) {
            return 0;
        }
        double d = Math.abs(a - b);
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.max(0, d - atol - rtol * Math.abs(b));
    }
}
