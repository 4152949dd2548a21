package org.autodiff.inspect;

import org.autodiff.error.ArgumentException;

/**
 * What a node costs, or several together. What was not noted is 0.
 *
 * @param bytes the memory of the value
 * @param flops the floating-point operations forward, by the rule of the table, {@link org.autodiff.OpDef#flops()}
 * @param forwardNanos the time forward, in nanoseconds; noted where the tape {@link org.autodiff.Tape#noteTimes() notes times}
 * @param backwardNanos the time in the last sweep
 */
public record Cost(long bytes, double flops, long forwardNanos, long backwardNanos) {
    /** Nothing. */
    public static final Cost NONE = new Cost(0, 0, 0, 0);

    private static final double THOUSAND = 1e3;
    private static final double MILLION = 1e6;

    /**
     * Checks the numbers.
     *
     * @throws ArgumentException if one is negative or NaN
     */
    public Cost {
        if (bytes < 0 || !(flops >= 0) || forwardNanos < 0 || backwardNanos < 0) {
            throw new ArgumentException("Cost: " + bytes + " bytes, " + flops + " operations, " + forwardNanos + " and "
                    + backwardNanos + " ns; none may be negative");
        }
    }

    /** Both together. */
    public Cost plus(Cost other) {
        return new Cost(
                bytes + other.bytes,
                flops + other.flops,
                forwardNanos + other.forwardNanos,
                backwardNanos + other.backwardNanos);
    }

    /** The time of both passes, in nanoseconds. */
    public long nanos() {
        return forwardNanos + backwardNanos;
    }

    /** In words: {@code 235200 FLOPs, 18.8 kB, 0.12 ms forward, 0.3 ms backward}; without times that were not noted. */
    @Override
    public String toString() {
        String s = operations() + " FLOPs, " + size();
        return nanos() == 0
                ? s
                : s + ", " + millis(forwardNanos) + " ms forward, " + millis(backwardNanos) + " ms backward";
    }

    /** The memory with a unit. */
    String size() {
        return bytes < THOUSAND ? bytes + " B" : scaled(bytes) + "B";
    }

    /** The operations, with a prefix where they are many: {@code 2.194 M}. */
    String operations() {
        return flops < 10 * THOUSAND ? Numbers.text(flops) : scaled(flops);
    }

    private static String scaled(double x) {
        String[] prefixes = {"k", "M", "G", "T"};
        int i = 0;
        double rest = x / THOUSAND;
        while (rest >= THOUSAND && i < prefixes.length - 1) {
            rest /= THOUSAND;
            i++;
        }
        return round(rest) + " " + prefixes[i];
    }

    /** A time in milliseconds, without the unit. */
    static String millis(long nanos) {
        return round(nanos / MILLION);
    }

    private static String round(double x) {
        return Numbers.text(x < 10 ? Math.rint(x * 1000) / 1000 : Math.rint(x * 10) / 10);
    }
}
