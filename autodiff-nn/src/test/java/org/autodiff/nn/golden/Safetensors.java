package org.autodiff.nn.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;

/** A safetensors file: 8 bytes of header length (little-endian), a JSON header, then the raw numbers. */
public final class Safetensors {
    private final Map<?, ?> header;
    private final ByteBuffer data;

    private Safetensors(Map<?, ?> header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    /** Reads a whole file. */
    public static Safetensors read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = Math.toIntExact(bytes.getLong());
            String json = new String(bytes.array(), Long.BYTES, length, StandardCharsets.UTF_8);
            ByteBuffer data = bytes.position(Long.BYTES + length).slice();
            return new Safetensors((Map<?, ?>) Json.parse(json), data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tensor under a key: F64, F32, I64 or BOOL. */
    public Tensor tensor(String key) {
        Map<?, ?> entry = (Map<?, ?>) header.get(key);
        int[] shape = ints(entry.get("shape"));
        int[] offsets = ints(entry.get("data_offsets"));
        ByteBuffer raw = data.slice(offsets[0], offsets[1] - offsets[0]).order(ByteOrder.LITTLE_ENDIAN);
        String dtype = (String) entry.get("dtype");
        switch (dtype) {
            case "F64":
                double[] doubles = new double[raw.remaining() / Double.BYTES];
                raw.asDoubleBuffer().get(doubles);
                return Tensor.of(doubles, doubles.length).reshape(shape);
            case "F32":
                float[] floats = new float[raw.remaining() / Float.BYTES];
                raw.asFloatBuffer().get(floats);
                return Tensor.of(floats, floats.length).reshape(shape);
            case "I64":
                long[] longs = new long[raw.remaining() / Long.BYTES];
                raw.asLongBuffer().get(longs);
                return Tensor.of(longs, longs.length).reshape(shape);
            case "BOOL":
                boolean[] truths = new boolean[raw.remaining()];
                for (int i = 0; i < truths.length; i++) {
                    truths[i] = raw.get(i) != 0;
                }
                return Tensor.of(truths, truths.length).reshape(shape);
            default:
                throw new IllegalArgumentException(key + ": element type " + dtype);
        }
    }

    private static int[] ints(Object list) {
        return ((List<?>) list)
                .stream().mapToInt(number -> ((Double) number).intValue()).toArray();
    }
}
