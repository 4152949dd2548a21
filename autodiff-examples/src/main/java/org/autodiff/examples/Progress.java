package org.autodiff.examples;

import java.time.Duration;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;

/**
 * Data that are gone through several times, with a progress bar on a terminal: how far it is, how many steps it takes a
 * second, how long it will still take. Nothing is shown where the output goes to a file or a pipe.
 */
public final class Progress implements AutoCloseable {
    private final DataLoader loader;
    private final int epochs;
    private final Bar bar;

    private Progress(DataLoader loader, int epochs, Supplier<ProgressBarConsumer> screen) {
        this.loader = loader;
        this.epochs = epochs;
        this.bar = new Bar((long) epochs * loader.size(), screen);
    }

    /** Batches, all of which will be gone through so many times. */
    public static Progress of(DataLoader loader, int epochs) {
        return on(terminal(), loader, epochs);
    }

    static Progress on(Supplier<ProgressBarConsumer> screen, DataLoader loader, int epochs) {
        return new Progress(loader, epochs, screen);
    }

    /** 0, 1, 2, ... up to {@code count - 1}, for steps that read no batches. */
    public static Iterable<Integer> steps(int count) {
        Bar bar = new Bar(count, terminal());
        return () -> bar.over(IntStream.range(0, count).boxed().iterator(), "");
    }

    /** What to call after each of so many steps, from any thread. */
    public static Runnable counter(int count) {
        Iterator<Integer> steps = steps(count).iterator();
        return () -> {
            synchronized (steps) {
                if (steps.hasNext() && steps.next() == count - 1) {
                    steps.hasNext(); // tells the bar that all is done
                }
            }
        };
    }

    /** Where bars are shown; null if there is no terminal. */
    private static Supplier<ProgressBarConsumer> terminal() {
        return System.console() == null ? null : () -> new ConsoleProgressBarConsumer(System.err);
    }

    /**
     * The batches of an epoch.
     *
     * @param epoch counted from 1, as people do; the loader counts from 0
     */
    public Iterable<Batch> epoch(int epoch) {
        return () -> bar.over(loader.epoch(epoch - 1).iterator(), "epoch " + epoch + " of " + epochs);
    }

    /** The number of batches of an epoch. */
    public int size() {
        return loader.size();
    }

    /** Takes the bar away within an epoch. It goes by itself with the last batch of one. */
    @Override
    public void close() {
        bar.close();
    }

    /** A bar that goes on from epoch to epoch, and is out of the way of what is printed between them. */
    private static final class Bar {
        private final long all;
        private final Supplier<ProgressBarConsumer> screen;
        private long started;
        private long done;
        private ProgressBar shown;

        Bar(long all, Supplier<ProgressBarConsumer> screen) {
            this.all = all;
            this.screen = screen;
        }

        <T> Iterator<T> over(Iterator<T> items, String stage) {
            if (screen == null) {
                return items;
            }
            started = done == 0 ? System.nanoTime() : started;
            shown = ProgressBar.builder()
                    .setTaskName(stage)
                    .setInitialMax(all)
                    .startsFrom(done, Duration.ofNanos(System.nanoTime() - started))
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .showSpeed()
                    .setConsumer(screen.get())
                    .clearDisplayOnFinish()
                    .build();
            return new Iterator<>() {
                private boolean begun;

                @Override
                public boolean hasNext() {
                    boolean more = items.hasNext();
                    if (begun) { // the item before is done when the next one is asked for
                        begun = false;
                        done++;
                        shown.step();
                    }
                    if (!more) {
                        close();
                    }
                    return more;
                }

                @Override
                public T next() {
                    begun = true;
                    return items.next();
                }
            };
        }

        void close() {
            if (shown != null) {
                shown.close();
            }
        }
    }
}
