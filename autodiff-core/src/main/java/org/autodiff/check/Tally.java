package org.autodiff.check;

import java.util.function.IntToDoubleFunction;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Comparison.Interval;
import org.autodiff.check.report.Numbers;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/** Gathers the elements of one comparison, and its worst. */
final class Tally {
    private final Subject subject;
    private final Oracle oracle;
    private final int input;
    private final int output;

    private int elements;
    private int failed;
    private int notFinite;
    private int significant;
    private boolean lost;
    private double maxAbsolute;
    private double maxRelative;
    private double maxUlp;
    private Verdict verdict = Verdict.PASS;
    private String reason = "";
    private Interval interval;

    /** The largest derivative by any input, and the largest of these as far as the oracle knows. */
    private double most;

    private double size;
    private double claimed;

    private double leastRatio = Double.POSITIVE_INFINITY;
    private double mostRatio = Double.NEGATIVE_INFINITY;

    private double badness = -1;
    private int element = -1;
    private double analytic;
    private double numeric;
    private double error;
    private double step;

    Tally(Subject subject, Oracle oracle, int input, int output) {
        this.subject = subject;
        this.oracle = oracle;
        this.input = input;
        this.output = output;
    }

    /** Adds one element: what the rule and the oracle say, how good the oracle is there, and the outcome. */
    void add(int k, double a, double d, double e, double h, Outcome outcome) {
        elements++;
        failed += outcome.verdict() == Verdict.FAIL ? 1 : 0;
        notFinite += outcome.verdict() == Verdict.FAIL && !Double.isFinite(a) ? 1 : 0;
        boolean tells = outcome.isSignificant();
        significant += tells ? 1 : 0;
        lost |= !tells && a != 0;
        claimed = Math.max(claimed, Math.abs(a));
        size = Math.max(size, Math.max(Math.abs(a), Math.abs(d) + e));
        double difference = Math.abs(a - d);
        if (Double.isFinite(difference)) {
            maxAbsolute = Math.max(maxAbsolute, difference);
            double larger = Math.max(Math.abs(a), Math.abs(d));
            if (tells && larger > 0) {
                maxRelative = Math.max(maxRelative, difference / larger);
                maxUlp = Math.max(maxUlp, difference / Math.ulp(larger));
            }
        }
        if (d != 0 && Math.abs(d) > 100 * e) {
            leastRatio = Math.min(leastRatio, a / d);
            mostRatio = Math.max(mostRatio, a / d);
        }
        double bad = outcome.verdict().ordinal() * 1e6
                + (Double.isFinite(difference) ? Math.min(1e5, difference / (e + Double.MIN_NORMAL)) : 1e5);
        if (bad > badness) {
            badness = bad;
            element = k;
            analytic = a;
            numeric = d;
            error = e;
            step = h;
        }
        if (outcome.verdict().compareTo(verdict) > 0) {
            verdict = outcome.verdict();
            reason = outcome.reason();
            interval = outcome.interval();
        }
    }

    /**
     * Adds elements that are to be near what is expected; what is expected and not finite is reported by other oracles.
     *
     * @param e how far apart each may be
     * @param off the outcome of those that are farther
     */
    void addNear(double[] a, double[] d, IntToDoubleFunction e, Outcome off) {
        for (int k = 0; k < d.length; k++) {
            double difference = Math.abs(a[k] - d[k]);
            double larger = Math.max(Math.abs(a[k]), Math.abs(d[k]));
            boolean holds = difference <= e.applyAsDouble(k) || a[k] == d[k];
            boolean tellsMore = difference > maxAbsolute
                    || difference > maxRelative * larger
                    || difference * ULPS > maxUlp * larger
                    || badness < 0;
            if (!holds || tellsMore) {
                add(
                        k,
                        a[k],
                        d[k],
                        e.applyAsDouble(k),
                        0,
                        holds || !Double.isFinite(d[k]) ? Outcome.near(0, 0, 0) : off);
            } else { // nothing that the comparison reports changes
                elements++;
                significant++;
            }
        }
    }

    /** Adds so many elements that are exactly the expected zero. */
    void addEqual(int n) {
        if (n > 0) {
            add(0, 0, 0, 0, 0, Outcome.near(0, 0, 0));
            elements += n - 1;
            significant += n - 1;
        }
    }

    /** At most so many units in the last place are a relative difference of 1. */
    private static final double ULPS = 0x1p53;

    /** Whether it has an element where there is no derivative. */
    boolean isNotDifferentiable() {
        return verdict == Verdict.NOT_DIFFERENTIABLE;
    }

    /** Takes what only fails by NaN or infinities for their sequel, where another direction has no derivative. */
    void excuseNotFinite() {
        if (failed == notFinite && verdict == Verdict.FAIL) {
            verdict = Verdict.NOT_DIFFERENTIABLE;
            reason = "the rule gives NaN or an infinity, as the derivative in another direction does not exist";
        }
    }

    /** Tells the largest derivative by any input, beside which these may be zero but for rounding. */
    void beside(double largest) {
        most = largest;
    }

    /** Whether all are zero but for what rounding leaves where terms cancel, as by a bias before a normalization. */
    private boolean isRoundedZero() {
        return size <= 1e-12 * most && claimed >= 1e-20 * most;
    }

    boolean isEmpty() {
        return elements == 0;
    }

    /** The comparison. */
    Comparison done() {
        Verdict v = verdict;
        String why = reason;
        if (v == Verdict.PASS && elements > 0 && significant == 0 && lost && subject.order() == 1 && !isRoundedZero()) {
            v = Verdict.INCONCLUSIVE;
            why = "every element of the derivative is smaller than the error of the numeric value: the function hardly"
                    + " changes here";
        }
        if (v == Verdict.FAIL && why.isEmpty()) {
            why = pattern();
        }
        int[] at = input >= 0 && element >= 0 ? Numbers.indices(subject.shape(input), element) : null;
        return new Comparison(
                subject.order(),
                subject.of(),
                oracle,
                input,
                input < 0 ? "all inputs" : subject.name(input),
                output,
                elements,
                failed,
                maxAbsolute,
                maxRelative,
                maxUlp,
                at,
                analytic,
                numeric,
                error,
                step,
                v,
                interval,
                why);
    }

    /** A comparison that came to a verdict without numbers. */
    static Comparison verdict(Tally t, Verdict verdict, String reason) {
        t.verdict = verdict;
        t.reason = reason;
        return t.done();
    }

    /** The same comparison, of another output. */
    static Comparison ofOutput(Comparison c, int output) {
        return copy(c, output, c.verdict());
    }

    /** The same comparison with another verdict. */
    static Comparison with(Comparison c, Verdict verdict) {
        return copy(c, c.output(), verdict);
    }

    private static Comparison copy(Comparison c, int output, Verdict verdict) {
        return new Comparison(
                c.order(),
                c.of(),
                c.oracle(),
                c.input(),
                c.name(),
                output,
                c.elements(),
                c.failed(),
                c.maxAbsolute(),
                c.maxRelative(),
                c.maxUlp(),
                c.worst(),
                c.analytic(),
                c.numeric(),
                c.error(),
                c.step(),
                verdict,
                c.interval(),
                c.reason());
    }

    /** How the elements are off. */
    private String pattern() {
        if (mostRatio - leastRatio <= 1e-4 * Math.max(1, Math.abs(mostRatio)) && failed > 1) {
            return String.format(
                    java.util.Locale.ROOT,
                    "it is %.4g times the right one in every element",
                    (leastRatio + mostRatio) / 2);
        }
        if (elements == 1) {
            return Double.isFinite(leastRatio)
                    ? String.format(java.util.Locale.ROOT, "it is %.4g times the right one", leastRatio)
                    : "";
        }
        return failed == elements ? "all " + elements + " are off" : failed + " of " + elements + " are off";
    }
}
