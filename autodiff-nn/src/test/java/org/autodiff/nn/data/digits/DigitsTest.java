package org.autodiff.nn.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.ImageDataset;
import org.junit.jupiter.api.Test;

class DigitsTest {

    private static final int PIXELS = 28 * 28;

    @Test
    void theSameSeedGivesTheSameDigits() {
        assertThat(pixels(Digits.draw(Seed.of(7), 20))).isEqualTo(pixels(Digits.draw(Seed.of(7), 20)));
    }

    @Test
    void anotherSeedGivesOtherDigits() {
        assertThat(pixels(Digits.draw(Seed.of(7), 20))).isNotEqualTo(pixels(Digits.draw(Seed.of(8), 20)));
    }

    @Test
    void aSampleDoesNotDependOnHowManyThereAre() {
        float[] few = pixels(Digits.draw(Seed.of(7), 5));
        float[] many = pixels(Digits.draw(Seed.of(7), 50));
        assertThat(Arrays.copyOf(many, few.length)).isEqualTo(few);
    }

    @Test
    void theBytesAreTheSameOnEveryMachine() {
        byte[] pixels = new byte[10 * PIXELS];
        for (int digit = 0; digit < 10; digit++) {
            Painter.paint(digit, Seed.of(digit).generator(), pixels, digit * PIXELS);
        }
        CRC32 checksum = new CRC32();
        checksum.update(pixels);
        assertThat(checksum.getValue()).isEqualTo(408648990L);
    }

    @Test
    void labelsAreEquallyLikely() {
        ImageDataset digits = Digits.draw(Seed.of(1), 1000);
        int[] counts = new int[Digits.CLASSES];
        IntStream.range(0, digits.size()).forEach(i -> counts[digits.label(i)]++);
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(70, 130));
    }

    @Test
    void classesDifferMoreThanTheSamplesOfAClass() {
        double[][] means = new double[Digits.CLASSES][PIXELS];
        double[][] otherMeans = new double[Digits.CLASSES][PIXELS];
        addMeans(means, Digits.draw(Seed.of(1), 1000));
        addMeans(otherMeans, Digits.draw(Seed.of(2), 1000));
        for (int a = 0; a < Digits.CLASSES; a++) {
            for (int b = 0; b < Digits.CLASSES; b++) {
                if (a != b) {
                    assertThat(distance(means[a], means[b]))
                            .as("mean %d to mean %d", a, b)
                            .isGreaterThan(2 * distance(means[a], otherMeans[a]));
                }
            }
        }
    }

    @Test
    void paperIsLightAndInkIsDark() {
        float[] pixels = pixels(Digits.draw(Seed.of(1), 100));
        double dark =
                IntStream.range(0, pixels.length).filter(i -> pixels[i] > 0.5).count() / (double) pixels.length;
        assertThat(dark).isBetween(0.05, 0.25);
        Arrays.sort(pixels);
        assertThat(pixels[0]).isZero();
        assertThat(pixels[pixels.length - 1]).isEqualTo(1);
    }

    @Test
    void refusesAnEmptySet() {
        assertThatThrownBy(() -> Digits.draw(Seed.of(1), 0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("at least 1, got 0");
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        assertThatThrownBy(() -> Digits.draw(Seed.of(1), 3_000_000))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("at most 2739137")
                .hasMessageContaining("got 3000000");
    }

    private static float[] pixels(ImageDataset digits) {
        return all(digits).inputs().toFloats();
    }

    private static Batch all(ImageDataset digits) {
        return digits.batch(IntStream.range(0, digits.size()).toArray());
    }

    private static void addMeans(double[][] means, ImageDataset digits) {
        float[] pixels = pixels(digits);
        int[] counts = new int[Digits.CLASSES];
        IntStream.range(0, digits.size()).forEach(i -> counts[digits.label(i)]++);
        for (int i = 0; i < pixels.length; i++) {
            int label = digits.label(i / PIXELS);
            means[label][i % PIXELS] += pixels[i] / (double) counts[label];
        }
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum());
    }
}
