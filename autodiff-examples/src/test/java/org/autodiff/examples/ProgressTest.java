package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.autodiff.array.Seed;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Toys;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private Progress shown(int epochs) {
        PrintStream out = new PrintStream(screen, true);
        return Progress.on(
                () -> new ConsoleProgressBarConsumer(out, 120),
                new DataLoader(Toys.moons(Seed.of(1), 40, 0.1), 10),
                epochs);
    }

    private static int count(Iterable<Batch> batches) {
        int count = 0;
        for (Batch batch : batches) {
            assertThat(batch.size()).isEqualTo(10);
            count++;
        }
        return count;
    }

    /** The bar goes on from epoch to epoch: of 3 epochs with 4 batches, 8 batches are done after the second. */
    @Test
    void showsHowFarItIsWithRateAndRemainingTime() throws InterruptedException {
        Progress progress = shown(3);
        assertThat(count(progress.epoch(1))).isEqualTo(4);
        assertThat(screen.toString()).contains("epoch 1 of 3", "4/12");
        screen.reset();
        for (Batch batch : progress.epoch(2)) {
            assertThat(batch.size()).isEqualTo(10);
            Thread.sleep(300); // it tells the rate after a second
        }
        assertThat(screen.toString())
                .contains("epoch 2 of 3", "8/12")
                .containsPattern("\\(0:00:0\\d / 0:00:0\\d\\) +\\d+[.,]\\d/s");
    }

    @Test
    void showsNothingWithoutATerminal() {
        Progress progress = Progress.of(new DataLoader(Toys.moons(Seed.of(1), 40, 0.1), 10), 1);
        assertThat(count(progress.epoch(1))).isEqualTo(4);
        assertThat(progress.size()).isEqualTo(4);
    }

    @Test
    void countsStepsFromAnyThread() {
        int sum = 0;
        for (int step : Progress.steps(5)) {
            sum += step;
        }
        assertThat(sum).isEqualTo(10);
        Runnable counter = Progress.counter(2);
        counter.run();
        counter.run();
        counter.run(); // more than there are: nothing happens
    }
}
