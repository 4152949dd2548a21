package org.autodiff.nn.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Bytes of IDX files, right and wrong ones. */
final class IdxFiles {
    private IdxFiles() {}

    /** A header of big-endian numbers, then the elements. */
    static byte[] idx(int[] header, int... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * header.length + elements.length);
        Arrays.stream(header).forEach(bytes::putInt);
        Arrays.stream(elements).forEach(element -> bytes.put((byte) element));
        return bytes.array();
    }

    static byte[] images(int count, int rows, int columns, int... pixels) {
        return idx(new int[] {0x803, count, rows, columns}, pixels);
    }

    static byte[] labels(int... labels) {
        return idx(new int[] {0x801, labels.length}, labels);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
