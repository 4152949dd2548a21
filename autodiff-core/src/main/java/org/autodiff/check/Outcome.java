package org.autodiff.check;

import org.autodiff.check.report.Comparison.Interval;
import org.autodiff.check.report.Numbers;
import org.autodiff.check.report.Verdict;

/**
 * How one element came out.
 *
 * @param isSignificant whether the oracle could tell the value from zero
 */
record Outcome(Verdict verdict, boolean isSignificant, String reason, Interval interval) {
    private static final Outcome AGREES = new Outcome(Verdict.PASS, true, "", null);
    private static final Outcome ZERO = new Outcome(Verdict.PASS, false, "", null);

    /** An oracle is good enough to say yes when it is this good, relative to the value. */
    private static final double SHARP = 1e-3;

    /** Good enough not to look for a better step. */
    private static final double SHARP_AT_ONCE = 1e-5;

    static Outcome of(Verdict verdict, String reason) {
        return new Outcome(verdict, true, reason, null);
    }

    /**
     * What counts as equal besides the error of the numeric value.
     *
     * @param rtol relative disagreement that is accepted
     * @param floor what is small beside the input's largest derivative
     * @param zero what rounding may leave of a derivative that is zero
     */
    record Tolerances(double rtol, double floor, double zero) {}

    /** By two numbers and a tolerance. */
    static Outcome near(double a, double b, double tolerance) {
        return Math.abs(a - b) <= tolerance || a == b ? AGREES : of(Verdict.FAIL, "");
    }

    /** Whether a first numeric value settles the matter. */
    static boolean isSettled(double a, double d, double e, double rtol, double floor) {
        double larger = Math.max(Math.abs(a), Math.abs(d));
        return Math.abs(a - d) <= tolerance(a, d, e, rtol) && (e <= SHARP_AT_ONCE * larger || e <= floor);
    }

    private static double tolerance(double a, double d, double e, double rtol) {
        return 4 * e + rtol * Math.max(Math.abs(a), Math.abs(d));
    }

    /** By a numeric value that is as good as it gets, and what the function looks like there. */
    static Outcome of(double a, NumericDerivative n, int c, Tolerances t, int order) {
        Kinks.Found found = n.isClimbed() ? Kinks.find(n, c) : null;
        Kinks.Kind kind = found == null ? Kinks.Kind.SMOOTH : found.kind();
        double d = n.value(c);
        double e = n.error(c);
        double larger = Math.max(Math.abs(a), Math.abs(d));
        double rtol = t.rtol();
        switch (kind) {
            case KINK -> {
                Interval sides = found.interval();
                double size = Math.max(Math.abs(sides.low()), Math.abs(sides.high()));
                return sides.contains(a, 4 * found.error() + (rtol + 1e-6) * size)
                        ? new Outcome(
                                Verdict.KINK,
                                true,
                                "a kink: the derivatives from the two sides are " + sides
                                        + ", and the rule's value lies in that interval",
                                sides)
                        : new Outcome(
                                Verdict.FAIL,
                                true,
                                "at a kink: the derivatives from the two sides are " + sides
                                        + ", and the rule's value lies outside of that interval",
                                sides);
            }
            case STEEP -> {
                return of(
                        order > 1 ? Verdict.KINK : Verdict.NOT_DIFFERENTIABLE,
                        order > 1
                                ? "the derivative of the order before jumps here: a kink of the function"
                                : "the difference quotients grow without bound as the step shrinks: the function jumps or has"
                                        + " infinite slope here");
            }
            case EDGE -> {
                return of(
                        Verdict.NOT_DIFFERENTIABLE,
                        "the function is defined on one side only: the point is on the edge of its domain");
            }
            default -> {
                // judged by the numbers
            }
        }
        if (!(e < Double.POSITIVE_INFINITY)) {
            return of(Verdict.INCONCLUSIVE, "no step gives finite values on both sides of the point");
        }
        if (Math.abs(d) <= 10 * e && Math.abs(a) <= t.zero() && Math.abs(a) > e) {
            return AGREES; // zero, surely; what the rule gives is the rounding of larger numbers on the way
        }
        if (larger <= t.zero() && e <= t.zero()) {
            return ZERO; // both are rounding
        }
        if (!(Math.abs(a - d) <= tolerance(a, d, e, rtol))) {
            return of(Verdict.FAIL, "");
        }
        if (e <= SHARP * larger) {
            return AGREES;
        }
        if (e <= 10 * t.floor() || larger <= 10 * e) {
            return ZERO;
        }
        return of(
                Verdict.INCONCLUSIVE,
                "the numeric value is not good enough to say: its error is " + Numbers.rough(e / larger)
                        + " of the value");
    }
}
