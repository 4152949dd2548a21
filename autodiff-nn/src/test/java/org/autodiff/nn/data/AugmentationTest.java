package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.data.Augmentation.Image;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    /** A bright square in the upper left quarter of 2 x 9 x 7 pixels; the second channel is the negative of the first. */
    private static Image square() {
        float[] values = new float[2 * 9 * 7];
        for (int row = 1; row < 4; row++) {
            for (int column = 1; column < 3; column++) {
                values[row * 7 + column] = row + 10 * column;
                values[63 + row * 7 + column] = -row - 10 * column;
            }
        }
        return new Image(values, 2, 9, 7);
    }

    private static Image changed(Augmentation change, long seed) {
        return change.apply(square(), Seed.of(seed).generator());
    }

    private static double sum(float[] x) {
        return IntStream.range(0, x.length / 2).mapToDouble(i -> x[i]).sum();
    }

    @Test
    void aCropShiftsByWholePixels() {
        List<List<Integer>> seen = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Image image = changed(Augmentation.crop(1), i);
            assertThat(sum(image.values())).isEqualTo(sum(square().values()));
            for (int down = -1; down <= 1; down++) {
                for (int right = -1; right <= 1; right++) {
                    if (image.at(0, 2 - down, 2 - right) == 22 && image.at(1, 1 - down, 1 - right) == -11) {
                        seen.add(List.of(down, right));
                    }
                }
            }
        }
        assertThat(seen).hasSize(200);
        assertThat(seen.stream().distinct()).hasSize(9);
        assertThat(changed(Augmentation.crop(0), 1).values()).isEqualTo(square().values());
    }

    @Test
    void aFlipIsItsOwnInverse() {
        int flipped = 0;
        for (int i = 0; i < 200; i++) {
            Image image = changed(Augmentation.flip(), i);
            if (!Arrays.equals(image.values(), square().values())) {
                flipped++;
                assertThat(image.at(0, 2, 5)).isEqualTo(12);
                assertThat(image.at(1, 3, 4)).isEqualTo(-23);
            }
        }
        assertThat(flipped).isBetween(70, 130);
    }

    @Test
    void aRotationTurnsAboutTheMiddle() {
        float[] values = new float[25];
        values[2] = 1; // in the middle of the uppermost row
        values[12] = 5; // in the middle
        double most = 0;
        for (int i = 0; i < 1000; i++) {
            Image image = Augmentation.rotate(90)
                    .apply(new Image(values.clone(), 1, 5, 5), Seed.of(i).generator());
            assertThat(image.at(0, 2, 2)).isEqualTo(5);
            most = Math.max(most, image.at(0, 2, 0) + image.at(0, 2, 4));
        }
        assertThat(most).as("a turn of nearly 90 degrees, one way or the other").isGreaterThan(0.9);
        assertThat(changed(Augmentation.rotate(0), 1).values()).isEqualTo(square().values());
    }

    @Test
    void distortionsKeepWhatIsInTheMiddleAboutThere() {
        float[] values = new float[21 * 21];
        values[10 * 21 + 10] = 1;
        for (int i = 0; i < 50; i++) {
            Image image = Augmentation.distort(0.2)
                    .apply(new Image(values.clone(), 1, 21, 21), Seed.of(i).generator());
            assertThat(image.at(0, 10, 10)).isEqualTo(1);
            Image wavy = Augmentation.elastic(8, 4)
                    .apply(new Image(square().values(), 2, 9, 7), Seed.of(i).generator());
            assertThat(wavy.values()).isNotEqualTo(square().values());
            assertThat(sum(wavy.values())).isBetween(60.0, 180.0);
        }
        assertThat(changed(Augmentation.distort(0), 1).values()).isEqualTo(square().values());
        assertThat(changed(Augmentation.elastic(0, 4), 1).values()).isEqualTo(square().values());
        assertThat(sum(changed(Augmentation.elastic(1, 1e9), 1).values())).isGreaterThan(60);
    }

    @Test
    void noiseHasItsDeviation() {
        Image image = Augmentation.noise(0.5)
                .apply(new Image(new float[10_000], 1, 100, 100), Seed.of(1).generator());
        double squares = 0;
        double sum = 0;
        for (float v : image.values()) {
            sum += v;
            squares += v * v;
        }
        assertThat(sum / 10_000).isBetween(-0.02, 0.02);
        assertThat(Math.sqrt(squares / 10_000)).isBetween(0.485, 0.515);
    }

    @Test
    void imagesOfOtherSizesThanTheirValuesAreRefused() {
        assertThatThrownBy(() -> new Image(new float[0], 1 << 30, 1 << 30, 16))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("0 values for 1073741824 x 1073741824 x 16");
        assertThatThrownBy(() -> new Image(new float[6], 2, 2, 2)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new Image(null, 1, 1, 1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("must not be null");
    }

    @Test
    void missingChangesAndImagesAreRefused() {
        Dataset images =
                new TensorDataset(Tensor.zeros(DType.FLOAT32, 2, 1, 3, 3), Tensor.of(new long[2], 2)).asTraining();
        for (Augmentation[] changes : new Augmentation[][] {null, {}, {null}}) {
            assertThatThrownBy(() -> new AugmentedDataset(images, Seed.of(1), changes))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("at least one change");
        }
        Dataset broken = new AugmentedDataset(images, Seed.of(1), Augmentation.flip(), (image, random) -> null);
        assertThatThrownBy(() -> broken.batch(new int[] {1}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("change 1 gave null for sample 1");
    }

    /** The narrowest Gaussian leaves its field as it is: pixels are as those of any other one that is much below a pixel. */
    @Test
    void elasticDistortionsOfAnyWidthAreFinite() {
        float[] narrow = changed(Augmentation.elastic(1, 1e-3), 1).values();
        assertThat(narrow).isNotEqualTo(square().values());
        for (double sigma : new double[] {1e-160, 1e-200, Double.MIN_VALUE}) {
            assertThat(changed(Augmentation.elastic(1, sigma), 1).values()).isEqualTo(narrow);
        }
        for (double alpha : new double[] {1, Double.MAX_VALUE}) {
            for (float x :
                    changed(Augmentation.elastic(alpha, Double.MAX_VALUE), 1).values()) {
                assertThat(x).isFinite();
            }
        }
    }

    @Test
    void distortionsOfAnySizeAreFinite() {
        for (int i = 0; i < 20; i++) {
            for (float x : changed(Augmentation.distort(Double.MAX_VALUE), i).values()) {
                assertThat(x).isFinite();
            }
        }
    }

    @Test
    void badSettingsAreRefused() {
        List<Runnable> bad = List.of(
                () -> Augmentation.crop(-1),
                () -> Augmentation.crop(Integer.MAX_VALUE),
                () -> new Image(new float[4], 1 << 16, 1 << 16, 1),
                () -> new Image(new float[4], -2, -2, 1),
                () -> Augmentation.rotate(Double.NaN),
                () -> Augmentation.distort(-1),
                () -> Augmentation.elastic(1, 0),
                () -> Augmentation.noise(Double.POSITIVE_INFINITY));
        assertThat(bad).allSatisfy(b -> assertThatThrownBy(b::run).isInstanceOf(ArgumentException.class));
    }

    private static Dataset images() {
        Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT32, 0, 1, 30, 1, 6, 6);
        long[] labels = IntStream.range(0, 30).mapToLong(i -> i % 3).toArray();
        return new TensorDataset(x, Tensor.of(labels, 30)).asTraining();
    }

    private static AugmentedDataset augmented(long seed) {
        return new AugmentedDataset(
                images(), Seed.of(seed), Augmentation.crop(2), Augmentation.rotate(20), Augmentation.noise(0.1));
    }

    private static List<float[]> epoch(DataLoader loader, int epoch, int first) {
        List<float[]> batches = new ArrayList<>();
        for (Batch batch : loader.epoch(epoch, first)) {
            batches.add(batch.inputs().toFloats());
        }
        return batches;
    }

    @Test
    void aSampleIsAFunctionOfSeedEpochAndPlace() {
        float[] first = augmented(1).batch(new int[] {4, 7}, 2).inputs().toFloats();

        assertThat(augmented(1)
                        .batch(new int[] {7, 9, 4}, 2)
                        .inputs()
                        .slice(0, 2, 3)
                        .toFloats())
                .isEqualTo(Arrays.copyOf(first, 36));
        assertThat(augmented(1).batch(new int[] {4, 7}, 3).inputs().toFloats()).isNotEqualTo(first);
        assertThat(augmented(2).batch(new int[] {4, 7}, 2).inputs().toFloats()).isNotEqualTo(first);
        assertThat(images().batch(new int[] {4, 7}, 2).inputs().toFloats()).isNotEqualTo(first);
        assertThat(augmented(1).labels()).isEqualTo(images().labels());
    }

    @Test
    void resumedAndPrefetchedEpochsAreTheSame() {
        DataLoader loader = new DataLoader(augmented(1), 7, Seed.of(5));
        List<float[]> whole = epoch(loader, 3, 0);

        assertThat(epoch(loader, 3, 2)).usingRecursiveComparison().isEqualTo(whole.subList(2, 5));
        assertThat(epoch(loader.prefetching(2), 3, 0))
                .usingRecursiveComparison()
                .isEqualTo(whole);
        assertThat(epoch(loader, 4, 0).get(0)).isNotEqualTo(whole.get(0));
    }

    @Test
    void whatIsHeldOutStaysAsItIs() {
        Split parts = Split.stratified(images(), Seed.of(1));

        assertThatThrownBy(() -> new AugmentedDataset(parts.test(), Seed.of(1), Augmentation.flip()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("held out");
        assertThat(new AugmentedDataset(parts.train(), Seed.of(1), Augmentation.flip()).role())
                .isEqualTo(Role.TRAINING);
        assertThatThrownBy(() -> new AugmentedDataset(images(), null, Augmentation.flip()))
                .isInstanceOf(ArgumentException.class);
        Dataset undecided = new TensorDataset(Tensor.zeros(DType.FLOAT32, 3, 1, 2, 3), Tensor.of(new long[3], 3));
        assertThatThrownBy(() -> new AugmentedDataset(undecided, Seed.of(1), Augmentation.flip()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("asTraining()");
        assertThatThrownBy(() -> new AugmentedDataset(undecided.asTraining(), Seed.of(1), (Augmentation) null))
                .isInstanceOf(ArgumentException.class);
        Augmentation turning =
                (image, random) -> new Image(image.values(), image.channels(), image.width(), image.height());
        assertThatThrownBy(() -> new AugmentedDataset(undecided.asTraining(), Seed.of(1), turning).batch(new int[] {0}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("1 x 3 x 2");
        Dataset vectors = new TensorDataset(Tensor.zeros(DType.FLOAT32, 3, 36), Tensor.of(new long[3], 3)).asTraining();
        assertThatThrownBy(() -> new AugmentedDataset(vectors, Seed.of(1), Augmentation.flip()).batch(new int[] {0}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("[n, channels, height, width]");
    }
}
