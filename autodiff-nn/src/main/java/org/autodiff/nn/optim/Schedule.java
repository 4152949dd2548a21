package org.autodiff.nn.optim;

import java.util.Arrays;
import org.autodiff.error.ArgumentException;

/**
 * A learning rate as a function of time: the rate in force at step t = 0, 1, ... for a rate to begin with. What the time
 * counts, steps or epochs, is up to who calls {@link Scheduler#step}. The factories are named after PyTorch's schedulers.
 */
@FunctionalInterface
public interface Schedule {
    /** The rate at time t. */
    double rate(double base, int t);

    /**
     * The kind of schedule and its numbers, such as {@code exponential[gamma=0.9]}. A training goes on only where this text is
     * the same. One of your own should override it with a text that is the same in every process.
     */
    default String description() {
        return "a schedule of one's own";
    }

    /** {@code base * gamma^floor(t / size)}. */
    static Schedule step(int size, double gamma) {
        positive("step", "size", size);
        return new NamedSchedule(
                "step[size=" + size + ", gamma=" + gamma + "]", (base, t) -> base * Math.pow(gamma, t / size));
    }

    /** {@code base * gamma^(milestones up to t)}. */
    static Schedule multiStep(double gamma, int... milestones) {
        int[] at = milestones.clone();
        return new NamedSchedule(
                "multiStep[gamma=" + gamma + ", milestones=" + Arrays.toString(at) + "]",
                (base, t) -> base
                        * Math.pow(gamma, Arrays.stream(at).filter(m -> m <= t).count()));
    }

    /** {@code base * gamma^t}. */
    static Schedule exponential(double gamma) {
        return new NamedSchedule("exponential[gamma=" + gamma + "]", (base, t) -> base * Math.pow(gamma, t));
    }

    /** Half a cosine from the base to {@code least} in {@code length} steps, and on beyond (Loshchilov and Hutter 2017). */
    static Schedule cosine(int length, double least) {
        positive("cosine", "length", length);
        return new NamedSchedule(
                "cosine[length=" + length + ", least=" + least + "]",
                (base, t) -> least + (base - least) * (1 + Math.cos(Math.PI * t / length)) / 2);
    }

    /** The same, begun anew after periods of {@code length}, {@code length * factor}, ... steps. */
    static Schedule cosineWarmRestarts(int length, int factor, double least) {
        positive("cosineWarmRestarts", "length", length);
        positive("cosineWarmRestarts", "factor", factor);
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
        positive("linear", "length", length);
        return new NamedSchedule(
                "linear[start=" + start + ", end=" + end + ", length=" + length + "]",
                (base, t) -> base * (start + (end - start) * Math.min(t, length) / length));
    }

    /** {@code factor * base} for {@code length} steps, the base after them. */
    static Schedule constant(double factor, int length) {
        return new NamedSchedule(
                "constant[factor=" + factor + ", length=" + length + "]",
                (base, t) -> t < length ? base * factor : base);
    }

    /** {@code base * (1 - t / length)^power}, 0 from {@code length} on. */
    static Schedule polynomial(int length, double power) {
        positive("polynomial", "length", length);
        return new NamedSchedule(
                "polynomial[length=" + length + ", power=" + power + "]",
                (base, t) -> base * Math.pow(1 - (double) Math.min(t, length) / length, power));
    }

    /** Up from 0 in {@code length} steps ({@code (t + 1) / length} of the rate), then {@code after}, counted from 0. */
    static Schedule warmUp(int length, Schedule after) {
        positive("warmUp", "length", length);
        return new NamedSchedule(
                "warmUp[length=" + length + ", after=" + after.description() + "]",
                (base, t) -> t < length ? base * (t + 1) / length : after.rate(base, t - length));
    }

    /** {@code base / (1 + t / scale)}: its sum diverges and that of its squares does not (Robbins and Monro 1951). */
    static Schedule robbinsMonro(double scale) {
        if (!(scale > 0)) {
            throw new ArgumentException("robbinsMonro: the scale must be positive, got " + scale);
        }
        return new NamedSchedule("robbinsMonro[scale=" + scale + "]", (base, t) -> base / (1 + t / scale));
    }

    /**
     * A triangle between two rates; the base is not used (Smith 2017, "Cyclical Learning Rates").
     *
     * @param halving whether the height halves from one triangle to the next
     */
    static Schedule cyclic(double least, double most, int up, int down, boolean halving) {
        positive("cyclic", "up", up);
        positive("cyclic", "down", down);
        return new NamedSchedule(
                "cyclic[least=" + least + ", most=" + most + ", up=" + up + ", down=" + down + ", halving=" + halving
                        + "]",
                (base, t) -> {
                    int cycle = t / (up + down);
                    int within = t % (up + down);
                    double height = within <= up ? (double) within / up : 1 - (double) (within - up) / down;
                    return least + (most - least) * height * (halving ? Math.pow(0.5, cycle) : 1);
                });
    }

    /** One schedule up to the first milestone, the next one from there, counted from 0, and so on. */
    static Schedule sequential(int[] milestones, Schedule... schedules) {
        int[] at = milestones.clone();
        Schedule[] all = schedules.clone();
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

    private static void positive(String schedule, String what, int value) {
        if (value < 1) {
            throw new ArgumentException(schedule + ": " + what + " must be at least 1, got " + value);
        }
    }
}
