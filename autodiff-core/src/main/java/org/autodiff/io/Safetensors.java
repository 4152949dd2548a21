package org.autodiff.io;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;

/**
 * The safetensors format: 8 bytes of header length, little-endian, a header in JSON, then the elements, row-major and
 * little-endian. Nothing in a file is believed before it has been checked against the file's length.
 *
 * @param tensors the tensors by name, in the order of their data; half-precision numbers have become FLOAT32, integers INT64
 * @param metadata the texts of the header's {@code __metadata__}
 * @param skipped the tensors of a file that were passed over, for no tensor here holds their elements, such as F8_E4M3: the
 *     reason by name
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata, Map<String, String> skipped) {
    private static final String METADATA = "__metadata__";
    private static final int LONGEST_HEADER = 100 << 20;
    private static final int ALIGNMENT = 8;

    /** Roughly what a byte of a header becomes at worst: ten bytes can be a metadata text of two strings and map entries. */
    private static final int HEAP_PER_BYTE = 32;

    /** The bits of an element of the format's types that no tensor here holds. */
    private static final Map<String, Integer> FOREIGN = Map.ofEntries(
            Map.entry("F4", 4),
            Map.entry("F6_E2M3", 6),
            Map.entry("F6_E3M2", 6),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("F8_E5M2FNUZ", 8),
            Map.entry("F8_E4M3FNUZ", 8),
            Map.entry("C64", 64));

    /** A tensor as the header tells of it: where its elements lie, counted from the end of the header. */
    private record Entry(String name, Object type, Shape shape, long begin, long end) {}

    /**
     * Keeps the orders.
     *
     * @throws ArgumentException if something is null, a name or a text is no text, or a tensor has the metadata's name
     */
    public Safetensors {
        Required.entries("Safetensors", "tensor", tensors);
        Required.entries("Safetensors", "metadata text", metadata);
        metadata.forEach((name, text) -> Required.text("Safetensors", "the metadata '" + name + "'", text));
        if (tensors.containsKey(METADATA)) {
            throw new ArgumentException("Safetensors: a tensor is called '" + METADATA
                    + "', the name that the format keeps for texts; give it another one");
        }
        Required.entries("Safetensors", "skipped tensor", skipped);
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
    }

    /**
     * Tensors and texts, with nothing passed over.
     *
     * @throws ArgumentException as the other constructor does
     */
    public Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        this(tensors, metadata, Map.of());
    }

    /**
     * Reads a file. Tensors of other element types, and unsigned numbers of 2^63 or more, are {@link #skipped}.
     *
     * @throws FileException if it cannot be read, is not what it says, or is too large for the heap
     * @throws ArgumentException if the path is null
     */
    public static Safetensors read(Path file) {
        Required.path("Safetensors.read", file);
        try (InputStream in = Files.newInputStream(file)) {
            return read(file, new DataInputStream(in), Files.size(file));
        } catch (NoSuchFileException e) {
            throw new FileException(file + ": there is no such file", e);
        } catch (EOFException e) {
            throw new FileException(file + ": it ends early; is it written to meanwhile?", e);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be read: " + e, e);
        }
    }

    private static Safetensors read(Path file, DataInputStream in, long size) throws IOException {
        byte[] header = header(file, in, size);
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        long bytes = size - Long.BYTES - header.length;
        try {
            Json.parseObject(header, (name, value) -> {
                if (name.equals(METADATA)) {
                    readMetadata(file, value, metadata);
                } else {
                    entries.add(entry(file, name, value, bytes));
                }
            });
        } catch (Json.SyntaxException e) {
            throw new FileException(file + ": the header is not JSON: " + e.getMessage() + "; the file is damaged", e);
        }
        sort(file, entries, bytes);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> skipped = new LinkedHashMap<>();
        for (Entry e : entries) {
            String where = file + ": tensor '" + Excerpt.of(e.name) + "'";
            if (e.type instanceof Encoding encoding) {
                try {
                    tensors.put(e.name, Tensors.read(where, in, encoding, ByteOrder.LITTLE_ENDIAN, e.shape));
                } catch (ForeignTypeException foreign) {
                    skipped.put(e.name, foreign.getMessage());
                }
            } else {
                in.skipNBytes(e.end - e.begin);
                skipped.put(
                        e.name, where + " has element type " + e.type + "; known are " + List.of(Encoding.values()));
            }
        }
        return new Safetensors(tensors, metadata, skipped);
    }

    private static byte[] header(Path file, DataInputStream in, long size) throws IOException {
        if (size < Long.BYTES) {
            throw new FileException(file + ": not a safetensors file: it has " + size + " bytes, too few for the "
                    + Long.BYTES + " of the header's length; is it cut off?");
        }
        long length = Long.reverseBytes(in.readLong());
        if (length < 2 || length > LONGEST_HEADER || length > size - Long.BYTES) {
            throw new FileException(file + ": not a safetensors file: it has " + size
                    + " bytes and begins with a header length of " + Long.toUnsignedString(length)
                    + "; is it cut off, or of another format?");
        }
        long most = HeapLimit.ofAll() / HEAP_PER_BYTE;
        if (length > most) {
            throw new FileException(
                    file + ": a header of " + length + " bytes, of which objects can take " + HEAP_PER_BYTE
                            + " times as much memory; at most " + most
                            + " are read with this heap; enlarge it with -Xmx, or store"
                            + " the tensors in several files");
        }
        byte[] header = new byte[(int) length];
        in.readFully(header);
        return header;
    }

    /** Sorts by the order of the data, which the tensors must cover without a gap or an overlap. */
    private static void sort(Path file, List<Entry> all, long bytes) {
        all.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long next = 0;
        for (Entry e : all) {
            if (e.begin != next) {
                throw new FileException(file + ": tensor '" + Excerpt.of(e.name) + "' begins at byte " + e.begin
                        + " of the data, the one before it ends at " + next + "; the file is damaged");
            }
            next = e.end;
        }
        if (next != bytes) {
            throw new FileException(
                    file + ": there are " + bytes + " bytes of data, the header tells of " + next + "; is it cut off?");
        }
    }

    private static Entry entry(Path file, String name, Object value, long bytes) {
        String where = file + ": tensor '" + Excerpt.of(name) + "'";
        if (!(value instanceof Map<?, ?> fields)) {
            throw new FileException(where + " is no JSON object");
        }
        Object type = type(where, fields.get("dtype"));
        Shape shape = Tensors.shape(where, fields.get("shape"));
        List<Long> offsets = Tensors.integers(where, "data_offsets", fields.get("data_offsets"));
        if (offsets.size() != 2
                || offsets.get(0) < 0
                || offsets.get(1) < offsets.get(0)
                || offsets.get(1) > bytes
                || offsets.get(1) - offsets.get(0) != bytes(type, shape.size())) {
            throw new FileException(where + " of shape " + Excerpt.of(shape) + " and type " + type + " has data from "
                    + Excerpt.of(offsets)
                    + " of " + bytes + " bytes; the file is damaged");
        }
        return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    /** The encoding; or the name of another type of the format. */
    private static Object type(String where, Object name) {
        for (Encoding e : Encoding.values()) {
            if (e.name().equals(name)) {
                return e;
            }
        }
        if (name instanceof String other && FOREIGN.containsKey(other)) {
            return other;
        }
        throw new FileException(
                where + " has element type " + Excerpt.of(name) + "; known are " + List.of(Encoding.values()));
    }

    /** The bytes that so many elements take; those of less than eight bits share them. */
    private static long bytes(Object type, long size) {
        return type instanceof Encoding encoding ? size * encoding.bytes : (size * FOREIGN.get(type) + 7) / 8;
    }

    private static void readMetadata(Path file, Object value, Map<String, String> to) {
        if (value == null) {
            return; // other libraries write so what has no texts
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new FileException(file + ": " + METADATA + " is no JSON object; the file is damaged");
        }
        map.forEach((name, text) -> {
            if (!(text instanceof String)) {
                throw new FileException(
                        file + ": metadata '" + Excerpt.of(name) + "' is " + Excerpt.of(text) + ", no text");
            }
            to.put((String) name, (String) text);
        });
    }

    /**
     * Writes tensors by name.
     *
     * @throws FileException as {@link #write(Path)} does
     * @throws ArgumentException as the constructor does, or if the path is null
     */
    public static void write(Path file, Map<String, Tensor> tensors) {
        new Safetensors(tensors, Map.of()).write(file);
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @throws FileException if it cannot be written
     * @throws ArgumentException if the path is null, or if tensors were {@link #skipped}, which the new file would lack
     */
    public void write(Path file) {
        Required.path("Safetensors.write", file);
        if (!skipped.isEmpty()) {
            throw new ArgumentException(
                    "Safetensors.write: the tensors " + Excerpt.of(skipped.keySet())
                            + " were not read and would be lost; write new Safetensors(tensors(), metadata()) to leave them out");
        }
        AtomicFile.write(file, this::writeTo);
    }

    /** CRC-32C (the Castagnoli polynomial, as in RFC 3720) of all bytes that {@link #write(Path)} writes, in 8 hexadecimal digits. */
    public String checksum() {
        CRC32C crc = new CRC32C();
        try (OutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), crc)) {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no file, no such error
        }
        return String.format("%08x", crc.getValue());
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
