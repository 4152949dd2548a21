package org.autodiff.nn.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.autodiff.error.Require;
import org.autodiff.nn.data.DataLoader;

/**
 * A line that tells how far an epoch has got, how fast it goes and how long it still takes: {@code epoch 2/10  57 %
 * 535/938 batches  8214 samples/s  0:03 left  loss 0.0931}. It is written over itself ten times a second at most, and stays
 * at the end of the epoch.
 */
public final class ProgressLine implements Callback {
    private static final long PAUSE_NANOS = 100_000_000;

    private final PrintStream out;
    private final int batches;
    private final int epochs;
    private final LongSupplier clock;
    private long begun;
    private long shown;
    private long samples;
    private int first;
    private int width;

    /**
     * A line on a terminal.
     *
     * @param out where it is printed
     * @param loader whose epochs are gone through
     * @param epochs how many there are in all
     */
    public ProgressLine(PrintStream out, DataLoader loader, int epochs) {
        this(out, loader, epochs, System::nanoTime);
    }

    ProgressLine(PrintStream out, DataLoader loader, int epochs, LongSupplier clock) {
        this.out = Require.nonNull(out, "ProgressLine", "the stream", "pass one such as System.out");
        this.batches = Require.nonNull(loader, "ProgressLine", "the loader", "pass the one that is trained on")
                .size();
        this.epochs = epochs;
        this.clock = clock;
        begin();
    }

    private void begin() {
        begun = clock.getAsLong();
        shown = begun - PAUSE_NANOS;
        samples = 0;
        first = -1;
    }

    @Override
    public void step(Step step) {
        Require.nonNull(step, "ProgressLine.step", "step", "pass one");
        if (first < 0) {
            first = step.next().batch() - 1; // an epoch may be gone on with in its middle
        }
        samples += step.samples();
        long now = clock.getAsLong();
        boolean last = step.next().batch() == batches;
        if (now - shown < PAUSE_NANOS && !last) {
            return;
        }
        shown = now;
        double seconds = Math.max(1e-9, (now - begun) / 1e9);
        int done = step.next().batch();
        long left = Math.round(seconds / (done - first) * (batches - done));
        String line = String.format(
                Locale.ROOT,
                "epoch %d/%d  %d %%  %d/%d batches  %.0f samples/s  %d:%02d left  loss %.4f",
                step.next().epoch() + 1,
                epochs,
                100L * done / batches,
                done,
                batches,
                samples / seconds,
                left / 60,
                left % 60,
                step.loss());
        // a shorter line must cover what is left of a longer one
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    @Override
    public boolean epoch(int epoch, double loss) {
        out.println();
        width = 0;
        begin();
        return true;
    }
}
