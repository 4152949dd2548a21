package org.autodiff.array.nd4j;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads for work that the native kernels do on one core only, such as a batch of matrix products. The caller does a
 * share itself; the split depends on the sizes alone, so the result does not depend on timing.
 */
final class Workers {
    /** A share of the work: the items from {@code from} up to but without {@code to}. */
    @FunctionalInterface
    interface Share {
        /** Does the share. */
        void run(int from, int to);
    }

    private final int count;
    private final ExecutorService threads;

    Workers(int cores) {
        this.count = Math.max(1, cores);
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread t = new Thread(task, "autodiff-worker");
            t.setDaemon(true);
            return t;
        });
    }

    /** Does all items, in as many shares as there are cores, and returns when the last one is done. */
    void run(int items, Share share) {
        int shares = Math.min(count, items);
        Future<?>[] others = new Future<?>[Math.max(0, shares - 1)];
        for (int i = 1; i < shares; i++) {
            int from = (int) ((long) items * i / shares);
            int to = (int) ((long) items * (i + 1) / shares);
            others[i - 1] = threads.submit(() -> share.run(from, to));
        }
        RuntimeException failure = null;
        try {
            share.run(0, items / Math.max(1, shares));
        } finally {
            for (Future<?> f : others) {
                failure = await(f, failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits even when interrupted: the share reads memory that the caller may give back afterwards. */
    private static RuntimeException await(Future<?> f, RuntimeException earlier) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    f.get();
                    return earlier;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
