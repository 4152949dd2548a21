package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Linear;
import org.autodiff.functional.Loss;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of memory outside of the Java heap: it comes back when scopes close, and at the latest when the collector runs. */
class MemoryTest {
    private static final Backend BACKEND = Backend.get();
    private static final int MEGABYTE = 1 << 20;

    @BeforeAll
    static void onBackendsWithMemoryOfTheirOwn() {
        assumeTrue(
                !BACKEND.name().equals("heap"),
                "the backend '" + Backend.get().name() + "' has no memory outside of the Java heap");
    }

    /** Other tests' garbage may come back during a test, which only lowers what is measured; best none is left. */
    @BeforeEach
    void collectWhatOthersLeft() throws InterruptedException {
        long before = Long.MAX_VALUE;
        for (int i = 0; i < 20 && BACKEND.memoryInUse() < before; i++) {
            before = BACKEND.memoryInUse();
            System.gc();
            Thread.sleep(20);
        }
        assertThat(BACKEND.memoryInUse()).isNotNegative();
    }

    /** Runs the collector until no more than this is in use, or for a few seconds. */
    private static void collectUntil(long bytes) throws InterruptedException {
        for (int i = 0; i < 300 && BACKEND.memoryInUse() > bytes; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }

    /** A small network and its optimiser, made by hand. */
    private static final class Training {
        final Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT32, 0, 1, 64, 100).detach();
        final Tensor labels = Tensor.of(new long[64]).detach();
        final List<Tensor> parameters = new ArrayList<>();
        final List<Tensor> moments = new ArrayList<>();
        int steps;

        Training() {
            int[][] shapes = {{120, 100}, {120}, {30, 120}, {30}};
            for (int[] shape : shapes) {
                parameters.add(Tensor.normal(Seed.of(shape.length), DType.FLOAT32, 0, 0.1, shape)
                        .requiresGrad(true));
                moments.add(Tensor.zeros(DType.FLOAT32, shape).detach());
                moments.add(Tensor.zeros(DType.FLOAT32, shape).detach());
            }
        }

        double step() {
            double loss;
            try (Tape tape = Tape.record()) {
                Tensor hidden =
                        Linear.linear(x, parameters.get(0), parameters.get(1)).tanh();
                Tensor y = Loss.crossEntropy(Linear.linear(hidden, parameters.get(2), parameters.get(3)), labels);
                y.backward();
                loss = y.item();
                steps++;
                for (int i = 0; i < 4; i++) {
                    Tensor p = parameters.get(i);
                    InPlace.adam(
                            p, p.grad(), moments.get(2 * i), moments.get(2 * i + 1), 1e-3, 0.9, 0.999, 1e-8, steps);
                    p.zeroGrad();
                }
                assertThat(tape.size()).isPositive();
            }
            return loss;
        }
    }

    @Test
    void aTrainingLoopIsFlatAfterItsFirstSteps() {
        Training training = new Training();
        double first = training.step();
        for (int i = 0; i < 20; i++) {
            training.step();
        }
        long used = BACKEND.memoryInUse();
        long allocations = BACKEND.systemAllocations();
        double last = 0;
        for (int i = 0; i < 300; i++) {
            last = training.step();
        }
        assertThat(last).isLessThan(first / 2);
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(used);
        assertThat(BACKEND.systemAllocations()).isEqualTo(allocations);
    }

    @Test
    void aClosedTapeGivesEverythingBackAtOnce() {
        Tensor x = Tensor.ones(DType.FLOAT32, 500, 400).requiresGrad(true);
        double[] sum = new double[1];
        for (int round = 0; round < 3; round++) {
            long before = BACKEND.memoryInUse();
            try (Tape tape = Tape.record()) {
                Tensor y = x;
                for (int i = 0; i < 50; i++) {
                    y = y.mul(x).add(x);
                }
                Tensor g = tape.gradients(y.sum(), x).of(x);
                sum[0] += g.sum().item();
                assertThat(BACKEND.memoryInUse()).isGreaterThan(before + 50L * 800_000);
            }
            if (round > 0) {
                assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(before);
            }
        }
        assertThat(sum[0]).isPositive();
    }

    @Test
    void aSweepNeedsNoMoreThanAFewCotangentsAtATime() {
        Tensor x = Tensor.ones(DType.FLOAT32, 500, 500).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x;
            for (int i = 0; i < 100; i++) {
                y = y.tanh();
            }
            Tensor loss = y.sum();
            loss.backward();
            long allocations = BACKEND.systemAllocations();
            long used = BACKEND.memoryInUse();
            x.zeroGrad();
            loss.backward();
            assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(used);
            assertThat(BACKEND.systemAllocations()).isEqualTo(allocations);
            long before = BACKEND.memoryInUse();
            tape.gradients(loss, x);
            assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(before + 2 * MEGABYTE);
        }
        assertThat(x.grad().size()).isEqualTo(250_000);
    }

    @Test
    void aLoopThatNeverClosesItsTapesStaysBounded() {
        Tensor w = Tensor.ones(DType.FLOAT32, 256, 256).requiresGrad(true);
        long before = BACKEND.memoryInUse();
        long most = 0;
        for (int i = 0; i < 2000; i++) {
            Tape tape = Tape.record();
            Tensor y = w.mul(0.5).add(w).square().sum(); // three arrays of 256 kB
            y.backward();
            assertThat(tape.size()).isEqualTo(6);
            w.zeroGrad();
            most = Math.max(most, BACKEND.memoryInUse() - before);
        }
        closeWhatIsLeft();
        // it is 2 GB in all; the pool asks for a collection each time that 256 MB more are in use
        assertThat(most).isLessThan(700L * MEGABYTE);
        assertThat(w.grad()).isNull();
    }

    private static void closeWhatIsLeft() {
        for (Tape t = Tape.recording(); t != null; t = Tape.recording()) {
            t.close();
        }
    }

    @Test
    void tensorsOutsideOfAnyScopeComeBackAfterACollection() throws InterruptedException {
        long before = BACKEND.memoryInUse();
        makeAndForget();
        collectUntil(before + MEGABYTE);
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(before + MEGABYTE);
    }

    private static void makeAndForget() {
        Tensor x = Tensor.ones(DType.FLOAT32, 512, 512);
        Tensor leaf = x.mul(2).requiresGrad(true);
        Tensor y = leaf;
        for (int i = 0; i < 30; i++) {
            y = y.add(x).detach();
        }
        assertThat(y.slice(0, 0, 1).slice(1, 0, 1).item()).isEqualTo(32);
    }

    @Test
    void aLoopOutsideOfAnyScopeStaysBounded() {
        Tensor x = Tensor.ones(DType.FLOAT32, 256, 256);
        long before = BACKEND.memoryInUse();
        long most = 0;
        Tensor y = x;
        for (int i = 0; i < 6000; i++) {
            y = y.add(x);
            most = Math.max(most, BACKEND.memoryInUse() - before);
        }
        assertThat(y.slice(0, 0, 1).slice(1, 0, 1).item()).isEqualTo(6001);
        assertThat(most).as("of 1.5 GB in all").isLessThan(700L * MEGABYTE);
    }

    @Test
    void aNoGradLoopIsFlat() {
        Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT32, 0, 1, 200, 300).detach();
        Tensor w = Tensor.normal(Seed.of(2), DType.FLOAT32, 0, 1, 100, 300).requiresGrad(true);
        long used = 0;
        long allocations = 0;
        double sum = 0;
        for (int i = 0; i < 200; i++) {
            try (Scope scope = Scope.noGrad()) {
                sum += Linear.linear(x, w, null).relu().softmax(1).mean().item();
                assertThat(scope.isClosed()).isFalse();
            }
            if (i == 10) {
                used = BACKEND.memoryInUse();
                allocations = BACKEND.systemAllocations();
            }
        }
        assertThat(sum / 200).isBetween(0.0099, 0.0101);
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(used);
        assertThat(BACKEND.systemAllocations()).isEqualTo(allocations);
    }

    @Test
    void accumulatingGradientsIsFlat() {
        Tensor w = Tensor.ones(DType.FLOAT32, 300, 300).requiresGrad(true);
        long used = 0;
        for (int i = 0; i < 100; i++) {
            try (Tape tape = Tape.record()) {
                w.mul(w).add(w).sum().backward();
                assertThat(tape.size()).isEqualTo(4);
            }
            used = i == 5 ? BACKEND.memoryInUse() : used;
        }
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(used);
        assertThat(w.grad().slice(0, 0, 1).slice(1, 0, 1).item()).isEqualTo(300);
    }

    @Test
    void detachedTensorsAndLeavesAreAllThatATapeLeaves() throws InterruptedException {
        long before = BACKEND.memoryInUse();
        Tensor kept;
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.ones(DType.FLOAT32, 512, 512);
            kept = x.add(1).add(1).detach();
            assertThat(tape.size()).isZero();
        }
        assertThat(BACKEND.memoryInUse()).isBetween(before, before + 3 * MEGABYTE / 2);
        assertThat(kept.sum().item()).isEqualTo(3 * 512 * 512);
        kept = null;
        collectUntil(before);
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(before);
        assertThat(kept).isNull();
    }

    @Test
    void threadsThatEndLeaveNothingBehind() throws InterruptedException {
        long before = BACKEND.memoryInUse();
        for (int i = 0; i < 20; i++) {
            Thread t = new Thread(() -> {
                Tensor w = Tensor.ones(DType.FLOAT32, 300, 300).requiresGrad(true);
                try (Tape tape = Tape.record()) {
                    w.matmul(w).sum().backward();
                    assertThat(tape.size()).isEqualTo(3);
                }
            });
            t.start();
            t.join();
        }
        collectUntil(before + MEGABYTE);
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(before + MEGABYTE);
    }

    /** Outside of scopes an array's memory goes back when nothing reaches it; not while a kernel reads it. */
    @Test
    void theCollectorTakesNothingThatIsInUse() throws InterruptedException {
        boolean[] done = new boolean[2];
        boolean[] wrong = new boolean[2];
        Thread[] threads = new Thread[2];
        for (int k = 0; k < threads.length; k++) {
            int me = k;
            threads[k] = new Thread(() -> {
                Tensor sum = Tensor.zeros(DType.FLOAT32, 100, 50).detach();
                for (int i = 1; i <= 400; i++) {
                    Tensor x = Tensor.full(DType.FLOAT32, me + 1, 50, 100);
                    InPlace.addScaled(sum, 1, x.transpose(0, 1));
                    Tensor y = x.slice(0, 10, 40).add(x.slice(0, 5, 35)).matmul(x, false, true);
                    double expected = 2.0 * (me + 1) * (me + 1) * 100;
                    wrong[me] |= y.max().item() != expected || y.neg().max().item() != -expected;
                }
                wrong[me] |=
                        sum.max().item() != 400 * (me + 1) || sum.neg().max().item() != -400 * (me + 1);
                done[me] = true;
            });
            threads[k].start();
        }
        for (int i = 0; i < 50 && (threads[0].isAlive() || threads[1].isAlive()); i++) {
            System.gc();
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(done).containsOnly(true);
        assertThat(wrong).containsOnly(false);
    }

    /** The most memory that is live while a chain of 5 times 20 layers is recorded and swept, above what was live before. */
    private static long peak(boolean checkpointed) {
        long before = BACKEND.memoryInUse();
        long[] most = {0};
        Tensor x = Tensor.full(DType.FLOAT32, 0.5, 250, 1000).requiresGrad(true); // a megabyte
        TensorFunction twenty = xs -> {
            Tensor h = xs[0];
            for (int i = 0; i < 20; i++) {
                h = h.tanh();
                if (h.isRecorded()) {
                    h.onCotangent(g -> {
                        most[0] = Math.max(most[0], BACKEND.memoryInUse() - before);
                        return g;
                    });
                }
            }
            most[0] = Math.max(most[0], BACKEND.memoryInUse() - before);
            return h;
        };
        try (Tape tape = Tape.record()) {
            Tensor h = x;
            for (int i = 0; i < 5; i++) {
                h = (checkpointed ? twenty.checkpointed() : twenty).apply(h);
            }
            assertThat(tape.size()).isEqualTo(checkpointed ? 6 : 101);
            h.sum().backward();
        }
        x.zeroGrad();
        return most[0];
    }

    @Test
    void checkpointsKeepOneValueForEachPieceAndOnePieceAtATime() {
        long plain = peak(false);
        long checkpointed = peak(true);

        assertThat(plain).isGreaterThan(100L * MEGABYTE);
        assertThat(checkpointed).isLessThan((5 + 20 + 6) * MEGABYTE);
    }
}
