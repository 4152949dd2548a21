package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.error.IndexException;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** The loss against its definition: the sum over all paths, each written out. */
class CtcLossTest {
    private static final int CLASSES = 3;
    private final Tensor logits = Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 5, 4, CLASSES);
    private final Tensor targets = Creation.tensor(new int[][] {{1, 2}, {1, 1}, {2, 9}, {9, 9}});
    private final int[] inputs = {5, 4, 3, 2};
    private final int[] lengths = {2, 2, 1, 0};

    private static double byPaths(Tensor p, int sample, int steps, List<Long> target, int blank) {
        double sum = 0;
        for (int code = 0; code < Math.pow(CLASSES, steps); code++) {
            double log = 0;
            long before = -1;
            List<Long> collapsed = new ArrayList<>();
            for (int t = 0, rest = code; t < steps; t++, rest /= CLASSES) {
                long label = rest % CLASSES;
                log += p.get(t, sample, (int) label).item();
                if (label != before && label != blank) {
                    collapsed.add(label);
                }
                before = label;
            }
            sum += collapsed.equals(target) ? Math.exp(log) : 0;
        }
        return -Math.log(sum);
    }

    @Test
    void itIsTheSumOverAllPaths() {
        Tensor p = logits.logSoftmax(2);
        double[] loss = CtcLoss.ctcLoss(p, targets, inputs, lengths, 0).toDoubles();
        List<List<Long>> labels = List.of(List.of(1L, 2L), List.of(1L, 1L), List.of(2L), List.of());
        double mean = 0;
        for (int i = 0; i < 4; i++) {
            double expected = byPaths(p, i, inputs[i], labels.get(i), 0);
            assertThat(loss[i]).as("sample %d", i).isCloseTo(expected, within(1e-12));
            mean += expected / Math.max(1, lengths[i]) / 4;
        }
        assertThat(CtcLoss.ctcLoss(p, targets, inputs, lengths).item()).isCloseTo(mean, within(1e-12));
        Tensor one = Creation.tensor(new int[][] {{0, 1}});
        assertThat(CtcLoss.ctcLoss(p.slice(1, 0, 1), one, new int[] {4}, new int[] {2}, 2)
                        .item())
                .isCloseTo(byPaths(p, 0, 4, List.of(0L, 1L), 2), within(1e-12));
        assertThat(CtcLoss.ctcLoss(p.to(DType.FLOAT32), targets, inputs, lengths)
                        .item())
                .isCloseTo(mean, within(1e-5));
    }

    @Test
    void derivativesAreRightToTheSecondOrder() {
        assertThat(GradCheck.order(2)
                        .check(xs -> CtcLoss.ctcLoss(xs[0].logSoftmax(2), targets, inputs, lengths, 0), logits)
                        .failures())
                .isEmpty();
    }

    @Test
    void tooShortAnInputIsImpossible() {
        Tensor p = logits.slice(1, 0, 1).logSoftmax(2);
        Tensor twice = Creation.tensor(new int[][] {{1, 1}}); // needs three steps: a blank between
        assertThat(CtcLoss.ctcLoss(p, twice, new int[] {2}, new int[] {2}, 0).item())
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Autodiff.grad(x -> CtcLoss.ctcLoss(x, twice, new int[] {2}, new int[] {2}, 0)
                                .sum())
                        .apply(p)
                        .toDoubles())
                .containsOnly(0);
        assertThatThrownBy(() -> CtcLoss.ctcLoss(p, twice, new int[] {9}, new int[] {2}, 0))
                .isInstanceOf(IndexException.class);
        assertThatThrownBy(() -> CtcLoss.ctcLoss(p, twice, new int[] {5}, new int[] {2}, 1))
                .hasMessageContaining("other than the blank");
    }
}
