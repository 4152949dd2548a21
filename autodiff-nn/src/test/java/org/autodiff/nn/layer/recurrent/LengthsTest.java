package org.autodiff.nn.layer.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.autodiff.Gradients;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Batches of sequences of different lengths against each sequence by itself, without padding, which is what a packed sequence means;
 * and against libtorch 2.7.1's {@code pack_padded_sequence}.
 */
class LengthsTest {
    private static final Seed SEED = Seed.of(5);
    private static final int TIMES = 5;
    private static final int HIDDEN = 3;
    private static final int[] LENGTHS = {3, 5, 1, 4};

    /** What a network gives: the output, then each kind of final state. */
    private interface Network extends BiFunction<Tensor, int[], List<Tensor>> {}

    private record Case(String name, Module module, Network network, boolean batchFirst) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> cases() {
        RecurrentOptions one = RecurrentOptions.DEFAULT.withDtype(DType.FLOAT64);
        RecurrentOptions deep = one.withLayers(2).withBidirectional(true);
        List<Case> all = new ArrayList<>();
        for (RecurrentOptions options : List.of(one, deep, deep.withBatchFirst(true))) {
            RNN rnn = new RNN(2, HIDDEN, Nonlinearity.TANH, options, SEED);
            GRU gru = new GRU(2, HIDDEN, options, SEED);
            LSTM lstm = new LSTM(2, HIDDEN, options, SEED);
            boolean first = options.batchFirst();
            all.add(new Case(
                    rnn.toString(),
                    rnn,
                    (x, n) -> {
                        var s = rnn.forward(x, n, null);
                        return List.of(s.output(), s.h());
                    },
                    first));
            all.add(new Case(
                    gru.toString(),
                    gru,
                    (x, n) -> {
                        var s = gru.forward(x, n, null);
                        return List.of(s.output(), s.h());
                    },
                    first));
            all.add(new Case(
                    lstm.toString(),
                    lstm,
                    (x, n) -> {
                        var s = lstm.forward(x, n, null);
                        return List.of(s.output(), s.h(), s.c());
                    },
                    first));
        }
        return all.stream();
    }

    /** [time, N, 2]; NaN beyond the lengths, which nothing may come from. */
    private static Tensor padded() {
        double[] values = Tensor.normal(SEED, DType.FLOAT64, 0, 1, TIMES, LENGTHS.length, 2)
                .toDoubles();
        for (int i = 0; i < values.length; i++) {
            int sequence = i / 2 % LENGTHS.length;
            values[i] = i / (2 * LENGTHS.length) < LENGTHS[sequence] ? values[i] : Double.NaN;
        }
        return Tensor.of(values, TIMES, LENGTHS.length, 2);
    }

    private static Tensor laidOut(Case c, Tensor x) {
        return c.batchFirst() ? x.transpose(0, 1) : x;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachSequenceIsAsIfByItself(Case c) {
        Tensor x = padded();
        List<Tensor> together = c.network().apply(laidOut(c, x), LENGTHS);
        Tensor output = laidOut(c, together.get(0));
        for (int i = 0; i < LENGTHS.length; i++) {
            Tensor own = x.slice(1, i, i + 1).slice(0, 0, LENGTHS[i]);
            List<Tensor> alone = c.network().apply(laidOut(c, own), null);
            Tensor mine = output.slice(1, i, i + 1);
            assertClose(mine.slice(0, 0, LENGTHS[i]), laidOut(c, alone.get(0)));
            assertThat(mine.slice(0, LENGTHS[i], TIMES).toDoubles())
                    .containsOnly(LENGTHS[i] == TIMES ? new double[0] : new double[] {0});
            for (int k = 1; k < alone.size(); k++) {
                assertClose(together.get(k).slice(1, i, i + 1), alone.get(k));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsAreThoseOfTheSequencesByThemselves(Case c) {
        Tensor x = padded().requiresGrad(true);
        Tensor[] by = Stream.concat(c.module().parameters().stream().map(Parameter::tensor), Stream.of(x))
                .toArray(Tensor[]::new);
        List<Tensor> together;
        List<Tensor> alone;
        try (Tape tape = Tape.record()) {
            Gradients g = tape.gradients(value(c, x, LENGTHS), by);
            together = g.all().stream().map(Tensor::detach).toList();
        }
        try (Tape tape = Tape.record()) {
            Tensor sum = null;
            for (int i = 0; i < LENGTHS.length; i++) {
                Tensor one = value(c, x.slice(1, i, i + 1).slice(0, 0, LENGTHS[i]), null);
                sum = sum == null ? one : sum.add(one);
            }
            alone = tape.gradients(sum, by).all().stream().map(Tensor::detach).toList();
        }
        for (int i = 0; i < by.length; i++) {
            assertClose(together.get(i), alone.get(i));
        }
    }

    /** A number of all that a network gives, in which each time counts differently. */
    private static Tensor value(Case c, Tensor x, int[] lengths) {
        List<Tensor> all = c.network().apply(laidOut(c, x), lengths);
        Tensor output = laidOut(c, all.get(0));
        Tensor weights = Tensor.normal(
                        SEED, DType.FLOAT64, 0, 1, TIMES, 1, output.shape().dim(2))
                .slice(0, 0, output.shape().dim(0));
        Tensor sum = output.mul(weights).sum();
        for (Tensor state : all.subList(1, all.size())) {
            sum = sum.add(state.square().sum());
        }
        return sum;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsAgainstDifferences(Case c) {
        Tensor x = Tensor.normal(SEED, DType.FLOAT64, 0, 1, TIMES, 2, 2);
        assertThat(GradCheck.order(2)
                        .check(xs -> value(c, xs[0], new int[] {2, 5}), x)
                        .passed())
                .isTrue();
    }

    /** Element i of a parameter or input is {@code sin(1.7 i + k)}, where k is the sum of its name's characters modulo 97. */
    private static Tensor wave(String name, Shape shape) {
        int k = name.chars().sum() % 97;
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(1.7 * i + k);
        }
        return Tensor.of(values, shape.toArray());
    }

    @Test
    void packedSequencesOfLibtorch() {
        LSTM lstm =
                new LSTM(2, 2, RecurrentOptions.DEFAULT.withDtype(DType.FLOAT64).withBidirectional(true), SEED);
        lstm.parameters()
                .forEach(p ->
                        InPlace.assign(p.tensor(), wave(p.name(), p.tensor().shape())));
        var all = lstm.forward(wave("x", Shape.of(4, 3, 2)), new int[] {2, 4, 1}, null);
        assertThat(all.output().toDoubles())
                .containsExactly(
                        new double[] {
                            0.09373280057379112,
                            0.04574726288880107,
                            0.02862302096592624,
                            0.30901611597203055,
                            0.16037797522941535,
                            -0.07081288375793102,
                            0.29917761557010075,
                            -0.11407017969314272,
                            0.03564095623253714,
                            0.26931484127753275,
                            0.03303615189345231,
                            0.4144381395591336,
                            0.27925184930400154,
                            -0.11565231726413125,
                            0.18372387893578002,
                            -0.12551277059028376,
                            0.03257687601246192,
                            0.3109804013988165,
                            0.05051955748465275,
                            0.33488370319788113,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0.30406542211559995,
                            -0.09783336471532986,
                            0.08659716468448288,
                            0.04449723089448203,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0.11975853092200528,
                            0.0345061130217645,
                            0.15027330077863638,
                            -0.1127570906627775,
                            0,
                            0,
                            0,
                            0
                        },
                        within(1e-14));
        assertThat(all.h().toDoubles())
                .containsExactly(
                        new double[] {
                            0.27925184930400154, -0.11565231726413125, 0.11975853092200528, 0.0345061130217645,
                            0.03564095623253714, 0.26931484127753275, 0.02862302096592624, 0.30901611597203055,
                            0.29917761557010075, -0.11407017969314272, 0.03303615189345231, 0.4144381395591336
                        },
                        within(1e-14));
        assertThat(all.c().toDoubles())
                .containsExactly(
                        new double[] {
                            1.05718084071745, -0.2555647821184654, 0.9516754955491864, 0.050633426257142775,
                            0.22395611226674664, 0.4886309815933406, 0.4564796565231142, 0.45345607421805045,
                            1.079149490750678, -0.41934975998175683, 0.6107608845744751, 0.5898266748174643
                        },
                        within(1e-13));
    }

    @Test
    void firstStatesStay() {
        LSTM lstm = new LSTM(
                2, HIDDEN, RecurrentOptions.DEFAULT.withDtype(DType.FLOAT64).withBidirectional(true), SEED);
        Tensor h = Tensor.normal(SEED.child(1), DType.FLOAT64, 0, 1, 2, LENGTHS.length, HIDDEN);
        Tensor x = padded();
        var all = lstm.forward(x, LENGTHS, new LstmState(h, h.mul(2)));
        for (int i = 0; i < LENGTHS.length; i++) {
            Tensor own = h.slice(1, i, i + 1);
            var one = lstm.forward(x.slice(1, i, i + 1).slice(0, 0, LENGTHS[i]), new LstmState(own, own.mul(2)));
            assertClose(all.h().slice(1, i, i + 1), one.h());
            assertClose(all.c().slice(1, i, i + 1), one.c());
        }
    }

    @Test
    void paddingAndBack() {
        Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
        Tensor b = Tensor.of(new double[] {7, 8}, 1, 2);
        Tensor padded = Sequences.padSequence(List.of(a, b));
        assertThat(padded.shape().toArray()).containsExactly(3, 2, 2);
        assertThat(padded.toDoubles()).containsExactly(1, 2, 7, 8, 3, 4, 0, 0, 5, 6, 0, 0);
        Tensor first = Sequences.padSequence(List.of(a, b), true, -1);
        assertThat(first.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, -1);
        assertThat(Sequences.unpadSequence(padded, 3, 1))
                .extracting(t -> t.toDoubles())
                .containsExactly(a.toDoubles(), b.toDoubles());
        assertThat(Sequences.unpadSequence(first, true, 3, 1))
                .extracting(t -> t.toDoubles())
                .containsExactly(a.toDoubles(), b.toDoubles());
        assertThat(GradCheck.order(2)
                        .check(
                                xs -> Sequences.padSequence(Arrays.asList(xs))
                                        .sin()
                                        .sum(),
                                a,
                                b)
                        .passed())
                .isTrue();
    }

    @Test
    void errors() {
        GRU gru = new GRU(2, HIDDEN, RecurrentOptions.DEFAULT.withDtype(DType.FLOAT64), SEED);
        Tensor x = Tensor.zeros(DType.FLOAT64, TIMES, 2, 2);
        assertThatThrownBy(() -> gru.forward(x, new int[] {1}, null))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1 lengths for a batch of 2");
        assertThatThrownBy(() -> gru.forward(x, new int[] {1, 0}, null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the length 0 of sequence 1");
        assertThatThrownBy(() -> gru.forward(x, new int[] {6, 1}, null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Sequences.padSequence(List.of())).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Sequences.padSequence(List.of(x, Tensor.zeros(DType.FLOAT64, 3, 2))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("alike in all axes but the first");
        assertThatThrownBy(() -> Sequences.unpadSequence(x, 6, 1)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Sequences.unpadSequence(x, 1)).isInstanceOf(ShapeException.class);
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toDoubles()).containsExactly(expected.toDoubles(), within(1e-13));
    }
}
