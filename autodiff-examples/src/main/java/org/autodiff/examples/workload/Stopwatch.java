package org.autodiff.examples.workload;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Measures the time of a body that is short against the clock's resolution and is compiled while it runs. */
final class Stopwatch {

    private static final long SECOND = 1_000_000_000L;
    private static final int LEAST_SECONDS = 3;
    private static final int MOST_SECONDS = 15;

    /** Milliseconds in a second for which the virtual machine's compiler is said to be done. */
    private static final long QUIET = 50;

    private static final double SAMPLE_NANOS = 20_000_000;
    private static final int SAMPLES = 15;

    private Stopwatch() {}

    /** The median over 15 samples of about 20 ms each, after warming up; microseconds for one run. */
    static double medianMicros(Runnable body) {
        double once = warmUp(body);
        int runs = (int) Math.max(1, SAMPLE_NANOS / once);
        double[] micros = new double[SAMPLES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            long begin = System.nanoTime();
            for (int run = 0; run < runs; run++) {
                body.run();
            }
            micros[sample] = (System.nanoTime() - begin) / 1e3 / runs;
        }
        Arrays.sort(micros);
        return micros[SAMPLES / 2];
    }

    /**
     * Runs the body for some seconds, until the compiler, which shares the cores with it, has had little to do for one of
     * them; nanoseconds for one run in the last.
     */
    private static double warmUp(Runnable body) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        double once = 0;
        boolean quiet = false;
        for (int second = 0; second < MOST_SECONDS && !(quiet && second >= LEAST_SECONDS); second++) {
            long compiled = compiler.getTotalCompilationTime();
            long start = System.nanoTime();
            int runs = 0;
            while (System.nanoTime() - start < SECOND) {
                body.run();
                runs++;
            }
            once = (System.nanoTime() - start) / (double) runs;
            quiet = compiler.getTotalCompilationTime() - compiled <= QUIET;
        }
        return once;
    }
}
