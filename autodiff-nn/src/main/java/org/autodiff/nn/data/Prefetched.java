package org.autodiff.nn.data;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Batches that a thread makes ahead of time, a bounded number of them. The thread ends with the last one; and when nobody
 * can ask for more, because the loop was left, it finds that out when the collector does.
 */
final class Prefetched implements Iterator<Batch> {
    /** How often a thread that waits for room looks whether anybody will ever make some. */
    private static final long PATIENCE_MILLIS = 200;

    private final BlockingQueue<Made> made;
    private Made next;

    /** A batch, or what went wrong instead of it, or neither at the end. */
    private record Made(Batch batch, Throwable failure) {
        static final Made END = new Made(null, null);
    }

    /** Starts the thread. */
    Prefetched(Iterator<Batch> batches, int ahead) {
        made = new ArrayBlockingQueue<>(ahead);
        start(batches, made, new WeakReference<>(this));
    }

    // static, so that the thread does not hold the iterator
    private static void start(Iterator<Batch> batches, BlockingQueue<Made> made, WeakReference<Prefetched> reader) {
        Thread thread = new Thread(() -> make(batches, made, reader), "autodiff-prefetch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void make(Iterator<Batch> batches, BlockingQueue<Made> made, WeakReference<Prefetched> reader) {
        boolean more = true;
        while (more) {
            Made item = one(batches);
            more = item.batch != null;
            try {
                while (!made.offer(item, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (reader.get() == null) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                return; // nobody else knows this thread: the virtual machine is going down
            }
        }
    }

    private static Made one(Iterator<Batch> batches) {
        try {
            return batches.hasNext() ? new Made(batches.next(), null) : Made.END;
        } catch (RuntimeException | Error e) { // the reader gets it, whatever it is
            return new Made(null, e);
        }
    }

    /**
     * Whether there is another batch; waits until that is known.
     *
     * @throws DataException if the thread is interrupted; it stays so, and all batches are still to come
     */
    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = made.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DataException(
                        "DataLoader: the thread was interrupted while it waited for a batch; it is still marked as"
                                + " interrupted, and no batch is lost: after Thread.interrupted() the loop can go on",
                        e);
            }
        }
        return next != Made.END;
    }

    /** The next batch; an error of the data set comes here, as it would without the thread. */
    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("DataLoader: the epoch has no more batches");
        }
        Made item = next;
        if (item.failure != null) {
            next = Made.END;
            if (item.failure instanceof Error e) {
                throw e;
            }
            throw (RuntimeException) item.failure;
        }
        next = null;
        return item.batch;
    }
}
