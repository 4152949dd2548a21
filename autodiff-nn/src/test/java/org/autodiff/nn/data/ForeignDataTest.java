package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data as cameras, spreadsheets of other languages and strangers make them. */
class ForeignDataTest {
    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void aClass() throws IOException {
        folder = Files.createDirectories(root.resolve("pets/cat"));
    }

    private Tensor read(byte[] image, String name) throws IOException {
        Files.write(folder.resolve(name), image);
        return ImageFolder.open(root.resolve("pets"))
                .grey()
                .batch(new int[] {0})
                .inputs();
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static byte[] tiff(int orientation, ByteOrder order) {
        short mark = (short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4D4D);
        return ByteBuffer.allocate(26)
                .order(order)
                .putShort(mark)
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    /** A JPEG with an EXIF segment behind its first two bytes. */
    private static byte[] jpeg(BufferedImage image, int orientation, ByteOrder order) throws IOException {
        byte[] plain = encoded(image, "jpeg");
        byte[] tiff = tiff(orientation, order);
        return ByteBuffer.allocate(plain.length + 10 + tiff.length)
                .put(plain, 0, 2)
                .putShort((short) 0xFFE1)
                .putShort((short) (8 + tiff.length))
                .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
                .put(tiff)
                .put(plain, 2, plain.length - 2)
                .array();
    }

    /** A PNG with an eXIf chunk behind its header. */
    private static byte[] png(BufferedImage image, int orientation) throws IOException {
        byte[] plain = encoded(image, "png");
        byte[] tiff = tiff(orientation, ByteOrder.LITTLE_ENDIAN);
        ByteBuffer chunk = ByteBuffer.allocate(4 + tiff.length)
                .put(new byte[] {'e', 'X', 'I', 'f'})
                .put(tiff);
        CRC32 crc = new CRC32();
        crc.update(chunk.array());
        int header = 8 + 25;
        return ByteBuffer.allocate(plain.length + 12 + tiff.length)
                .put(plain, 0, header)
                .putInt(tiff.length)
                .put(chunk.array())
                .putInt((int) crc.getValue())
                .put(plain, header, plain.length - header)
                .array();
    }

    /** Eight by sixteen pixels, the left upper eighth of it white. */
    private static BufferedImage picture() {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 16; column++) {
                boolean white = row < 4 && column < 4;
                image.getRaster().setSample(column, row, 0, white ? 255 : 0);
            }
        }
        return image;
    }

    /** Where the stored left upper corner is to be seen, by the table of CIPA DC-008. */
    @ParameterizedTest
    @CsvSource({
        "1, top, left", "2, top, right", "3, bottom, right", "4, bottom, left",
        "5, top, left", "6, top, right", "7, bottom, right", "8, bottom, left",
        "0, top, left", "9, top, left"
    })
    void photographsAreUpright(int orientation, String vertical, String horizontal) throws IOException {
        for (byte[] image : new byte[][] {
            jpeg(picture(), orientation, ByteOrder.BIG_ENDIAN),
            jpeg(picture(), orientation, ByteOrder.LITTLE_ENDIAN),
            png(picture(), orientation)
        }) {
            Tensor read = read(image, "1.jpg");
            boolean turned = orientation >= 5 && orientation <= 8;
            int rows = turned ? 16 : 8;
            int columns = turned ? 8 : 16;
            assertThat(read.shape().toArray()).containsExactly(1, 1, rows, columns);
            int row = vertical.equals("top") ? 1 : rows - 2;
            int column = horizontal.equals("left") ? 1 : columns - 2;
            assertThat(read.toFloats()[row * columns + column]).isGreaterThan(0.9f);
            assertThat(read.sum().item()).isBetween(14.0, 18.0);
        }
    }

    /** Each turn against the rows and columns written down by hand, for a picture of two by three pixels. */
    @ParameterizedTest
    @CsvSource({"1, 012345", "2, 210543", "3, 543210", "4, 345012", "5, 031425", "6, 304152", "7, 524130", "8, 251403"})
    void placesOfPixels(int number, String stored) {
        Orientation orientation = Orientation.of(number);
        int columns = number >= 5 ? 2 : 3;
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            places.append(orientation.place(i / columns, i % columns, 2, 3));
        }
        assertThat(places).hasToString(stored);
    }

    @Test
    void linksOutOfTheRootAreRefused() throws IOException {
        assumeTrue(root.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path outside = Files.createDirectories(root.resolve("outside/deep"));
        byte[] image = encoded(picture(), "png");
        Files.write(outside.resolve("secret.png"), image);
        Files.write(folder.resolve("own.png"), image);
        Files.createSymbolicLink(folder.resolve("inside.png"), Path.of("own.png"));
        Path pets = root.resolve("pets");
        assertThat(ImageFolder.open(pets).size()).isEqualTo(2);
        Files.createSymbolicLink(root.resolve("way"), pets);
        assertThat(ImageFolder.open(root.resolve("way")).size()).isEqualTo(2);

        Path[] links = {folder.resolve("file.png"), folder.resolve("deep"), pets.resolve("dog")};
        Path[] targets = {outside.resolve("secret.png"), outside, outside};
        for (int i = 0; i < links.length; i++) {
            Files.createSymbolicLink(links[i], targets[i]);
            assertThatThrownBy(() -> ImageFolder.open(pets))
                    .isInstanceOf(DataException.class)
                    .hasMessageContainingAll(
                            "is a link to",
                            "FOLLOW_LINKS",
                            pets.relativize(links[i]).toString());
            assertThat(ImageFolder.open(pets, FileVisitOption.FOLLOW_LINKS).size())
                    .isEqualTo(3);
            Files.delete(links[i]);
        }
    }

    private CsvTable csv(String text, CsvFormat format) throws IOException {
        return Csv.read(Files.writeString(root.resolve("a.csv"), text), format);
    }

    @Test
    void decimalCommas() throws IOException {
        String text = "x;y\n1,5;2,25\n-3,0;1\n1e3;-,5e-1\n";
        CsvFormat semicolons = CsvFormat.DEFAULT.withSeparator(';');
        CsvFormat commas = semicolons.withDecimal(',');
        assertThat(csv(text, commas).numbers().toFloats()).containsExactly(1.5f, 2.25f, -3, 1, 1000, -0.05f);
        assertThatThrownBy(() -> csv(text, semicolons).numbers())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "'1,5' is not a number as it has a decimal comma; read such numbers with CsvFormat.withDecimal(',')");
        assertThatThrownBy(() -> csv("x\n1.5\n", commas).numbers())
                .hasMessageContaining("'1.5' is not a number as it has a decimal point");
        assertThatThrownBy(() -> csv("x\n1.234,5\n", commas).numbers()).hasMessageContaining("is not a number");
        assertThatThrownBy(() -> csv("x\n1,2,3\n", commas).numbers()).hasMessageContaining("is not a number");
        assertThatThrownBy(() -> csv(text, CsvFormat.DEFAULT)).hasMessageContaining("CsvFormat.withSeparator");
        assertThat(csv("x,y\n\"1,5\",2\n", CsvFormat.DEFAULT.withDecimal(','))
                        .numbers()
                        .toFloats())
                .containsExactly(1.5f, 2);
        assertThatThrownBy(() -> CsvFormat.DEFAULT.withDecimal(';')).isInstanceOf(ArgumentException.class);
    }
}
