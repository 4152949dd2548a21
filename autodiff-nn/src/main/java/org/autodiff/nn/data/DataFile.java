package org.autodiff.nn.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autodiff.error.Require;
import org.autodiff.io.HeapLimit;

/**
 * A file that is about to be read, and who reads it: every complaint starts with both.
 *
 * @param reader the method that a user called
 * @param path the file
 */
record DataFile(String reader, Path path) {
    /** Checks that there is such a file. */
    DataFile {
        requirePath(reader, path);
        if (Files.notExists(path)) {
            throw error(
                    reader,
                    path,
                    ": there is no such file; check the path, here taken from "
                            + Path.of("").toAbsolutePath());
        }
        if (Files.isDirectory(path)) {
            throw error(reader, path, ": this is a directory; give a file in it");
        }
    }

    /** The reader and the file, as messages begin. */
    String where() {
        return reader + "(" + path + ")";
    }

    /** An error with this text after the reader and the file. */
    DataException error(String text) {
        return error(reader, path, text);
    }

    /** The error of a file that cannot be read at all. */
    DataException unreadable(IOException cause) {
        return new DataException(where() + ": cannot read the file: " + cause, cause);
    }

    /** The length in bytes. */
    long size() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    /**
     * Refuses what would fill the heap, so that a huge or hostile file is an error of this file and not the end of the
     * program.
     *
     * @param bytes what is going to be kept
     */
    void checkFitsHeap(long bytes) {
        if (bytes > HeapLimit.ofArray(1)) {
            throw error(": " + HeapLimit.exceeded(bytes, HeapLimit.ofArray(1)));
        }
    }

    /** Checks that there is a path, of a file or a directory. */
    static void requirePath(String reader, Path path) {
        Require.nonNull(path, reader, "the path", "give that of the data");
    }

    /** Checks that there is such a directory, which should hold something. */
    static void requireDirectory(String reader, Path path, String content) {
        requirePath(reader, path);
        if (!Files.isDirectory(path)) {
            throw error(reader, path, ": there is no such directory; it should hold " + content);
        }
    }

    private static DataException error(String reader, Path path, String text) {
        return new DataException(reader + "(" + path + ")" + text);
    }
}
