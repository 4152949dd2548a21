package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static void eachOnce(Workers workers, int items) {
        AtomicIntegerArray seen = new AtomicIntegerArray(items);
        workers.run(items, seen::incrementAndGet);
        for (int i = 0; i < items; i++) {
            assertThat(seen.get(i)).isOne();
        }
    }

    @Test
    void everyItemIsDoneOnceBeforeRunReturns() {
        for (int cores : new int[] {1, 2, 4}) {
            Workers workers = new Workers(cores);
            for (int items : new int[] {0, 1, 2, 3, 100, 10_000}) {
                eachOnce(workers, items);
            }
            for (int round = 0; round < 2000; round++) {
                eachOnce(workers, 5);
            }
        }
    }

    @Test
    void workersThatHaveFallenAsleepAreWoken() throws InterruptedException {
        Workers workers = new Workers(3);
        for (int round = 0; round < 5; round++) {
            Thread.sleep(5);
            eachOnce(workers, 50);
        }
    }

    @Test
    void aFailureReachesTheCallerAndTheOtherItemsAreDone() {
        Workers workers = new Workers(3);
        AtomicIntegerArray seen = new AtomicIntegerArray(100);
        assertThatThrownBy(() -> workers.run(100, i -> {
                    seen.incrementAndGet(i);
                    if (i == 40) {
                        throw new IllegalStateException("item 40");
                    }
                }))
                .hasMessage("item 40");
        for (int i = 0; i < 100; i++) {
            assertThat(seen.get(i)).isOne();
        }
        eachOnce(workers, 100);
    }

    @Test
    void manyCallersAtOnce() throws InterruptedException {
        Workers workers = new Workers(2);
        boolean[] good = new boolean[3];
        Thread[] callers = new Thread[good.length];
        for (int k = 0; k < callers.length; k++) {
            int me = k;
            callers[k] = new Thread(() -> {
                for (int round = 0; round < 500; round++) {
                    eachOnce(workers, 20);
                }
                good[me] = true;
            });
            callers[k].start();
        }
        for (Thread t : callers) {
            t.join();
        }
        assertThat(good).containsOnly(true);
    }
}
