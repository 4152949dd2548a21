package org.autodiff.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other libraries with elements and headers that are seldom seen, and archives with a bit that has changed. */
class ForeignFilesTest {
    @TempDir
    private Path folder;

    private static byte[] npy(String header, long... values) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + 8 * values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text);
        Arrays.stream(values).forEach(bytes::putLong);
        return bytes.array();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content);
    }

    private static String header(String type, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    }

    @Test
    void unsignedNumbersOf64BitsAreReadWhereTheyFit() throws IOException {
        assertThat(Npy.read(file(npy(header("<u8", "(2,)"), 1, Long.MAX_VALUE))).toLongs())
                .containsExactly(1, Long.MAX_VALUE);
        Path large = file(npy(header("<u8", "(2,)"), 1, Long.MIN_VALUE));
        assertThatThrownBy(() -> Npy.read(large))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("element 1 is the unsigned number 9223372036854775808");
    }

    @Test
    void quotesOfEitherKind() throws IOException {
        String text = "{\"descr\": \"<i8\", \"fortran_order\": False, \"shape\": (2, 1)}";
        assertThat(Npy.read(file(npy(text, 3, 4))).shape().toArray()).containsExactly(2, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(,,,)", "(,)", "(,2)", "(2,,1)", "(2 1)", "(2,1,,)", "(L)"})
    void aShapeThatIsNoTupleIsRefused(String shape) throws IOException {
        Path file = file(npy(header("<i8", shape), 1, 2));
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("shape");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'shape': (1,)", "\"shape\": (2,)", "'descr': '<f8'", "'fortran_order': True"})
    void aSecondKeyIsRefused(String second) throws IOException {
        Path file = file(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), " + second + "}", 1, 2));
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("twice");
    }

    private Path safetensors(String header, int bytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(text.length).put(text);
        while (all.remaining() > 0) {
            all.put((byte) (bytes - all.remaining()));
        }
        return file(all.array());
    }

    @Test
    void oneForeignTensorDoesNotCloseAFile() throws IOException {
        Path file = safetensors(
                "{\"a\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F8_E4M3\",\"shape\":[3],\"data_offsets\":[8,11]},"
                        + "\"c\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[11,12]},"
                        + "\"d\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[12,14]},"
                        + "\"e\":{\"dtype\":\"F8_E5M2\",\"shape\":[0],\"data_offsets\":[14,14]},"
                        + "\"f\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[14,22]},"
                        + "\"g\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[22,23]}}",
                23);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 2] = (byte) 0x80; // the highest byte of f
        Files.write(file, bytes);

        Safetensors read = Safetensors.read(file);

        assertThat(read.tensors()).containsOnlyKeys("a", "d", "g");
        assertThat(read.tensors().get("a").toLongs()).containsExactly(0x0706050403020100L);
        assertThat(read.tensors().get("d").toLongs()).containsExactly(12, 13);
        assertThat(read.tensors().get("g").toLongs()).containsExactly(22);
        assertThat(read.skipped()).containsOnlyKeys("b", "c", "e", "f");
        assertThat(read.skipped().get("b")).contains("tensor 'b' has element type F8_E4M3; known are");
        assertThat(read.skipped().get("f")).contains("2^63");
        assertThatThrownBy(() -> read.write(folder.resolve("copy")))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("would be lost");
        new Safetensors(read.tensors(), read.metadata()).write(folder.resolve("copy"));
        assertThat(Safetensors.read(folder.resolve("copy")).skipped()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"f32\"", "7", "null", "\"F8 \"", "\"\""})
    void whatIsNoTypeAtAllIsDamage(String type) throws IOException {
        Path file = safetensors("{\"a\":{\"dtype\":" + type + ",\"shape\":[1],\"data_offsets\":[0,4]}}", 4);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("element type");
    }

    @Test
    void foreignArraysOfAnArchiveCanBePassedOver() throws IOException {
        Path file = folder.resolve("a.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put("text", npy(header("<U2", "(1,)"), 5));
            entries.put("complex", npy(header("<c16", "(1,)"), 5, 6));
            entries.put("objects", npy(header("|O", "(1,)"), 5));
            entries.put("numbers", npy(header("<i8", "(1,)"), 5));
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey() + ".npy"));
                zip.write(e.getValue());
            }
        }
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("array 'text': element type 'U2'");
        List<String> notes = new ArrayList<>();
        assertThat(Npz.readSkipping(file, notes::add)).containsOnlyKeys("numbers");
        assertThat(notes).hasSize(3);
    }

    /** Each bit of the whole archive: what is read is refused, or is what was written. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noBitOfAnArchiveMakesAnArrayVanishOrChange(boolean compressed) throws IOException {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put("a", Tensor.of(new float[] {1, 2, 3}));
        arrays.put("b", Tensor.ones(DType.FLOAT64, 2, 2));
        Path file = folder.resolve("a.npz");
        if (compressed) {
            Npz.writeCompressed(file, arrays);
        } else {
            Npz.write(file, arrays);
        }
        byte[] whole = Files.readAllBytes(file);
        assertThat(Npz.read(file)).hasToString(arrays.toString());
        int refused = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            try {
                assertThat(Npz.read(file)).as("bit %d", bit).hasToString(arrays.toString());
            } catch (FileException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(4 * whole.length);
    }
}
