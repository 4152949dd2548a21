package org.autodiff.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Backend;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Loss;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every metric: how data are cut, ordered and merged makes no difference, and nothing is left behind. */
class MetricPropertiesTest {
    private static final int CLASSES = 4;
    private static final int SAMPLES = 200;

    /** Whether labels are class numbers for scores of classes, 0 and 1 for one output, or numbers. */
    private enum Labels {
        CLASSES,
        BINARY,
        NUMBERS
    }

    /** A metric with how two of it are merged. */
    private record Case(Labels labels, Supplier<Metric> empty, BiConsumer<Metric, Metric> merge) {
        static <M extends Metric> Case of(Labels labels, Supplier<M> empty, BiConsumer<M, M> merge) {
            @SuppressWarnings("unchecked") // both come from the supplier
            BiConsumer<Metric, Metric> any = (a, b) -> merge.accept((M) a, (M) b);
            return new Case(labels, empty::get, any);
        }

        Tensor outputs(RandomGenerator random) {
            int width = labels == Labels.CLASSES ? CLASSES : 1;
            float[] numbers = new float[SAMPLES * width];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = random.nextInt(-20, 20) / 8f; // few values: many are equal
            }
            return Tensor.of(numbers, SAMPLES, width);
        }

        Tensor labels(RandomGenerator random) {
            if (labels == Labels.CLASSES) {
                return Tensor.of(random.longs(SAMPLES, 0, CLASSES).toArray());
            }
            double[] numbers = labels == Labels.BINARY
                    ? random.ints(SAMPLES, 0, 2).asDoubleStream().toArray()
                    : random.doubles(SAMPLES, -3, 5).toArray();
            return Tensor.of(numbers, SAMPLES, 1);
        }

        @Override
        public String toString() {
            return empty.get().getClass().getSimpleName() + " " + empty.get().name();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                Case.of(Labels.CLASSES, Accuracy::new, Accuracy::merge),
                Case.of(Labels.BINARY, () -> Accuracy.binary(0), Accuracy::merge),
                Case.of(Labels.CLASSES, () -> new TopKAccuracy(2), TopKAccuracy::merge),
                Case.of(Labels.CLASSES, () -> new ConfusionMatrix(CLASSES), ConfusionMatrix::merge),
                Case.of(Labels.BINARY, () -> ConfusionMatrix.binary(0), ConfusionMatrix::merge),
                Case.of(Labels.CLASSES, () -> new Precision(CLASSES, Average.MACRO), Precision::merge),
                Case.of(Labels.CLASSES, () -> new Recall(CLASSES, Average.WEIGHTED), Recall::merge),
                Case.of(Labels.CLASSES, () -> new F1(CLASSES, Average.MACRO), F1::merge),
                Case.of(Labels.CLASSES, () -> new F1(CLASSES, Average.MICRO), F1::merge),
                Case.of(Labels.BINARY, () -> F1.binary(0), F1::merge),
                Case.of(Labels.BINARY, RocAuc::binary, RocAuc::merge),
                Case.of(Labels.CLASSES, () -> new RocAuc(CLASSES), RocAuc::merge),
                Case.of(Labels.NUMBERS, MeanSquaredError::new, MeanSquaredError::merge),
                Case.of(Labels.NUMBERS, MeanAbsoluteError::new, MeanAbsoluteError::merge),
                Case.of(Labels.NUMBERS, () -> new R2(), R2::merge),
                Case.of(Labels.CLASSES, () -> new MeanLoss((y, t) -> Loss.crossEntropy(y, t)), MeanLoss::merge));
    }

    /** A metric over rows in a given order, cut into batches of unequal sizes. */
    private static Metric over(Case c, Tensor outputs, Tensor labels, long[] order, RandomGenerator random) {
        Metric metric = c.empty().get();
        for (int from = 0, to; from < order.length; from = to) {
            to = Math.min(order.length, from + 1 + random.nextInt(40));
            Tensor rows = Tensor.of(Arrays.copyOfRange(order, from, to));
            metric.update(outputs.indexSelect(0, rows), labels.indexSelect(0, rows));
        }
        return metric;
    }

    private static long[] inOrder(int from, int to) {
        long[] order = new long[to - from];
        Arrays.setAll(order, i -> from + i);
        return order;
    }

    private static long[] shuffled(RandomGenerator random) {
        long[] order = inOrder(0, SAMPLES);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            long held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return order;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutsOrderAndMergingMakeNoDifference(Case c) {
        RandomGenerator random = Seed.of(5).generator();
        Tensor outputs = c.outputs(random);
        Tensor labels = c.labels(random);
        Metric once = c.empty().get();
        once.update(outputs, labels);
        double whole = once.value();
        assertThat(whole).isFinite().isNotZero();

        for (int round = 0; round < 5; round++) {
            assertThat(over(c, outputs, labels, inOrder(0, SAMPLES), random).value())
                    .as("in batches")
                    .isEqualTo(whole, within(1e-6 * tolerance(c)));
            assertThat(over(c, outputs, labels, shuffled(random), random).value())
                    .as("in another order")
                    .isEqualTo(whole, within(1e-6 * tolerance(c)));

            int cut = random.nextInt(SAMPLES + 1);
            Metric first = over(c, outputs, labels, inOrder(0, cut), random);
            Metric second = over(c, outputs, labels, inOrder(cut, SAMPLES), random);
            c.merge().accept(first, second);
            assertThat(first.value()).as("merged at %d", cut).isEqualTo(whole, within(1e-6 * tolerance(c)));
        }
    }

    /** What counts is exact; sums in double depend on their order; a loss is computed in FLOAT32. */
    private static double tolerance(Case c) {
        Metric metric = c.empty().get();
        return metric instanceof MeanLoss ? 1 : metric instanceof MeanError || metric instanceof R2 ? 1e-6 : 0;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anEmptyOneHasNoValue(Case c) {
        Metric metric = c.empty().get();
        String noSamples = metric.getClass().getSimpleName() + ": nothing was counted yet";
        assertThatThrownBy(metric::value).isInstanceOf(ArgumentException.class).hasMessageContaining(noSamples);

        RandomGenerator random = Seed.of(6).generator();
        metric.update(c.outputs(random), c.labels(random));
        double before = metric.value();
        c.merge().accept(metric, c.empty().get());
        assertThat(metric.value()).as("merged with an empty one").isEqualTo(before);

        metric.reset();
        assertThatThrownBy(metric::value).hasMessageContaining(noSamples);
        c.merge().accept(metric, c.empty().get());
        assertThatThrownBy(metric::value).as("two empty ones").hasMessageContaining(noSamples);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingIsRecordedAndNoMemoryKept(Case c) {
        RandomGenerator random = Seed.of(7).generator();
        int copies = 30; // more elements than a backend would hold on the Java heap
        Tensor[] outputs = new Tensor[copies];
        Tensor[] labels = new Tensor[copies];
        Arrays.setAll(outputs, i -> c.outputs(random));
        Arrays.setAll(labels, i -> c.labels(random));
        Tensor leaf = Tensor.concat(0, outputs).requiresGrad(true);
        Tensor all = Tensor.concat(0, labels).detach();
        Metric metric = c.empty().get();
        try (Tape tape = Tape.record()) {
            Tensor recorded = leaf.mul(2);
            metric.update(recorded, all); // also what is kept for later: staging memory of the thread
            int nodes = tape.size();
            long memory = memoryInUse();

            metric.update(recorded, all);
            metric.update(leaf, all);

            assertThat(tape.size()).isEqualTo(nodes);
            assertThat(memoryInUse()).isLessThanOrEqualTo(memory);
            assertThat(metric.value()).isFinite();
        }
    }

    private static long memoryInUse() {
        return Backend.get().memoryInUse();
    }
}
