package org.autodiff.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.FileException;

/**
 * The safetensors format: 8 bytes of header length, little-endian, a header in JSON, then the elements, row-major and
 * little-endian. Nothing in a file is believed before it has been checked against the file's length.
 *
 * @param tensors the tensors by name, in the order of their data; half-precision numbers have become FLOAT32, integers INT64
 * @param metadata the texts of the header's {@code __metadata__}
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int LONGEST_HEADER = 100 << 20;
    private static final int ALIGNMENT = 8;

    /** A tensor as the header tells of it: where its elements lie, counted from the end of the header. */
    private record Entry(String name, Encoding encoding, Shape shape, long begin, long end) {}

    /** Keeps the orders. */
    public Safetensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Reads a file.
     *
     * @throws FileException if it cannot be read, or is not what it says
     */
    public static Safetensors read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long length = size < Long.BYTES ? -1 : read(channel, 0, Long.BYTES).getLong();
            if (length < 2 || length > LONGEST_HEADER || length > size - Long.BYTES) {
                throw new FileException(file + ": not a safetensors file: it has " + size
                        + " bytes and begins with a header length of " + length
                        + "; is it cut off, or of another format?");
            }
            String header = StandardCharsets.UTF_8
                    .decode(read(channel, Long.BYTES, (int) length))
                    .toString();
            Object root = Json.parse(header);
            if (!(root instanceof Map<?, ?> map)) {
                throw new FileException(file + ": the header is no JSON object");
            }
            List<Entry> entries = entries(file, map, size - Long.BYTES - length);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Entry e : entries) {
                ByteBuffer data = read(channel, Long.BYTES + length + e.begin, (int) (e.end - e.begin));
                tensors.put(e.name, Tensors.of(e.encoding.read(data, e.shape.size()), e.shape));
            }
            return new Safetensors(tensors, metadata(file, map));
        } catch (NoSuchFileException e) {
            throw new FileException(file + ": there is no such file", e);
        } catch (Json.SyntaxException e) {
            throw new FileException(file + ": the header is not JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be read: " + e, e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int n) throws IOException {
        ByteBuffer to = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
        while (to.hasRemaining()) {
            if (channel.read(to, from + to.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return to.flip();
    }

    /** The tensors in the order of their data, which they must cover without a gap or an overlap. */
    private static List<Entry> entries(Path file, Map<?, ?> header, long bytes) {
        List<Entry> all = new ArrayList<>();
        header.forEach((name, value) -> {
            if (!name.equals(METADATA)) {
                all.add(entry(file, (String) name, value, bytes));
            }
        });
        all.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long next = 0;
        for (Entry e : all) {
            if (e.begin != next) {
                throw new FileException(file + ": tensor '" + e.name + "' begins at byte " + e.begin
                        + " of the data, the one before it ends at " + next + "; the file is damaged");
            }
            next = e.end;
        }
        if (next != bytes) {
            throw new FileException(
                    file + ": there are " + bytes + " bytes of data, the header tells of " + next + "; is it cut off?");
        }
        return all;
    }

    private static Entry entry(Path file, String name, Object value, long bytes) {
        String where = file + ": tensor '" + name + "'";
        if (!(value instanceof Map<?, ?> fields)) {
            throw new FileException(where + " is no JSON object");
        }
        Encoding encoding = encoding(where, fields.get("dtype"));
        Shape shape = Tensors.shape(where, fields.get("shape"));
        List<Long> offsets = Tensors.integers(where, "data_offsets", fields.get("data_offsets"));
        if (offsets.size() != 2
                || offsets.get(0) < 0
                || offsets.get(1) < offsets.get(0)
                || offsets.get(1) > bytes
                || offsets.get(1) - offsets.get(0) != (long) shape.size() * encoding.bytes) {
            throw new FileException(where + " of shape " + shape + " and type " + encoding + " has data from " + offsets
                    + " of " + bytes + " bytes; the file is damaged");
        }
        if (offsets.get(1) - offsets.get(0) > Integer.MAX_VALUE - ALIGNMENT) {
            throw new FileException(where + " of shape " + shape + " has more than 2^31 bytes; store it in parts");
        }
        return new Entry(name, encoding, shape, offsets.get(0), offsets.get(1));
    }

    private static Encoding encoding(String where, Object name) {
        for (Encoding e : Encoding.values()) {
            if (e.name().equals(name)) {
                return e;
            }
        }
        throw new FileException(where + " has element type " + name + "; known are " + List.of(Encoding.values()));
    }

    private static Map<String, String> metadata(Path file, Map<?, ?> header) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (header.get(METADATA) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (!(value instanceof String text)) {
                    throw new FileException(file + ": metadata '" + name + "' is " + value + ", no text");
                }
                texts.put((String) name, text);
            });
        }
        return texts;
    }

    /** Writes tensors by name; see {@link #write(Path)}. */
    public static void write(Path file, Map<String, Tensor> tensors) {
        new Safetensors(tensors, Map.of()).write(file);
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @throws FileException if it cannot be written
     */
    public void write(Path file) {
        AtomicFile.write(file, this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        StringBuilder header = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            header.append(Json.quoted(METADATA)).append(":{");
            metadata.forEach((name, text) -> header.append(Json.quoted(name))
                    .append(':')
                    .append(Json.quoted(text))
                    .append(','));
            header.setLength(header.length() - 1);
            header.append("},");
        }
        long at = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            Tensor t = e.getValue();
            Encoding encoding = Encoding.of(t.dtype());
            long end = at + (long) t.size() * encoding.bytes;
            header.append(Json.quoted(e.getKey()))
                    .append(":{\"dtype\":\"")
                    .append(encoding)
                    .append("\",\"shape\":")
                    .append(t.shape().toString().replace(" ", ""))
                    .append(",\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(end)
                    .append("]},");
            at = end;
        }
        if (header.length() > 1) {
            header.setLength(header.length() - 1);
        }
        header.append('}');
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(text);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        out.write(head.array());
        for (Tensor t : tensors.values()) {
            Tensors.write(t, out);
        }
    }
}
