package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
    @TempDir
    Path root;

    @Test
    void foldersAreClassesAndFilesAreSorted() throws IOException {
        image("dog/b.PNG", "png", 1, 1, 0);
        image("dog/a/z.bmp", "bmp", 1, 1, 0);
        image("cat/2.gif", "gif", 1, 1, 0);
        image("cat/1.jpeg", "jpeg", 1, 1, 0);
        image(".hidden/1.png", "png", 1, 1, 0);
        image("cat/.thumbs/1.png", "png", 1, 1, 0);
        Files.writeString(root.resolve("dog/notes.txt"), "no image");

        ImageFolder folder = ImageFolder.open(root);

        assertThat(folder).hasToString("ImageFolder[4 images of 2 classes]");
        assertThat(folder.classes()).containsExactly("cat", "dog");
        assertThat(new Path[] {folder.file(0), folder.file(1), folder.file(2), folder.file(3)})
                .containsExactly(
                        root.resolve("cat/1.jpeg"),
                        root.resolve("cat/2.gif"),
                        root.resolve("dog/a/z.bmp"),
                        root.resolve("dog/b.PNG"));
        assertThat(folder.batch(new int[] {3, 0, 2}).labels().toLongs()).containsExactly(1, 0, 1);
        assertThat(folder.label(1)).isZero();
        assertThat(folder.labels()).containsExactly(0, 0, 1, 1);
        assertThatThrownBy(() -> folder.batch(new int[] {4})).isInstanceOf(IndexException.class);
        assertThatThrownBy(() -> folder.batch(new int[0])).isInstanceOf(ArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void coloursAreChannelByChannel(String format) {
        image("c/1." + format, format, 2, 1, 0xFF3300, 0x0066CC);

        Batch batch = ImageFolder.open(root).batch(new int[] {0});

        assertThat(batch.inputs().shape().toArray()).containsExactly(1, 3, 1, 2);
        assertThat(batch.inputs().toFloats()).containsExactly(1, 0, 0.2f, 0.4f, 0, 0.8f);
    }

    @Test
    void greyIsTheLumaOfColours() {
        image("c/1.png", "png", 3, 1, 0xFF0000, 0x00FF00, 0x0000FF);

        float[] levels =
                ImageFolder.open(root).grey().batch(new int[] {0}).inputs().toFloats();

        // Pillow's convert("L") of pure red, green and blue
        assertThat(levels).containsExactly(76 / 255f, 150 / 255f, 29 / 255f);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    void greyFilesKeepTheirLevels(int type) throws IOException {
        BufferedImage image = new BufferedImage(3, 1, type);
        int unit = type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 256;
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 128 * unit, 255 * unit});
        ImageIO.write(image, "png", file("c/1.png").toFile());

        ImageFolder folder = ImageFolder.open(root);

        assertThat(folder.grey().batch(new int[] {0}).inputs().toFloats()).containsExactly(0, 128 / 255f, 1);
        assertThat(folder.batch(new int[] {0}).inputs().toFloats())
                .containsExactly(0, 128 / 255f, 1, 0, 128 / 255f, 1, 0, 128 / 255f, 1);
    }

    @Test
    void transparencyIsLeftOut() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x80FF3300);
        ImageIO.write(image, "png", file("c/1.png").toFile());

        assertThat(ImageFolder.open(root).batch(new int[] {0}).inputs().toFloats())
                .containsExactly(1, 0.2f, 0);
    }

    @Test
    void mixedSizesAreRefusedByNameUnlessResized() {
        image("c/1.png", "png", 2, 2, 0, 0, 0, 0);
        image("c/2.png", "png", 1, 2, 0x666666, 0x666666);
        ImageFolder folder = ImageFolder.open(root);

        assertThatThrownBy(() -> folder.batch(new int[] {0, 1}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(root.resolve("c/2.png") + " has 2 x 1 pixels, but " + root.resolve("c/1.png")
                        + " has 2 x 2 (rows x columns)")
                .hasMessageContaining("resized(rows, columns)");
        Batch batch = folder.resized(3, 2).batch(new int[] {0, 1});
        assertThat(batch.inputs().shape().toArray()).containsExactly(2, 3, 3, 2);
        float[] levels = batch.inputs().toFloats();
        assertThat(Arrays.copyOfRange(levels, 18, 36)).containsOnly(0.4f);
        assertThatThrownBy(() -> folder.resized(0, 5))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("in [1, 16384], got 0 x 5");
    }

    @Test
    void decodedImagesAreTheSame() {
        image("a/1.png", "png", 2, 1, 0x102030, 0x405060);
        image("b/1.png", "png", 2, 1, 0x708090, 0xA0B0C0);
        ImageFolder folder = ImageFolder.open(root);

        ImageDataset decoded = folder.decoded();

        assertThat(decoded).hasToString("ImageDataset[2 of 3 x 1 x 2]");
        int[] both = {1, 0};
        assertThat(decoded.batch(both).inputs().toFloats())
                .containsExactly(folder.batch(both).inputs().toFloats());
        assertThat(decoded.batch(both).labels().toLongs()).containsExactly(1, 0);
    }

    @Test
    void foldersWithoutClassesOrImagesAreRefused() throws IOException {
        refusedToOpen(root.resolve("none"), "there is no such directory");
        refusedToOpen(root, "there is no class");
        Files.createDirectory(root.resolve("empty"));
        refusedToOpen(root, "the class folder empty holds no image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
    void truncatedImagesAreRefusedByName(String format) throws IOException {
        byte[] whole = noise(format);
        Path file = file("c/1." + format);
        Files.write(file, whole);
        ImageFolder folder = ImageFolder.open(root);
        assertThat(folder.batch(new int[] {0}).size()).isEqualTo(1);

        for (int length : new int[] {0, 1, 10, 30, whole.length / 4, whole.length / 2, whole.length * 3 / 4}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> folder.batch(new int[] {0}))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("ImageFolder(" + file + ")");
        }
    }

    @Test
    void aJpegWithoutItsEndMarkerIsRefused() throws IOException {
        byte[] whole = noise("jpg");
        Path file = Files.write(file("c/1.jpg"), Arrays.copyOf(whole, whole.length - 2));

        assertThatThrownBy(() -> ImageFolder.open(root).batch(new int[] {0}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file + "): the image is damaged: Truncated File");
    }

    @Test
    void damagedImagesAreRefusedOrRead() throws IOException {
        Random random = new Random(5);
        int refused = 0;
        for (String format : new String[] {"png", "jpg", "bmp", "gif"}) {
            byte[] whole = noise(format);
            Path file = file("c/1." + format);
            for (int trial = 0; trial < 100; trial++) {
                byte[] damaged = whole.clone();
                for (int k = 0; k < 4; k++) {
                    damaged[random.nextInt(Math.min(damaged.length, 200))] = (byte) random.nextInt(256);
                }
                Files.write(file, damaged);
                try {
                    assertThat(ImageFolder.open(root)
                                    .resized(2, 2)
                                    .batch(new int[] {0})
                                    .size())
                            .isEqualTo(1);
                } catch (DataException e) {
                    assertThat(e).hasMessageContaining(file.toString());
                    refused++;
                }
            }
            Files.delete(file);
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void whatIsNoImageIsRefusedByName() throws IOException {
        Files.writeString(file("c/1.png"), "<!DOCTYPE html>");

        assertThatThrownBy(() -> ImageFolder.open(root).decoded())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "ImageFolder(" + root.resolve("c/1.png") + "): this is no image of a known format");
    }

    @ParameterizedTest
    @ValueSource(ints = {8193, 100_000, Integer.MAX_VALUE})
    void hugeSizesInAHeaderAreRefusedBeforeDecoding(int side) throws IOException {
        Files.write(file("c/1.png"), withSize(noise("png"), side));

        assertThatThrownBy(() -> ImageFolder.open(root).resized(8, 8).batch(new int[] {0}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the header promises " + side + " x " + side + " pixels, expected 1 to 67108864");
    }

    private void refusedToOpen(Path folder, String message) {
        assertThatThrownBy(() -> ImageFolder.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("ImageFolder.open(" + folder + "): " + message);
    }

    /** A PNG with other sides in its header, and the right checksum over them. */
    private static byte[] withSize(byte[] png, int side) {
        // eight bytes of signature, the length 13, "IHDR", width, height, five more bytes, the checksum
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, side).putInt(20, side);
        CRC32 checksum = new CRC32();
        checksum.update(png, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        return png;
    }

    private static byte[] noise(String format) throws IOException {
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 1600; i++) {
            image.setRGB(i % 40, i / 40, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private void image(String name, String format, int columns, int rows, int... colours) {
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, columns, rows, colours, 0, columns);
        try {
            assertThat(ImageIO.write(image, format, file(name).toFile())).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }
}
