package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import org.autodiff.array.Arena;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    private static final NativeBackend BACKEND = Backend.get() instanceof NativeBackend b ? b : null;

    @BeforeAll
    static void onTheNativeBackend() {
        assumeTrue(
                BACKEND != null,
                "about the native backend's memory; this is '" + Backend.get().name() + "'");
    }

    @Test
    void theWholeCapacityCanBeWrittenAndRead() {
        Natives natives = Natives.load();
        for (int n : new int[] {1, 17, 1025, 100_000}) {
            Block b = Block.allocate(natives, DType.FLOAT64, n);
            double[] values = new double[b.capacity];
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
            b.write(0, values, 0, b.capacity);
            double[] back = new double[b.capacity];
            b.read(0, back, 0, b.capacity);
            assertThat(back).isEqualTo(values);
            double[] last = new double[1];
            b.read(b.capacity - 1, last, 0, 1);
            assertThat(last[0]).isEqualTo(b.capacity - 1.0);
            b.free();
        }
    }

    @Test
    void aWarmLoopTakesNothingFromTheSystem() {
        Array x = BACKEND.full(DType.FLOAT32, Shape.of(50, 60), 1);
        for (int i = 0; i < 3; i++) {
            step(x);
        }
        long allocations = BACKEND.systemAllocations();
        long used = BACKEND.memoryInUse();
        for (int i = 0; i < 200; i++) {
            step(x);
        }
        assertThat(BACKEND.systemAllocations()).isEqualTo(allocations);
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(used);
    }

    private void step(Array x) {
        Object owner = new Object();
        Arena arena = Arena.open(owner);
        Array y = BACKEND.binary(Binary.ADD, x, x, x.shape());
        Array z = BACKEND.matmul(y, x, false, true, Shape.of(50, 50));
        assertThat(BACKEND.item(z.slice(0, 3, 1, 1).slice(1, 4, 1, 1))).isEqualTo(120);
        BACKEND.sum(y.permute(1, 0), 1);
        arena.close();
        assertThat(Arena.owner()).isNotSameAs(owner);
    }

    @Test
    void aReleasedArrayGivesAnErrorAndNeverAnotherOnesNumbers() {
        Object owner = new Object();
        Arena arena = Arena.open(owner);
        Array x = BACKEND.full(DType.FLOAT32, Shape.of(3000), 1);
        arena.close();
        Array other = BACKEND.full(DType.FLOAT32, Shape.of(3000), 2);
        assertThatThrownBy(() -> BACKEND.elements(x))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("released")
                .hasMessageContaining("detach()");
        assertThatThrownBy(() -> BACKEND.item(x.slice(0, 1, 1, 1))).isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> BACKEND.sum(x, 0)).isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> BACKEND.binary(Binary.ADD, other, x, x.shape()))
                .isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> BACKEND.addInto(x, 1, other)).isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> BACKEND.addInto(other, 1, x)).isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> BACKEND.scaleInto(x, 2)).isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> BACKEND.copyInto(x, other)).isInstanceOf(TapeException.class);
        assertThat(BACKEND.item(BACKEND.sum(other, 0))).isEqualTo(6000);
        assertThat(owner).isNotNull();
    }

    @Test
    void blocksOfUnreachableArraysComeBack() throws InterruptedException {
        ArrayDeque<Array> held = new ArrayDeque<>();
        for (int i = 0; i < 20; i++) {
            held.add(BACKEND.full(DType.FLOAT64, Shape.of(100_000), i));
        }
        assertThat(BACKEND.item(held.getLast().slice(0, 99_999, 1, 1))).isEqualTo(19);
        long full = BACKEND.memoryInUse();
        held.clear();
        for (int i = 0; i < 200 && BACKEND.memoryInUse() > full - 20 * 800_000L; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(full - 20 * 800_000L);
    }

    @Test
    void stagingBlocksOfEndedThreadsComeBack() throws InterruptedException {
        long[] during = new long[1];
        runAndForget(during);
        for (int i = 0; i < 200 && BACKEND.memoryInUse() > during[0] - 8_000_000; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(BACKEND.memoryInUse()).isLessThanOrEqualTo(during[0] - 8_000_000);
    }

    /** A product of a heap view stages its whole storage: 8 MB here. */
    private void runAndForget(long[] during) throws InterruptedException {
        Thread t = new Thread(() -> {
            Array x = Array.dense(DType.FLOAT64, Shape.of(1000, 1000), new double[1_000_000])
                    .slice(0, 0, 30, 1);
            BACKEND.matmul(x, x, false, true, Shape.of(30, 30));
            during[0] = BACKEND.memoryInUse();
        });
        t.start();
        t.join();
    }
}
