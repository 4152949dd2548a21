package org.autodiff.examples.workload;

import java.util.Arrays;

/** Measures the time of a body that is short against the clock's resolution and is compiled while it runs. */
final class Stopwatch {

    /** Long enough for the virtual machine's compiler, which shares two cores with the body, to have finished. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final double SAMPLE_NANOS = 20_000_000;
    private static final int SAMPLES = 15;

    private Stopwatch() {}

    /** The median over 15 samples of about 20 ms each, after 3 s of warming up; microseconds for one run. */
    static double medianMicros(Runnable body) {
        long start = System.nanoTime();
        int warmUps = 0;
        while (System.nanoTime() - start < WARM_UP_NANOS || warmUps < 3) {
            body.run();
            warmUps++;
        }
        double once = (System.nanoTime() - start) / (double) warmUps;
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
}
