package org.autodiff.nn.search;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.autodiff.error.ArgumentException;

/**
 * Runs trials, a few at a time. Each has a new thread, so that whatever an earlier one left on its thread, such as a tape
 * that nobody closed, is not there.
 */
final class TrialRunner {
    /**
     * The result of a trial.
     *
     * @param score NaN if it failed
     * @param failure null if it did not fail
     */
    record Ended(double score, RuntimeException failure) {}

    private final ToDoubleFunction<Trial> objective;
    private final int threads;

    TrialRunner(ToDoubleFunction<Trial> objective, int threads) {
        this.objective = objective;
        this.threads = threads;
    }

    /** Runs them all; their ends are in the order of the trials. The first error is thrown when no trial runs any more. */
    List<Ended> run(List<Trial> trials) {
        Ended[] ended = new Ended[trials.size()];
        AtomicReference<Error> error = new AtomicReference<>();
        Semaphore free = new Semaphore(threads);
        try {
            for (int i = 0; i < ended.length; i++) {
                free.acquire();
                if (error.get() != null) {
                    free.release();
                    break;
                }
                start(trials.get(i), i, ended, error, free);
            }
            free.acquire(threads); // all have ended, and what they wrote is seen
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SearchException("Search: interrupted; trials that run end by themselves, unheard", e);
        }
        if (error.get() != null) {
            throw error.get();
        }
        return Arrays.asList(ended);
    }

    private void start(Trial trial, int i, Ended[] ended, AtomicReference<Error> error, Semaphore free) {
        Runnable body = () -> {
            try {
                ended[i] = end(trial);
            } catch (Error e) {
                error.compareAndSet(null, e);
            } finally {
                free.release();
            }
        };
        Thread thread = new Thread(body, "autodiff-trial-" + i);
        thread.setDaemon(true);
        thread.start();
    }

    private Ended end(Trial trial) {
        try {
            double score = objective.applyAsDouble(trial);
            if (Double.isFinite(score)) {
                return new Ended(score, null);
            }
            return new Ended(
                    Double.NaN, new ArgumentException("the score is " + score + "; it must be a finite number"));
        } catch (RuntimeException e) {
            return new Ended(Double.NaN, e);
        }
    }
}
