package org.autodiff.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.FileException;
import org.autodiff.error.ShapeException;

/** Conversions between tensors and the headers and elements of files. */
final class Tensors {
    private static final int PIECE = 1 << 16;

    private Tensors() {}

    /** The tensor with these elements, a Java array of the type that belongs to the element type. */
    private static Tensor of(Object elements, Shape shape) {
        int[] dims = shape.toArray();
        Tensor flat = elements instanceof double[] d
                ? Tensor.of(d, d.length)
                : elements instanceof float[] f
                        ? Tensor.of(f, f.length)
                        : elements instanceof long[] l ? Tensor.of(l, l.length) : flat((boolean[]) elements);
        return flat.reshape(dims);
    }

    private static Tensor flat(boolean[] elements) {
        return Tensor.of(elements, elements.length);
    }

    static Object elements(Tensor t) {
        return switch (t.dtype()) {
            case FLOAT64 -> t.toDoubles();
            case FLOAT32 -> t.toFloats();
            case INT64 -> t.toLongs();
            case BOOL -> t.toBooleans();
        };
    }

    /** Writes the elements row-major and little-endian. */
    static void write(Tensor t, OutputStream out) throws IOException {
        Object elements = elements(t);
        int bytes = Encoding.of(t.dtype()).bytes;
        int n = t.size();
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(n, PIECE) * bytes).order(ByteOrder.LITTLE_ENDIAN);
        int piece;
        for (int from = 0; from < n; from += piece) {
            piece = Math.min(n - from, PIECE);
            buffer.clear();
            Object part = t.dtype().newArray(piece);
            System.arraycopy(elements, from, part, 0, piece);
            Encoding.write(part, buffer);
            out.write(buffer.array(), 0, buffer.position());
        }
    }

    /**
     * Reads the next elements, row-major, piece by piece: beside the array of the elements there is no second copy.
     *
     * @throws EOFException if there are not so many
     * @throws FileException if they are too many for the heap
     */
    static Tensor read(String where, InputStream in, Encoding encoding, ByteOrder order, Shape shape)
            throws IOException {
        int n = shape.size();
        long kept = (long) n * encoding.dtype.bytes();
        long most = HeapLimit.ofArray(encoding.dtype.bytes());
        if (kept > most) {
            throw new FileException(where + ": " + HeapLimit.exceeded(kept, most));
        }
        Object elements = encoding.dtype.newArray(n);
        byte[] bytes = new byte[Math.min(n, PIECE) * encoding.bytes];
        int piece;
        for (int from = 0; from < n; from += piece) {
            piece = Math.min(n - from, PIECE);
            if (in.readNBytes(bytes, 0, piece * encoding.bytes) < piece * encoding.bytes) {
                throw new EOFException();
            }
            encoding.read(ByteBuffer.wrap(bytes).order(order), elements, from, piece);
        }
        if (encoding == Encoding.U64) {
            requireSigned(where, (long[]) elements);
        }
        return of(elements, shape);
    }

    /** INT64 holds half of the unsigned numbers; another type would round the others. */
    private static void requireSigned(String where, long[] elements) throws ForeignTypeException {
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] < 0) {
                throw new ForeignTypeException(where + ": element " + i + " is the unsigned number "
                        + Long.toUnsignedString(elements[i])
                        + "; INT64 holds numbers below 2^63, store these as floating-point numbers");
            }
        }
    }

    /** A shape from a list of numbers. */
    static Shape shape(String where, Object list) {
        List<Long> sizes = integers(where, "shape", list);
        int[] dims = new int[sizes.size()];
        for (int i = 0; i < dims.length; i++) {
            if (sizes.get(i) < 0 || sizes.get(i) > Integer.MAX_VALUE) {
                throw new FileException(where + " has the shape " + Excerpt.of(sizes) + "; sizes are 0 to 2^31-1");
            }
            dims[i] = sizes.get(i).intValue();
        }
        try {
            return Shape.of(dims);
        } catch (ShapeException e) {
            throw new FileException(where + ": " + Excerpt.of(e.getMessage()), e);
        }
    }

    /** A list of whole numbers. */
    static List<Long> integers(String where, String what, Object list) {
        List<Long> all = new ArrayList<>();
        if (list instanceof List<?> values) {
            for (Object v : values) {
                if (v instanceof Long l) {
                    all.add(l);
                }
            }
            if (all.size() == values.size()) {
                return all;
            }
        }
        throw new FileException(where + ": " + what + " is " + Excerpt.of(list) + ", not a list of whole numbers");
    }
}
