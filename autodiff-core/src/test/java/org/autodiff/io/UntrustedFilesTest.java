package org.autodiff.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that lie about themselves, that unpack without end or that were changed, and arguments that no file can hold. */
class UntrustedFilesTest {
    private static final Tensor ONE = Tensor.of(new float[] {1});

    @TempDir
    private Path folder;

    private static byte[] npy(String shape, byte[] data) {
        return npy("|u1", shape, data);
    }

    private static byte[] npy(String type, String shape, byte[] data) {
        byte[] text = ("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .put(data)
                .array();
    }

    /** An archive with one entry, whose directory says of the sizes what it likes. */
    private Path archive(int method, byte[] content, int packed, int unpacked) throws IOException {
        Path file = folder.resolve("a.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            ZipEntry entry = new ZipEntry("a.npy");
            entry.setMethod(method);
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setCrc(crc.getValue());
            entry.setSize(content.length);
            zip.putNextEntry(entry);
            zip.write(content);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.getInt(bytes.limit() - 6);
        bytes.putInt(directory + 20, packed < 0 ? bytes.getInt(directory + 20) : packed);
        bytes.putInt(directory + 24, unpacked);
        Files.write(file, bytes.array());
        return file;
    }

    @ParameterizedTest
    @CsvSource({"0, 2000000200", "8, 2000000", "8, -1"})
    void anArchiveThatLiesAboutItsSizesIsRefusedBeforeMemoryIsTaken(int method, int packed) throws IOException {
        byte[] array = npy("2000000000,", new byte[50]);
        Path file = archive(method, array, packed, 2_000_000_200);

        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("a.npz: array 'a'")
                .hasMessageContaining("the archive is damaged");
    }

    /** Zeros that pack as well as Deflate can: no size in the archive is false, and yet the heap would be full. */
    @Test
    void whatUnpacksToMoreThanTheHeapShouldHoldIsRefused() throws IOException {
        Path file = folder.resolve("bomb.npz");
        assumeTrue(HeapLimit.ofAll() <= 1L << 30, "fills half of the heap, which is too much of a large one");
        int n = (int) (HeapLimit.ofAll() / Double.BYTES / 5 * 2); // two of three fit
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : new String[] {"a.npy", "b.npy", "c.npy"}) {
                zip.putNextEntry(new ZipEntry(name));
                byte[] header = npy("<f8", n + ",", new byte[0]);
                zip.write(header);
                byte[] zeros = new byte[1 << 20];
                for (int left = n * Double.BYTES; left > 0; left -= zeros.length) {
                    zip.write(zeros, 0, Math.min(left, zeros.length));
                }
            }
        }
        assertThat(Files.size(file)).isLessThan(HeapLimit.ofAll() / 500);

        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("array 'c'")
                .hasMessageContaining("half of the heap")
                .hasMessageContaining("-Xmx");
    }

    @Test
    void aChangedByteOfAnArchivedArrayIsFound() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.write(file, Map.of("a", Tensor.of(new double[] {1, 2, 3})));
        byte[] bytes = Files.readAllBytes(file);
        int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("NUMPY") - 1 + 128;
        bytes[data + 7] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("array 'a' has the checksum")
                .hasMessageContaining("damaged");
    }

    @Test
    void anArrayThatIsTwiceInAnArchiveIsRefused() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.write(file, Map.of("a", ONE, "b", ONE));
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Files.write(file, text.replace("b.npy", "a.npy").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("array 'a' is there twice");
    }

    /** The length of the header is within the format's limit and true; it is the heap that it does not fit. */
    @Test
    void aHeaderThatObjectsWouldFillTheHeapWithIsRefused() throws IOException {
        assumeTrue(HeapLimit.ofAll() <= 1L << 30, "the header would be longer than the format allows");
        int length = (int) (HeapLimit.ofAll() / 8);
        Path file = folder.resolve("spaces.safetensors");
        byte[] spaces = new byte[1 << 20];
        Arrays.fill(spaces, (byte) ' ');
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array());
            out.write("{}".getBytes(StandardCharsets.UTF_8));
            for (int left = length - 2; left > 0; left -= spaces.length) {
                out.write(spaces, 0, Math.min(left, spaces.length));
            }
        }

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("a header of " + length + " bytes")
                .hasMessageContaining("-Xmx");
    }

    private void assertRefused(byte[] bytes, String message) throws IOException {
        Path file = folder.resolve("bad");
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void messagesHaveTheNumbersOfTheFile() throws IOException {
        assertRefused(new byte[0], "it has 0 bytes, too few");
        assertRefused(new byte[7], "it has 7 bytes, too few");
        assertRefused(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) 0x80}, "header length of 9223372036854775808;");
        byte[] ones = new byte[9];
        Arrays.fill(ones, (byte) -1);
        assertRefused(ones, "header length of 18446744073709551615;");
        byte[] notUtf8 = {7, 0, 0, 0, 0, 0, 0, 0, '{', '"', (byte) 0xFF, '"', ':', '1', '}'};
        assertRefused(notUtf8, "not UTF-8");
        byte[] half = "\16\0\0\0\0\0\0\0{\"\\ud800\":{}}".getBytes(StandardCharsets.ISO_8859_1);
        half[0] = (byte) (half.length - 8);
        assertRefused(half, "half of a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1099511627776", "0, 99999999999", "99999999999999999999, 2"})
    void sizesAreRepeatedAsTheyAre(String shape) throws IOException {
        Path file = folder.resolve("a.npy");
        Files.write(file, npy(shape, new byte[4]));

        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(shape)
                .hasMessageContaining("2^31-1");
    }

    @Test
    void aLongHeaderIsNotRepeatedWhole() throws IOException {
        Path file = folder.resolve("a.npy");
        Files.write(file, npy("x".repeat(30_000), new byte[0]));

        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("does not tell the shape")
                .message()
                .hasSizeLessThan(1000);
    }

    @Test
    void namesThatAFormatCannotHoldAreRefusedBeforeAFileIsTouched() {
        Path file = folder.resolve("none");
        Map<String, Tensor> metadata = Map.of("__metadata__", ONE);
        refused(() -> Safetensors.write(file, metadata), "Safetensors: a tensor is called '__metadata__'");
        Map<String, Tensor> half = Map.of("\ud800", ONE);
        refused(() -> Safetensors.write(file, half), "half of a surrogate pair, U+D800");
        refused(() -> Npz.write(file, half), "Npz.write: ");
        refused(() -> new Safetensors(Map.of(), Map.of("a", "\udc00")), "the metadata 'a' has half");
        Map<String, Tensor> longName = Map.of("a".repeat(70_000), ONE);
        refused(() -> Npz.writeCompressed(file, longName), "Npz.writeCompressed: the name 'aaa", "65535");
        assertThat(file).doesNotExist();
    }

    @Test
    void aWholePairIsKept() {
        Path file = folder.resolve("pair");
        String name = "a\ud83d\ude00\n\t\"\\\u0001";
        Safetensors.write(file, Map.of(name, ONE));
        assertThat(Safetensors.read(file).tensors()).containsOnlyKeys(name);
        Npz.write(file, Map.of("\ud83d\ude00", ONE));
        assertThat(Npz.read(file)).containsOnlyKeys("\ud83d\ude00");
    }

    private static void refused(Runnable call, String... messages) {
        assertThatThrownBy(call::run).isInstanceOf(ArgumentException.class).hasMessageContainingAll(messages);
    }

    @Test
    void nullArgumentsAreNamed() {
        Path file = folder.resolve("none");
        Map<String, Tensor> some = Map.of("a", ONE);
        Map<String, Tensor> withNull = new HashMap<>();
        withNull.put("a", null);
        Map<String, Tensor> nameless = new LinkedHashMap<>();
        nameless.put(null, ONE);
        refused(() -> Npy.read(null), "Npy.read: the path must not be null");
        refused(() -> Npy.write((Path) null, ONE), "Npy.write: the path");
        refused(() -> Npy.write(file, null), "Npy.write: the tensor");
        refused(() -> Npz.read(null), "Npz.read: the path");
        refused(() -> Npz.write(null, some), "Npz.write: the path");
        refused(() -> Npz.write(file, null), "Npz.write: the map");
        refused(() -> Npz.write(file, withNull), "Npz.write: the array 'a'");
        refused(() -> Npz.write(file, nameless), "Npz.write: the name");
        refused(() -> Safetensors.read(null), "Safetensors.read: the path");
        refused(() -> Safetensors.write(null, some), "Safetensors.write: the path");
        refused(() -> Safetensors.write(file, null), "Safetensors: the map");
        refused(() -> Safetensors.write(file, withNull), "Safetensors: the tensor 'a'");
        refused(() -> new Safetensors(some, null), "Safetensors: the map");
        refused(() -> AtomicFile.write(null, out -> {}), "AtomicFile.write: the path");
        refused(() -> AtomicFile.write(file, null), "AtomicFile.write: the content");
        assertThat(file).doesNotExist();
    }
}
