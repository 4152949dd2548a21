package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Derivatives of several functions along one line, from values alone: central differences over a ladder of steps, each
 * extrapolated once (Richardson), with an estimate of its error (as Ridders, 1982): what the extrapolation has changed
 * bounds the truncation, and the values' rounding over the step is the rest. Each function takes the step of its own least
 * error.
 *
 * <p>The first rung is the step that balances both errors for a function that varies over the scale of the point, and is
 * enough for most. The ladder is climbed where it is not: down, to fit between kinks or where the function varies faster;
 * up, where rounding dominates. There each rung is also held against all below it, so that a step at which both differences
 * agree by chance, as they do for a fast oscillation, or which passes over what is near the point, does not count as exact.
 */
final class NumericDerivative {
    /** Rungs are this factor apart. */
    private static final double FACTOR = 8;

    private static final int DEEPEST = 12;
    /** Rungs that are tried before the noise is measured. */
    private static final int FRUGAL = 2;

    private static final int HIGHEST = 24;

    /** A relative error that needs no larger step. */
    private static final double GOOD = 1e-7;

    /** One step: the values at both sides, at the whole step and at half of it. */
    record Rung(double h, double[] plus, double[] minus, double[] plusHalf, double[] minusHalf) {
        double difference(int c) {
            return (plus[c] - minus[c]) / (2 * h);
        }

        double half(int c) {
            return (plusHalf[c] - minusHalf[c]) / h;
        }

        double extrapolated(int c) {
            return (4 * half(c) - difference(c)) / 3;
        }

        boolean isFinite(int c) {
            return Double.isFinite(plus[c] - minus[c]) && Double.isFinite(plusHalf[c] - minusHalf[c]);
        }
    }

    private final Curve curve;
    private final double[] at0;
    /** The absolute error that rounding leaves in each value. */
    private final double[] noise;
    /** The relative error of a moved coordinate, over the step. */
    private final double jitter;

    private final double mostNoise;
    private final double base;
    private final double least;
    private final List<Rung> rungs = new ArrayList<>();

    private final double[] value;
    private final double[] error;
    private final double[] rounding;
    private final double[] step;

    /**
     * @param at0 the values at the point
     * @param noise the absolute error that rounding leaves in each of them
     * @param unit the rounding unit of the values
     * @param mostNoise the rounding of the largest values on the way
     * @param base the step of the first rung
     * @param least the smallest step
     * @param jitter how far off a moved coordinate may be
     */
    NumericDerivative(
            Curve curve,
            double[] at0,
            double[] noise,
            double unit,
            double mostNoise,
            double base,
            double least,
            double jitter) {
        this.curve = curve;
        this.at0 = at0;
        this.noise = noise.clone();
        this.mostNoise = mostNoise;
        this.base = base;
        this.least = least;
        this.jitter = jitter;
        int m = at0.length;
        value = new double[m];
        error = new double[m];
        rounding = new double[m];
        step = new double[m];
        add(base);
        Rung first = rungs.get(0);
        for (int c = 0; c < m; c++) { // a value of 0 at the point says nothing of the rounding beside it
            double near = unit * Math.max(Math.abs(first.plus[c]), Math.abs(first.minus[c]));
            noise[c] = near > noise[c] ? near : noise[c];
        }
        estimate();
    }

    double value(int c) {
        return value[c];
    }

    /** The estimated error of the value; infinite where no step gave one. */
    double error(int c) {
        return error[c];
    }

    double step(int c) {
        return step[c];
    }

    double noise(int c) {
        return noise[c];
    }

    double at0(int c) {
        return at0[c];
    }

    /** The step of the first rung. */
    double base() {
        return base;
    }

    /** The rungs so far, from large steps to small ones; as they were added until the ladder is climbed. */
    List<Rung> rungs() {
        return rungs;
    }

    /** Whether it has more than one rung. */
    boolean isClimbed() {
        return rungs.size() > 1;
    }

    /**
     * Adds rungs until each of the functions asked about has its best.
     *
     * @param open whether one of them needs more, by what is known so far: where evaluations are dear, a rung or two that
     *     settle all of them are enough; null to go on to the best
     */
    void climb(IntPredicate asked, IntPredicate open) {
        if (isClimbed()) {
            return;
        }
        int first = 1;
        while (open != null && first <= FRUGAL) {
            add(base * Math.pow(FACTOR, -first++));
            estimate();
            if (IntStream.range(0, at0.length).noneMatch(open)) {
                rungs.sort(Comparator.comparingDouble(Rung::h).reversed());
                return;
            }
        }
        measureNoise();
        for (int j = first; j <= DEEPEST; j++) {
            double h = base * Math.pow(FACTOR, -j);
            if (h < least || j > 3 && settled(asked)) {
                break;
            }
            add(h);
            estimate();
        }
        for (int j = 1; j <= HIGHEST && wantsLarger(asked); j++) {
            add(base * Math.pow(FACTOR, j));
            estimate();
        }
        rungs.sort(Comparator.comparingDouble(Rung::h).reversed());
    }

    /**
     * Raises the noise to what is seen: values at neighbouring points differ smoothly but for rounding, so that fourth
     * differences over a tiny step leave the rounding only (Hamming; More and Wild, 2011). Where the values come from the
     * difference of larger ones, they may be all the same over the tiniest step, and larger ones show the rounding; but those
     * may meet a kink, so that no more is believed of them than the largest values on the way can leave.
     */
    private void measureNoise() {
        for (double part : new double[] {0x1p-24, 0x1p-16, 0x1p-10}) {
            double delta = Math.max(least, base * part);
            double[] a = curve.at(-2 * delta);
            double[] b = curve.at(-delta);
            double[] d = curve.at(delta);
            double[] e = curve.at(2 * delta);
            double most = part == 0x1p-24 ? Double.POSITIVE_INFINITY : mostNoise;
            for (int c = 0; c < at0.length; c++) {
                double seen = Math.abs(a[c] - 4 * b[c] + 6 * at0[c] - 4 * d[c] + e[c]) / Math.sqrt(70);
                double kink = Math.abs(b[c] - 2 * at0[c] + d[c]);
                boolean smooth =
                        kink < 4 * seen && seen < 1e-6 * (Math.abs(at0[c]) + Math.abs(e[c])) || seen <= mostNoise;
                noise[c] = seen > noise[c] && seen <= most && smooth ? seen : noise[c];
            }
        }
    }

    /** Whether smaller steps would only lose to rounding. */
    private boolean settled(IntPredicate asked) {
        Rung last = rungs.get(rungs.size() - 1);
        for (int c = 0; c < at0.length; c++) {
            if (asked.test(c) && !(roundingAt(last, c) > error[c])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the largest step so far is the best one, and rounding is what limits it. */
    private boolean wantsLarger(IntPredicate asked) {
        double largest = rungs.stream().mapToDouble(Rung::h).max().orElse(base);
        for (int c = 0; c < at0.length; c++) {
            boolean limited = rounding[c] > 0.1 * error[c] && error[c] > GOOD * Math.abs(value[c]);
            if (asked.test(c) && step[c] == largest && limited) {
                return true;
            }
        }
        return false;
    }

    private void add(double h) {
        rungs.add(new Rung(h, curve.at(h), curve.at(-h), curve.at(h / 2), curve.at(-h / 2)));
    }

    private double roundingAt(Rung r, int c) {
        return (4 * noise[c] + jitter * Math.abs(r.half(c))) / r.h();
    }

    private void estimate() {
        Arrays.fill(error, Double.POSITIVE_INFINITY);
        Arrays.fill(value, Double.NaN);
        List<Rung> up = new ArrayList<>(rungs);
        up.sort(Comparator.comparingDouble(Rung::h));
        for (int c = 0; c < at0.length; c++) {
            Rung below = null;
            double errorBelow = 0;
            double low = Double.NEGATIVE_INFINITY; // what smaller steps leave possible
            double high = Double.POSITIVE_INFINITY;
            for (Rung r : up) {
                if (!r.isFinite(c)) {
                    continue;
                }
                double d = r.extrapolated(c);
                double round = roundingAt(r, c);
                double e = Math.abs(d - r.half(c)) + round;
                double gap = below == null ? 0 : Math.abs(d - below.extrapolated(c));
                if (r.h() > 1.5 * base && gap > errorBelow) {
                    break; // beyond here the function is another one: where it levels off, for instance
                }
                errorBelow = e;
                e += below == null ? 0 : Math.max(0, gap - roundingAt(below, c));
                e += Math.max(0, Math.max(low - d, d - high));
                low = Math.max(low, d - 4 * e);
                high = Math.min(high, d + 4 * e);
                below = r;
                if (e < error[c]) {
                    error[c] = e;
                    value[c] = d;
                    rounding[c] = round;
                    step[c] = r.h();
                }
            }
        }
    }
}
