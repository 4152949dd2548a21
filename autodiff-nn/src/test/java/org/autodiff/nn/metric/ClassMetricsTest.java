package org.autodiff.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;

/** Metrics of found classes, against cases that are counted by hand; the data are those of scikit-learn's documentation. */
class ClassMetricsTest {
    /** Labels and found classes of scikit-learn's examples of precision, recall and F1. */
    private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 2, 0, 1, 2});

    private static final Tensor FOUND = found(3, 0, 2, 1, 0, 0, 1);

    /** Scores of which the highest are those of the given classes. */
    private static Tensor found(int classes, long... found) {
        return Tensor.of(found).oneHot(classes).to(DType.FLOAT32);
    }

    private static <M extends Metric> M over(M metric, Tensor outputs, Tensor labels) {
        metric.update(outputs, labels);
        return metric;
    }

    @Test
    void topKNamesSeveralClasses() {
        Tensor scores = Tensor.of(new double[] {0.5, 0.2, 0.2, 0.3, 0.4, 0.2, 0.2, 0.4, 0.3, 0.7, 0.2, 0.1}, 4, 3);
        Tensor labels = Tensor.of(new long[] {0, 1, 2, 2});

        assertThat(over(new TopKAccuracy(1), scores, labels).value()).isEqualTo(0.5);
        assertThat(over(new TopKAccuracy(2), scores, labels).value()).isEqualTo(0.75);
        assertThat(over(new TopKAccuracy(3), scores, labels).value()).isEqualTo(1);
        assertThat(new TopKAccuracy(5).name()).isEqualTo("top5_accuracy");
    }

    @Test
    void ofEqualScoresTheFirstOnesAreHigher() {
        Tensor equal = Tensor.zeros(DType.FLOAT32, 3, 3);
        Tensor labels = Tensor.of(new long[] {0, 1, 2});

        assertThat(over(new TopKAccuracy(1), equal, labels).value())
                .isEqualTo(over(new Accuracy(), equal, labels).value())
                .isEqualTo(1 / 3.0);
        assertThat(over(new TopKAccuracy(2), equal, labels).value()).isEqualTo(2 / 3.0);
    }

    @Test
    void topKNeedsAsManyClasses() {
        assertThatThrownBy(() -> over(new TopKAccuracy(4), FOUND, LABELS))
                .isInstanceOf(ShapeException.class)
                .hasMessage("TopKAccuracy: the first 4 of 3 classes hold every label; k must be at most the number of"
                        + " classes");
        assertThatThrownBy(() -> new TopKAccuracy(0)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new TopKAccuracy(2).merge(new TopKAccuracy(3)))
                .hasMessageContaining("k is 2 here but 3 in the other");
    }

    @Test
    void aConfusionMatrixCountsPairs() {
        ConfusionMatrix matrix =
                over(new ConfusionMatrix(3), found(3, 0, 0, 2, 2, 0, 2), Tensor.of(new long[] {2, 0, 2, 2, 0, 1}));

        long[][] expected = {{2, 0, 0}, {0, 0, 1}, {1, 0, 2}};
        for (int label = 0; label < 3; label++) {
            for (int found = 0; found < 3; found++) {
                assertThat(matrix.count(label, found)).isEqualTo(expected[label][found]);
            }
        }
        assertThat(matrix.total()).isEqualTo(6);
        assertThat(matrix.value()).isEqualTo(4 / 6.0);
        assertThat(matrix.name()).isEqualTo("confusion_accuracy");
    }

    @Test
    void aConfusionMatrixIsATable() {
        ConfusionMatrix matrix = new ConfusionMatrix("ant", "butterfly", "cat");
        for (int i = 0; i < 12; i++) {
            matrix.update(found(3, 0, 0, 2, 2, 0, 2), Tensor.of(new long[] {2, 0, 2, 2, 0, 1}));
        }

        assertThat(matrix.toString().lines())
                .containsExactly(
                        "label \\ found  ant  butterfly  cat",
                        "ant             24          0    0",
                        "butterfly        0          0   12",
                        "cat             12          0   24");
    }

    @Test
    void aConfusionMatrixOfOneOutput() {
        ConfusionMatrix matrix = ConfusionMatrix.binary(0.5);
        matrix.update(Tensor.of(new float[] {0.9f, 0.2f, 0.6f, 0.1f}), Tensor.of(new float[] {1, 1, 0, 0}));
        assertThat(matrix.toString().lines())
                .containsExactly("label \\ found  0  1", "0              1  1", "1              1  1");
    }

    @Test
    void aConfusionMatrixRefusesOtherClasses() {
        ConfusionMatrix matrix = new ConfusionMatrix("cat", "dog");
        assertThatThrownBy(() -> matrix.update(FOUND, LABELS))
                .isInstanceOf(ShapeException.class)
                .hasMessage("ConfusionMatrix: expected scores of 2 classes, got 3");
        assertThat(matrix.total()).isZero();
        assertThatThrownBy(() -> matrix.merge(new ConfusionMatrix("dog", "cat")))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the list of classes is [cat, dog] here but [dog, cat] in the other");
        assertThatThrownBy(() -> matrix.count(0, 2)).isInstanceOf(IndexException.class);
        assertThatThrownBy(() -> new ConfusionMatrix("cat", null)).hasMessageContaining("has no name");
        assertThatThrownBy(() -> new ConfusionMatrix(1)).hasMessageContaining("at least 2 classes");
    }

    @Test
    void precisionByClassAndAverage() {
        Precision macro = over(new Precision(3, Average.MACRO), FOUND, LABELS);
        assertThat(macro.of(0)).isEqualTo(2 / 3.0);
        assertThat(macro.of(1)).isZero();
        assertThat(macro.of(2)).isZero();
        assertThat(macro.value()).isEqualTo(2 / 9.0, within(1e-15));
        assertThat(over(new Precision(3, Average.MICRO), FOUND, LABELS).value()).isEqualTo(1 / 3.0);
        assertThat(over(new Precision(3, Average.WEIGHTED), FOUND, LABELS).value())
                .isEqualTo(2 / 9.0, within(1e-15));
        assertThat(macro.name()).isEqualTo("precision_macro");
    }

    @Test
    void recallByClassAndAverage() {
        Recall macro = over(new Recall(3, Average.MACRO), FOUND, LABELS);
        assertThat(macro.of(0)).isEqualTo(1);
        assertThat(macro.of(1)).isZero();
        assertThat(macro.value()).isEqualTo(1 / 3.0);
        assertThat(over(new Recall(3, Average.MICRO), FOUND, LABELS).value()).isEqualTo(1 / 3.0);
        assertThat(over(new Recall(3, Average.WEIGHTED), FOUND, LABELS).value()).isEqualTo(1 / 3.0);
    }

    @Test
    void f1ByClassAndAverage() {
        F1 macro = over(new F1(3, Average.MACRO), FOUND, LABELS);
        assertThat(macro.of(0)).isEqualTo(0.8);
        assertThat(macro.of(2)).isZero();
        assertThat(macro.value()).isEqualTo(0.8 / 3, within(1e-15));
        assertThat(over(new F1(3, Average.MICRO), FOUND, LABELS).value()).isEqualTo(1 / 3.0);
    }

    /** Labels 0 0 0 1, found 0 0 1 1: rows of unequal weight tell the averages apart. */
    @Test
    void weightsAreTheNumbersOfLabels() {
        Tensor labels = Tensor.of(new long[] {0, 0, 0, 1});
        Tensor scores = found(2, 0, 0, 1, 1);
        assertThat(over(new Precision(2, Average.WEIGHTED), scores, labels).value())
                .isEqualTo((3 * 1 + 1 * 0.5) / 4);
        assertThat(over(new Precision(2, Average.MACRO), scores, labels).value())
                .isEqualTo(0.75);
        assertThat(over(new Recall(2, Average.WEIGHTED), scores, labels).value())
                .isEqualTo(0.75);
        assertThat(over(new Recall(2, Average.MACRO), scores, labels).value()).isEqualTo((2 / 3.0 + 1) / 2);
        assertThat(over(new F1(2, Average.WEIGHTED), scores, labels).value())
                .isEqualTo((3 * 0.8 + 2 / 3.0) / 4, within(1e-15));
    }

    @Test
    void macroLeavesOutClassesThatDoNotOccur() {
        Tensor scores = found(5, 0, 2, 1, 0, 0, 1);
        assertThat(over(new F1(5, Average.MACRO), scores, LABELS).value()).isEqualTo(0.8 / 3, within(1e-15));
        assertThat(over(new F1(5, Average.MACRO), scores, LABELS).of(4))
                .as("0 / 0")
                .isZero();
    }

    @Test
    void ofTwoClassesTheSecondIsLookedFor() {
        Tensor outputs = Tensor.of(new float[] {2, -1, 1, 3, -2}, 5, 1);
        Tensor labels = Tensor.of(new float[] {1, 1, 0, 1, 0}, 5, 1);

        assertThat(over(Precision.binary(0), outputs, labels).value()).isEqualTo(2 / 3.0);
        assertThat(over(Recall.binary(0), outputs, labels).value()).isEqualTo(2 / 3.0);
        assertThat(over(F1.binary(0), outputs, labels).value()).isEqualTo(2 / 3.0);
        assertThat(over(F1.binary(0), outputs, labels).of(0)).isEqualTo(0.5);
        assertThat(over(Recall.binary(10), outputs, labels).value()).isZero();
        assertThat(F1.binary(0).name()).isEqualTo("f1");
    }

    @Test
    void measuresThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new F1(3, Average.BINARY))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("BINARY with 2 classes, got BINARY with 3");
        assertThatThrownBy(() -> new F1(3, null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new Recall(1, Average.MACRO)).hasMessageContaining("at least 2 classes, got 1");
        assertThatThrownBy(() -> new F1(3, Average.MACRO).merge(new F1(3, Average.MICRO)))
                .hasMessageContaining("the measure is f1_macro here but f1_micro in the other");
        assertThatThrownBy(() -> new F1(3, Average.MACRO).merge(new F1(4, Average.MACRO)))
                .hasMessageContaining("the number of classes is 3 here but 4");
        assertThatThrownBy(() -> over(new F1(4, Average.MACRO), FOUND, LABELS))
                .hasMessageContaining("F1: expected scores of 4 classes, got 3");
        assertThatThrownBy(() -> over(new F1(3, Average.MACRO), FOUND, LABELS).of(3))
                .isInstanceOf(IndexException.class)
                .hasMessage("F1: class 3 is out of range; there are 0 to 2");
    }

    @Test
    void whatDecidesDifferentlyIsNotMerged() {
        assertThatThrownBy(() -> Accuracy.binary(0).merge(Accuracy.binary(0.5)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("above 0.5");
        assertThatThrownBy(() -> Accuracy.binary(0).merge(new Accuracy())).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> ConfusionMatrix.binary(0).merge(ConfusionMatrix.binary(1)))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> F1.binary(0).merge(F1.binary(1))).isInstanceOf(ArgumentException.class);
        Accuracy.binary(0.5).merge(Accuracy.binary(0.5));
        assertThat(new ConfusionMatrix(2000).classes()).isEqualTo(2000);
        for (int classes : new int[] {2001, 10_000, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> new ConfusionMatrix(classes))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining(classes + " classes make a table of more than 2000 x 2000 counts");
        }
        assertThatThrownBy(() -> new ConfusionMatrix(new String[2001]))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("2001 classes");
    }
}
