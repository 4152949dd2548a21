package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.autodiff.Movement;
import org.autodiff.Node;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Recurrent.Layers;
import org.autodiff.functional.Recurrent.LstmSequence;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.functional.Recurrent.Sequence;
import org.autodiff.functional.Recurrent.Weights;
import org.junit.jupiter.api.Test;

/** Recurrent steps and layers beyond the reference cases: derivatives, defaults, long sequences, refusals. */
class RecurrentTest {
    private static final Seed SEED = Seed.of(31);

    private static Tensor draw(int i, int... shape) {
        return Tensor.uniform(SEED.child(i), DType.FLOAT64, -1, 1, shape);
    }

    private static Weights weights(int i, int gates, int in, int hidden) {
        return new Weights(
                draw(i, gates * hidden, in),
                draw(i + 1, gates * hidden, hidden),
                draw(i + 2, gates * hidden),
                draw(i + 3, gates * hidden));
    }

    private static void assertSound(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @Test
    void derivativesOfSteps() {
        Tensor x = draw(1, 2, 3);
        Tensor h = draw(2, 2, 2);
        Weights w = weights(10, 4, 3, 2);
        assertSound(
                t -> {
                    LstmState s =
                            Recurrent.lstmCell(t[0], new LstmState(t[1], t[2]), new Weights(t[3], t[4], t[5], null));
                    return Tensor.concat(0, s.h(), s.c());
                },
                x,
                h,
                draw(3, 2, 2),
                w.weightIh(),
                w.weightHh(),
                w.biasIh());
        Weights g = weights(20, 3, 3, 2);
        assertSound(
                t -> Recurrent.gruCell(t[0], t[1], new Weights(t[2], t[3], t[4], t[5])),
                x,
                h,
                g.weightIh(),
                g.weightHh(),
                g.biasIh(),
                g.biasHh());
    }

    @Test
    void derivativesThroughTwoBidirectionalLayers() {
        Tensor x = draw(1, 2, 3, 2); // batch first
        Weights forward = weights(10, 3, 2, 2);
        Weights reverse = weights(20, 3, 2, 2);
        Weights above = weights(30, 3, 4, 2);
        assertSound(
                t -> {
                    Layers layers =
                            new Layers(List.of(new Weights(t[1], t[2], null, null), reverse, above, above), true, true);
                    Sequence s = Recurrent.gru(t[0], null, layers);
                    return Tensor.concat(0, s.output().reshape(24), s.h().reshape(16));
                },
                x,
                forward.weightIh(),
                forward.weightHh());
    }

    @Test
    void aSequenceIsItsSteps() {
        Weights w = weights(10, 4, 3, 2);
        Tensor x = draw(1, 5, 2, 3);
        LstmState s = new LstmState(draw(2, 2, 2), draw(3, 2, 2));
        LstmSequence all =
                Recurrent.lstm(x, new LstmState(s.h().reshape(1, 2, 2), s.c().reshape(1, 2, 2)), new Layers(w));

        for (int t = 0; t < 5; t++) {
            s = Recurrent.lstmCell(x.slice(0, t, t + 1).reshape(2, 3), s, w);
            assertThat(all.output()
                            .slice(0, t, t + 1)
                            .reshape(2, 2)
                            .sub(s.h())
                            .abs()
                            .max()
                            .item())
                    .isLessThan(1e-15);
        }
        assertThat(all.c().reshape(2, 2).sub(s.c()).abs().max().item()).isLessThan(1e-15);
        assertThat(all.h().shape()).isEqualTo(Shape.of(1, 2, 2));
    }

    @Test
    void noStateMeansZeros() {
        Weights w = weights(10, 1, 3, 2);
        Tensor x = draw(1, 4, 2, 3);

        Sequence none = Recurrent.rnn(x, null, new Layers(w), Nonlinearity.TANH);
        Sequence zeros = Recurrent.rnn(x, Tensor.zeros(DType.FLOAT64, 1, 2, 2), new Layers(w), Nonlinearity.TANH);

        assertThat(none.output().toDoubles()).containsExactly(zeros.output().toDoubles());
    }

    @Test
    void theReverseSweepOfALongSequenceIsNotQuadratic() {
        // the cotangents of single slices would be as long as the sequence: 4096 times 4096 numbers and more
        int steps = 4096;
        Weights w = weights(10, 1, 2, 2);
        try (Tape tape = Tape.record()) {
            Tensor x = draw(1, steps, 1, 2).requiresGrad(true);
            Tensor y = Recurrent.rnn(x, null, new Layers(w), Nonlinearity.TANH)
                    .output()
                    .sum();
            long embedded = 0;
            for (int i = 0; i < tape.size(); i++) {
                Node node = tape.node(i);
                if (node.op() == Movement.SLICE) {
                    embedded += tape.node(node.inputs()[0]).value().size();
                }
            }
            assertThat(embedded).isLessThan(2L * steps * 2 * 14);
            assertThat(tape.gradients(y, x).of(0).shape()).isEqualTo(x.shape());
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Weights w = weights(10, 4, 3, 2);
        LstmState s = new LstmState(draw(1, 2, 2), draw(2, 2, 2));
        assertThatThrownBy(() -> Recurrent.lstmCell(draw(3, 2, 4), s, w))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("lstmCell", "[2, 4]", "[8, 3]");
        assertThatThrownBy(() -> Recurrent.lstmCell(draw(3, 5, 3), s, w))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("lstmCell", "[2, 2]", "[5, 3]", "[5, 2]");
        assertThatThrownBy(() -> Recurrent.gruCell(draw(3, 2, 3), s.h(), w))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("gruCell", "[8, 2]", "[6, 2]");
        assertThatThrownBy(() -> Recurrent.lstmCell(draw(3, 2, 3).to(DType.FLOAT32), s, w))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("lstmCell", "FLOAT32", "FLOAT64");
        assertThatThrownBy(() -> new LstmState(s.h(), draw(1, 3, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("[2, 2]", "[3, 2]");
        assertThatThrownBy(() -> Weights.of(draw(1, 8, 3), draw(1, 6, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("[8, 3]", "[6, 2]");
        assertThatThrownBy(() -> Recurrent.lstm(draw(3, 2, 3), null, new Layers(w)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("lstm", "[2, 3]", "[time, batch, features]");
        assertThatThrownBy(() -> Recurrent.lstm(draw(3, 0, 2, 3), null, new Layers(w)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("lstm", "[0, 2, 3]", "no time steps");
        assertThatThrownBy(() -> Recurrent.lstm(draw(3, 5, 2, 3), s, new Layers(w)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("lstm", "h0", "[2, 2]", "[1, 2, 2]");
        assertThatThrownBy(() -> Recurrent.lstm(draw(3, 5, 2, 3), null, new Layers(w, w)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("lstm", "[5, 2, 2]", "[8, 3]");
        assertThatThrownBy(() -> new Layers(w).withBidirectional(true))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("1 sets", "forward and reverse");
    }
}
