package org.autodiff.array.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.autodiff.array.Arena;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.BackendException;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final String LIMIT = "autodiff.memory.limit";

    private static final NativeBackend BACKEND = Backend.get() instanceof NativeBackend b ? b : null;

    @BeforeAll
    static void onTheNativeBackend() {
        assumeTrue(
                BACKEND != null,
                "about the native backend's memory; this is '" + Backend.get().name() + "'");
    }

    private static Pool<Block> pool(long limit) {
        String before = System.getProperty(LIMIT);
        System.setProperty(LIMIT, Long.toString(limit));
        try {
            Natives natives = Natives.load();
            return new Pool<>((dtype, n) -> Block.allocate(natives, dtype, n));
        } finally {
            if (before == null) {
                System.clearProperty(LIMIT);
            } else {
                System.setProperty(LIMIT, before);
            }
        }
    }

    @Test
    void blocksAreUsedAgainForEverySizeOfTheirClass() {
        Pool<Block> pool = pool(1L << 30);
        Block a = pool.take(DType.FLOAT32, 2000);
        long bytes = a.bytes();
        assertThat(pool.used()).isEqualTo(bytes);
        assertThat(pool.free()).isZero();
        pool.give(a);
        assertThat(pool.used()).isZero();
        assertThat(pool.free()).isEqualTo(bytes);
        assertThat(pool.take(DType.FLOAT32, a.capacity)).isSameAs(a);
        pool.give(a);
        assertThat(pool.take(DType.FLOAT32, 1999)).isSameAs(a);
        assertThat(pool.allocations()).isOne();
        assertThat(pool.take(DType.FLOAT32, 2000)).isNotSameAs(a);
        assertThat(pool.take(DType.FLOAT64, 2000).dtype).isEqualTo(DType.FLOAT64);
        assertThat(pool.allocations()).isEqualTo(3);
    }

    @Test
    void everySizeFitsItsClassAndWastesLittle() {
        Pool<Block> pool = pool(1L << 30);
        for (int n = 1; n <= 100_000; n++) {
            Block b = pool.take(DType.FLOAT32, n);
            if (b.capacity < n || b.capacity >= 1.15 * n + 16) {
                assertThat(b.capacity).as("capacity for %d", n).isBetween(n, (int) (1.15 * n + 16));
            }
            pool.give(b);
        }
        assertThat(pool.allocations()).as("size classes").isLessThan(8 * 14);
        assertThat(pool.used()).isZero();
    }

    @Test
    void theWholeCapacityCanBeWrittenAndRead() {
        Pool<Block> pool = pool(1L << 30);
        for (int n : new int[] {1, 17, 1025, 100_000}) {
            Block b = pool.take(DType.FLOAT64, n);
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
        }
    }

    @Test
    void theLimitIsAnErrorThatSaysWhatToDoAndLeavesThePoolUsable() {
        Pool<Block> pool = pool(1 << 20);
        List<Block> taken = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (taken.size() < 1000) {
                        taken.add(pool.take(DType.FLOAT32, 10_000));
                    }
                })
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("out of native memory")
                .hasMessageContaining("limit of 1 MiB")
                .hasMessageContaining("Close tapes and scopes")
                .hasMessageContaining("-Dautodiff.memory.limit");
        assertThat(taken).hasSizeBetween(20, 26);
        assertThat(pool.used()).isLessThanOrEqualTo(1 << 20);
        long used = pool.used();
        assertThatThrownBy(() -> pool.take(DType.FLOAT64, 100_000_000)).isInstanceOf(BackendException.class);
        assertThat(pool.used()).isEqualTo(used);
        taken.forEach(pool::give);
        assertThat(pool.used()).isZero();
        Block other = pool.take(DType.FLOAT64, 100_000); // needs what lies idle in another class
        assertThat(other.capacity).isGreaterThanOrEqualTo(100_000);
        assertThat(pool.free()).isZero();
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

    @Test
    void theLimitTakesSuffixes() {
        assertThat(Pool.limit("1g")).isEqualTo(1L << 30);
        assertThat(Pool.limit("512M")).isEqualTo(512L << 20);
        assertThat(Pool.limit("3k")).isEqualTo(3072);
        assertThat(Pool.limit(" 77 ")).isEqualTo(77);
        assertThat(Pool.limit("999999999999g")).isEqualTo(Long.MAX_VALUE);
        for (String bad : List.of("", "1t", "1.5g", "-1", "0x10", "1gb", "g")) {
            assertThatThrownBy(() -> Pool.limit(bad))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("-Dautodiff.memory.limit=" + bad + " is no number of bytes");
        }
    }
}
