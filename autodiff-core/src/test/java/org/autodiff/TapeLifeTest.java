package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tensors used after their tape's end, on another thread, or after their values were changed. */
class TapeLifeTest {
    /** Below and above the size from which arrays lie in native memory. */
    private static final int[] SIZES = {3, 2000};

    private static Tensor leaf(int n) {
        return Tensor.full(DType.FLOAT32, 2, n).requiresGrad(true);
    }

    private static void refuses(ThrowingCallable use, String... parts) {
        assertThatThrownBy(use)
                .isInstanceOf(TapeException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    /** What the code throws on a thread of its own. */
    private static Throwable elsewhere(ThrowingCallable use) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread other = new Thread(
                () -> {
                    try {
                        use.call();
                    } catch (Throwable t) {
                        thrown.set(t);
                    }
                },
                "other");
        other.start();
        other.join();
        return thrown.get();
    }

    @AfterEach
    void everythingStaysUsable() {
        for (int n : SIZES) {
            Tensor x = leaf(n);
            try (Tape tape = Tape.record()) {
                x.square().sum().backward();
                assertThat(tape.size()).isEqualTo(3);
            }
            assertThat(x.grad().toFloats()).containsOnly(4f);
        }
    }

    @Test
    void tensorsOfAClosedTape() {
        for (int n : SIZES) {
            Tensor x = leaf(n);
            Tensor y;
            Tensor s;
            Tensor view;
            try (Tape tape = Tape.record()) {
                y = x.square();
                s = y.sum();
                view = y.slice(0, 1, 3);
                assertThat(tape.isClosed()).isFalse();
            }
            refuses(() -> y.mul(y), "mul", "closed tape", "detach()");
            refuses(() -> view.exp(), "exp", "closed tape");
            refuses(() -> x.add(y), "add", "closed tape");
            refuses(() -> y.sum(), "sum", "closed tape");
            refuses(() -> y.toFloats(), "closed tape", "detach()");
            refuses(() -> s.item(), "closed tape");
            refuses(() -> s.backward(), "backward", "closed tape");
            refuses(() -> y.backward(Tensor.ones(DType.FLOAT32, n)), "backward", "closed tape");
            refuses(() -> y.detach(), "closed tape");
            refuses(() -> y.requiresGrad(true), "closed tape");
            refuses(() -> s.toScalar(), "closed tape");
            refuses(() -> InPlace.addScaled(x, 1, y), "closed tape");
            refuses(() -> InPlace.addScaled(y, 1, x), "addScaled");
            assertThat(y.toString()).contains("f32[" + n + "]").contains("closed tape");
            assertThat(y.shape().size()).isEqualTo(n);
            assertThat(y.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(x.toFloats()).containsOnly(2f);
        }
    }

    @Test
    void aClosedTape() {
        Tensor x = leaf(3);
        Tape tape = Tape.record();
        Tensor y = x.square().sum();
        tape.close();
        refuses(() -> tape.gradients(y, x), "gradients", "closed tape");
        refuses(() -> tape.gradientsWithGraph(y, x), "closed tape");
        refuses(() -> tape.jvp(y, new Tensor[] {x}, new Tensor[] {x}), "jvp", "closed tape");
        refuses(() -> tape.leaf(1), "closed tape");
        refuses(() -> tape.constant(1), "closed tape");
        assertThat(tape.isClosed()).isTrue();
        assertThatCode(tape::close).doesNotThrowAnyException();
        assertThatCode(tape::toString).doesNotThrowAnyException();
    }

    @Test
    void scalarsOfAClosedTape() {
        Scalar x;
        Scalar y;
        try (Tape tape = Tape.record()) {
            x = tape.leaf(2);
            y = x.square();
        }
        refuses(() -> x.mul(y), "mul", "closed tape");
        refuses(() -> x.exp(), "exp", "closed tape");
        refuses(() -> x.add(1), "closed tape");
        refuses(() -> y.backward(), "backward", "closed tape");
        refuses(() -> x.grad(), "grad", "closed tape");
        refuses(() -> x.zeroGrad(), "zeroGrad", "closed tape");
        refuses(() -> x.toTensor(), "toTensor", "closed tape");
        assertThat(y.value()).isEqualTo(4);
        assertThat(y).hasToString("4.0");
    }

    @Test
    void tensorsOfAnotherThreadsTape() throws InterruptedException {
        for (int n : SIZES) {
            Tensor x = leaf(n);
            try (Tape tape = Tape.record()) {
                Tensor y = x.square();
                Tensor s = y.sum();
                ThrowingCallable[] uses = {
                    () -> y.mul(y),
                    () -> y.exp(),
                    () -> s.backward(),
                    () -> tape.gradients(s, x),
                    () -> tape.leaf(1),
                    () -> tape.node(0),
                    tape::close
                };
                for (ThrowingCallable use : uses) {
                    assertThat(elsewhere(use))
                            .isInstanceOf(TapeException.class)
                            .hasMessageContaining(
                                    "thread '" + Thread.currentThread().getName() + "'")
                            .hasMessageContaining("thread 'other'")
                            .hasMessageContaining("detach()");
                }
                assertThat(tape.isClosed()).isFalse();
                Tensor shared = y.detach();
                assertThat(elsewhere(() -> assertThat(shared.mul(2).toFloats()).containsOnly(8f)))
                        .isNull();
                s.backward();
            }
            assertThat(x.grad().toFloats()).containsOnly(4f);
        }
    }

    @Test
    void scalarsOnAnotherThread() throws InterruptedException {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(3);
            Scalar y = x.square();
            int size = tape.size();
            ThrowingCallable[] uses = {() -> x.mul(y), () -> x.exp(), () -> x.add(1), y::backward, x::grad, x::toTensor
            };
            for (ThrowingCallable use : uses) {
                assertThat(elsewhere(use)).isInstanceOf(TapeException.class).hasMessageContaining("thread 'other'");
            }
            assertThat(tape.size()).isEqualTo(size);
            y.backward();
            assertThat(x.grad()).isEqualTo(6);
        }
    }

    @Test
    void scopesAreClosedByTheirOwnThreadOnly() throws InterruptedException {
        try (Scope scope = Scope.noGrad()) {
            assertThat(elsewhere(scope::close))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("close")
                    .hasMessageContaining("thread 'other'");
            assertThat(scope.isClosed()).isFalse();
        }
    }

    @Test
    void closingTwiceIsFine() {
        Tape outer = Tape.record();
        Tape tape = Tape.record();
        tape.close();
        tape.close();
        assertThat(Tape.recording()).isSameAs(outer);
        Scope scope = Scope.noGrad();
        scope.close();
        scope.close();
        assertThat(Tape.recording()).isSameAs(outer);
        outer.close();
        outer.close();
        assertThat(Tape.recording()).isNull();
    }

    @Test
    void backwardAfterAChangeInPlaceIsRefused() {
        for (int n : SIZES) {
            Tensor w = leaf(n);
            try (Tape tape = Tape.record()) {
                Tensor y = w.square().sum();
                y.backward();
                InPlace.addScaled(w, -0.1, w.grad());
                refuses(() -> y.backward(), "square", "f32[" + n + "]", "%0", "changed in place", "forward");
                refuses(() -> tape.gradients(y, w), "square", "changed in place");
                assertThat(w.grad().toFloats()).containsOnly(4f);
                w.zeroGrad();
            }
            try (Tape tape = Tape.record()) {
                w.square().sum().backward();
                assertThat(tape.size()).isEqualTo(3);
            }
            assertThat(w.grad().toFloats()).containsOnly(2 * (2 - 0.1f * 4));
        }
    }

    @Test
    void backwardAfterAChangeThatNoRuleReadsIsFine() {
        Tensor w = leaf(3);
        try (Tape tape = Tape.record()) {
            Tensor y = w.add(1).sum();
            InPlace.scale(w, 5);
            y.backward();
            assertThat(tape.size()).isEqualTo(4);
        }
        assertThat(w.grad().toFloats()).containsOnly(1f);
    }

    @Test
    void aConstantChangedInPlaceIsNoticedToo() {
        Tensor w = leaf(3);
        Tensor c = Tensor.full(DType.FLOAT32, 3, 3).detach();
        try (Tape tape = Tape.record()) {
            Tensor y = w.mul(c).sum();
            InPlace.scale(c, 5);
            refuses(y::backward, "mul", "changed in place");
            assertThat(tape.size()).isEqualTo(4);
        }
    }

    @Test
    void aGradientUsedAfterZeroGrad() {
        assumeTrue(!Backend.get().name().equals("heap"), "in plain Java the collector alone takes memory back");
        Tensor w = leaf(2000);
        try (Tape tape = Tape.record()) {
            w.square().sum().backward();
            assertThat(tape.size()).isEqualTo(3);
        }
        Tensor g = w.grad();
        assertThat(g.toFloats()).containsOnly(4f);
        w.zeroGrad();
        refuses(() -> g.toFloats(), "released", "gradient was cleared", "detach()");
        refuses(() -> g.add(1), "released");
        refuses(() -> InPlace.addScaled(w, 1, g), "released");
        assertThat(w.toFloats()).containsOnly(2f);
        assertThat(w.grad()).isNull();
    }

    @Test
    void toStringOfAClearedGradientDoesNotThrow() {
        Tensor w = leaf(2000);
        try (Tape tape = Tape.record()) {
            w.square().sum().backward();
            assertThat(tape.size()).isEqualTo(3);
        }
        Tensor g = w.grad();
        w.zeroGrad();
        assertThatCode(g::toString).doesNotThrowAnyException();
        assertThat(g.toString()).contains("f32[2000]");
    }

    @Test
    void aDetachedGradientOutlivesZeroGrad() {
        for (int n : SIZES) {
            Tensor w = leaf(n);
            try (Tape tape = Tape.record()) {
                w.square().sum().backward();
                assertThat(tape.size()).isEqualTo(3);
            }
            Tensor kept = w.grad().detach();
            w.zeroGrad();
            assertThat(kept.toFloats()).containsOnly(4f);
        }
    }

    @Test
    void aDetachedGradientDoesNotChangeAtTheNextBackward() {
        for (int n : SIZES) {
            Tensor w = leaf(n);
            Tensor kept = null;
            for (int round = 0; round < 2; round++) {
                try (Tape tape = Tape.record()) {
                    w.square().sum().backward();
                    assertThat(tape.size()).isEqualTo(3);
                }
                kept = kept == null ? w.grad().detach() : kept;
            }
            assertThat(w.grad().toFloats()).containsOnly(8f);
            assertThat(kept.toFloats()).containsOnly(4f);
        }
    }

    @Test
    void whatIsDetachedOutlivesTheTape() {
        for (int n : SIZES) {
            Tensor x = leaf(n);
            Tensor kept;
            Tensor leaf;
            Tensor gradient;
            try (Tape tape = Tape.record()) {
                Tensor y = x.square();
                kept = y.detach();
                leaf = y.mul(2).requiresGrad(true);
                gradient = tape.gradients(y.sum(), x).of(x).detach();
            }
            assertThat(kept.toFloats()).containsOnly(4f);
            assertThat(leaf.toFloats()).containsOnly(8f);
            assertThat(leaf.requiresGrad()).isTrue();
            assertThat(gradient.toFloats()).containsOnly(4f);
        }
    }

    @Test
    void gradientsBelongToTheTape() {
        Tensor x = leaf(2000);
        Tensor g;
        try (Tape tape = Tape.record()) {
            g = tape.gradients(x.square().sum(), x).of(x);
        }
        refuses(g::toFloats, "closed tape", "detach()");
    }

    @Test
    void aRuleThatFailsLeavesTheTapeAndItsMemoryInOrder() {
        Tensor x = leaf(2000);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().mul(3).sum();
            InPlace.scale(x, 2);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(y::backward).isInstanceOf(AutodiffException.class);
            }
            Tensor z = x.detach().requiresGrad(true);
            z.square().sum().backward();
            assertThat(z.grad().toFloats()).containsOnly(8f);
            assertThat(tape.isClosed()).isFalse();
        }
    }

    @Test
    void aLeafOfRankZeroBecomesAScalar() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor x = Tensor.scalar(dtype, 3).requiresGrad(true);
            refuses(x::toScalar, "toScalar", "recorded on a tape");
            try (Tape tape = Tape.record()) {
                x.toScalar().square().backward();
                assertThat(x.grad().item()).isEqualTo(6);
                assertThat(tape.gradients(x.toScalar().exp().toTensor(), x)
                                .of(x)
                                .item())
                        .isCloseTo(Math.exp(3), within(1e-5));
            }
        }
    }

    @Test
    void aScalarThatDependsOnNothingIsNotSweptInSilence() {
        try (Tape tape = Tape.record()) {
            Scalar s = tape.leaf(2);
            Scalar z;
            try (Scope none = Scope.noGrad()) {
                z = s.mul(3);
                assertThat(none.isClosed()).isFalse();
            }
            refuses(z::backward, "backward", "depends on no leaf", "noGrad()");
            refuses(() -> tape.constant(2).mul(3).backward(), "backward", "depends on no leaf");
            s.mul(0).backward();
            s.mul(-0.0).backward();
            assertThat(s.grad()).isZero();
            Tensor x = leaf(3);
            x.sum().toScalar().mul(2).backward();
            assertThat(x.grad().toFloats()).containsOnly(2f);
        }
    }

    @Test
    void messagesNameWhatWasCalled() throws InterruptedException {
        Tape tape = Tape.record();
        Tensor y = leaf(3).mul(2);
        assertThat(elsewhere(tape::listing)).hasMessageStartingWith("listing:");
        tape.close();
        refuses(tape::listing, "listing: ");
        refuses(tape::listingWithValues, "listingWithValues: ");
        refuses(() -> InPlace.assign(leaf(3), y), "assign: ");
    }

    @Test
    void anotherThreadIsRefusedByTheTapeItself() throws InterruptedException {
        try (Tape tape = Tape.record()) {
            List<Runnable> uses = List.of(tape::noteSources, tape::retainAdjoints, tape::size, tape::listing);
            List<String> refused = new CopyOnWriteArrayList<>();
            Thread other = new Thread(() -> uses.forEach(use -> {
                try {
                    use.run();
                } catch (TapeException e) {
                    refused.add(e.getMessage());
                }
            }));
            other.start();
            other.join();
            assertThat(refused).hasSize(uses.size()).allMatch(m -> m.contains("a tape belongs to one thread"));
            uses.forEach(Runnable::run);
        }
    }
}
