package com.example.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.TapeException;
import org.autodiff.inspect.Disconnected;
import org.junit.jupiter.api.Test;

/** Leaves that no gradient reaches, and the operation that cut them off. */
class DisconnectedTest {
    private final Tensor x = Tensor.of(new double[] {1, -2, 3}).requiresGrad(true);
    private final Tensor w = Tensor.of(new double[] {0.5, 0.25, -1}).requiresGrad(true);

    /** A loss in which w takes part directly, and a function of x * x by way of a cut. */
    private Disconnected cutBy(UnaryOperator<Tensor> cut) {
        try (Tape tape = Tape.record().noteCuts().noteSources()) {
            Tensor inner = x.square();
            Tensor loss = cut.apply(inner).mul(2).mul(w).sum();
            List<Disconnected> all = Disconnected.of(tape, loss, Map.of("x", x));
            assertThat(all).hasSize(1);
            assertThat(Disconnected.of(tape, loss, Map.of("w", w))).isEmpty();
            loss.backward();
            assertThat(x.grad()).isNull();
            return all.get(0);
        }
    }

    @Test
    void theNearestCutIsNamedWithItsLine() {
        Disconnected d = cutBy(Tensor::detach);
        assertThat(d.cut().by()).isEqualTo("detach");
        assertThat(d.cut().source()).startsWith("DisconnectedTest.java:");
        assertThat(d.toString())
                .matches("x: cut off by detach of %1 \\(square at DisconnectedTest\\.java:\\d+\\)"
                        + " at DisconnectedTest\\.java:\\d+, 1 step after it; leave it out if a gradient is to flow");
        assertThat(cutBy(Tensor::stopGradient).cut().by()).isEqualTo("stopGradient");
    }

    @Test
    void everyKindOfCut() {
        assertThat(cutBy(t -> t.gt(2).to(DType.FLOAT64)).toString())
                .contains("cut off by gt of %1", "piecewise constant");
        assertThat(cutBy(t -> t.argmax(0).to(DType.FLOAT64)).toString()).contains("cut off by argmax of %1");
        assertThat(cutBy(t -> t.to(DType.INT64).to(DType.FLOAT64)).toString())
                .contains("cut off by cast of %1", "a cast to integers has no gradient");
        assertThat(cutBy(Tensor::sign).toString()).contains("cut off by sign of %1");
        assertThat(cutBy(t -> {
                            try (Scope scope = Scope.noGrad()) {
                                return t.mul(3).detach();
                            }
                        })
                        .toString())
                .contains("cut off by noGrad of %1", "compute it outside of Scope.noGrad()");
        assertThat(cutBy(t -> Tensor.of(t.toDoubles())).toString())
                .contains("the numbers of %1 (square", "were read into Java at DisconnectedTest.java:")
                .endsWith("compute with the tensor itself");
    }

    @Test
    void ofSeveralCutsTheOneThatLeadsToTheResultIsNamed() {
        try (Tape tape = Tape.record().noteCuts()) {
            Tensor unused = x.detach();
            Tensor loss = x.mul(2).relu().detach().exp().mul(w).sum();
            Disconnected d = Disconnected.of(tape, loss, Map.of("x", x)).get(0);
            assertThat(unused.size()).isEqualTo(3);
            assertThat(d.cut().into()).isNotEmpty();
            assertThat(d.why()).startsWith("cut off by detach of %3 (relu)").contains("2 steps after it");
        }
    }

    @Test
    void aLeafInSideAScopeWithoutRecording() {
        try (Tape tape = Tape.record().noteCuts()) {
            Tensor encoded;
            try (Scope scope = Scope.noGrad()) {
                encoded = x.mul(2).detach();
            }
            Tensor loss = encoded.mul(w).sum();
            assertThat(Disconnected.of(tape, loss, Map.of("x", x)))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("x: cut off by noGrad of %0 (leaf) at DisconnectedTest.java:");
        }
    }

    @Test
    void withoutACutItSaysWhatIsKnown() {
        Tensor frozen = Tensor.of(new double[] {1, 1, 1}).requiresGrad(true);
        InPlace.freeze(frozen);
        Tensor never = Tensor.of(new double[] {1}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor aside = x.square().exp();
            Tensor loss = w.mul(frozen).sum();
            assertThat(aside.isRecorded()).isTrue();
            Map<String, Tensor> leaves = new LinkedHashMap<>();
            leaves.put("x", x);
            leaves.put("w", w);
            leaves.put("frozen", frozen);
            leaves.put("never", never);
            List<Disconnected> all = Disconnected.of(tape, loss, leaves);
            assertThat(all).extracting(Disconnected::name).containsExactly("x", "frozen", "never");
            assertThat(all.get(0).why())
                    .isEqualTo("what is computed from it ends at %2 (exp), which the result does not read");
            assertThat(all.get(1).why()).contains("as a constant");
            assertThat(all.get(2).why()).startsWith("nothing on the tape reads it");
            assertThat(Disconnected.of(tape, loss))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("%0: what is computed");
            assertThat(tape.cuts()).isEmpty();
        }
    }

    @Test
    void sweepsNoteNothing() {
        try (Tape tape = Tape.record().noteCuts()) {
            Tensor loss = x.relu().mul(w).sum();
            loss.backward();
            assertThat(tape.cuts()).isEmpty();
        }
    }

    @Test
    void badArguments() {
        Tape closed = Tape.record().noteCuts();
        closed.close();
        assertThatThrownBy(() -> Disconnected.of(closed, x)).isInstanceOf(TapeException.class);
        assertThatThrownBy(() -> Disconnected.of(null, x)).isInstanceOf(ArgumentException.class);
        try (Tape tape = Tape.record()) {
            Tensor loss = x.sum();
            assertThatThrownBy(() -> Disconnected.of(tape, null)).isInstanceOf(ArgumentException.class);
            assertThatThrownBy(() -> Disconnected.of(tape, w))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("not on this tape");
            Map<String, Tensor> holes = new LinkedHashMap<>();
            holes.put("x", null);
            assertThatThrownBy(() -> Disconnected.of(tape, loss, holes)).isInstanceOf(ArgumentException.class);
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> Disconnected.of(tape, loss))
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TapeException.class);
        }
        try (Tape empty = Tape.record()) {
            assertThatThrownBy(() -> Disconnected.of(empty, x)).isInstanceOf(TapeException.class);
        }
    }
}
