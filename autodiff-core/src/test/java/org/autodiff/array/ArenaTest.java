package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.autodiff.array.LeaseTest.Counted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArenaTest {
    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(Arena.current()).isNull();
        assertThat(Arena.owner()).isNull();
    }

    @Test
    void closingReleasesEverythingOnce() {
        Object owner = new Object();
        Arena arena = Arena.open(owner);
        assertThat(Arena.current()).isSameAs(arena);
        assertThat(Arena.owner()).isSameAs(owner);
        Counted a = new Counted();
        Counted b = new Counted();
        b.retain();
        arena.add(a);
        arena.add(b);
        arena.close();
        arena.close();
        assertThat(a.recycled).hasValue(1);
        assertThat(b.recycled).hasValue(0);
        assertThat(b.hasOneOwner()).isTrue();
    }

    @Test
    void arenasNest() {
        Object outer = new Object();
        Object inner = new Object();
        Arena a = Arena.open(outer);
        Arena b = Arena.open(inner);
        assertThat(Arena.current()).isSameAs(b);
        assertThat(Arena.owner()).isSameAs(inner);
        b.close();
        assertThat(Arena.current()).isSameAs(a);
        assertThat(Arena.owner()).isSameAs(outer);
        a.close();
    }

    @Test
    void closingOutOfOrder() {
        Object[] owners = {new Object(), new Object(), new Object()};
        Arena a = Arena.open(owners[0]);
        Arena b = Arena.open(owners[1]);
        Arena c = Arena.open(owners[2]);
        a.close();
        assertThat(Arena.current()).isSameAs(c);
        c.close();
        assertThat(Arena.current()).isSameAs(b);
        assertThat(Arena.owner()).isSameAs(owners[1]);
        b.close();
    }

    @Test
    void marks() {
        Object owner = new Object();
        Arena arena = Arena.open(owner);
        Counted before = new Counted();
        Counted after = new Counted();
        arena.add(before);
        int mark = arena.mark();
        arena.add(after);
        arena.releaseSince(mark);
        assertThat(after.recycled).hasValue(1);
        assertThat(before.recycled).hasValue(0);
        assertThat(arena.mark()).isEqualTo(mark);
        arena.close();
        assertThat(before.recycled).hasValue(1);
        assertThat(Arena.owner()).isNotSameAs(owner);
    }

    @Test
    void releaseSinceSparesTheMemoryOfTheResult() {
        assumeTrue(!Backend.get().name().equals("heap"), "plain Java has no memory to release");
        Object owner = new Object();
        Arena arena = Arena.open(owner);
        int mark = arena.mark();
        Array left = Backend.get().full(DType.FLOAT32, Shape.of(2000), 1);
        Array result = Backend.get().full(DType.FLOAT32, Shape.of(2000), 2);
        arena.releaseSince(mark, result.slice(0, 3, 4, 2));
        assertThat(((Buffer) left.storage()).lease().isOver()).isTrue();
        assertThat(((Buffer) result.storage()).lease().isOver()).isFalse();
        assertThat(Backend.get().item(result.slice(0, 7, 1, 1))).isEqualTo(2);
        arena.close();
        assertThat(((Buffer) result.storage()).lease().isOver()).isTrue();
        assertThat(owner).isNotNull();
    }

    @Test
    void enteringAnOuterArenaForAWhile() {
        Object outer = new Object();
        Object inner = new Object();
        Arena a = Arena.open(outer);
        Arena b = Arena.open(inner);
        Arena.enter(a, outer);
        assertThat(Arena.current()).isSameAs(a);
        assertThat(Arena.owner()).isSameAs(outer);
        Arena.leave();
        assertThat(Arena.current()).isSameAs(b);
        b.close();
        a.close();
    }

    @Test
    void anArenaOpenedAndClosedWhileAnOuterOneIsEntered() {
        Object outer = new Object();
        Object inner = new Object();
        Object innermost = new Object();
        Arena a = Arena.open(outer);
        Arena b = Arena.open(inner);
        Arena.enter(a, outer);
        Arena c = Arena.open(innermost);
        c.close();
        assertThat(Arena.current()).isSameAs(a);
        Arena.leave();
        assertThat(Arena.current()).isSameAs(b);
        b.close();
        a.close();
    }

    @Test
    void threadsHaveTheirOwnArenas() throws InterruptedException {
        Object owner = new Object();
        Arena arena = Arena.open(owner);
        Arena[] seen = {arena};
        Thread other = new Thread(() -> seen[0] = Arena.current());
        other.start();
        other.join();
        assertThat(seen[0]).isNull();
        assertThat(Arena.owner()).isSameAs(owner);
        arena.close();
    }

    @Test
    void anArenaWhoseOwnerIsForgottenIsClosedByTheCollector() throws InterruptedException {
        Counted lease = new Counted();
        forget(lease);
        Object owner = new Object();
        Arena arena = Arena.open(owner); // until now the forgotten one was the innermost, which is held
        for (int i = 0; i < 200 && lease.recycled.get() == 0; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(lease.recycled).hasValue(1);
        assertThat(Arena.current()).isSameAs(arena);
        assertThat(Arena.owner()).isSameAs(owner);
        arena.close();
    }

    private static void forget(Counted lease) {
        Arena.open(new Object()).add(lease);
    }
}
