package org.autodiff.array.nd4j;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The threads that share long kernels with their caller; the kernels themselves run on one core each.
 *
 * <p>The caller and the workers take items one by one until none is left. Items do not depend on each other, so the result
 * does not depend on who takes which; and a caller whose workers get no processor does everything itself, waiting at most
 * for the items that they have begun.
 */
final class Workers {
    /** How long an idle worker keeps its core while it looks for work: the next kernel of a program comes within that. */
    private static final long SPIN_NANOS = 50_000;

    /**
     * How long it looks on, giving the core to whoever wants it, before it sleeps: waking it costs more than most jobs. A
     * worker that only spun would take the core from the compiler, which delays the very code that is waited for.
     */
    private static final long PATIENCE_NANOS = 200_000;

    private final Thread[] threads;
    /** Which of them sleep, or are about to and will look once more. */
    private final AtomicIntegerArray asleep;

    private volatile Job current;

    /** Items to do, and what has become of them. */
    private static final class Job {
        final int items;
        final IntConsumer body;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger done = new AtomicInteger();
        final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(int items, IntConsumer body) {
            this.items = items;
            this.body = body;
        }

        boolean isOpen() {
            return next.get() < items;
        }

        void work() {
            for (int i = next.getAndIncrement(); i < items; i = next.getAndIncrement()) {
                try {
                    body.accept(i);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }
    }

    /** As many threads as there are cores beside the caller's. */
    Workers(int cores) {
        threads = new Thread[Math.max(0, cores - 1)];
        asleep = new AtomicIntegerArray(threads.length);
        for (int i = 0; i < threads.length; i++) {
            int number = i;
            threads[i] = new Thread(() -> serve(number), "autodiff-worker-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    private void serve(int number) {
        long idleSince = System.nanoTime();
        while (true) {
            Job job = current;
            long idle = System.nanoTime() - idleSince;
            if (job != null && job.isOpen()) {
                job.work();
                idleSince = System.nanoTime();
            } else if (idle < SPIN_NANOS) {
                Thread.onSpinWait();
            } else if (idle < PATIENCE_NANOS) {
                Thread.yield();
            } else {
                asleep.set(number, 1);
                job = current;
                if (job == null || !job.isOpen()) {
                    LockSupport.park(this);
                }
                asleep.set(number, 0);
                idleSince = System.nanoTime();
            }
        }
    }

    /** Does items 0 to {@code items - 1} and returns when all are done; the first failure is thrown. */
    void run(int items, IntConsumer body) {
        Job job = new Job(items, body);
        if (items > 1) {
            current = job; // an older job that is still open is finished by its own caller
            for (int i = 0; i < threads.length; i++) {
                if (asleep.get(i) != 0) {
                    LockSupport.unpark(threads[i]);
                }
            }
        }
        job.work();
        while (job.done.get() < items) {
            Thread.onSpinWait();
            if (job.done.get() < items) {
                Thread.yield();
            }
        }
        if (current == job) {
            current = null;
        }
        Throwable failure = job.failure.get();
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
