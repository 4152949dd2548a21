package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Normalization.BatchNorm;
import org.autodiff.functional.Normalization.Running;
import org.junit.jupiter.api.Test;

/** Normalizations and embeddings beyond the reference cases: composition, statistics, limits, refusals. */
class NormalizationTest {
    private static final double EPS = 1e-5;

    private static Tensor normal(long seed, int... shape) {
        return Tensor.normal(Seed.of(seed), DType.FLOAT64, 2, 3, shape);
    }

    private static void assertClose(Tensor x, double... expected) {
        double[] actual = x.toDoubles();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(1e-12));
        }
    }

    private static void assertChecks(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @Test
    void standardizedValuesHaveMeanZeroAndVarianceOne() {
        Tensor z = Normalization.standardize(normal(1, 5, 300), 0, 1);
        assertClose(z.mean(1), new double[5]);
        assertClose(z.var(0, false, 1), 1, 1, 1, 1, 1);
    }

    @Test
    void allAreOneFunctionOverDifferentAxes() {
        Tensor x = normal(2, 3, 4, 5);
        Tensor layer = Normalization.layerNorm(x, new int[] {4, 5}, null, null, EPS);
        assertClose(Normalization.groupNorm(x, 1, null, null, EPS), layer.toDoubles());
        Tensor instance = Normalization.instanceNorm(x, null, null, EPS);
        assertClose(Normalization.groupNorm(x, 4, null, null, EPS), instance.toDoubles());
        assertClose(Normalization.layerNorm(x, new int[] {5}, null, null, EPS), instance.toDoubles());
        Tensor batch = Normalization.batchNorm(x, null, null, EPS);
        Tensor swapped = Normalization.instanceNorm(x.transpose(0, 1).reshape(1, 4, 15), null, null, EPS);
        assertClose(batch, swapped.reshape(4, 3, 5).transpose(0, 1).toDoubles());
    }

    @Test
    void secondDerivativesByInputWeightAndBias() {
        Tensor w = normal(3, 4);
        Tensor b = normal(4, 4);
        Tensor x = normal(5, 2, 4, 3);
        assertChecks(xs -> Normalization.batchNorm(xs[0], xs[1], xs[2], EPS), x, w, b);
        assertChecks(xs -> Normalization.groupNorm(xs[0], 2, xs[1], xs[2], EPS), x, w, b);
        assertChecks(xs -> Normalization.layerNorm(xs[0], new int[] {3}, null, xs[1], EPS), x, normal(6, 3));
        assertChecks(xs -> Normalization.rmsNorm(xs[0], xs[1], EPS), x, normal(7, 3));
        for (int size : new int[] {1, 2, 3, 4, 9, 1_000_000}) {
            assertChecks(xs -> Normalization.localResponseNorm(xs[0], size, 0.5, 0.75, 1), x);
        }
    }

    @Test
    void theRunningStatisticsMoveAndHaveNoGradient() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new double[] {1, 10, 3, 30, 5, 50}, 3, 2).requiresGrad(true);
            Running old = new Running(Tensor.of(new double[] {1, 2}), Tensor.of(new double[] {1, 1}));
            BatchNorm z = Normalization.batchNorm(x, null, null, old, 0.25, EPS);
            assertClose(z.running().mean(), 0.75 + 0.25 * 3, 1.5 + 0.25 * 30);
            assertClose(z.running().var(), 0.75 + 0.25 * 4, 0.75 + 0.25 * 400);
            assertThat(z.running().mean().isRecorded()).isFalse();
            assertThat(z.running().var().isRecorded()).isFalse();
            assertClose(z.output(), Normalization.batchNorm(x, null, null, EPS).toDoubles());
            Tensor fixed = Normalization.batchNorm(x, null, null, z.running(), 0);
            assertThat(fixed.toDoubles()[0]).isCloseTo((1 - 1.5) / Math.sqrt(1.75), within(1e-12));
            assertClose(
                    tape.gradients(fixed.slice(1, 0, 1).sum(), x).of(0).slice(1, 0, 1),
                    1 / Math.sqrt(1.75),
                    1 / Math.sqrt(1.75),
                    1 / Math.sqrt(1.75));
        }
    }

    @Test
    void valuesThatAreAllEqualBecomeZeroWithAFiniteGradient() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.full(DType.FLOAT32, 1e4, 2, 8).requiresGrad(true);
            Tensor z = Normalization.layerNorm(x, new int[] {8}, null, null, EPS);
            assertThat(z.toDoubles()).containsOnly(0);
            Tensor g = tape.gradients(z.square().sum(), x).of(0);
            assertThat(g.toDoubles()).containsOnly(0);
        }
    }

    @Test
    void anEmptyBatchStaysEmpty() {
        Tensor none = Tensor.zeros(DType.FLOAT32, 0, 4, 3);
        assertThat(Normalization.layerNorm(none, new int[] {3}, null, null, EPS).shape())
                .isEqualTo(none.shape());
        assertThat(Normalization.groupNorm(none, 2, null, null, EPS).shape()).isEqualTo(none.shape());
        assertThat(Normalization.instanceNorm(none, null, null, EPS).shape()).isEqualTo(none.shape());
        assertThat(Normalization.localResponseNorm(none, 3, 1, 1, 1).shape()).isEqualTo(none.shape());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Tensor x = Tensor.ones(DType.FLOAT32, 2, 4, 3);
        Tensor three = Tensor.ones(DType.FLOAT32, 3);
        assertThatThrownBy(() -> Normalization.layerNorm(x, new int[] {4}, null, null, EPS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("layerNorm", "[2, 4, 3]", "[4]");
        assertThatThrownBy(() -> Normalization.batchNorm(x, three, null, EPS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("batchNorm", "weight", "[3]", "[4]");
        assertThatThrownBy(() -> Normalization.batchNorm(Tensor.ones(DType.FLOAT32, 1, 4), null, null, EPS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("batchNorm", "one value a channel");
        assertThatThrownBy(() -> Normalization.batchNorm(x, null, null, new Running(three, three), EPS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("running mean");
        assertThatThrownBy(() -> Normalization.instanceNorm(Tensor.ones(DType.FLOAT32, 2, 4, 1), null, null, EPS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("instanceNorm");
        assertThatThrownBy(() -> Normalization.groupNorm(x, 3, null, null, EPS))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("groupNorm", "3 groups", "4 channels");
        assertThatThrownBy(() -> Normalization.localResponseNorm(x, 0, 1, 1, 1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("localResponseNorm");
        assertThatThrownBy(() -> Normalization.rmsNorm(x, null, Double.NaN))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("eps");
        assertThatThrownBy(() -> Normalization.rmsNorm(Tensor.scalar(DType.FLOAT32, 1), null, EPS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("rmsNorm");
    }

    @Test
    void theRowForPaddingGetsNoGradientOfAnyOrder() {
        try (Tape tape = Tape.record()) {
            Tensor table = Tensor.of(new double[] {1, 2, Double.POSITIVE_INFINITY, 3, 4, 5}, 3, 2)
                    .requiresGrad(true);
            Tensor index = Tensor.of(new long[] {0, 1, 0, 2}, 2, 2);
            Tensor rows = Embedding.embedding(table, index, -2);
            assertThat(rows.shape()).isEqualTo(Shape.of(2, 2, 2));
            assertThat(rows.toDoubles()[2]).isInfinite();
            Gradients g = tape.gradientsWithGraph(
                    rows.square().mul(0.5).slice(1, 0, 1).sum(), table);
            assertClose(g.of(0), 2, 4, 0, 0, 0, 0);
            Tensor again = tape.gradients(Embedding.embedding(table, index, 1).sum(), table)
                    .of(0);
            assertClose(again, 2, 2, 0, 0, 1, 1);
            Tensor second = tape.gradients(g.of(0).sum(), table).of(0);
            assertClose(second, 2, 2, 0, 0, 0, 0);
        }
    }

    @Test
    void embeddingsRefuseWhatTheyDoNotHave() {
        Tensor table = Tensor.ones(DType.FLOAT32, 3, 2);
        assertThatThrownBy(() -> Embedding.embedding(table, Tensor.of(new long[] {3})))
                .isInstanceOf(IndexException.class);
        assertThatThrownBy(() -> Embedding.embedding(table, Tensor.of(new long[] {0}), 3))
                .isInstanceOf(IndexException.class)
                .hasMessageContainingAll("embedding", "padding index 3", "3 rows");
        assertThatThrownBy(() -> Embedding.embedding(table.reshape(6), Tensor.of(new long[] {0})))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[V, D]");
        assertThatThrownBy(() -> Embedding.embeddingBag(table, Tensor.of(new long[] {0}), Embedding.Bag.SUM))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[bags, length]");
        assertThat(Embedding.embedding(table, Tensor.of(new long[] {1}).reshape())
                        .shape())
                .isEqualTo(Shape.of(2));
    }

    @Test
    void bags() {
        try (Tape tape = Tape.record()) {
            Tensor table = Tensor.of(new double[] {1, 5, 1, 2, 0, 3}, 3, 2).requiresGrad(true);
            Tensor index = Tensor.of(new long[] {2, 1, 0, 1}, 2, 2);
            Tensor most = Embedding.embeddingBag(table, index, Embedding.Bag.MAX);
            assertClose(most, 1, 3, 1, 5);
            // the tie in the second bag's first column goes to the first of both rows, as in PyTorch
            assertClose(tape.gradients(most.sum(), table).of(0), 1, 1, 1, 0, 0, 1);
            for (Embedding.Bag bag : Embedding.Bag.values()) {
                Tensor none = Embedding.embeddingBag(table, Tensor.of(new long[0], 2, 0), bag);
                assertClose(none, 0, 0, 0, 0);
            }
            double[] sum =
                    Embedding.embeddingBag(table, index, Embedding.Bag.SUM).toDoubles();
            double[] mean =
                    Embedding.embeddingBag(table, index, Embedding.Bag.MEAN).toDoubles();
            assertThat(Arrays.stream(mean).map(v -> 2 * v).toArray()).containsExactly(sum);
        }
    }
}
