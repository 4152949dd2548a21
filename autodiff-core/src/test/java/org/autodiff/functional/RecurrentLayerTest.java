package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.functional.Recurrent.Layers;
import org.autodiff.functional.Recurrent.LstmSequence;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.functional.Recurrent.Sequence;
import org.autodiff.functional.Recurrent.Weights;
import org.junit.jupiter.api.Test;

/** Recurrent layers as one operation against the same composed step by step, which layers with lengths are. */
class RecurrentLayerTest {
    private enum Kind {
        TANH(1),
        RELU(1),
        GRU(3),
        LSTM(4);

        private final int gates;

        Kind(int gates) {
            this.gates = gates;
        }

        Tensor run(Tensor x, int[] lengths, Tensor h, Tensor c, Layers layers) {
            if (this == LSTM) {
                LstmSequence s = Recurrent.lstm(x, lengths, new LstmState(h, c), layers);
                return Tensor.concat(0, s.output().flatten(), s.h().flatten(), s.c().flatten());
            }
            Sequence s = this == GRU
                    ? Recurrent.gru(x, lengths, h, layers)
                    : Recurrent.rnn(x, lengths, h, layers, this == TANH ? Nonlinearity.TANH : Nonlinearity.RELU);
            return Tensor.concat(0, s.output().flatten(), s.h().flatten());
        }
    }

    private record Sizes(int times, int batch, int in, int hidden) {}

    private static Tensor draw(DType dtype, int i, int... shape) {
        return Tensor.uniform(Seed.of(31).child(i), dtype, -0.6, 0.6, shape);
    }

    private static Tensor[] inputs(Kind kind, DType dtype, Sizes s, int directions) {
        List<Tensor> all = new ArrayList<>();
        all.add(draw(dtype, 1, s.times(), s.batch(), s.in()));
        all.add(draw(dtype, 2, directions, s.batch(), s.hidden()));
        all.add(draw(dtype, 3, directions, s.batch(), s.hidden()));
        for (int k = 0; k < directions; k++) {
            all.add(draw(dtype, 10 * k + 4, kind.gates * s.hidden(), s.in()));
            all.add(draw(dtype, 10 * k + 5, kind.gates * s.hidden(), s.hidden()));
            all.add(draw(dtype, 10 * k + 6, kind.gates * s.hidden()));
            all.add(draw(dtype, 10 * k + 7, kind.gates * s.hidden()));
        }
        return all.toArray(Tensor[]::new);
    }

    private static Tensor run(Kind kind, boolean composed, Tensor[] t) {
        List<Weights> weights = new ArrayList<>();
        for (int k = 3; k < t.length; k += 4) {
            weights.add(new Weights(t[k], t[k + 1], t[k + 2], t[k + 3]));
        }
        Layers layers = new Layers(weights, weights.size() > 1, false);
        int[] lengths = new int[t[0].shape().dim(1)];
        Arrays.fill(lengths, t[0].shape().dim(0));
        return kind.run(t[0], composed ? lengths : null, t[1], t[2], layers);
    }

    private static List<double[]> valueAndGradients(Kind kind, boolean composed, Tensor[] constants) {
        Tensor[] xs =
                Arrays.stream(constants).map(x -> x.detach().requiresGrad(true)).toArray(Tensor[]::new);
        try (Tape tape = Tape.record()) {
            Tensor y = run(kind, composed, xs);
            Gradients g =
                    tape.gradients(y.mul(draw(y.dtype(), 99, y.size())).sum(), kind == Kind.LSTM ? xs : without(xs, 2));
            List<double[]> all = new ArrayList<>();
            all.add(y.detach().to(DType.FLOAT64).toDoubles());
            for (Tensor x : kind == Kind.LSTM ? xs : without(xs, 2)) {
                all.add(g.of(x).to(DType.FLOAT64).toDoubles());
            }
            return all;
        }
    }

    private static Tensor[] without(Tensor[] xs, int i) {
        List<Tensor> some = new ArrayList<>(List.of(xs));
        some.remove(i);
        return some.toArray(Tensor[]::new);
    }

    @Test
    void oneOperationGivesWhatTheStepsGive() {
        for (Kind kind : Kind.values()) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                for (int directions : new int[] {1, 2}) {
                    for (Sizes s : List.of(new Sizes(1, 1, 2, 3), new Sizes(5, 3, 4, 2), new Sizes(6, 40, 20, 33))) {
                        Tensor[] xs = inputs(kind, dtype, s, directions);
                        List<double[]> fused = valueAndGradients(kind, false, xs);
                        List<double[]> composed = valueAndGradients(kind, true, xs);
                        for (int i = 0; i < fused.size(); i++) {
                            assertClose(kind + " " + dtype + " " + s + " " + i, dtype, fused.get(i), composed.get(i));
                        }
                    }
                }
            }
        }
    }

    private static void assertClose(String what, DType dtype, double[] a, double[] b) {
        double largest = Arrays.stream(b).map(Math::abs).max().orElse(0);
        double most = (dtype == DType.FLOAT32 ? 2e-5 : 1e-12) * Math.max(1, largest);
        assertThat(a).as(what).hasSameSizeAs(b);
        for (int i = 0; i < a.length; i++) {
            assertThat(Math.abs(a[i] - b[i]))
                    .as("%s at %d: %s, composed %s", what, i, a[i], b[i])
                    .isLessThanOrEqualTo(most);
        }
    }

    /** Wider than a register, so that one state is worked on in parts. */
    @Test
    void statesOfManyElements() {
        for (Kind kind : new Kind[] {Kind.GRU, Kind.LSTM}) {
            Tensor[] xs = inputs(kind, DType.FLOAT32, new Sizes(2, 2, 1, 2100), 1);
            List<double[]> fused = valueAndGradients(kind, false, xs);
            List<double[]> composed = valueAndGradients(kind, true, xs);
            for (int i = 0; i < fused.size(); i++) {
                assertClose(kind + " wide " + i, DType.FLOAT32, fused.get(i), composed.get(i));
            }
        }
    }

    @Test
    void secondOrder() {
        for (Kind kind : new Kind[] {Kind.TANH, Kind.GRU, Kind.LSTM}) {
            Tensor[] xs = inputs(kind, DType.FLOAT64, new Sizes(3, 2, 2, 2), 2);
            GradCheckReport report = GradCheck.order(2)
                    .check(
                            t -> {
                                List<Tensor> all = new ArrayList<>(List.of(t));
                                if (kind != Kind.LSTM) {
                                    all.add(2, t[1]); // a cell state that nobody reads
                                }
                                return run(kind, false, all.toArray(Tensor[]::new));
                            },
                            kind == Kind.LSTM ? xs : without(xs, 2));
            assertThat(report.passed()).as("%s: %s", kind, report).isTrue();
        }
    }

    @Test
    void infiniteAndMissingNumbersGoWhereTheyGoStepByStep() {
        for (Kind kind : Kind.values()) {
            Tensor[] xs = inputs(kind, DType.FLOAT64, new Sizes(3, 4, 2, 3), 1);
            double[] x = xs[0].toDoubles();
            x[1] = Double.NaN;
            x[2] = Double.POSITIVE_INFINITY;
            x[12] = Double.NEGATIVE_INFINITY;
            xs[0] = Tensor.of(x, 3, 4, 2);
            double[] fused = run(kind, false, xs).toDoubles();
            double[] composed = run(kind, true, xs).toDoubles();
            for (int i = 0; i < fused.length; i++) {
                boolean same = Double.isFinite(composed[i])
                        ? Math.abs(fused[i] - composed[i]) < 1e-12
                        : Double.compare(fused[i], composed[i]) == 0;
                assertThat(same)
                        .as("%s at %d: %s, composed %s", kind, i, fused[i], composed[i])
                        .isTrue();
            }
        }
    }
}
