package org.autodiff.nn.optim;

import java.util.Arrays;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A learning rate as a function of time: the rate in force at step t = 0, 1, ... for a rate to begin with. Those of
 * this library are immutable: any thread may call them. What the time counts, steps or epochs, is up to who calls
 * {@link Scheduler#step}. The factories are named after PyTorch's schedulers. They refuse sizes and lengths below 1,
 * factors, powers and rates that are NaN, infinite or negative, and milestones that do not rise from 0 on.
 */
@FunctionalInterface
public interface Schedule {
    /** The rate at time t, at least 0 and within the schedule where it has an end. */
    double rate(double base, int t);

    /**
     * The kind of schedule and its numbers, such as {@code exponential[gamma=0.9]}. A training goes on only where this text
     * is the same. One of your own should override it with a text that is the same in every process.
     */
    default String description() {
        return "a schedule of one's own";
    }

    /** {@code base * gamma^floor(t / size)}, size at least 1, gamma finite and not negative. */
    static Schedule step(int size, double gamma) {
        Require.positive(size, "step", "size");
        Require.notNegative(gamma, "step", "gamma");
        return new NamedSchedule(
                "step[size=" + size + ", gamma=" + gamma + "]", (base, t) -> base * Math.pow(gamma, t / size));
    }

    /** {@code base * gamma^(milestones up to t)}. A milestone that is there twice counts twice, as in PyTorch. */
    static Schedule multiStep(double gamma, int... milestones) {
        Require.notNegative(gamma, "multiStep", "gamma");
        int[] at = ascending("multiStep", 0, milestones);
        return new NamedSchedule(
                "multiStep[gamma=" + gamma + ", milestones=" + Arrays.toString(at) + "]",
                (base, t) -> base
                        * Math.pow(gamma, Arrays.stream(at).filter(m -> m <= t).count()));
    }

    /** {@code base * gamma^t}, gamma finite and not negative. */
    static Schedule exponential(double gamma) {
        Require.notNegative(gamma, "exponential", "gamma");
        return new NamedSchedule("exponential[gamma=" + gamma + "]", (base, t) -> base * Math.pow(gamma, t));
    }

    /**
     * Half a cosine from the base to {@code least} in {@code length} steps, and on beyond (Loshchilov and Hutter 2017).
     */
    static Schedule cosine(int length, double least) {
        Require.positive(length, "cosine", "length");
        Require.notNegative(least, "cosine", "the least rate");
        return new NamedSchedule(
                "cosine[length=" + length + ", least=" + least + "]",
                (base, t) -> least + (base - least) * (1 + Math.cos(Math.PI * t / length)) / 2);
    }

    /** The same, begun anew after periods of {@code length}, {@code length * factor}, ... steps. */
    static Schedule cosineWarmRestarts(int length, int factor, double least) {
        Require.positive(length, "cosineWarmRestarts", "length");
        Require.positive(factor, "cosineWarmRestarts", "factor");
        Require.notNegative(least, "cosineWarmRestarts", "the least rate");
        return new NamedSchedule(
                "cosineWarmRestarts[length=" + length + ", factor=" + factor + ", least=" + least + "]", (base, t) -> {
                    long period = length;
                    long within = t;
                    if (factor == 1) {
                        within %= period;
                    } else {
                        while (within >= period) {
                            within -= period;
                            period *= factor;
                        }
                    }
                    return least + (base - least) * (1 + Math.cos(Math.PI * within / period)) / 2;
                });
    }

    /** From {@code start * base} straight to {@code end * base} in {@code length} steps; constant after them. */
    static Schedule linear(double start, double end, int length) {
        Require.positive(length, "linear", "length");
        if (start == 0) {
            throw new ArgumentException(
                    "linear: start must be above 0, for the first step would do nothing; give a small"
                            + " share such as 0.01, or warmUp(length, after)");
        }
        Require.probability(start, "linear", "start");
        Require.probability(end, "linear", "end");
        return new NamedSchedule(
                "linear[start=" + start + ", end=" + end + ", length=" + length + "]",
                (base, t) -> base * (start + (end - start) * Math.min(t, length) / length));
    }

    /** {@code factor * base} for {@code length} steps, the base after them. */
    static Schedule constant(double factor, int length) {
        Require.probability(factor, "constant", "factor");
        Require.positive(length, "constant", "length");
        return new NamedSchedule(
                "constant[factor=" + factor + ", length=" + length + "]",
                (base, t) -> t < length ? base * factor : base);
    }

    /** {@code base * (1 - t / length)^power}, 0 from {@code length} on; power above 0, length at least 1. */
    static Schedule polynomial(int length, double power) {
        Require.positive(length, "polynomial", "length");
        if (!(power > 0) || Double.isInfinite(power)) {
            throw new ArgumentException("polynomial: power must be finite and above 0, got " + power
                    + "; 1 is a straight line, constant(1, 1) keeps the rate");
        }
        return new NamedSchedule(
                "polynomial[length=" + length + ", power=" + power + "]",
                (base, t) -> base * Math.pow(1 - (double) Math.min(t, length) / length, power));
    }

    /** Up from 0 in {@code length} steps ({@code (t + 1) / length} of the rate), then {@code after}, counted from 0. */
    static Schedule warmUp(int length, Schedule after) {
        Require.positive(length, "warmUp", "length");
        Require.nonNull(after, "warmUp", "the schedule after it", "pass constant(1, 1) for the base rate");
        return new NamedSchedule(
                "warmUp[length=" + length + ", after=" + after.description() + "]",
                (base, t) -> t < length ? base * (t + 1) / length : after.rate(base, t - length));
    }

    /**
     * {@code base / (1 + t / scale)}: its sum diverges and that of its squares does not (Robbins and Monro 1951).
     *
     * @throws ArgumentException if the scale is not positive and finite
     */
    static Schedule robbinsMonro(double scale) {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new ArgumentException("robbinsMonro: the scale must be positive and finite, got " + scale
                    + "; it is the time at which the rate is half of the base");
        }
        return new NamedSchedule("robbinsMonro[scale=" + scale + "]", (base, t) -> base / (1 + t / scale));
    }

    /**
     * A triangle between two rates; the base is not used (Smith 2017, "Cyclical Learning Rates").
     *
     * @param halving whether the height halves from one triangle to the next
     */
    static Schedule cyclic(double least, double most, int up, int down, boolean halving) {
        Require.positive(up, "cyclic", "up");
        Require.positive(down, "cyclic", "down");
        Require.notNegative(least, "cyclic", "the least rate");
        Require.notNegative(most, "cyclic", "the highest rate");
        if (least > most) {
            throw new ArgumentException("cyclic: the least rate " + least + " is above the highest rate " + most
                    + "; give the smaller one first");
        }
        return new NamedSchedule(
                "cyclic[least=" + least + ", most=" + most + ", up=" + up + ", down=" + down + ", halving=" + halving
                        + "]",
                (base, t) -> {
                    long period = (long) up + down;
                    long cycle = t / period;
                    long within = t % period;
                    double height = within <= up ? (double) within / up : 1 - (double) (within - up) / down;
                    return least + (most - least) * height * (halving ? Math.pow(0.5, cycle) : 1);
                });
    }

    /**
     * One schedule up to the first milestone, the next one from there, counted from 0, and so on.
     *
     * @throws ArgumentException if there is not one schedule more than milestones, a schedule is null, or the milestones do
     *     not rise from 0 on
     */
    static Schedule sequential(int[] milestones, Schedule... schedules) {
        int[] at = ascending("sequential", 1, milestones);
        Schedule[] all = Require.nonNull(
                        schedules, "sequential", "the list of schedules", "pass one more than milestones")
                .clone();
        for (Schedule schedule : all) {
            Require.nonNull(schedule, "sequential", "a schedule", "pass constant(1, 1) for the base rate");
        }
        if (all.length != at.length + 1) {
            throw new ArgumentException("sequential: " + all.length + " schedules need " + (all.length - 1)
                    + " milestones between them, got " + at.length);
        }
        return new NamedSchedule(
                "sequential[milestones=" + Arrays.toString(at) + ", schedules="
                        + Arrays.stream(all).map(Schedule::description).toList() + "]",
                (base, t) -> {
                    int i = 0;
                    while (i < at.length && t >= at[i]) {
                        i++;
                    }
                    return all[i].rate(base, i == 0 ? t : t - at[i - 1]);
                });
    }

    /** A copy of times that begin at 0 or later, each at least so far behind the one before. */
    private static int[] ascending(String schedule, int apart, int[] milestones) {
        int[] at = Require.nonNull(
                        milestones, schedule, "the array of milestones", "pass the times at which the rate changes")
                .clone();
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0 || i > 0 && at[i] - at[i - 1] < apart) {
                throw new ArgumentException(schedule + ": the milestones must rise from 0 on, got "
                        + Arrays.toString(at) + "; sort them"
                        + (apart > 0 ? " and leave out those that are there twice" : ""));
            }
        }
        return at;
    }
}
