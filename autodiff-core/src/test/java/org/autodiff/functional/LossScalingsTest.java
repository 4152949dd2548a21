package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.LikelihoodLoss.KlDiv;
import org.autodiff.functional.Loss.CrossEntropy;
import org.autodiff.functional.Loss.Reduction;
import org.junit.jupiter.api.Test;

/** The scalings that textbooks use, and their worked numbers; cross-entropies worked by hand. */
class LossScalingsTest {
    /** The output of a network for a digit, and the digit. */
    private static final Tensor DIGIT = Tensor.of(new double[] {0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0}, 1, 10);

    private static final Tensor TWO = Tensor.of(new long[] {2});

    /** Two networks that are wrong as often, but not as much. */
    private static final Tensor NET1 = Tensor.of(new double[] {0.3, 0.3, 0.4, 0.3, 0.4, 0.3, 0.1, 0.2, 0.7}, 3, 3);

    private static final Tensor NET2 = Tensor.of(new double[] {0.1, 0.2, 0.7, 0.1, 0.7, 0.2, 0.3, 0.4, 0.3}, 3, 3);
    private static final Tensor CLASSES = Tensor.of(new long[] {2, 1, 0});

    private static Tensor target(Tensor labels, int classes) {
        return labels.oneHot(classes).to(DType.FLOAT64);
    }

    @Test
    void aDigitWorkedByHand() {
        Tensor t = target(TWO, 10);
        assertThat(RegressionLoss.halfSquaredError(DIGIT, t).item()).isCloseTo(0.0975, within(1e-15));
        assertThat(Loss.nllLoss(DIGIT.log(), TWO).item()).isCloseTo(0.510826, within(5e-7));
        // probabilities of 0 whose target is 0 do no harm
        assertThat(LikelihoodLoss.klDiv(DIGIT.log(), t, KlDiv.DEFAULT.withReduction(Reduction.BATCH_MEAN))
                        .item())
                .isCloseTo(0.510826, within(5e-7));
    }

    @Test
    void twoNetworksWorkedByHand() {
        Tensor t = target(CLASSES, 3);
        assertThat(RegressionLoss.mseLoss(NET1, t, Reduction.SAMPLE_SUM).toDoubles())
                .containsExactly(new double[] {0.54, 0.54, 1.34}, within(1e-12));
        assertThat(RegressionLoss.mseLoss(NET1, t, Reduction.BATCH_MEAN).item()).isCloseTo(0.806667, within(5e-7));
        assertThat(RegressionLoss.mseLoss(NET2, t, Reduction.BATCH_MEAN).item()).isCloseTo(0.34, within(1e-12));
        assertThat(Loss.nllLoss(NET1.log(), CLASSES).item()).isCloseTo(1.378389, within(5e-7));
        assertThat(Loss.nllLoss(NET2.log(), CLASSES).item()).isCloseTo(0.639108, within(5e-7));
        // the logarithms of probabilities are logits of theirs
        assertThat(Loss.crossEntropy(NET1.log(), CLASSES).item()).isCloseTo(1.378389, within(5e-7));
        assertThat(Loss.crossEntropy(NET2.log(), t).item()).isCloseTo(0.639108, within(5e-7));
    }

    /** One error of 2 among four numbers of two samples: every scaling has a value and a slope of its own. */
    @Test
    void everyScalingHasItsValueAndItsSlope() {
        Map<Reduction, Double> whole = Map.of(Reduction.MEAN, 1.0, Reduction.SUM, 4.0, Reduction.BATCH_MEAN, 2.0);
        whole.forEach((reduction, value) -> {
            assertThat(valueAndSlope(x -> RegressionLoss.mseLoss(x[0], zeros(), reduction)))
                    .as("squared, " + reduction)
                    .containsExactly(value, value);
            assertThat(valueAndSlope(x -> RegressionLoss.halfSquaredError(x[0], zeros(), reduction)))
                    .as("half, " + reduction)
                    .containsExactly(value / 2, value / 2);
        });
        assertThat(valueAndSlope(x -> RegressionLoss.halfSquaredError(x[0], zeros())))
                .containsExactly(2, 2);
        Tensor x = zeros().add(2);
        assertThat(RegressionLoss.halfSquaredError(x, zeros(), Reduction.SAMPLE_SUM)
                        .toDoubles())
                .containsExactly(4, 4);
        assertThat(RegressionLoss.halfSquaredError(x, zeros(), Reduction.NONE).toDoubles())
                .containsExactly(2, 2, 2, 2);
    }

    private static Tensor zeros() {
        return Tensor.zeros(DType.FLOAT64, 2, 2);
    }

    private static double[] valueAndSlope(TensorFunction loss) {
        Tensor x = Tensor.of(new double[] {0, 2, 0, 0}, 2, 2).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = loss.apply(x);
            y.backward();
            return new double[] {y.item(), x.grad().toDoubles()[1]};
        }
    }

    /** Samples of several positions, of one, of none; and no samples at all. */
    @Test
    void oneLossASample() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
        Tensor zeros = Tensor.zeros(DType.FLOAT64, 2, 2, 2);
        assertThat(RegressionLoss.l1Loss(x, zeros, Reduction.SAMPLE_SUM).toDoubles())
                .containsExactly(10, 26);
        Tensor row = Tensor.of(new double[] {3, -4});
        assertThat(RegressionLoss.l1Loss(row, row.mul(0), Reduction.SAMPLE_SUM).toDoubles())
                .containsExactly(3, 4);
        Tensor none = Tensor.zeros(DType.FLOAT64, 0, 3);
        assertThat(RegressionLoss.mseLoss(none, none, Reduction.SAMPLE_SUM)
                        .shape()
                        .toArray())
                .containsExactly(0);
        Tensor hollow = Tensor.zeros(DType.FLOAT64, 2, 0);
        assertThat(RegressionLoss.mseLoss(hollow, hollow, Reduction.SAMPLE_SUM).toDoubles())
                .containsExactly(0, 0);
        // classes along axis 1, positions along axis 2
        Tensor logits = Tensor.zeros(DType.FLOAT64, 2, 4, 3);
        Tensor labels = Tensor.of(new long[] {0, 1, -100, 2, 3, 0}, 2, 3);
        CrossEntropy options = CrossEntropy.DEFAULT.withIgnoreIndex(-100).withReduction(Reduction.SAMPLE_SUM);
        assertThat(Loss.crossEntropy(logits, labels, options).toDoubles())
                .containsExactly(new double[] {2 * Math.log(4), 3 * Math.log(4)}, within(1e-14));
        Tensor number = Tensor.scalar(DType.FLOAT64, 1);
        assertThatThrownBy(() -> RegressionLoss.mseLoss(number, number, Reduction.SAMPLE_SUM))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("mseLoss", "SAMPLE_SUM", "[]");
    }

    /** -ln p of the classes 2, 1, 0 of the first network. */
    private static double[] own() {
        return new double[] {-Math.log(0.4), -Math.log(0.4), -Math.log(0.1)};
    }

    @Test
    void classWeightsWorkedByHand() {
        Tensor weight = Tensor.of(new double[] {1, 2, 4});
        CrossEntropy options = CrossEntropy.DEFAULT.withWeight(weight);
        double[] l = own();
        double sum = 4 * l[0] + 2 * l[1] + l[2];
        Tensor logits = NET1.log();
        assertThat(Loss.crossEntropy(logits, CLASSES, options.withReduction(Reduction.SUM))
                        .item())
                .isCloseTo(sum, within(1e-14));
        // the mean is weighted too for labels, but not for distributions
        assertThat(Loss.crossEntropy(logits, CLASSES, options).item()).isCloseTo(sum / 7, within(1e-14));
        assertThat(Loss.crossEntropy(logits, target(CLASSES, 3), options).item())
                .isCloseTo(sum / 3, within(1e-14));
    }

    @Test
    void anIgnoredLabelWorkedByHand() {
        CrossEntropy options = CrossEntropy.DEFAULT.withIgnoreIndex(1);
        double[] l = own();
        assertThat(Loss.crossEntropy(NET1.log(), CLASSES, options).item()).isCloseTo((l[0] + l[2]) / 2, within(1e-14));
        assertThat(Loss.crossEntropy(NET1.log(), CLASSES, options.withReduction(Reduction.NONE))
                        .toDoubles())
                .containsExactly(new double[] {l[0], 0, l[2]}, within(1e-14));
    }

    @Test
    void labelSmoothingWorkedByHand() {
        double[] l = own();
        double[] p = NET1.toDoubles();
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            double all = -Arrays.stream(p, 3 * i, 3 * i + 3).map(Math::log).sum();
            expected += (0.7 * l[i] + 0.3 / 3 * all) / 3;
        }
        CrossEntropy options = CrossEntropy.DEFAULT.withLabelSmoothing(0.3);
        assertThat(Loss.crossEntropy(NET1.log(), CLASSES, options).item()).isCloseTo(expected, within(1e-14));
    }

    @Test
    void aDistributionWorkedByHand() {
        Tensor t = Tensor.of(new double[] {0.5, 0.25, 0.25}, 1, 3);
        Tensor p = Tensor.of(new double[] {0.2, 0.2, 0.6}, 1, 3);
        double expected = -(0.75 * Math.log(0.2) + 0.25 * Math.log(0.6));
        assertThat(Loss.crossEntropy(p.log(), t).item()).isCloseTo(expected, within(1e-15));
        assertThat(Loss.crossEntropy(p.log(), t, CrossEntropy.DEFAULT.withWeight(Tensor.of(new double[] {2, 0, 0})))
                        .item())
                .isCloseTo(-Math.log(0.2), within(1e-15));
    }
}
