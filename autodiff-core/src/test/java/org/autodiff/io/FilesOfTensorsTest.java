package org.autodiff.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Safetensors, npy and npz: what is written is read, what other libraries write is read, and damage is named. */
class FilesOfTensorsTest {
    @TempDir
    private Path folder;

    private static Map<String, Tensor> samples() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("fc1.weight", Tensor.normal(Seed.of(1), DType.FLOAT32, 0, 1, 40, 50));
        all.put("double", Tensor.of(new double[] {1, Double.NaN, Double.NEGATIVE_INFINITY, -0.0}, 2, 2));
        all.put(
                "rank 0 \"quoted\" \u00e4",
                Tensor.of(new long[] {Long.MIN_VALUE}).reshape());
        all.put("mask", Tensor.of(new boolean[] {true, false, true}));
        all.put("empty", Tensor.zeros(DType.FLOAT64, 0, 3));
        all.put("view", Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(0, 1));
        return all;
    }

    private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, t) -> {
            Tensor read = actual.get(name);
            assertThat(read.shape()).isEqualTo(t.shape());
            assertThat(read.dtype()).isEqualTo(t.dtype());
            assertThat(Tensors.elements(read)).isEqualTo(Tensors.elements(t));
        });
    }

    @Test
    void safetensorsKeepEverything() {
        Path file = folder.resolve("a.safetensors");
        new Safetensors(samples(), Map.of("format", "pt")).write(file);

        Safetensors read = Safetensors.read(file);

        assertSame(read.tensors(), samples());
        assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
    }

    @Test
    void theDataBeginAtAMultipleOfEight() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Safetensors.write(file, Map.of("x", Tensor.of(new float[] {1})));

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);

        long header = bytes.getLong();
        assertThat(header % 8).isZero();
        assertThat(bytes.getFloat((int) (8 + header))).isEqualTo(1);
        assertThat(bytes.limit()).isEqualTo(8 + header + 4);
    }

    @Test
    void npyKeepsEachTensor() {
        samples().forEach((name, t) -> {
            Path file = folder.resolve("a.npy");
            Npy.write(file, t);
            assertSame(Map.of("x", Npy.read(file)), Map.of("x", t));
        });
    }

    @Test
    void npzKeepsEverything() {
        Path file = folder.resolve("a.npz");
        Npz.write(file, samples());
        assertSame(Npz.read(file), samples());
        Npz.writeCompressed(file, samples());
        assertSame(Npz.read(file), samples());
    }

    private static byte[] npy(String header, ByteOrder order, Consumer<ByteBuffer> data, int bytes) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer b = ByteBuffer.allocate(10 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        b.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) text.length);
        b.put(text).order(order);
        data.accept(b);
        return b.array();
    }

    private Tensor read(byte[] bytes) throws IOException {
        Path file = folder.resolve("given.npy");
        Files.write(file, bytes);
        return Npy.read(file);
    }

    @Test
    void fortranOrderAndBigEndianNumbersAreRead() throws IOException {
        byte[] columns = npy(
                "{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }",
                ByteOrder.BIG_ENDIAN,
                b -> Stream.of(1.0, 4.0, 2.0, 5.0, 3.0, 6.0).forEach(b::putDouble),
                48);

        Tensor t = read(columns);

        assertThat(t.shape().toArray()).containsExactly(2, 3);
        assertThat(t.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void narrowNumbersAreWidened() throws IOException {
        byte[] halves = npy(
                "{'descr': '<f2', 'fortran_order': False, 'shape': (5,), }",
                ByteOrder.LITTLE_ENDIAN,
                b -> b.putShort((short) 0x3c00)
                        .putShort((short) 0xc000)
                        .putShort((short) 0x0001)
                        .putShort((short) 0x7c00)
                        .putShort((short) 0x3555),
                10);
        assertThat(read(halves).toFloats()).containsExactly(1, -2, 5.9604645e-8f, Float.POSITIVE_INFINITY, 0.33325195f);
        byte[] unsigned = npy(
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }",
                ByteOrder.LITTLE_ENDIAN,
                b -> b.put((byte) 200).put((byte) 7),
                2);
        assertThat(read(unsigned).toLongs()).containsExactly(200, 7);
    }

    private static byte[] safetensors(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 4 | 'x'",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 12 | cut off",
                "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | damaged",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'y':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}"
                        + " | 4 | 'y'",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | begins at byte 4",
                "{'x':{'dtype':'F32','shape':[100000,100000,100000],'data_offsets':[0,8]}} | 8 | 2^31-1",
                "{'x':{'dtype':'F32','shape':[-1],'data_offsets':[0,8]}} | 8 | shape",
                "{'x':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}} | 8 | whole numbers",
                "{'x':{'dtype':'Q4','shape':[2],'data_offsets':[0,8]}} | 8 | Q4",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | damaged",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,9223372036854775807]}} | 8 | damaged",
                "{'x':3} | 0 | no JSON object",
                "[] | 0 | no JSON object",
                "{'x' | 0 | not JSON",
                "{'x':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},'x':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}}"
                        + " | 0 | second time",
            })
    void damagedSafetensorsAreNamed(String header, int data, String message) throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.write(file, safetensors(header.replace('\'', '"'), data));

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("bad.safetensors")
                .hasMessageContaining(message);
    }

    @Test
    void aHugeHeaderIsRefusedWithoutReadingIt() throws IOException {
        Path file = folder.resolve("huge.safetensors");
        Files.write(file, ByteBuffer.allocate(8).putLong(Long.MAX_VALUE).array());
        assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("header length");
        Files.write(file, new byte[3]);
        assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).hasMessageContaining("no such file");
    }

    /** Whatever byte is changed and wherever the file ends: an error of this library's, or a result. */
    @Test
    void randomDamageNeverDoesHarm() throws IOException {
        Map<String, Tensor> small = new LinkedHashMap<>(samples());
        small.remove("fc1.weight");
        Path good = folder.resolve("good");
        RandomGenerator random = Seed.of(3).generator();
        Safetensors.write(good, small);
        int refused = damaged(Files.readAllBytes(good), random, Safetensors::read);
        Npz.writeCompressed(good, small);
        refused += damaged(Files.readAllBytes(good), random, Npz::read);
        Npy.write(good, small.get("double"));
        refused += damaged(Files.readAllBytes(good), random, Npy::read);
        assertThat(refused).isGreaterThan(500);
    }

    private int damaged(byte[] bytes, RandomGenerator random, Consumer<Path> reader) throws IOException {
        int refused = 0;
        Path file = folder.resolve("damaged");
        for (int i = 0; i < 400; i++) {
            byte[] copy = i % 2 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            for (int k = 0; k < i % 4 && copy.length > 0; k++) {
                copy[random.nextInt(copy.length)] = (byte) random.nextInt();
            }
            Files.write(file, copy);
            try {
                reader.accept(file);
            } catch (FileException e) {
                refused++;
                assertThat(e.getMessage()).contains("damaged");
            }
        }
        return refused;
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("kept");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("disk full");
        assertThat(Files.readString(file)).isEqualTo("old");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }
}
