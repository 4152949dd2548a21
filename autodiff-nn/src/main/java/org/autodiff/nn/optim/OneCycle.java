package org.autodiff.nn.optim;

import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * One rise and one fall of the learning rate over a whole training (Smith and Topin 2018); PyTorch's {@code
 * OneCycleLR}. It is to be used by one thread at a time, that of the optimizer. The base rate is not used: the rate
 * begins at {@code most / divisor} and ends at that over {@code finalDivisor}. As in PyTorch it ends with the training:
 * the last rate holds at time {@code length}, when all steps are made, and later there is none.
 *
 * @param most the highest rate
 * @param length the number of steps of the training
 * @param rise the share of the steps in which the rate rises
 * @param cosine whether the rate follows half a cosine, else a straight line
 * @param divisor the highest rate over the first
 * @param finalDivisor the first rate over the last
 * @param threePhases whether the rate falls as fast as it rose, and goes on to its end after that
 */
public record OneCycle(
        double most, int length, double rise, boolean cosine, double divisor, double finalDivisor, boolean threePhases)
        implements Schedule {
    /** Checks that rate and divisors are positive and finite, the length at least 2, the rise in [0, 1]. */
    public OneCycle {
        boolean finite = Double.isFinite(most) && Double.isFinite(divisor) && Double.isFinite(finalDivisor);
        if (!finite || !(most > 0 && divisor > 0 && finalDivisor > 0) || length < 2 || !(rise >= 0 && rise <= 1)) {
            throw new ArgumentException("OneCycle: the highest rate " + most + " and the divisors " + divisor + " and "
                    + finalDivisor + " must be positive and finite, the length " + length + " at least 2, the rise "
                    + rise
                    + " in [0, 1]");
        }
    }

    /** A cycle with PyTorch's defaults: a rise of 0.3, cosines, divisors of 25 and 10,000, two phases. */
    public OneCycle(double most, int length) {
        this(most, length, 0.3, true, 25, 1e4, false);
    }

    /** The rate at time t, from 0 to the length. */
    @Override
    public double rate(double base, int t) {
        if (Require.notNegative(t, "OneCycle", "time") > length) {
            throw new ArgumentException("OneCycle: its " + length + " steps are over, there is no rate at time " + t
                    + "; give it as many steps as the training makes");
        }
        return rate(Math.min(t, length - 1));
    }

    private double rate(int t) {
        double first = most / divisor;
        double last = first / finalDivisor;
        double top = rise * length - 1;
        double end = length - 1.0;
        if (t <= top) {
            return top == 0 ? most : between(first, most, t / top);
        }
        if (!threePhases) {
            return between(most, last, (t - top) / (end - top));
        }
        double back = 2 * rise * length - 2;
        return t <= back
                ? between(most, first, (t - top) / (back - top))
                : between(first, last, (t - back) / (end - back));
    }

    @Override
    public String description() {
        return toString();
    }

    private double between(double from, double to, double share) {
        return cosine ? to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2 : from + (to - from) * share;
    }
}
