package org.autodiff.check;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.check.report.Comparison.Interval;

/**
 * Tells a kink from a curve by how difference quotients change with the step. With the derivatives R+ and R- from the two
 * sides, the gap {@code |f(x+h) - 2 f(x) + f(x-h)| / h} tends to {@code |R+ - R-|}: it stays where the branches of the
 * function differ at the point itself, and falls with h where they do not, be a branch taken however near. It grows where
 * the function jumps or has infinite slope. So the branches need not be named, and what an operation declares of its kinks
 * is not believed but found.
 */
final class Kinks {
    /** What a function looks like near the point. */
    enum Kind {
        SMOOTH,
        KINK,
        /** The function jumps, or its slope is infinite. */
        STEEP,
        /** The function is defined on one side only. */
        EDGE
    }

    /** The kind, and the derivatives from the two sides where it is a kink. */
    record Found(Kind kind, Interval interval, double error) {}

    private static final Found SMOOTH = new Found(Kind.SMOOTH, null, 0);

    private Kinks() {}

    /** Whether the smallest step so far leaves the suspicion of a kink: the gap does not halve with the step. */
    static boolean suspected(NumericDerivative n, int c) {
        NumericDerivative.Rung r = n.rungs().get(n.rungs().size() - 1);
        if (!r.isFinite(c)) {
            return true;
        }
        double whole = gap(r.plus()[c], r.minus()[c], n.at0(c), r.h());
        double half = gap(r.plusHalf()[c], r.minusHalf()[c], n.at0(c), r.h() / 2);
        return half > 0.75 * whole && half > significant(n, c, r.h() / 2);
    }

    /** What a climbed ladder says. */
    static Found find(NumericDerivative n, int c) {
        List<double[]> gaps = new ArrayList<>(); // step, gap, slope
        int left = 0;
        int right = 0;
        int rungs = 0;
        for (NumericDerivative.Rung r : n.rungs()) {
            if (r.h() > n.base() * 1.5) {
                continue;
            }
            rungs++;
            left += Double.isFinite(r.minusHalf()[c]) ? 1 : 0;
            right += Double.isFinite(r.plusHalf()[c]) ? 1 : 0;
            if (!r.isFinite(c)) {
                continue;
            }
            double h = r.h() / 2;
            double g = gap(r.plusHalf()[c], r.minusHalf()[c], n.at0(c), h);
            double size = Math.max(g, Math.abs(r.half(c)));
            double[] last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
            boolean expected = last != null && Math.max(last[1], last[2]) > 2 * significant(n, c, h);
            if (size > significant(n, c, h) || expected) {
                gaps.add(new double[] {h, g, Math.abs(r.half(c))});
            }
        }
        if (rungs > 1 && (left == 0) != (right == 0)) {
            return new Found(Kind.EDGE, null, 0);
        }
        if (gaps.size() < 3) {
            return SMOOTH;
        }
        double[] small = gaps.get(gaps.size() - 1);
        double[] middle = gaps.get(gaps.size() - 2);
        double[] large = gaps.get(gaps.size() - 3);
        boolean gapGrows = small[1] > 1.5 * middle[1] && middle[1] > 1.5 * large[1] && small[1] > 1e-3 * small[2];
        boolean slopeGrows = small[2] > 1.5 * middle[2] && middle[2] > 1.5 * large[2];
        if ((gapGrows || slopeGrows) && isPower(small, middle, large)) {
            return new Found(Kind.STEEP, null, 0);
        }
        double floor = significant(n, c, small[0]);
        boolean stays = small[1] > floor && within(small[1], middle[1]) && within(middle[1], large[1]);
        return stays ? sides(n, c) : SMOOTH;
    }

    /** Grows as a power of the step, over the whole ladder, not as what a small scale has in it. */
    private static boolean isPower(double[] small, double[] middle, double[] large) {
        double a = Math.max(small[1], small[2]) / Math.max(middle[1], middle[2]);
        double b = Math.max(middle[1], middle[2]) / Math.max(large[1], large[2]);
        return a > 1.5 && a < 9 && Math.abs(a - b) < 0.2 * a;
    }

    private static boolean within(double a, double b) {
        return a > 0.8 * b && a < 1.25 * b;
    }

    /** The derivatives from the two sides, by the step at which their extrapolations have the least error. */
    private static Found sides(NumericDerivative n, int c) {
        double best = Double.POSITIVE_INFINITY;
        double up = 0;
        double down = 0;
        for (NumericDerivative.Rung r : n.rungs()) {
            if (!r.isFinite(c)) {
                continue;
            }
            double rh = (r.plusHalf()[c] - n.at0(c)) / (r.h() / 2);
            double rw = (r.plus()[c] - n.at0(c)) / r.h();
            double lh = (n.at0(c) - r.minusHalf()[c]) / (r.h() / 2);
            double lw = (n.at0(c) - r.minus()[c]) / r.h();
            double e = Math.abs(rh - rw) + Math.abs(lh - lw) + 8 * n.noise(c) / r.h();
            if (e < best) {
                best = e;
                up = 2 * rh - rw;
                down = 2 * lh - lw;
            }
        }
        return new Found(Kind.KINK, new Interval(Math.min(up, down), Math.max(up, down)), best);
    }

    private static double gap(double plus, double minus, double at0, double h) {
        return Math.abs(plus - 2 * at0 + minus) / h;
    }

    /** What a gap must exceed not to be rounding. */
    private static double significant(NumericDerivative n, int c, double h) {
        return 40 * n.noise(c) / h;
    }
}
