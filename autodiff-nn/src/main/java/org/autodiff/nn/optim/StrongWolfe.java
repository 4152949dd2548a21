package org.autodiff.nn.optim;

import org.autodiff.Tensor;

/**
 * A search along a direction for a step that satisfies the strong Wolfe conditions: the value has fallen enough, and the
 * slope has become flat enough.
 *
 * <p>Nocedal and Wright 2006, "Numerical Optimization", algorithms 3.5 (go out until a bracket is found) and 3.6 (zoom into
 * it), with the minimum of the cubic through two values and two slopes, equation 3.59. The constants and the guards
 * against steps that hardly move are those that PyTorch documents for its {@code strong_wolfe}.
 */
final class StrongWolfe {
    /** The part of the fall that the slope promises which is enough, c1. */
    private static final double ENOUGH_FALL = 1e-4;

    /** The part of the first slope that may be left, c2. */
    private static final double FLAT_ENOUGH = 0.9;

    /** The most trials, without the first. */
    private static final int MOST_TRIALS = 25;

    /** The objective along the direction. */
    @FunctionalInterface
    interface Line {
        /** The point at a step from the start. */
        Point at(double step);
    }

    /**
     * A point on the line.
     *
     * @param step how many directions from the start
     * @param value the objective; infinite where it is not a number
     * @param gradient of the objective, [n], detached
     * @param slope the gradient times the direction
     */
    record Point(double step, double value, Tensor gradient, double slope) {}

    /**
     * The result of a search.
     *
     * @param point the best point
     * @param evaluations how often the objective was evaluated
     */
    record Found(Point point, int evaluations) {}

    private final Line line;
    private final Point start;
    private final double length;
    private final double tolerance;
    private int trials;

    private StrongWolfe(Line line, Point start, double length, double tolerance) {
        this.line = line;
        this.start = start;
        this.length = length;
        this.tolerance = tolerance;
    }

    /**
     * Searches.
     *
     * @param start the point at step 0, whose slope is negative
     * @param first the first step to try, above 0
     * @param length the largest absolute element of the direction
     * @param tolerance a bracket in which no parameter changes by more is not looked into any further
     */
    static Found search(Line line, Point start, double first, double length, double tolerance) {
        StrongWolfe search = new StrongWolfe(line, start, length, tolerance);
        Point found = search.goOut(first);
        return new Found(found, search.trials + 1);
    }

    private boolean fallsTooLittle(Point p) {
        return p.value() > start.value() + ENOUGH_FALL * p.step() * start.slope();
    }

    private boolean isFlat(Point p) {
        return Math.abs(p.slope()) <= -FLAT_ENOUGH * start.slope();
    }

    /** Algorithm 3.5: longer and longer steps, until one is good or a good one must lie between the last two. */
    private Point goOut(double first) {
        Point before = start;
        Point at = line.at(first);
        while (trials < MOST_TRIALS) {
            if (fallsTooLittle(at) || trials > 0 && at.value() >= before.value()) {
                return zoom(before, at);
            }
            if (isFlat(at)) {
                return at;
            }
            if (at.slope() >= 0) {
                return zoom(before, at);
            }
            double least = at.step() + 0.01 * (at.step() - before.step());
            double next = cubicMinimum(before, at, least, 10 * at.step());
            before = at;
            at = line.at(next);
            trials++;
        }
        return at.value() < start.value() ? at : start;
    }

    /** Algorithm 3.6: narrows a bracket, in which there are good steps, down to one. */
    private Point zoom(Point one, Point other) {
        Point low = one.value() <= other.value() ? one : other;
        Point high = low == one ? other : one;
        boolean stalled = false;
        while (trials < MOST_TRIALS && Math.abs(high.step() - low.step()) * length >= tolerance) {
            double left = Math.min(low.step(), high.step());
            double right = Math.max(low.step(), high.step());
            double step = cubicMinimum(low, high, left, right);
            // a step that is close to an end, twice or beyond it, is moved inside by a tenth of the bracket
            double margin = 0.1 * (right - left);
            boolean close = Math.min(right - step, step - left) < margin;
            if (close && (stalled || step >= right || step <= left)) {
                step = right - step < step - left ? right - margin : left + margin;
                stalled = false;
            } else {
                stalled = close;
            }
            Point at = line.at(step);
            trials++;
            if (fallsTooLittle(at) || at.value() >= low.value()) {
                high = at;
                continue;
            }
            if (isFlat(at)) {
                return at;
            }
            if (at.slope() * (high.step() - low.step()) >= 0) {
                high = low;
            }
            low = at;
        }
        return low;
    }

    /** Where the cubic with the values and slopes of two points is least, cut to an interval; its middle if there is none. */
    static double cubicMinimum(Point a, Point b, double least, double most) {
        Point left = a.step() <= b.step() ? a : b;
        Point right = left == a ? b : a;
        double width = right.step() - left.step();
        double d1 = left.slope() + right.slope() - 3 * (right.value() - left.value()) / width;
        double square = d1 * d1 - left.slope() * right.slope();
        double d2 = Math.sqrt(square);
        double step = right.step() - width * (right.slope() + d2 - d1) / (right.slope() - left.slope() + 2 * d2);
        // no minimum, or a value beyond the numbers
        return Double.isFinite(step) ? Math.min(Math.max(step, least), most) : (least + most) / 2;
    }
}
