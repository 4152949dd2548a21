package org.autodiff.io;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;

/**
 * NumPy's npy format, versions 1 to 3: a magic string, a header that is a Python dictionary, then the elements. Row-major
 * and column-major ("Fortran order") arrays of either byte order are read; row-major little-endian ones are written.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 20;
    private static final int ALIGNMENT = 64;
    private static final Pattern KEY = Pattern.compile("(['\"])(\\w+)\\1\\s*:");
    private static final Pattern DESCR = Pattern.compile("(['\"])descr\\1\\s*:\\s*(['\"])([<>|=]?)([a-zA-Z]\\d*)\\2");
    private static final Pattern ORDER = Pattern.compile("(['\"])fortran_order\\1\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("(['\"])shape\\1\\s*:\\s*\\(([\\d,\\sL]*)\\)");
    private static final Pattern SIZES = Pattern.compile("\\s*(\\d+L?\\s*(,\\s*\\d+L?\\s*)*,?)?\\s*");

    /** NumPy's names of element types, without the byte order. */
    private static final Map<String, Encoding> ENCODINGS = Map.ofEntries(
            Map.entry("f8", Encoding.F64),
            Map.entry("f4", Encoding.F32),
            Map.entry("f2", Encoding.F16),
            Map.entry("i8", Encoding.I64),
            Map.entry("i4", Encoding.I32),
            Map.entry("i2", Encoding.I16),
            Map.entry("i1", Encoding.I8),
            Map.entry("u8", Encoding.U64),
            Map.entry("u4", Encoding.U32),
            Map.entry("u2", Encoding.U16),
            Map.entry("u1", Encoding.U8),
            Map.entry("b1", Encoding.BOOL));

    private Npy() {}

    /**
     * Reads a file; half-precision numbers become FLOAT32, integers INT64.
     *
     * @throws FileException if it cannot be read, is not what it says, has an integer of 2^63 or more, or is too large for
     *     the heap
     * @throws ArgumentException if the path is null
     */
    public static Tensor read(Path file) {
        Required.path("Npy.read", file);
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in, Files.size(file));
        } catch (NoSuchFileException e) {
            throw new FileException(file + ": there is no such file", e);
        } catch (ForeignTypeException e) {
            throw new FileException(e.getMessage(), e);
        } catch (EOFException e) {
            throw new FileException(file + ": it ends early; is it cut off?", e);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be read: " + e, e);
        }
    }

    /** Reads an array from a stream that holds at most so many bytes, so that no header can ask for more memory. */
    static Tensor read(String where, InputStream stream, long most) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new FileException(where + ": not an npy file: it does not begin with \\x93NUMPY");
        }
        int version = in.readUnsignedByte();
        in.readUnsignedByte();
        if (version < 1 || version > 3) {
            throw new FileException(where + ": npy version " + version + "; known are 1 to 3");
        }
        long length = version == 1
                ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
                : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        if (length > LONGEST_HEADER || length > most) {
            throw new FileException(
                    where + ": a header of " + length + " bytes in a file of " + most + "; it is damaged");
        }
        byte[] text = new byte[(int) length];
        in.readFully(text);
        String header = new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        requireEachKeyOnce(where, header);
        Matcher descr = find(where, DESCR, header, "an element type of numbers");
        Encoding encoding = ENCODINGS.get(descr.group(4));
        if (encoding == null) {
            throw new ForeignTypeException(where + ": element type '" + Excerpt.of(descr.group(4)) + "'; known are "
                    + ENCODINGS.keySet().stream().sorted().toList());
        }
        boolean columns = find(where, ORDER, header, "the order").group(2).equals("True");
        Shape shape = shape(where, find(where, SHAPE, header, "the shape").group(2));
        long bytes = (long) shape.size() * encoding.bytes;
        if (bytes > most) {
            throw new FileException(where + ": shape " + Excerpt.of(shape) + " of " + encoding + " needs " + bytes
                    + " bytes, there are at most " + most + "; is it cut off?");
        }
        ByteOrder bytesOrder = descr.group(3).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (!columns || shape.rank() < 2) {
            return Tensors.read(where, in, encoding, bytesOrder, shape);
        }
        int rank = shape.rank();
        int[] reversed = new int[rank];
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            reversed[i] = shape.dim(rank - 1 - i);
            order[i] = rank - 1 - i;
        }
        return Tensors.read(where, in, encoding, bytesOrder, Shape.of(reversed)).permute(order);
    }

    /** A key that is there twice would leave open which of its values counts. */
    private static void requireEachKeyOnce(String where, String header) {
        Set<String> seen = new HashSet<>();
        for (Matcher key = KEY.matcher(header); key.find(); ) {
            if (!seen.add(key.group(2))) {
                throw new FileException(where + ": the header has the key '" + Excerpt.of(key.group(2)) + "' twice: "
                        + Excerpt.of(header) + "; which of them counts cannot be told, write the file anew");
            }
        }
    }

    private static Matcher find(String where, Pattern pattern, String header, String what) {
        Matcher m = pattern.matcher(header);
        if (!m.find()) {
            throw new FileException(where + ": the header does not tell " + what + ": " + Excerpt.of(header));
        }
        return m;
    }

    private static Shape shape(String where, String list) {
        if (!SIZES.matcher(list).matches()) {
            throw notSizes(where, list, null);
        }
        List<String> sizes = Arrays.stream(list.replace("L", "").split(","))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .toList();
        try {
            return Tensors.shape(where, sizes.stream().map(Long::valueOf).toList());
        } catch (NumberFormatException e) { // more digits than the type holds
            throw notSizes(where, list, e);
        }
    }

    private static FileException notSizes(String where, String list, NumberFormatException cause) {
        return new FileException(
                where + " has the shape (" + Excerpt.of(list) + "); sizes are 0 to 2^31-1, between commas", cause);
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @throws FileException if it cannot be written
     * @throws ArgumentException if the path or the tensor is null
     */
    public static void write(Path file, Tensor tensor) {
        Required.path("Npy.write", file);
        Require.nonNull(tensor, "Npy.write", "the tensor", "give one to write");
        AtomicFile.write(file, out -> write(out, tensor));
    }

    static void write(OutputStream out, Tensor tensor) throws IOException {
        String descr = switch (tensor.dtype()) {
            case FLOAT64 -> "<f8";
            case FLOAT32 -> "<f4";
            case INT64 -> "<i8";
            case BOOL -> "|b1";
        };
        String dims = tensor.shape().toString().replace("[", "").replace("]", "");
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + dims
                + (tensor.rank() == 1 ? ",), }" : "), }");
        int before = MAGIC.length + 4;
        int padded = (before + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(MAGIC);
        head.write(new byte[] {1, 0, (byte) padded, (byte) (padded >> 8)});
        head.write((header + " ".repeat(padded - header.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(head.toByteArray());
        Tensors.write(tensor, out);
    }
}
