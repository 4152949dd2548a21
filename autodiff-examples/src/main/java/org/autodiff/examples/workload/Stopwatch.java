package org.autodiff.examples.workload;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Measures the time of a body that is short against the clock's resolution and is compiled while it runs. */
final class Stopwatch {
    private static final long SECOND = 1_000_000_000L;
    private static final int LEAST_SECONDS = 3;
    private static final int MOST_SECONDS = 15;

    /** Nanoseconds in a second up to which the virtual machine's own threads are said to be quiet. */
    private static final long QUIET = 50_000_000;

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final double SAMPLE_NANOS = 20_000_000;
    private static final int SAMPLES = 15;

    private Stopwatch() {}

    /** The median over 15 samples of about 20 ms each, after warming up; microseconds for one run. */
    static double medianMicros(Runnable body) {
        int runs = warmUp(body);
        double[] micros = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            micros[i] = sample(body, runs) / 1e3;
        }
        Arrays.sort(micros);
        return micros[SAMPLES / 2];
    }

    /**
     * Takes samples for some seconds, until the virtual machine's own threads, above all its compiler, which share the cores
     * with the body, have had little to do for one of them.
     *
     * @return how many runs a sample takes
     */
    private static int warmUp(Runnable body) {
        double once = sample(body, 1);
        boolean quiet = false;
        for (int second = 0; second < MOST_SECONDS && !(quiet && second >= LEAST_SECONDS); second++) {
            long before = ownNanos();
            long start = System.nanoTime();
            while (System.nanoTime() - start < SECOND) {
                once = sample(body, runs(once));
            }
            quiet = ownNanos() - before <= QUIET;
        }
        return runs(once);
    }

    private static int runs(double once) {
        return (int) Math.max(1, SAMPLE_NANOS / once);
    }

    /**
     * The mean time of a run in nanoseconds. Warming up and measuring both come here: another loop might find the body
     * compiled only as part of the first.
     */
    private static double sample(Runnable body, int runs) {
        long begin = System.nanoTime();
        for (int run = 0; run < runs; run++) {
            body.run();
        }
        return (System.nanoTime() - begin) / (double) runs;
    }

    /**
     * Processor time of the virtual machine's own threads so far: that of the process less that of its living Java threads.
     * One that ends counts from then on as if its whole time had just been spent, which only warms up for longer.
     */
    private static long ownNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long own = PROCESS.getProcessCpuTime();
        for (long id : threads.getAllThreadIds()) {
            own -= Math.max(0, threads.getThreadCpuTime(id));
        }
        return own;
    }
}
