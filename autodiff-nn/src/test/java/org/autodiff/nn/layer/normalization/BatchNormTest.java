package org.autodiff.nn.layer.normalization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.junit.jupiter.api.Test;

class BatchNormTest {
    private static final BatchNormOptions F64 = BatchNormOptions.DEFAULT.withDtype(DType.FLOAT64);
    // channel 0: 1, 3 with mean 2, unbiased variance 2; channel 1: 10, 30 with mean 20, unbiased variance 200
    private final Tensor x = Tensor.of(new double[] {1, 10, 3, 30}, 2, 2);

    @Test
    void trainingNormalizesByTheBatchAndMovesTheStatistics() {
        BatchNorm1d norm = new BatchNorm1d(2, F64.withEps(0));

        assertThat(norm.forward(x).toDoubles()).containsExactly(new double[] {-1, -1, 1, 1}, within(1e-12));
        // 0.9 old + 0.1 new, the variance unbiased
        assertThat(norm.runningMean().toDoubles()).containsExactly(new double[] {0.2, 2}, within(1e-12));
        assertThat(norm.runningVar().toDoubles()).containsExactly(new double[] {0.9 + 0.2, 0.9 + 20}, within(1e-12));
        assertThat(norm.stateDict().get("num_batches_tracked").toLongs()).containsExactly(1);

        norm.forward(x);
        assertThat(norm.runningMean().toDoubles()).containsExactly(new double[] {0.38, 3.8}, within(1e-12));
        assertThat(norm.stateDict().get("num_batches_tracked").toLongs()).containsExactly(2);
    }

    /** A variance of nothing is no number; taken over, the layer would be lost for good. */
    @Test
    void anEmptyBatchLeavesTheStatisticsWhole() {
        for (BatchNormOptions options : List.of(F64, F64.withCumulativeMean())) {
            BatchNorm1d norm = new BatchNorm1d(2, options);
            norm.forward(x);
            double[] mean = norm.runningMean().toDoubles();
            double[] var = norm.runningVar().toDoubles();
            for (int[] shape : new int[][] {{0, 2}, {0, 2, 3}, {4, 2, 0}}) {
                Tensor empty = norm.forward(Tensor.zeros(DType.FLOAT64, shape));
                assertThat(empty.shape().toArray()).isEqualTo(shape);
            }
            assertThat(norm.runningMean().toDoubles()).isEqualTo(mean);
            assertThat(norm.runningVar().toDoubles()).isEqualTo(var);
            assertThat(norm.stateDict().get("num_batches_tracked").toLongs()).containsExactly(1);
        }
    }

    @Test
    void evaluationUsesTheStatisticsAndLeavesThem() {
        BatchNorm1d norm = new BatchNorm1d(2, F64.withEps(0));
        norm.forward(x);
        double[] mean = norm.runningMean().toDoubles();
        double[] var = norm.runningVar().toDoubles();
        norm.eval();

        double[] y = norm.forward(x).toDoubles();

        assertThat(y[0]).isCloseTo((1 - mean[0]) / Math.sqrt(var[0]), within(1e-12));
        assertThat(y[3]).isCloseTo((30 - mean[1]) / Math.sqrt(var[1]), within(1e-12));
        assertThat(norm.runningMean().toDoubles()).isEqualTo(mean);
        assertThat(norm.runningVar().toDoubles()).isEqualTo(var);
        assertThat(norm.stateDict().get("num_batches_tracked").toLongs()).containsExactly(1);
        // one sample is enough here
        assertThat(norm.forward(x.slice(0, 0, 1)).shape().toArray()).containsExactly(1, 2);
    }

    @Test
    void theCumulativeMeanWeighsAllBatchesAlike() {
        BatchNorm1d norm = new BatchNorm1d(2, F64.withCumulativeMean());
        norm.forward(x);
        norm.forward(x.mul(2));
        norm.forward(x.mul(3));

        assertThat(norm.runningMean().toDoubles()).containsExactly(new double[] {4, 40}, within(1e-12));
        assertThat(norm.runningVar().toDoubles())
                .containsExactly(new double[] {2 * (1 + 4 + 9) / 3.0, 200 * (1 + 4 + 9) / 3.0}, within(1e-10));
    }

    @Test
    void withoutStatisticsEachBatchIsItsOwn() {
        BatchNorm1d norm = new BatchNorm1d(2, F64.withTracked(false).withEps(0));
        norm.eval();

        assertThat(norm.forward(x).toDoubles()).containsExactly(new double[] {-1, -1, 1, 1}, within(1e-12));
        assertThat(norm.buffers()).isEmpty();
        assertThat(norm.runningMean()).isNull();
    }

    @Test
    void statisticsFollowWhileRecordingAndAreNoPartOfTheGradient() {
        BatchNorm2d norm = new BatchNorm2d(1);
        Tensor image = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            norm.forward(image).square().sum().backward();
        }

        assertThat(norm.runningMean().toFloats()).containsExactly(0.25f);
        // a sum of squares of normalized values hardly depends on them
        for (float g : image.grad().toFloats()) {
            assertThat(g).isCloseTo(0, within(1e-4f));
        }
        assertThat(norm.runningMean().requiresGrad()).isFalse();
    }

    @Test
    void statisticsFollowThoughParametersAreFrozen() {
        BatchNorm1d norm = new BatchNorm1d(2, F64);
        norm.freeze();
        norm.forward(x);

        assertThat(norm.runningMean().toDoubles()[0]).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void anOldFileWithoutTheCountLoads() {
        BatchNorm1d norm = new BatchNorm1d(2);
        Map<String, Tensor> entries = new LinkedHashMap<>(norm.stateDict().asMap());
        entries.remove("num_batches_tracked");
        entries.put("running_mean", Tensor.of(new float[] {5, 6}));

        norm.loadStateDict(StateDict.of(entries));

        assertThat(norm.runningMean().toFloats()).containsExactly(5, 6);
        entries.remove("running_var");
        assertThatThrownBy(() -> norm.loadStateDict(StateDict.of(entries)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("running_var [2] FLOAT32");
    }

    @Test
    void oneValueAChannelCannotBeNormalized() {
        BatchNorm1d norm = new BatchNorm1d(2, F64);
        assertThatThrownBy(() -> norm.forward(x.slice(0, 0, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("BatchNorm1d: batchNorm: ")
                .hasMessageContainingAll("larger batch", "eval()");
        assertThat(norm.stateDict().get("num_batches_tracked").toLongs()).containsExactly(0);
    }

    @Test
    void eachKindTakesItsOwnRank() {
        refuses(new BatchNorm1d(3), "[N, 3] or [N, 3, L]", 2, 3, 4, 4);
        refuses(new BatchNorm1d(3), "[N, 3] or [N, 3, L]", 2, 4);
        refuses(new BatchNorm2d(3), "[N, 3, H, W]", 2, 3, 4);
        refuses(new BatchNorm3d(3), "[N, 3, D, H, W]", 2, 2, 4, 4, 4);
        assertThat(new BatchNorm3d(3)
                        .forward(Tensor.ones(DType.FLOAT32, 1, 3, 2, 2, 2))
                        .shape()
                        .toArray())
                .containsExactly(1, 3, 2, 2, 2);
    }

    private static void refuses(Module norm, String layout, int... shape) {
        assertThatThrownBy(() -> norm.forward(Tensor.ones(DType.FLOAT32, shape)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected " + layout + ", got ");
    }
}
