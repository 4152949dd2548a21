package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    private static final Seed SEED = Seed.of(8);
    private final Tensor x = Tensor.full(DType.FLOAT32, 3, 200, 100);

    @Test
    void pyTorchsConventionDropsWithProbabilityPAndDividesByTheRest() {
        Dropout dropout = new Dropout(0.2, SEED);

        float[] y = dropout.forward(x).toFloats();

        // 3 * (1 / 0.8) in single precision
        assertThat(distinct(y)).containsExactly(0f, 3 * (float) (1 / 0.8));
        assertThat(share(y)).isCloseTo(0.8, within(0.015));
        dropout.eval();
        assertThat(dropout.forward(x)).isSameAs(x);
    }

    @Test
    void theKeepConventionIsTheSameWithTheOtherNumber() {
        Dropout dropout = Dropout.keep(0.8, SEED);

        float[] y = dropout.forward(x).toFloats();

        assertThat(distinct(y)).containsExactly(0f, 3 * (float) (1 / 0.8));
        assertThat(share(y)).isCloseTo(0.8, within(0.015));
        dropout.eval();
        assertThat(dropout.forward(x)).isSameAs(x);
    }

    @Test
    void srivastavasConventionScalesInEvaluation() {
        Dropout dropout = Dropout.srivastava(0.8, SEED);

        float[] y = dropout.forward(x).toFloats();

        assertThat(distinct(y)).containsExactly(0f, 3f);
        assertThat(share(y)).isCloseTo(0.8, within(0.015));
        dropout.eval();
        assertThat(dropout.forward(x).toFloats()).containsOnly(3 * 0.8f);
    }

    @Test
    void allThreeKeepTheExpectation() {
        for (Dropout dropout :
                List.of(new Dropout(0.3, SEED), Dropout.keep(0.3, SEED), Dropout.srivastava(0.3, SEED))) {
            double training = mean(dropout.forward(x));
            dropout.eval();
            double evaluation = mean(dropout.forward(x));
            assertThat(training).as(dropout.toString()).isCloseTo(evaluation, within(0.06 * evaluation));
        }
    }

    @Test
    void theEndsAreExact() {
        assertThat(new Dropout(0, SEED).forward(x)).isSameAs(x);
        assertThat(Dropout.keep(1, SEED).forward(x)).isSameAs(x);
        assertThat(Dropout.srivastava(1, SEED).forward(x)).isSameAs(x);
        for (Dropout all : List.of(new Dropout(1, SEED), Dropout.keep(0, SEED), Dropout.srivastava(0, SEED))) {
            assertThat(all.forward(x).toFloats()).containsOnly(0f);
        }
    }

    @Test
    void masksDifferFromCallToCallAndComeAgain() {
        Dropout dropout = new Dropout(0.5, SEED);
        float[] first = dropout.forward(x).toFloats();
        float[] second = dropout.forward(x).toFloats();
        assertThat(second).isNotEqualTo(first);

        dropout.rewind();
        assertThat(dropout.forward(x).toFloats()).isEqualTo(first);
        assertThat(dropout.forward(x).toFloats()).isEqualTo(second);
        assertThat(new Dropout(0.5, SEED).forward(x).toFloats()).isEqualTo(first);
        assertThat(new Dropout(0.5, Seed.of(9)).forward(x).toFloats()).isNotEqualTo(first);
        assertThat(Dropout.inverted(x, 0.5, SEED).toFloats()).isEqualTo(first);
    }

    @Test
    void evaluationDrawsNoMask() {
        Dropout dropout = new Dropout(0.5, SEED);
        dropout.eval();
        dropout.forward(x);
        dropout.train();
        assertThat(dropout.forward(x).toFloats())
                .isEqualTo(new Dropout(0.5, SEED).forward(x).toFloats());
    }

    @Test
    void theGradientIsTheMaskThatWasDrawn() {
        Tensor leaf = Tensor.full(DType.FLOAT64, 3, 50).requiresGrad(true);
        double[] y;
        try (Tape tape = Tape.record()) {
            Tensor z = new Dropout(0.4, SEED).forward(leaf);
            y = z.toDoubles();
            z.sum().backward();
        }
        assertThat(leaf.grad().mul(3).toDoubles()).containsExactly(y, within(1e-15));
    }

    @Test
    void shapesOfAnyKind() {
        Dropout dropout = new Dropout(0.5, SEED);
        assertThat(dropout.forward(Tensor.scalar(DType.FLOAT32, 1)).rank()).isZero();
        assertThat(dropout.forward(Tensor.zeros(DType.FLOAT64, 0, 3)).shape().toArray())
                .containsExactly(0, 3);
        assertThat(dropout).hasToString("Dropout(p=0.5)");
        assertThat(Dropout.srivastava(0.5, SEED)).hasToString("Dropout(keep=0.5, scaled in evaluation)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void otherNumbersAreNoProbabilities(double p) {
        assertThatThrownBy(() -> new Dropout(p, SEED))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Dropout: the probability to drop must be in [0, 1], got " + p);
        assertThatThrownBy(() -> Dropout.srivastava(p, SEED)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Dropout.inverted(x, p, SEED)).isInstanceOf(ArgumentException.class);
    }

    @Test
    void theSeedIsNeededAndTheTypeFloating() {
        assertThatThrownBy(() -> new Dropout(0.5, null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Seed.of");
        assertThatThrownBy(() -> new Dropout(0.5, SEED).forward(Tensor.of(new long[] {1})))
                .isInstanceOf(DTypeException.class)
                .hasMessageStartingWith("Dropout: expected FLOAT32 or FLOAT64, got INT64");
    }

    private static Float[] distinct(float[] values) {
        Float[] all = new Float[values.length];
        Arrays.setAll(all, i -> values[i]);
        return Arrays.stream(all).distinct().sorted().toArray(Float[]::new);
    }

    private static double share(float[] values) {
        int kept = 0;
        for (float v : values) {
            kept += v == 0 ? 0 : 1;
        }
        return (double) kept / values.length;
    }

    private static double mean(Tensor t) {
        return t.mean().item();
    }
}
