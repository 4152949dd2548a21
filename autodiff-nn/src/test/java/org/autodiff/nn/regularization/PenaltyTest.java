package org.autodiff.nn.regularization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.AdamW;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.Test;

class PenaltyTest {
    private static final Seed SEED = Seed.of(3);

    private final Parameter p = parameter(1, -2, 0);
    private final Parameter q = parameter(3);

    private static Parameter parameter(double... values) {
        return new Parameter("p", Tensor.of(values, values.length).requiresGrad(true));
    }

    private void assertPenalty(Penalty penalty, double value, double... gradientOfP) {
        p.tensor().zeroGrad();
        try (Tape tape = Tape.record()) {
            Tensor y = penalty.of(List.of(p, q));
            y.backward();
            assertThat(y.rank()).isZero();
            assertThat(y.item()).isCloseTo(value, within(1e-15));
        }
        assertThat(p.grad().toDoubles()).containsExactly(gradientOfP, within(1e-15));
    }

    @Test
    void theThreeScalingsOfTheSquares() {
        assertPenalty(Penalty.l2(0.1), 1.4, 0.2, -0.4, 0);
        assertPenalty(Penalty.l2(0.1).halved(), 0.7, 0.1, -0.2, 0);
        assertPenalty(Penalty.l2(0.1).halvedPer(4), 0.175, 0.025, -0.05, 0);
    }

    @Test
    void theThreeScalingsOfTheAbsoluteValues() {
        assertPenalty(Penalty.l1(0.5), 3, 0.5, -0.5, 0);
        assertPenalty(Penalty.l1(0.5).halved(), 1.5, 0.25, -0.25, 0);
        assertPenalty(Penalty.l1(0.5).halvedPer(5), 0.3, 0.05, -0.05, 0);
    }

    @Test
    void weightsAreNeitherBiasesNorScales() {
        Sequential net = new Sequential(
                new Linear(2, 3, SEED), new BatchNorm1d(3), new ReLU(), new Linear(3, 1, SEED), new GRU(1, 2, SEED));
        assertThat(Penalty.weights(net))
                .extracting(Parameter::name)
                .containsExactly("0.weight", "3.weight", "4.weight_ih_l0", "4.weight_hh_l0");
        assertThat(Penalty.weights(new Sequential(new LayerNorm(3, 4), new LayerNorm(4))))
                .isEmpty();
        assertThat(Penalty.weights(new LayerNorm(3, 4))).isEmpty();
        double sum = 0;
        for (Parameter weight : Penalty.weights(net)) {
            for (double w : weight.tensor().toDoubles()) {
                sum += w * w;
            }
        }
        assertThat(Penalty.l2(2).of(net).item()).isCloseTo(2 * sum, within(1e-5));
        assertThat(Penalty.l2(2).of(net).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void frozenParametersAreConstants() {
        Linear linear = new Linear(2, 2, SEED);
        linear.freeze();
        try (Tape tape = Tape.record()) {
            Penalty.l2(1).of(linear).add(q.tensor().to(DType.FLOAT32).sum()).backward();
        }
        assertThat(linear.weight().grad()).isNull();
    }

    /** Parameters after five steps on (w - 1)^2 / 2 times a curvature, with something added to the loss. */
    private static double[] after(Function<List<Parameter>, Optimizer> rule, Function<List<Parameter>, Tensor> extra) {
        Parameter w = parameter(0.5, -2, 4);
        Tensor curvature = Tensor.of(new double[] {0.1, 1, 3});
        Optimizer optimizer = rule.apply(List.of(w));
        for (int i = 0; i < 5; i++) {
            optimizer.step(() -> {
                optimizer.zeroGrad();
                try (Tape tape = Tape.record()) {
                    Tensor loss =
                            w.tensor().sub(1).square().mul(curvature).sum().mul(0.5);
                    Tensor all = extra == null ? loss : loss.add(extra.apply(List.of(w)));
                    all.backward();
                    return all.item();
                }
            });
        }
        return w.tensor().toDoubles();
    }

    private static double[] penalised(Function<List<Parameter>, Optimizer> rule) {
        return after(rule, Penalty.l2(0.3).halved()::of);
    }

    @Test
    void decayIsAPenaltyForGradientDescent() {
        Sgd.Options decay = Sgd.Options.DEFAULT.withWeightDecay(0.3);
        double[] expected = penalised(p -> new Sgd(p, 0.1));
        assertThat(after(p -> new Sgd(p, 0.1, decay), null)).containsExactly(expected, within(1e-14));
        assertThat(after(p -> new Sgd(p, 0.1, decay.withDecoupled(true)), null))
                .containsExactly(expected, within(1e-14));
        // with momentum only the decay that is part of the gradient is one
        double[] withMomentum = penalised(p -> new Sgd(p, 0.1, 0.9));
        assertThat(after(p -> new Sgd(p, 0.1, decay.withMomentum(0.9)), null))
                .containsExactly(withMomentum, within(1e-14));
        assertFarFrom(
                withMomentum, after(p -> new Sgd(p, 0.1, decay.withMomentum(0.9).withDecoupled(true)), null));
    }

    @Test
    void decoupledDecayIsNoPenaltyForAdam() {
        double[] expected = penalised(p -> new Adam(p, 0.1));
        Adam.Options decay = Adam.Options.DEFAULT.withWeightDecay(0.3);
        assertThat(after(p -> new Adam(p, 0.1, decay), null)).containsExactly(expected, within(1e-14));
        assertFarFrom(expected, after(p -> new AdamW(p, 0.1, decay), null));
    }

    private static void assertFarFrom(double[] expected, double[] actual) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isGreaterThan(1e-3);
        }
    }

    /** Decay once by hand: p (1 - 0.1 * 0.5) - 0.1 (momentum 0 at first). */
    @Test
    void decoupledDecayStaysOutOfTheMomentum() {
        Parameter w = parameter(2);
        Sgd sgd = new Sgd(
                List.of(w),
                0.1,
                Sgd.Options.DEFAULT.withMomentum(0.5).withWeightDecay(0.5).withDecoupled(true));
        double expected = 2;
        double velocity = 0;
        for (int i = 0; i < 3; i++) {
            sgd.zeroGrad();
            try (Tape tape = Tape.record()) {
                w.tensor().sum().backward();
            }
            sgd.step();
            velocity = 0.5 * velocity + 1;
            expected = expected * 0.95 - 0.1 * velocity;
            assertThat(w.tensor().item()).isCloseTo(expected, within(1e-15));
        }
    }

    @Test
    void whatItRefuses() {
        assertThatThrownBy(() -> Penalty.l1(-1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("Penalty.l1", "-1.0");
        assertThatThrownBy(() -> Penalty.l2(Double.NaN)).hasMessageContainingAll("Penalty.l2", "NaN");
        assertThatThrownBy(() -> Penalty.l2(1).halvedPer(0)).hasMessageContaining("number of samples");
        assertThatThrownBy(() -> Penalty.l2(1).of(List.of())).hasMessageContaining("module.parameters()");
        assertThatThrownBy(() -> Penalty.l2(1).of(new ReLU()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("ReLU", "no weights");
    }
}
