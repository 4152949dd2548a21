package org.autodiff.nn.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the IDX files of MNIST and its relatives, plain or gzipped; which of the two is seen from the content.
 *
 * <p>The format (LeCun, Cortes, Burges, "The MNIST database of handwritten digits"): big-endian 32-bit numbers,
 * namely a magic number 0x0000TTDD with the element type TT (0x08 is the unsigned byte) and the number of axes DD,
 * then the length of each axis; then the elements, row-major. Nothing is believed before it is seen: a header that
 * promises more than the file holds costs no memory.
 */
public final class Idx {
    private static final int IMAGES = 0x00000803;
    private static final int LABELS = 0x00000801;
    private static final int GZIP = 0x1F8B;
    // a byte of gzip data unpacks to at most 1032 (zlib's technical details, "maximum compression factor")
    private static final int MOST_PACKED = 1032;

    private Idx() {}

    /**
     * The images of a file {@code *-images-idx3-ubyte}.
     *
     * @throws DataException if the file is missing, unreadable, holds something else, ends early, goes on after the
     *     last image or is too large for the heap
     */
    public static IdxImages images(Path file) {
        Content content = read(new DataFile("Idx.images", file), IMAGES);
        int[] axes = content.axes();
        return IdxImages.owning(axes[0], axes[1], axes[2], content.bytes());
    }

    /**
     * The labels of a file {@code *-labels-idx1-ubyte}, each 0 to 255.
     *
     * @throws DataException if the file is missing, unreadable, holds something else, ends early, goes on after the
     *     last label or is too large for the heap
     */
    public static int[] labels(Path file) {
        byte[] bytes = read(new DataFile("Idx.labels", file), LABELS).bytes();
        int[] labels = new int[bytes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = bytes[i] & 0xFF;
        }
        return labels;
    }

    /** The lengths of the axes and the elements. */
    private record Content(int[] axes, byte[] bytes) {}

    private static Content read(DataFile file, int magic) {
        try (InputStream raw = new BufferedInputStream(file.open(), 1 << 16);
                InputStream in = unpacked(raw)) {
            return read(file, in, in != raw, magic);
        } catch (EOFException e) {
            throw new DataException(file.where() + ": the gzip data end early; copy or download the file again", e);
        } catch (ZipException e) {
            throw new DataException(
                    file.where() + ": the gzip data are damaged (" + e.getMessage()
                            + "); copy or download the file again",
                    e);
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        // the default buffer of 512 bytes makes a call into zlib for each
        return (first << 8 | second) == GZIP ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static Content read(DataFile file, InputStream in, boolean packed, int magic) throws IOException {
        String where = file.where();
        int found = number(where, in, "magic number");
        if (found != magic) {
            throw new DataException(where + ": " + wrongMagic(found, magic));
        }
        int[] axes = new int[magic & 0xFF];
        long expected = 1;
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = number(where, in, "length of axis " + axis);
            if (axes[axis] < 0) {
                throw new DataException(
                        where + ": the length of axis " + axis + " is " + Integer.toUnsignedString(axes[axis])
                                + ", more than an array can hold; the header is damaged");
            }
            expected = expected > Integer.MAX_VALUE ? expected : expected * axes[axis];
        }
        if (expected > Integer.MAX_VALUE - 8) {
            throw new DataException(where + ": the header promises more bytes than an array can hold;"
                    + " split the file, or it is damaged");
        }
        if (expected == 0 && axes[0] > 0) {
            throw new DataException(
                    where + ": the header promises " + axes[0] + " images without a pixel; it is damaged");
        }
        long size = file.size();
        if (packed && expected / MOST_PACKED > size) {
            throw new DataException(where + ": the header promises " + expected + " elements, more than " + size
                    + " bytes of gzip data can hold; the header is damaged, or the file is not whole");
        }
        long present = size - (1L + axes.length) * Integer.BYTES;
        if (!packed && present < expected) {
            throw endsEarly(where, present, expected);
        }
        // labels become an int each; what gzip data unpack to is bounded by this too
        file.checkFitsHeap(magic == LABELS ? (1 + Integer.BYTES) * expected : expected);
        byte[] bytes = in.readNBytes((int) expected);
        if (bytes.length < expected) {
            throw endsEarly(where, bytes.length, expected);
        }
        if (in.read() >= 0) {
            throw new DataException(where + ": the file goes on after the " + expected
                    + " elements of its header; the header or the file is damaged");
        }
        return new Content(axes, bytes);
    }

    private static DataException endsEarly(String where, long found, long expected) {
        return new DataException(
                where + ": the file ends after " + found + " of " + expected + " elements; copy or download it again");
    }

    private static int number(String where, InputStream in, String what) throws IOException {
        byte[] bytes = in.readNBytes(Integer.BYTES);
        if (bytes.length < Integer.BYTES) {
            throw new DataException(
                    where + ": the file ends in its header, before the " + what + "; copy or download it again");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }

    private static String wrongMagic(int found, int wanted) {
        if (found == LABELS) {
            return "this is a labels file (magic 0x00000801), images have 0x00000803; read it with Idx.labels, or the"
                    + " two files are swapped";
        }
        if (found == IMAGES) {
            return "this is an images file (magic 0x00000803), labels have 0x00000801; read it with Idx.images, or the"
                    + " two files are swapped";
        }
        return String.format(
                "this is not an IDX file of unsigned bytes with %d axes: it starts with 0x%08X, expected 0x%08X",
                wanted & 0xFF, found, wanted);
    }
}
