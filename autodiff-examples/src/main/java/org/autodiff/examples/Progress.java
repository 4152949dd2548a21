package org.autodiff.examples;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;

/** A progress bar over the batches of an epoch, on a terminal; nothing where the output goes to a file or a pipe. */
public final class Progress {
    private Progress() {}

    /**
     * The batches of an epoch.
     *
     * @param epoch counted from 1, as people do; the loader counts from 0
     */
    public static Iterable<Batch> over(DataLoader loader, int epoch) {
        Iterable<Batch> batches = loader.epoch(epoch - 1);
        if (System.console() == null) {
            return batches;
        }
        ProgressBarBuilder bar = ProgressBar.builder()
                .setTaskName("epoch " + epoch)
                .setInitialMax(loader.size())
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .clearDisplayOnFinish();
        // The iterator, since an iterable of unknown size would make the bar forget its maximum.
        return () -> ProgressBar.wrap(batches.iterator(), bar);
    }
}
