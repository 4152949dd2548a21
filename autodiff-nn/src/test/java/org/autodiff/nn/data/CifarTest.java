package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarTest {
    private static final int PIXELS = 3072;

    @TempDir
    Path directory;

    @Test
    void cifar10IsReadFromItsSixFiles() {
        ten();
        names("batches.meta.txt", 10);

        Cifar cifar = Cifar.load10(directory);

        assertThat(cifar.train()).hasToString("ImageDataset[6 of 3 x 32 x 32]");
        assertThat(cifar.classes()).hasSize(10).startsWith("class 0");
        Batch train = cifar.train().batch(new int[] {0, 1, 5});
        assertThat(train.labels().toLongs()).containsExactly(1, 9, 5);
        assertThat(train.inputs().shape().toArray()).containsExactly(3, 3, 32, 32);
        assertThat(cifar.test().label(0)).isEqualTo(7);
        assertThat(cifar.train().role()).isEqualTo(Role.UNDECIDED);
        assertThat(cifar.test().normalized(0, 2).flattened().role()).isEqualTo(Role.HELD_OUT);
        assertThatThrownBy(() -> Scaler.standard(cifar.test())).hasMessageContaining("held out");
        assertThatThrownBy(() -> cifar.test().asTraining()).hasMessageContaining("held out");
        assertThat(cifar.train().asTraining().flattened().role()).isEqualTo(Role.TRAINING);
    }

    @Test
    void pixelsAreChannelByChannelAndRowByRow() {
        ten();

        float[] image =
                Cifar.load10(directory).test().batch(new int[] {0}).inputs().toFloats();

        // record() writes the place of a byte modulo 251
        for (int k : new int[] {0, 1, 31, 32, 1023, 1024, 2048, 3071}) {
            assertThat(image[k]).as("byte %d", k).isEqualTo((float) (k % 251 / 255.0));
        }
    }

    @Test
    void channelsAreNormalisedEachByItsOwnNumbers() {
        ten();
        ImageDataset test = Cifar.load10(directory).test();

        float[] image = test.normalized(new double[] {0, 0.5, 1}, new double[] {1, 0.5, 2})
                .batch(new int[] {0})
                .inputs()
                .toFloats();

        assertThat(image[5]).isEqualTo((float) (5 / 255.0));
        assertThat(image[1024]).isEqualTo((float) ((1024 % 251 / 255.0 - 0.5) / 0.5));
        assertThat(image[2048]).isEqualTo((float) ((2048 % 251 / 255.0 - 1) / 2));
        assertThatThrownBy(() -> test.normalized(new double[] {0}, new double[] {1}))
                .hasMessageContaining("each of the 3 channels, got 1 means and 1 stds");
    }

    @Test
    void theUnpackedDirectoryIsFoundInside() throws IOException {
        directory = Files.createDirectory(directory.resolve("cifar-10-batches-bin"));
        ten();

        assertThat(Cifar.load10(directory.getParent()).train().size()).isEqualTo(6);
    }

    @Test
    void cifar100HasTwoKindsOfLabels() {
        write("train.bin", record(19, 99), record(0, 7));
        write("test.bin", record(3, 42));
        names("coarse_label_names.txt", 20);

        Cifar fine = Cifar.load100(directory);
        Cifar coarse = Cifar.load100Coarse(directory);

        assertThat(fine.train().batch(new int[] {0, 1}).labels().toLongs()).containsExactly(99, 7);
        assertThat(coarse.train().batch(new int[] {0, 1}).labels().toLongs()).containsExactly(19, 0);
        assertThat(fine.classes()).isEmpty();
        assertThat(coarse.classes()).hasSize(20);
        assertThat(fine.test().batch(new int[] {0}).inputs().toFloats())
                .isEqualTo(coarse.test().batch(new int[] {0}).inputs().toFloats());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3072, 3074, 6145})
    void filesThatAreNotWholeAreRefused(int length) {
        ten();
        write("data_batch_3.bin", Arrays.copyOf(record(1), length));

        refused("Cifar.load10(" + directory.resolve("data_batch_3.bin") + "): the file has " + length + " bytes");
    }

    @Test
    void labelsThatAreNoClassAreRefused() {
        ten();
        write("data_batch_2.bin", record(0), record(10));

        refused("data_batch_2.bin): the label of record 1 is 10, but there are only 10 classes");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        ten();
        Files.delete(directory.resolve("data_batch_4.bin"));
        refused("Cifar.load10(" + directory.resolve("data_batch_4.bin") + "): there is no such file");
        assertThatThrownBy(() -> Cifar.load100(directory.resolve("none")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none): there is no such directory");
    }

    @Test
    void aWrongListOfNamesIsRefused() {
        ten();
        names("batches.meta.txt", 9);
        refused("batches.meta.txt): there are 9 names, expected one a line for each of the 10 classes");
        write("batches.meta.txt", new byte[70_000]);
        refused("batches.meta.txt): 70000 bytes are no list of 10 names");
        write("batches.meta.txt", new byte[] {(byte) 0xC3, 0x28});
        refused("batches.meta.txt): the names are not UTF-8");
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Cifar.load10(directory))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    /** The six files of CIFAR-10: two images in the first, one in each other. */
    private void ten() {
        write("data_batch_1.bin", record(1), record(9));
        for (int i = 2; i <= 5; i++) {
            write("data_batch_" + i + ".bin", record(i));
        }
        write("test_batch.bin", record(7));
    }

    private static byte[] record(int... labels) {
        byte[] record = new byte[labels.length + PIXELS];
        for (int i = 0; i < labels.length; i++) {
            record[i] = (byte) labels[i];
        }
        for (int k = 0; k < PIXELS; k++) {
            record[labels.length + k] = (byte) (k % 251);
        }
        return record;
    }

    private void names(String file, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("class ").append(i).append('\n');
        }
        // the original ends with an empty line
        write(file, text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        IdxFiles.write(directory.resolve(name), all.toByteArray());
    }
}
