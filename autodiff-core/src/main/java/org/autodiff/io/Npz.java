package org.autodiff.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.autodiff.Tensor;
import org.autodiff.error.FileException;

/** NumPy's npz format: a zip archive with an npy file for each array. */
public final class Npz {
    private static final String SUFFIX = ".npy";

    /** Deflate cannot pack better than this: an entry that says so lies. */
    private static final long BEST_RATIO = 1032;

    private Npz() {}

    /**
     * Reads all arrays by name, in the archive's order.
     *
     * @throws FileException if it cannot be read, or is not what it says
     */
    public static Map<String, Tensor> read(Path file) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(SUFFIX)) {
                    String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                    all.put(name, read(file + ": array '" + name + "'", zip, entry));
                }
            }
        } catch (NoSuchFileException e) {
            throw new FileException(file + ": there is no such file", e);
        } catch (ZipException e) {
            throw new FileException(file + ": not a whole zip archive: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be read: " + e, e);
        }
        return all;
    }

    private static Tensor read(String where, ZipFile zip, ZipEntry entry) throws IOException {
        long most = Math.min(entry.getSize(), entry.getCompressedSize() * BEST_RATIO);
        try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
            return Npy.read(where, in, most);
        } catch (EOFException e) {
            throw new FileException(where + " ends early; the archive is damaged", e);
        }
    }

    /** Writes arrays by name, uncompressed as {@code numpy.savez} does. */
    public static void write(Path file, Map<String, Tensor> arrays) {
        write(file, arrays, Deflater.NO_COMPRESSION);
    }

    /** Writes arrays by name, compressed as {@code numpy.savez_compressed} does. */
    public static void writeCompressed(Path file, Map<String, Tensor> arrays) {
        write(file, arrays, Deflater.DEFAULT_COMPRESSION);
    }

    private static void write(Path file, Map<String, Tensor> arrays, int level) {
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
