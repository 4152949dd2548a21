package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir
    Path directory;

    @Test
    void theFourFilesAreFoundPlainOrPacked() {
        write("train-images-idx3-ubyte", IdxFiles.images(2, 1, 1, 255, 0));
        write("train-labels-idx1-ubyte.gz", IdxFiles.gzip(IdxFiles.labels(1, 2)));
        write("t10k-images.idx3-ubyte", IdxFiles.images(1, 1, 1, 51));
        write("t10k-labels.idx1-ubyte.gz", IdxFiles.gzip(IdxFiles.labels(3)));

        Mnist mnist = Mnist.load(directory);

        assertThat(mnist.train().batch(new int[] {0, 1}).labels().toLongs()).containsExactly(1, 2);
        assertThat(mnist.test().batch(new int[] {0}).inputs().toFloats()).containsExactly(0.2f);
        assertThat(mnist.train().role()).isEqualTo(Role.UNDECIDED);
        assertThat(mnist.test().normalized(0, 2).flattened().role()).isEqualTo(Role.HELD_OUT);
        assertThatThrownBy(() -> Scaler.standard(mnist.test())).hasMessageContaining("held out");
        assertThatThrownBy(() -> mnist.test().asTraining()).hasMessageContaining("held out");
        assertThat(mnist.train().asTraining().flattened().role()).isEqualTo(Role.TRAINING);
    }

    @Test
    void theTestPartMayBeCalledTest() {
        write("train-images-idx3-ubyte", IdxFiles.images(1, 1, 1, 255));
        write("train-labels-idx1-ubyte", IdxFiles.labels(1));
        write("test-images-idx3-ubyte.gz", IdxFiles.gzip(IdxFiles.images(1, 1, 1, 51)));
        write("test-labels-idx1-ubyte", IdxFiles.labels(3));

        assertThat(Mnist.load(directory).test().label(0)).isEqualTo(3);
    }

    @Test
    void aMissingFileIsNamedWithAllItsNames() {
        write("train-images-idx3-ubyte", IdxFiles.images(0, 1, 1));

        assertThatThrownBy(() -> Mnist.load(directory))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Mnist.load(" + directory + "): a file is missing; looked for"
                        + " train-labels-idx1-ubyte, train-labels-idx1-ubyte.gz,"
                        + " train-labels.idx1-ubyte, train-labels.idx1-ubyte.gz");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path missing = directory.resolve("nowhere");

        assertThatThrownBy(() -> Mnist.load(missing))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Mnist.load(" + missing + "): there is no such directory");
    }

    @Test
    void filesOfDifferentSetsAreRefused() {
        write("train-images-idx3-ubyte", IdxFiles.images(2, 1, 1, 255, 0));
        write("train-labels-idx1-ubyte", IdxFiles.labels(1, 2, 3));

        assertThatThrownBy(() -> Mnist.load(directory))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("2 images, but 3 labels");
    }

    @Test
    void theRealDigitsHaveTheirKnownCounts() {
        Path real = Path.of(System.getProperty("mnist.dir", "../../shared/data/mnist"));
        Assumptions.assumeTrue(
                Files.isDirectory(real), () -> "skipped: no " + real + "; set -Dmnist.dir=<folder> to run it");

        Mnist mnist = Mnist.load(real);

        assertThat(mnist.train()).hasToString("ImageDataset[60000 of 28 x 28]");
        assertThat(mnist.test()).hasToString("ImageDataset[10000 of 28 x 28]");
        assertThat(histogram(mnist.train()))
                .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertThat(histogram(mnist.test())).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        // the first ten digits of the training part, as printed in many a tutorial
        assertThat(mnist.train()
                        .batch(IntStream.range(0, 10).toArray())
                        .labels()
                        .toLongs())
                .containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
        assertThat(mean(mnist.train())).isBetween(0.1305, 0.1308);
        assertThat(mean(mnist.test())).isBetween(0.1324, 0.1326);
    }

    private static int[] histogram(ImageDataset part) {
        int[] counts = new int[10];
        for (int i = 0; i < part.size(); i++) {
            counts[part.label(i)]++;
        }
        return counts;
    }

    private static double mean(ImageDataset part) {
        double sum = 0;
        for (Batch batch : new DataLoader(part.flattened(), 1000).epoch(0)) {
            for (float value : batch.inputs().toFloats()) {
                sum += value;
            }
        }
        return sum / part.size() / (part.rows() * part.columns());
    }

    private void write(String name, byte[] bytes) {
        IdxFiles.write(directory.resolve(name), bytes);
    }
}
