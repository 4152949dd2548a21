package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.nn.StateDict;
import org.junit.jupiter.api.Test;

/** Selections, changes and parts of data sets. */
class DatasetViewsTest {
    @Test
    void oneHotNeedsAClass() {
        Dataset data = new TensorDataset(Tensor.ones(DType.FLOAT32, 2, 1), Tensor.of(new long[] {0, 0}));
        assertThatThrownBy(() -> data.oneHot(0))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Dataset.oneHot: the number of classes must be at least 1, got 0");
    }

    private static final double EPS = 1e-12;

    /** Sample i is the number i, of class i mod classes. */
    private static Dataset counting(int n, int classes) {
        double[] inputs = IntStream.range(0, n).asDoubleStream().toArray();
        long[] labels = IntStream.range(0, n).mapToLong(i -> i % classes).toArray();
        return new TensorDataset(Tensor.of(inputs, n, 1), Tensor.of(labels, n));
    }

    private static double[] inputs(Dataset data) {
        return data.batch(IntStream.range(0, data.size()).toArray()).inputs().toDoubles();
    }

    @Test
    void aSelectionHasTheSamplesInItsOrder() {
        Dataset chosen = counting(10, 3).select(7, 2, 2);

        assertThat(inputs(chosen)).containsExactly(7, 2, 2);
        assertThat(chosen.labels()).containsExactly(1, 2, 2);
        assertThat(inputs(chosen.range(1, 3))).containsExactly(2, 2);
        assertThatThrownBy(() -> chosen.batch(new int[] {3}))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("no sample 3; there are 3");
        assertThatThrownBy(() -> counting(10, 3).select(10)).isInstanceOf(IndexException.class);
    }

    @Test
    void aSelectionDoesNotSeeLaterChangesOfItsPlaces() {
        int[] places = {1, 2};
        Dataset chosen = counting(10, 3).select(places);
        places[0] = 9;
        assertThat(inputs(chosen)).containsExactly(1, 2);
    }

    @Test
    void aFilterKeepsTheOrder() {
        assertThat(inputs(counting(10, 3).filter(b -> b.labels().toLongs()[0] == 1)))
                .containsExactly(1, 4, 7);
        assertThat(counting(10, 3).filter(b -> false).size()).isZero();
    }

    @Test
    void aMapChangesBatches() {
        Dataset doubled = counting(5, 2).map(b -> new Batch(b.inputs().mul(2), b.labels()));

        assertThat(inputs(doubled)).containsExactly(0, 2, 4, 6, 8);
        assertThatThrownBy(() -> counting(5, 2)
                        .map(b ->
                                new Batch(b.inputs().slice(0, 0, 1), b.labels().slice(0, 0, 1)))
                        .batch(new int[] {0, 1}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("made 1 samples of 2");
    }

    @Test
    void classNumbersBecomeDistributions() {
        Batch batch = counting(5, 3).oneHot(4).batch(new int[] {2, 3});

        assertThat(batch.labels().dtype()).isEqualTo(DType.FLOAT64);
        assertThat(batch.labels().toDoubles()).containsExactly(0, 0, 1, 0, 1, 0, 0, 0);
        assertThatThrownBy(() -> counting(5, 3).oneHot(2).batch(new int[] {2})).isInstanceOf(IndexException.class);
    }

    @Test
    void labelsAreReadInPieces() {
        long[] labels = counting(2345, 7).labels();
        assertThat(labels).hasSize(2345);
        assertThat(labels[2344]).isEqualTo(2344 % 7);
        assertThatThrownBy(() ->
                        new TensorDataset(Tensor.zeros(DType.FLOAT32, 3, 2), Tensor.zeros(DType.INT64, 3, 2)).labels())
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("INT64 [3, 2], not class numbers");
        Dataset real = counting(5, 2).map(b -> new Batch(b.inputs(), b.inputs()));
        assertThatThrownBy(real::labels)
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("FLOAT64 [5, 1], not class numbers");
        Dataset others = counting(5, 2)
                .map(b -> new Batch(
                        b.inputs(),
                        Tensor.of(Arrays.stream(b.labels().toLongs())
                                .map(label -> label + 7)
                                .toArray())));
        assertThat(others.labels()).containsExactly(7, 8, 7, 8, 7);
    }

    @Test
    void epochsReachTheDataSetThroughAllViews() {
        Dataset telling = new Dataset() {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public Batch batch(int[] indices) {
                return batch(indices, -1);
            }

            @Override
            public Batch batch(int[] indices, int epoch) {
                double[] epochs = new double[indices.length];
                Arrays.fill(epochs, epoch);
                return new Batch(
                        Tensor.of(epochs, indices.length), Tensor.of(new long[indices.length], indices.length));
            }
        };
        Dataset viewed = Split.random(
                        telling.range(0, 4).select(3, 2, 1, 0).map(b -> b).mapInputs(x -> x), 1, 0, Seed.of(1))
                .train()
                .asTraining();
        for (Batch batch : new DataLoader(viewed, 4).epoch(6)) {
            assertThat(batch.inputs().toDoubles()).containsOnly(6);
        }
    }

    @Test
    void aStratifiedSplitHasEachClassInProportion() {
        // 100 of class 0, 57 of class 1, 13 of class 2, 1 of class 3
        long[] labels = IntStream.range(0, 171)
                .mapToLong(i -> i < 100 ? 0 : i < 157 ? 1 : i < 170 ? 2 : 3)
                .toArray();
        double[] numbers = IntStream.range(0, 171).asDoubleStream().toArray();
        Dataset data = new TensorDataset(Tensor.of(numbers, 171), Tensor.of(labels, 171));

        Split parts = Split.stratified(data, Seed.of(3));

        for (Dataset part : new Dataset[] {parts.train(), parts.validation(), parts.test()}) {
            double fraction = part == parts.train() ? 0.8 : 0.1;
            long[] all = counts(data);
            long[] own = counts(part);
            for (int c = 0; c < 4; c++) {
                assertThat(own[c]).isBetween((long) Math.floor(fraction * all[c]), (long) Math.ceil(fraction * all[c]));
            }
            assertThat((double) part.size()).isBetween(fraction * 171 - 1, fraction * 171 + 1);
        }
        double[] all = concat(inputs(parts.train()), inputs(parts.validation()), inputs(parts.test()));
        Arrays.sort(all);
        assertThat(all).isEqualTo(numbers);
        assertThat(inputs(parts.test())).isSorted();
        assertThat(inputs(Split.stratified(data, Seed.of(3)).test())).isEqualTo(inputs(parts.test()));
        assertThat(inputs(Split.stratified(data, Seed.of(4)).test())).isNotEqualTo(inputs(parts.test()));
    }

    @Test
    void smallClassesLeaveNoPartEmpty() {
        for (int each = 1; each <= 6; each++) {
            int n = 100 * each;
            long[] labels = IntStream.range(0, n).mapToLong(i -> i % 100).toArray();
            Dataset data = new TensorDataset(Tensor.zeros(DType.FLOAT32, n, 1), Tensor.of(labels, n));
            Split parts = Split.stratified(data, Seed.of(1));
            assertThat(List.of(
                            parts.train().size(),
                            parts.validation().size(),
                            parts.test().size()))
                    .as(each + " samples a class")
                    .containsExactly(80 * each, 10 * each, 10 * each);
        }
    }

    @Test
    void everyClassHasItsShareRoundedUpOrDown() {
        RandomGenerator random = Seed.of(6).generator();
        for (int run = 0; run < 300; run++) {
            double train = random.nextInt(1, 10) / 10.0;
            double validation = random.nextInt(0, 11 - (int) Math.round(10 * train)) / 10.0;
            long[] labels = random.longs(random.nextInt(20, 90), 0, 12).toArray();
            Dataset data = new TensorDataset(Tensor.zeros(DType.FLOAT32, labels.length, 1), Tensor.of(labels));
            Split parts = Split.stratified(data, train, validation, Seed.of(run));
            Dataset[] sets = {parts.train(), parts.validation(), parts.test()};
            double[] fractions = {train, validation, 1 - train - validation};
            for (int p = 0; p < 3; p++) {
                for (int c = 0; c < 12; c++) {
                    double share = fractions[p] * count(labels, c);
                    assertThat(Math.abs(count(sets[p].labels(), c) - share)).isLessThan(1 - 1e-6);
                }
                assertThat((double) sets[p].size())
                        .isBetween(fractions[p] * labels.length - 2, fractions[p] * labels.length + 2);
            }
        }
    }

    private static long count(long[] labels, int label) {
        return Arrays.stream(labels).filter(l -> l == label).count();
    }

    private static long[] counts(Dataset data) {
        long[] counts = new long[4];
        for (long label : data.labels()) {
            counts[(int) label]++;
        }
        return counts;
    }

    private static double[] concat(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    @Test
    void aRandomSplitHasEachSampleOnce() {
        Split parts = Split.random(counting(100, 2), 0.5, 0.25, Seed.of(1));

        assertThat(parts.train().size()).isEqualTo(50);
        assertThat(parts.validation().size()).isEqualTo(25);
        assertThat(parts.test().size()).isEqualTo(25);
        double[] all = concat(inputs(parts.train()), inputs(parts.validation()), inputs(parts.test()));
        assertThat(all).doesNotHaveDuplicates().hasSize(100);
        assertThat(inputs(parts.train())).isNotEqualTo(inputs(counting(50, 2)));
        assertThat(Split.random(counting(10, 2), 0.7, 0.3, Seed.of(1)).test().size())
                .as("0.7 + 0.3 is not 1 in binary")
                .isZero();
    }

    @Test
    void badSplitsAreRefused() {
        Dataset data = counting(10, 2);
        for (double[] bad : new double[][] {{-0.1, 0.5}, {0.8, 0.3}, {Double.NaN, 0}}) {
            assertThatThrownBy(() -> Split.random(data, bad[0], bad[1], Seed.of(1)))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("fractions");
        }
        assertThatThrownBy(() -> Split.random(data, 0.01, 0.5, Seed.of(1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("no sample of 10 is left for training");
        assertThatThrownBy(() -> Split.stratified(data, null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Split.random(data.asHeldOut(), Seed.of(1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("held out");
    }

    @Test
    void aScalerMakesMeansZeroAndDeviationsOne() {
        double[] x = {1, 10, 5, 3, 20, 5, 5, 60, 5};
        Dataset train = new TensorDataset(Tensor.of(x, 3, 3), Tensor.of(new long[3], 3)).asTraining();

        Scaler scaler = Scaler.standard(train);

        // means 3, 30, 5; biased variances 8/3, 1400/3, 0
        double a = Math.sqrt(8.0 / 3);
        double b = Math.sqrt(1400.0 / 3);
        assertThat(inputs(scaler.apply(train)))
                .containsExactly(new double[] {-2 / a, -20 / b, 0, 0, -10 / b, 0, 2 / a, 30 / b, 0}, within());
        Tensor other = Tensor.of(new double[] {4, 30, 7}, 1, 3);
        assertThat(scaler.apply(other).toDoubles()).containsExactly(new double[] {1 / a, 0, 2}, within());
        assertThat(scaler.invert(scaler.apply(other)).toDoubles()).containsExactly(new double[] {4, 30, 7}, within());
        Scaler again = Scaler.of(scaler.stateDict());
        assertThat(again.apply(other).toDoubles()).isEqualTo(scaler.apply(other).toDoubles());
    }

    @Test
    void constantFeaturesBecomeZero() {
        for (double value : new double[] {0.1, 5, -1e300}) {
            for (int n : new int[] {1, 100, 1000}) {
                Tensor x = Tensor.full(DType.FLOAT64, value, n, 1);
                Dataset train = new TensorDataset(x, Tensor.of(new long[n], n)).asTraining();
                for (Scaler scaler : new Scaler[] {Scaler.standard(train), Scaler.minMax(train)}) {
                    assertThat(inputs(scaler.apply(train))).containsOnly(0);
                    assertThat(scaler.stateDict().get("scale").toDoubles()).containsExactly(1);
                }
            }
        }
    }

    @Test
    void scalesThatNoNumberHoldsAreRefused() {
        Tensor x = Tensor.of(new double[] {1.7e308, -1.7e308}, 2, 1);
        Dataset train = new TensorDataset(x, Tensor.of(new long[2], 2)).asTraining();
        assertThatThrownBy(() -> Scaler.minMax(train))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("too far apart");
        for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            StateDict state = StateDict.of(Map.of(
                    "offset", Tensor.of(new double[] {0, 0}, 2), "scale", Tensor.of(new double[] {1, scale}, 2)));
            assertThatThrownBy(() -> Scaler.of(state))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("feature 1");
        }
    }

    /** Four samples of the classes 5, 6, 5, 6, whose inputs cannot be read. */
    private record LabelsOnly() implements Dataset {
        @Override
        public int size() {
            return 4;
        }

        @Override
        public Batch batch(int[] indices) {
            throw new AssertionError("no batch is needed");
        }

        @Override
        public long[] labels() {
            return new long[] {5, 6, 5, 6};
        }
    }

    @Test
    void labelsOfViewsAreNotReadFromBatches() {
        Dataset labelled = new LabelsOnly();
        assertThat(labelled.select(3, 0).range(0, 1).asHeldOut().labels()).containsExactly(6);
        assertThat(labelled.range(1, 3).labels()).containsExactly(6, 5);
        assertThat(labelled.mapInputs(x -> x.mul(2)).select(1, 2).labels()).containsExactly(6, 5);
        assertThat(labelled.oneHot(7).range(2, 4).labels()).containsExactly(5, 6);
        Scaler scaler = Scaler.standard(counting(3, 2).asTraining());
        assertThat(scaler.apply(labelled).asTraining().labels()).containsExactly(5, 6, 5, 6);
        Dataset augmented = new AugmentedDataset(labelled.asTraining(), Seed.of(1), Augmentation.crop(1));
        assertThat(augmented.select(1).labels()).containsExactly(6);

        Split parts = Split.stratified(scaler.apply(labelled), 0.5, 0.5, Seed.of(1));
        assertThat(parts.train().labels()).containsExactlyInAnyOrder(5, 6);
        assertThat(parts.validation().labels()).containsExactlyInAnyOrder(5, 6);
        assertThat(Split.random(labelled, Seed.of(1)).train().labels()).hasSize(3);
    }

    @Test
    void labelsOfChangedInputsComputeNoInputs() {
        Dataset refusing = counting(2345, 7).mapInputs(x -> {
            throw new AssertionError("inputs are not needed");
        });
        assertThat(refusing.labels()).isEqualTo(counting(2345, 7).labels());
    }

    @Test
    void onlyInputsAreChanged() {
        Dataset doubled = counting(5, 2).asHeldOut().mapInputs(x -> x.mul(2));

        assertThat(inputs(doubled)).containsExactly(0, 2, 4, 6, 8);
        assertThat(doubled.batch(new int[] {3, 0}).labels().toLongs()).containsExactly(1, 0);
        assertThat(doubled.role()).isEqualTo(Role.HELD_OUT);
        assertThatThrownBy(() -> counting(5, 2).mapInputs(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("mapInputs: the function must not be null");
        assertThatThrownBy(() -> counting(5, 2).mapInputs(x -> null).batch(new int[] {0}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("returned null");
        for (UnaryOperator<Tensor> bad : List.<UnaryOperator<Tensor>>of(Tensor::sum, x -> x.slice(0, 0, 1))) {
            assertThatThrownBy(() -> counting(5, 2).mapInputs(bad).batch(new int[] {0, 1}))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("of [2, 1]; it must keep the first axis");
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(EPS);
    }

    @Test
    void aScalerMakesIntervals() {
        double[] x = {1, 10, 5, 3, 20, 5, 5, 60, 5};
        Dataset train = new TensorDataset(Tensor.of(x, 3, 3), Tensor.of(new long[3], 3)).asTraining();

        assertThat(inputs(Scaler.minMax(train).apply(train)))
                .containsExactly(new double[] {0, 0, 0, 0.5, 0.2, 0, 1, 1, 0}, within());
        assertThat(inputs(Scaler.minMax(train, -0.5).apply(train)))
                .containsExactly(new double[] {-0.5, -0.5, -0.5, 0, -0.3, -0.5, 0.5, 0.5, -0.5}, within());
        Tensor beyond = Tensor.of(new double[] {9, 10, 5}, 1, 3);
        assertThat(Scaler.minMax(train).apply(beyond).toDoubles()).containsExactly(new double[] {2, 0, 0}, within());
    }

    @Test
    void aScalerTakesManySamplesOfAnyShapeInFloat32() {
        Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT32, 1000, 1, 2500, 2, 3);
        Dataset train = new TensorDataset(x, Tensor.of(new long[2500], 2500)).asTraining();

        Tensor scaled = Scaler.standard(train).apply(x);

        assertThat(scaled.dtype()).isEqualTo(DType.FLOAT32);
        // no cancellation, although means are a thousand times the deviations
        for (double mean : scaled.to(DType.FLOAT64).mean(0).toDoubles()) {
            assertThat(mean).isBetween(-1e-6, 1e-6);
        }
        for (double variance : scaled.to(DType.FLOAT64).square().mean(0).toDoubles()) {
            assertThat(variance).isBetween(1 - 1e-5, 1 + 1e-5);
        }
    }

    @Test
    void aScalerLearnsFromTrainingSamplesOnly() {
        Dataset whole = counting(100, 2);
        Split parts = Split.stratified(whole, Seed.of(1));

        assertThatThrownBy(() -> Scaler.standard(whole))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("not known to be for training only")
                .hasMessageContaining("Split");
        for (Dataset held : new Dataset[] {
            parts.validation(),
            parts.test(),
            parts.test().range(0, 2),
            parts.test().map(b -> b),
            parts.test().mapInputs(x -> x),
            parts.test().select(0)
        }) {
            assertThatThrownBy(() -> Scaler.minMax(held))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("held out");
            assertThatThrownBy(held::asTraining).isInstanceOf(ArgumentException.class);
        }
        Scaler scaler = Scaler.standard(parts.train().range(0, 50));
        assertThat(scaler.apply(parts.test()).role()).isEqualTo(Role.HELD_OUT);
    }

    @Test
    void badInputsOfScalersAreRefused() {
        double[] x = {1, 2, 3, Double.NaN};
        Dataset broken = new TensorDataset(Tensor.of(x, 2, 2), Tensor.of(new long[2], 2)).asTraining();
        assertThatThrownBy(() -> Scaler.standard(broken))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("feature 1 of sample 1 is NaN");
        assertThatThrownBy(() -> Scaler.standard(counting(3, 2).range(0, 0).asTraining()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("no samples");
        Scaler scaler = Scaler.standard(counting(3, 2).asTraining());
        assertThatThrownBy(() -> scaler.apply(Tensor.zeros(DType.FLOAT32, 2, 2)))
                .hasMessageContaining("expected floating ones [n, ...] of samples [1]");
    }
}
