package org.autodiff.array.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.autodiff.array.DType;
import org.autodiff.error.BackendException;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final String LIMIT = "autodiff.memory.limit";

    /** Memory that is only counted. */
    private static final class Fake extends Memory {
        Fake(DType dtype, int capacity) {
            super(dtype, capacity);
        }

        @Override
        protected void free() {}
    }

    private static Pool<Fake> pool(long limit) {
        String before = System.getProperty(LIMIT);
        System.setProperty(LIMIT, Long.toString(limit));
        try {
            return new Pool<>(Fake::new, () -> {});
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
        Pool<Fake> pool = pool(1L << 30);
        Fake a = pool.take(DType.FLOAT32, 2000);
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
        Pool<Fake> pool = pool(1L << 30);
        for (int n = 1; n <= 100_000; n++) {
            Fake b = pool.take(DType.FLOAT32, n);
            if (b.capacity < n || b.capacity >= 1.15 * n + 16) {
                assertThat(b.capacity).as("capacity for %d", n).isBetween(n, (int) (1.15 * n + 16));
            }
            pool.give(b);
        }
        assertThat(pool.allocations()).as("size classes").isLessThan(8 * 14);
        assertThat(pool.used()).isZero();
    }

    @Test
    void theLimitIsAnErrorThatSaysWhatToDoAndLeavesThePoolUsable() {
        Pool<Fake> pool = pool(1 << 20);
        List<Fake> taken = new ArrayList<>();
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
        Fake other = pool.take(DType.FLOAT64, 100_000); // needs what lies idle in another class
        assertThat(other.capacity).isGreaterThanOrEqualTo(100_000);
        assertThat(pool.free()).isZero();
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

    @Test
    void whatLayIdleForAWhileGoesBackToTheSystem() {
        AtomicLong now = new AtomicLong();
        AtomicLong trims = new AtomicLong();
        Pool<Fake> pool = new Pool<>(Fake::new, trims::incrementAndGet, now::get);
        List<Fake> leaked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            leaked.add(pool.take(DType.FLOAT32, 1 << 20)); // 400 MiB in all
        }
        leaked.forEach(pool::give);
        long most = pool.free();
        for (int step = 0; step < 3; step++) {
            now.addAndGet(3_000_000_000L);
            pool.give(pool.take(DType.FLOAT32, 1 << 20));
        }
        assertThat(pool.used()).isZero();
        assertThat(pool.free()).isLessThan(most / 50);
        assertThat(trims).hasValue(1);
        // a loop that needs all of it each time keeps it
        for (int step = 0; step < 5; step++) {
            List<Fake> each = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                each.add(pool.take(DType.FLOAT32, 1 << 20));
            }
            now.addAndGet(1_000_000_000L);
            each.forEach(pool::give);
        }
        assertThat(pool.free()).isEqualTo(most);
        assertThat(trims).hasValue(1);
    }
}
