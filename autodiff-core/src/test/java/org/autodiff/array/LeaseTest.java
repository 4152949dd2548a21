package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.Test;

class LeaseTest {
    /** A lease that counts how often its memory is given back. */
    static final class Counted extends Lease {
        final AtomicInteger recycled = new AtomicInteger();

        @Override
        protected void recycle() {
            recycled.incrementAndGet();
        }
    }

    @Test
    void theLastOwnerGivesTheMemoryBackOnce() {
        Counted lease = new Counted();
        assertThat(lease.hasOneOwner()).isTrue();
        lease.retain();
        assertThat(lease.hasOneOwner()).isFalse();
        lease.release();
        assertThat(lease.isOver()).isFalse();
        assertThat(lease.recycled).hasValue(0);
        lease.release();
        assertThat(lease.isOver()).isTrue();
        assertThat(lease.recycled).hasValue(1);
    }

    @Test
    void aLeaseThatIsOverCannotBeRetained() {
        Counted lease = new Counted();
        lease.release();
        assertThatThrownBy(lease::retain)
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("released")
                .hasMessageContaining("detach()");
        assertThat(lease.recycled).hasValue(1);
    }

    @Test
    void ownersOnManyThreads() throws InterruptedException {
        Counted lease = new Counted();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int k = 0; k < 10_000; k++) {
                    lease.retain();
                    lease.release();
                }
            });
            threads[i].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(lease.hasOneOwner()).isTrue();
        lease.release();
        assertThat(lease.recycled).hasValue(1);
    }

    @Test
    void keepingABufferMakesTheCollectorAnOwnerUntilItIsDiscarded() {
        Counted lease = new Counted();
        Buffer buffer = new Buffer("memory", lease);
        assertThat(buffer.memory()).isEqualTo("memory");
        buffer.keep();
        buffer.keep();
        lease.release();
        assertThat(lease.isOver()).isFalse();
        buffer.discard();
        assertThat(lease.recycled).hasValue(1);
        buffer.discard();
        assertThat(lease.recycled).hasValue(1);
        assertThat(buffer.lease()).isSameAs(lease);
        assertThatThrownBy(buffer::memory).isInstanceOf(TapeException.class).hasMessageContaining("released");
    }

    @Test
    void aKeptBufferThatNobodyReachesIsGivenBackByTheCollector() throws InterruptedException {
        Counted lease = new Counted();
        keepAndForget(lease);
        for (int i = 0; i < 200 && lease.recycled.get() == 0; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(lease.recycled).hasValue(1);
    }

    private static void keepAndForget(Lease lease) {
        new Buffer("memory", lease).keep();
        lease.release();
    }
}
