package org.autodiff.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;

/** NumPy's npz format: a zip archive with an npy file for each array. */
public final class Npz {
    private static final String SUFFIX = ".npy";

    /** Deflate cannot pack better than this: an entry that says so lies. */
    private static final long BEST_RATIO = 1032;

    /** Of a name in bytes; a zip archive keeps its length in 16 bits. */
    private static final int LONGEST_NAME = (1 << 16) - 1;

    private Npz() {}

    /**
     * Reads all arrays by name, in the archive's order. Nothing that the archive says is believed before it has been checked
     * against the file's length; the sums over the arrays' bytes are checked, too, and both places where the archive tells
     * of an array must agree.
     *
     * @throws FileException if it cannot be read, is not what it says, has an array of elements that no tensor holds, or
     *     unpacks to more than the heap should hold
     * @throws ArgumentException if the path is null
     */
    public static Map<String, Tensor> read(Path file) {
        return read(file, (ForeignTypeException foreign) -> {
            throw new FileException(foreign.getMessage(), foreign);
        });
    }

    /**
     * Reads the arrays that tensors hold, as {@link #read(Path)} does, and passes over those of other elements, such as texts
     * and complex numbers.
     *
     * @param skipped is told of each array that was passed over, a line each
     */
    public static Map<String, Tensor> readSkipping(Path file, Consumer<String> skipped) {
        Require.nonNull(skipped, "Npz.readSkipping", "the reader of notes", "pass line -> {} for none");
        return read(file, (ForeignTypeException foreign) -> skipped.accept(foreign.getMessage()));
    }

    /** What to do about an array that no tensor holds. */
    @FunctionalInterface
    private interface OnForeign {
        void found(ForeignTypeException foreign);
    }

    private static Map<String, Tensor> read(Path file, OnForeign onForeign) {
        Required.path("Npz.read", file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, Tensor> all = read(file, zip, Files.size(file), onForeign);
            ZipHeaders.requireAgreement(file);
            return all;
        } catch (NoSuchFileException e) {
            throw new FileException(file + ": there is no such file", e);
        } catch (ZipException e) {
            throw new FileException(file + ": not a whole zip archive: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be read: " + e, e);
        }
    }

    private static Map<String, Tensor> read(Path file, ZipFile zip, long size, OnForeign onForeign) throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        long left = size; // of the file: entries share no bytes
        long gained = 0; // by unpacking: what is as long as in the file takes no one by surprise
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            if (!entry.getName().endsWith(SUFFIX)) {
                continue;
            }
            String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
            String where = file + ": array '" + Excerpt.of(name) + "'";
            if (all.containsKey(name)) {
                throw new FileException(where + " is there twice; which of them counts cannot be told, write it anew");
            }
            left -= entry.getCompressedSize();
            if (entry.getCompressedSize() < 0 || left < 0) {
                throw new FileException(
                        where + " has " + entry.getCompressedSize() + " bytes, with those before it more" + " than the "
                                + size + " of the file; the archive is damaged");
            }
            boolean packed = entry.getMethod() != ZipEntry.STORED;
            if (entry.getSize() > entry.getCompressedSize() * (packed ? BEST_RATIO : 1)) {
                throw new FileException(where + " says that it has " + entry.getSize() + " bytes, which "
                        + entry.getCompressedSize() + " cannot hold; the archive is damaged");
            }
            long after = gained + Math.max(0, entry.getSize() - entry.getCompressedSize());
            if (after > HeapLimit.ofAll()) {
                throw new FileException(where + ": " + HeapLimit.exceeded(after, HeapLimit.ofAll()));
            }
            Tensor array;
            try {
                array = read(where, zip, entry);
            } catch (ForeignTypeException e) {
                onForeign.found(e);
                continue;
            }
            gained += Math.max(0, (long) array.size() * array.dtype().bytes() - entry.getCompressedSize());
            all.put(name, array);
        }
        return all;
    }

    private static Tensor read(String where, ZipFile zip, ZipEntry entry) throws IOException {
        CRC32 crc = new CRC32(); // a ZipFile does not compare it
        try (InputStream in = new BufferedInputStream(new CheckedInputStream(zip.getInputStream(entry), crc))) {
            Tensor array = Npy.read(where, in, entry.getSize());
            in.transferTo(OutputStream.nullOutputStream());
            if (crc.getValue() != entry.getCrc()) {
                throw new FileException(String.format(
                        "%s has the checksum %08x, its bytes have %08x; the archive is damaged",
                        where, entry.getCrc(), crc.getValue()));
            }
            return array;
        } catch (EOFException e) {
            throw new FileException(where + " ends early; the archive is damaged", e);
        }
    }

    /**
     * Writes arrays by name, uncompressed as {@code numpy.savez} does.
     *
     * @throws FileException if it cannot be written
     * @throws ArgumentException if something is null, or a name is too long for an archive or no text
     */
    public static void write(Path file, Map<String, Tensor> arrays) {
        write("Npz.write", file, arrays, Deflater.NO_COMPRESSION);
    }

    /**
     * Writes arrays by name, compressed as {@code numpy.savez_compressed} does.
     *
     * @throws FileException if it cannot be written
     * @throws ArgumentException if something is null, or a name is too long for an archive or no text
     */
    public static void writeCompressed(Path file, Map<String, Tensor> arrays) {
        write("Npz.writeCompressed", file, arrays, Deflater.DEFAULT_COMPRESSION);
    }

    private static void write(String owner, Path file, Map<String, Tensor> arrays, int level) {
        Required.path(owner, file);
        Required.entries(owner, "array", arrays);
        for (String name : arrays.keySet()) {
            int bytes = (name + SUFFIX).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LONGEST_NAME) {
                throw new ArgumentException(owner + ": the name '" + Excerpt.of(name) + "' has with " + SUFFIX + " "
                        + bytes + " bytes, an archive holds " + LONGEST_NAME + "; take a shorter one");
            }
        }
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.setLevel(level);
            for (Map.Entry<String, Tensor> e : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(e.getKey() + SUFFIX);
                entry.setTime(0); // the same arrays give the same bytes
                zip.putNextEntry(entry);
                Npy.write(zip, e.getValue());
                zip.closeEntry();
            }
            zip.finish();
        });
    }
}
