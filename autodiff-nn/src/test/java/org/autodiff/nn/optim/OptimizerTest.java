package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    private final Parameter p = GivenGradient.parameter("p", 1, 2);
    private final Parameter q = GivenGradient.parameter("q", 3);

    @Test
    void aParameterWithoutGradientStaysAsItIs() {
        Sgd sgd = new Sgd(List.of(p, q), 0.5);
        GivenGradient.set(q.tensor(), 2);

        sgd.step();

        assertThat(p.tensor().toDoubles()).containsExactly(1, 2);
        assertThat(q.tensor().item()).isEqualTo(2);
    }

    @Test
    void zeroGradForgetsAllGradients() {
        Sgd sgd = new Sgd(List.of(p, q), 0.5);
        GivenGradient.set(p.tensor(), 1, 1);
        GivenGradient.set(q.tensor(), 1);

        sgd.zeroGrad();
        sgd.step();

        assertThat(p.tensor().toDoubles()).containsExactly(1, 2);
        assertThat(q.tensor().item()).isEqualTo(3);
    }

    @Test
    void theLearningRateCanBeChangedBetweenSteps() {
        Sgd sgd = new Sgd(List.of(q), 0.5);
        GivenGradient.set(q.tensor(), 1);
        sgd.step();

        sgd.learningRate(0.25);
        sgd.step();

        assertThat(sgd.learningRate()).isEqualTo(0.25);
        assertThat(q.tensor().item()).isEqualTo(2.25);
    }

    @Test
    void stateMadeInsideATapeOutlivesIt() {
        Sgd sgd = new Sgd(List.of(q), 1, 0.5);
        Adam adam = new Adam(List.of(p), 0.1, Adam.Options.DEFAULT.withEps(0));
        for (int step = 0; step < 3; step++) {
            try (Tape tape = Tape.record()) {
                sgd.zeroGrad();
                adam.zeroGrad();
                q.tensor().sum().backward();
                p.tensor().sum().backward();
                sgd.step();
                adam.step();
            }
        }

        // momentum 1, 1.5, 1.75
        assertThat(q.tensor().item()).isEqualTo(3 - 4.25, within(1e-14));
        // equal gradients: Adam walks by its learning rate
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.7, 1.7}, within(1e-12));
    }

    @Test
    void singlePrecisionStaysSinglePrecision() {
        Parameter single = new Parameter("s", Tensor.of(new float[] {1, 2}, 2).requiresGrad(true));
        Sgd sgd = new Sgd(
                List.of(single), 0.1, Sgd.Options.DEFAULT.withMomentum(0.9).withWeightDecay(0.01));
        for (int step = 0; step < 2; step++) {
            try (Tape tape = Tape.record()) {
                sgd.zeroGrad();
                single.tensor().square().sum().backward();
            }
            sgd.step();
        }

        // for p = 1: d = 2.01, p = 0.799; then d = 0.9 * 2.01 + 2.01 * 0.799, p = 0.799 - 0.341499
        assertThat(single.tensor().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(single.tensor().toFloats()).containsExactly(new float[] {0.457501f, 0.915002f}, within(1e-6f));
    }

    @Test
    void aRuleOfOnesOwnNeedsOneMethod() {
        Optimizer signDescent = new Optimizer(List.of(p, q), 0.5) {
            @Override
            protected void update(ParameterGroup group, ParameterState state, Tensor tensor, Tensor gradient) {
                InPlace.addScaled(
                        tensor,
                        -learningRate() * Math.signum(gradient.sum().item()),
                        gradient.mul(0).add(1));
            }
        };
        GivenGradient.set(p.tensor(), 7, -3);
        GivenGradient.set(q.tensor(), -9);

        signDescent.step();

        assertThat(p.tensor().toDoubles()).containsExactly(0.5, 1.5);
        assertThat(q.tensor().item()).isEqualTo(3.5);
        assertThat(signDescent.parameters()).containsExactly(p, q);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-3, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void badLearningRatesAreRefused(double rate) {
        assertThatThrownBy(() -> new Sgd(List.of(p), rate))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Sgd: the learning rate must be finite and not negative, got " + rate)
                .hasMessageContaining("usual values");
        Adam adam = new Adam(List.of(p), 0.001);
        assertThatThrownBy(() -> adam.learningRate(rate))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Adam: the learning rate must be finite and not negative, got " + rate);
        assertThat(adam.learningRate()).isEqualTo(0.001);
    }

    @Test
    void anEmptyListIsRefused() {
        assertThatThrownBy(() -> new Adam(List.of(), 0.1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Adam: the list of parameters is empty");
    }

    @Test
    void aTensorListedTwiceIsRefused() {
        assertThatThrownBy(() -> new Sgd(List.of(p, q, new Parameter("again", p.tensor())), 0.1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("parameter 'again' is in the list twice");
    }
}
