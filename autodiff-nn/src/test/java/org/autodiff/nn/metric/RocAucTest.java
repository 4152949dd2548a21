package org.autodiff.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RocAucTest {
    private final RocAuc binary = RocAuc.binary();

    /** The example of scikit-learn's documentation: of the 4 pairs, 3 are in order. */
    @Test
    void pairsInOrder() {
        binary.update(Tensor.of(new double[] {0.1, 0.4, 0.35, 0.8}), Tensor.of(new long[] {0, 0, 1, 1}));
        assertThat(binary.value()).isEqualTo(0.75);
        assertThat(binary.of(1)).isEqualTo(0.75);
        assertThat(binary.of(0)).as("both classes have the same area").isEqualTo(0.75);
        assertThat(binary.name()).isEqualTo("roc_auc");
    }

    @Test
    void tiesCountOneHalf() {
        binary.update(Tensor.of(new float[] {1, 1, 1, 0.0f}), Tensor.of(new long[] {0, 1, 1, 0}));
        assertThat(binary.value()).isEqualTo((0.5 + 0.5 + 1 + 1) / 4);

        binary.reset();
        binary.update(Tensor.of(new float[] {0.0f, -0.0f}), Tensor.of(new long[] {0, 1}));
        assertThat(binary.value()).as("-0 equals 0").isEqualTo(0.5);

        binary.reset();
        binary.update(
                Tensor.of(new double[] {1, Math.nextUp(1.0), Double.POSITIVE_INFINITY}),
                Tensor.of(new long[] {0, 1, 1}));
        assertThat(binary.value()).as("doubles are not rounded to float").isEqualTo(1);
    }

    /** The statistic of Mann and Whitney by looking at every pair; scores of few values, so that many are equal. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 1_000_000})
    void isTheShareOfPairsInOrder(int distinct) {
        for (int round = 0; round < 20; round++) {
            RandomGenerator random = Seed.of(distinct).child(round).generator();
            int n = 2 + random.nextInt(60);
            float[] scores = new float[n];
            long[] labels = new long[n];
            for (int i = 0; i < n; i++) {
                scores[i] = random.nextInt(distinct) / 7f;
                labels[i] = i < 2 ? i : random.nextInt(2);
            }
            double ordered = 0;
            double pairs = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (labels[i] == 1 && labels[j] == 0) {
                        ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                        pairs++;
                    }
                }
            }
            RocAuc auc = RocAuc.binary();
            auc.update(Tensor.of(scores, n, 1), Tensor.of(labels));
            assertThat(auc.value()).isEqualTo(ordered / pairs);
        }
    }

    /** Three classes, counted by hand: 3/4 for class 0, 1 for class 1, 1/2 + a tie for class 2. */
    @Test
    void eachOfSeveralClassesIsSetAgainstTheRest() {
        RocAuc auc = new RocAuc(3);
        auc.update(
                Tensor.of(
                        new double[] {
                            0.6, 0.1, 0.3, //
                            0.2, 0.2, 0.6, //
                            0.1, 0.8, 0.1, //
                            0.3, 0.4, 0.3
                        },
                        4,
                        3),
                Tensor.of(new long[] {0, 0, 1, 2}));

        // class 0: 0.6 and 0.2 against 0.1 and 0.3; class 1: 0.8 against all; class 2: 0.3 against 0.3, 0.6, 0.1
        assertThat(auc.of(0)).isEqualTo(0.75);
        assertThat(auc.of(1)).isEqualTo(1);
        assertThat(auc.of(2)).isEqualTo(0.5);
        assertThat(auc.value()).isEqualTo(0.75);
        assertThat(auc.weighted()).isEqualTo((2 * 0.75 + 1 + 0.5) / 4, within(1e-15));
        assertThat(auc.name()).isEqualTo("roc_auc_macro");
    }

    @Test
    void aClassWithoutSamplesHasNoArea() {
        binary.update(Tensor.of(new float[] {1, 2}), Tensor.of(new long[] {1, 1}));
        assertThatThrownBy(binary::value)
                .isInstanceOf(ArgumentException.class)
                .hasMessage("RocAuc: class 1 is the label of 2 of 2 samples; the area needs samples of the class and"
                        + " others");

        RocAuc several = new RocAuc(3);
        several.update(Tensor.of(new float[6], 2, 3), Tensor.of(new long[] {0, 1}));
        assertThat(several.of(0)).isEqualTo(0.5);
        assertThatThrownBy(several::value).hasMessageContaining("class 2 is the label of 0 of 2 samples");
        assertThatThrownBy(() -> several.of(3)).hasMessage("RocAuc: class 3 is out of range; there are 0 to 2");
    }

    @Test
    void otherFormsAreRefused() {
        assertThatThrownBy(() -> binary.update(Tensor.of(new float[6], 2, 3), Tensor.of(new long[] {0, 1})))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> new RocAuc(4).update(Tensor.of(new float[6], 2, 3), Tensor.of(new long[] {0, 1})))
                .isInstanceOf(ShapeException.class)
                .hasMessage("RocAuc: expected scores of 4 classes, got 3");
        assertThatThrownBy(() -> binary.update(Tensor.of(new double[] {Double.NaN}), Tensor.of(new long[] {1})))
                .hasMessageContaining("sample 0 is NaN");
        assertThatThrownBy(() -> binary.merge(new RocAuc(2))).hasMessageContaining("the number of scores a sample");
    }
}
