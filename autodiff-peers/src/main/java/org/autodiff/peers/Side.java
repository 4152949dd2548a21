package org.autodiff.peers;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One process of the comparison: times one of the two libraries on the rows whose names match and prints {@code name<TAB>median
 * microseconds of one run} for each. {@link Comparison} starts it.
 */
public final class Side {
    private static final int SAMPLES = 15;
    private static final double SAMPLE_NANOS = 10_000_000;

    private static final boolean ONE_THREAD = Integer.getInteger("peers.threads", 0) == 1;

    private Side() {}

    /**
     * Prints the times.
     *
     * @param args {@code ours} or {@code theirs}, a regular expression that picks rows by name, and the seconds of warming up
     */
    public static void main(String... args) {
        boolean ours = args[0].equals("ours");
        Pattern pick = Pattern.compile(args[1]);
        double seconds = Double.parseDouble(args[2]);
        for (Row row : Rows.all()) {
            if (pick.matcher(row.name()).find()) {
                Runnable body = ours ? OursRun.of(row) : TheirsRun.of(row);
                System.out.printf(Locale.ROOT, "%s\t%.3f%n", row.name(), medianMicros(body, seconds));
            }
        }
    }

    /** Of one thread its processor time, which does not count what else the machine does; of several the time of the clock. */
    private static long now() {
        return ONE_THREAD ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : System.nanoTime();
    }

    private static double medianMicros(Runnable body, double seconds) {
        long begin = now();
        int warm = 0;
        long taken = 0;
        double once = 0;
        while (taken < seconds * 1e9 || warm < 3) {
            long t = now();
            body.run();
            once = now() - t;
            warm++;
            taken = now() - begin;
        }
        int runs = (int) Math.max(1, SAMPLE_NANOS / Math.max(once, taken / (double) warm / 2));
        double[] micros = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long t = now();
            for (int k = 0; k < runs; k++) {
                body.run();
            }
            micros[i] = (now() - t) / 1e3 / runs;
        }
        Arrays.sort(micros);
        return micros[SAMPLES / 2];
    }
}
