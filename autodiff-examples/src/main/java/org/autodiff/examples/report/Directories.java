package org.autodiff.examples.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories for results. */
public final class Directories {
    private Directories() {}

    /**
     * Makes a directory, and those that it is in, where they do not exist.
     *
     * @return {@code directory}
     * @throws UncheckedIOException if that cannot be done
     */
    public static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make the directory " + directory + ": it may be a file, or read-only", e);
        }
    }
}
