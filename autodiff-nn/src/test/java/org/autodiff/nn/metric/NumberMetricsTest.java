package org.autodiff.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;

/** Metrics of numbers, against cases worked out by hand; the data are those of scikit-learn's documentation. */
class NumberMetricsTest {
    private static final Tensor OUTPUTS = Tensor.of(new double[] {2.5, 0, 2, 8});
    private static final Tensor LABELS = Tensor.of(new double[] {3, -0.5, 2, 7});
    private static final Tensor PAIRS = Tensor.of(new double[] {0, 2, -1, 2, 8, -5}, 3, 2);
    private static final Tensor PAIR_LABELS = Tensor.of(new double[] {0.5, 1, -1, 1, 7, -6}, 3, 2);

    private static double value(Metric metric, Tensor outputs, Tensor labels) {
        metric.update(outputs, labels);
        return metric.value();
    }

    @Test
    void meanErrors() {
        assertThat(value(new MeanSquaredError(), OUTPUTS, LABELS)).isEqualTo(0.375);
        assertThat(value(new MeanSquaredError(), PAIRS, PAIR_LABELS)).isEqualTo(4.25 / 6);
        assertThat(value(new MeanAbsoluteError(), OUTPUTS, LABELS)).isEqualTo(0.5);
        assertThat(value(new MeanAbsoluteError(), PAIRS, PAIR_LABELS)).isEqualTo(0.75);
        assertThat(new MeanSquaredError().name()).isEqualTo("mse");
        assertThat(new MeanAbsoluteError().name()).isEqualTo("mae");
    }

    @Test
    void anErrorIsNotMergedWithAnother() {
        assertThatThrownBy(() -> new MeanSquaredError().merge(new MeanAbsoluteError()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the error is mse here but mae in the other");
    }

    @Test
    void r2OfOneOutput() {
        // labels around their mean 2.875: 0.015625 + 11.390625 + 0.765625 + 17.015625 = 29.1875
        assertThat(value(new R2(), OUTPUTS, LABELS)).isEqualTo(1 - 1.5 / 29.1875, within(1e-15));
        assertThat(value(new R2(), OUTPUTS.reshape(4, 1), LABELS.reshape(4, 1)))
                .isEqualTo(1 - 1.5 / 29.1875, within(1e-15));
        Tensor three = Tensor.of(new double[] {1, 2, 3});
        assertThat(value(new R2(), three, three)).isEqualTo(1);
        assertThat(value(new R2(), Tensor.of(new double[] {2, 2, 2}), three)).isZero();
        assertThat(value(new R2(), Tensor.of(new double[] {3, 2, 1}), three)).isEqualTo(-3);
    }

    @Test
    void r2OfSeveralOutputs() {
        R2 r2 = new R2(2);
        r2.update(PAIRS, PAIR_LABELS);
        double first = 1 - 1.25 / (217 / 6.0);
        double second = 1 - 3 / (98 / 3.0);
        assertThat(r2.of(0)).isEqualTo(first, within(1e-15));
        assertThat(r2.of(1)).isEqualTo(second, within(1e-15));
        assertThat(r2.value()).isEqualTo((first + second) / 2, within(1e-15));
        assertThatThrownBy(() -> r2.of(2)).isInstanceOf(IndexException.class);
    }

    @Test
    void r2OfLabelsThatDoNotVary() {
        Tensor constant = Tensor.of(new double[] {-2, -2, -2});
        assertThat(value(new R2(), constant, constant)).isEqualTo(1);
        assertThat(value(new R2(), Tensor.of(new double[] {-2, -2, -2 + 1e-8}), constant))
                .isZero();

        R2 one = new R2();
        one.update(Tensor.of(new double[] {1}), Tensor.of(new double[] {1}));
        assertThatThrownBy(one::value).isInstanceOf(ArgumentException.class).hasMessageContaining("count at least 2");
    }

    /** Sums of squares would lose all digits here. */
    @Test
    void r2OfLabelsFarFromZero() {
        double far = 1e9;
        Tensor labels = LABELS.add(far);
        assertThat(value(new R2(), OUTPUTS.add(far), labels)).isEqualTo(1 - 1.5 / 29.1875, within(1e-12));
    }

    @Test
    void aLossWeighsAsManyAsItsBatchHasSamples() {
        MeanLoss loss =
                new MeanLoss((outputs, labels) -> outputs.sub(labels).square().mean());
        loss.update(Tensor.of(new double[] {1, 1, 1}), Tensor.of(new double[] {0, 0, 0}));
        loss.update(Tensor.of(new double[] {4}), Tensor.of(new double[] {1}));
        assertThat(loss.value()).isEqualTo((3 * 1 + 9) / 4.0);

        loss.add(0, 4);
        assertThat(loss.value()).isEqualTo(1.5);
        assertThat(loss.name()).isEqualTo("loss");
    }

    @Test
    void aLossIsOneNumber() {
        MeanLoss all = new MeanLoss(Tensor::sub);
        assertThatThrownBy(() -> all.update(OUTPUTS, LABELS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("has shape [4], not one number");
        assertThatThrownBy(() -> all.update(Tensor.of(new double[] {Double.NaN}), Tensor.of(new double[] {1})))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the loss of a batch is NaN");
        assertThatThrownBy(() -> all.update(Tensor.scalar(DType.FLOAT32, 1), Tensor.scalar(DType.FLOAT32, 1)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> all.add(1, 0)).hasMessageContaining("at least 1 sample");
        assertThatThrownBy(() -> new MeanLoss(null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(all::value).hasMessageContaining("nothing was counted yet");
    }

    @Test
    void numbersMustFit() {
        for (Metric metric : new Metric[] {new MeanSquaredError(), new MeanAbsoluteError(), new R2()}) {
            assertThatThrownBy(() -> metric.update(OUTPUTS, LABELS.reshape(4, 1)))
                    .as("nothing is broadcast")
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("of one shape, got [4] and [4, 1]");
            assertThatThrownBy(() -> metric.update(OUTPUTS, Tensor.of(new long[4])))
                    .isInstanceOf(DTypeException.class)
                    .hasMessageContaining("expected a floating label, got INT64");
            Tensor bad = Tensor.of(new double[] {1, Double.POSITIVE_INFINITY, 3, 4});
            assertThatThrownBy(() -> metric.update(bad, LABELS))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("the output at element 1 of [4] is Infinity");
            assertThatThrownBy(() -> metric.update(OUTPUTS, Tensor.of(new double[] {1, 2, 3, Double.NaN})))
                    .hasMessageContaining("the label at element 3 of [4] is NaN");
            assertThatThrownBy(metric::value).as("nothing was counted").hasMessageContaining("nothing was counted yet");
        }
        assertThatThrownBy(() -> new R2().update(PAIRS, PAIR_LABELS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("R2: expected outputs [n, 1] or [n], got [3, 2]");
        assertThatThrownBy(() -> new R2(0)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new R2(2).merge(new R2()))
                .hasMessageContaining("the number of outputs is 2 here but 1");
    }
}
