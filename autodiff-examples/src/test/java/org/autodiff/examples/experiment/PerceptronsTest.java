package org.autodiff.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.experiment.Perceptron.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PerceptronsTest {

    private static final int SEEDS = 5;

    @ParameterizedTest
    @EnumSource
    void aPerceptronLearnsAndAndOr(Threshold threshold) {
        for (Gate gate : new Gate[] {Gate.AND, Gate.OR}) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                Perceptron perceptron = new Perceptron(threshold, 2, Seed.of(seed));
                assertThat(perceptron.learn(gate.all(), 0.1, 100))
                        .as(gate + ", seed " + seed)
                        .isPresent();
                assertThat(perceptron.outputs(gate.all().inputs()).toFloats())
                        .isEqualTo(gate == Gate.AND ? new float[] {0, 0, 0, 1} : new float[] {0, 1, 1, 1});
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPerceptronCannotLearnXor(Threshold threshold) {
        assertThat(Perceptrons.epochs(Gate.XOR, threshold, Seed.of(1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void logisticRegressionIsALineToo(int seed) {
        assertThat(Perceptrons.logisticRegression(Gate.AND, Seed.of(seed))).isEqualTo(1);
        assertThat(Perceptrons.logisticRegression(Gate.OR, Seed.of(seed))).isEqualTo(1);
        assertThat(Perceptrons.logisticRegression(Gate.XOR, Seed.of(seed))).isLessThan(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void twoLayersLearnXor(int seed) {
        assertThat(Perceptrons.twoLayers(Gate.XOR, 4, 1000, Seed.of(seed)).steps())
                .isPresent();
    }

    /** Textbooks differ in what the step function is at 0, and a unit of weights 0 shows it. */
    @Test
    void theThresholdsDifferAtZero() {
        Tensor nowhere = Tensor.of(new float[] {0, 0}, 1, 2);
        assertThat(Perceptron.of(Threshold.ABOVE, 2).outputs(nowhere).toFloats())
                .containsExactly(0);
        assertThat(Perceptron.of(Threshold.AT_LEAST, 2).outputs(nowhere).toFloats())
                .containsExactly(1);
    }

    /** By hand, from weights 0 and rate 1, for AND with h(0) = 0: the rule adds the fourth sample, then takes the second off. */
    @Test
    void theRuleIsRosenblatts() {
        Perceptron perceptron = Perceptron.of(Threshold.ABOVE, 2);
        perceptron.learn(Gate.AND.all(), 1, 1);
        assertThat(perceptron.weight().toFloats()).containsExactly(1, 1);
        assertThat(perceptron.bias().item()).isEqualTo(1);
        perceptron.learn(Gate.AND.all(), 1, 1);
        // (0,0): bias 0; (0,1): w = (1, 0), bias -1; (1,0): 0, right; (1,1): 0, wrong: w = (2, 1), bias 0
        assertThat(perceptron.weight().toFloats()).containsExactly(2, 1);
        assertThat(perceptron.bias().item()).isZero();
    }
}
