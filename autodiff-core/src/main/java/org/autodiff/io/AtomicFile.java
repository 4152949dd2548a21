package org.autodiff.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;

/**
 * Atomic writes of files, whole or not at all: into a new one beside it, which is synced to the disk and then renamed. A program
 * that is killed meanwhile leaves the old file as it was; its unfinished one is removed by the next write of the same file.
 *
 * <p>A file that is written over keeps its permissions, and a symbolic link goes on pointing to the file that was written. A
 * new file has the permissions that the system gives to new files.
 */
public final class AtomicFile {
    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private AtomicFile() {}

    /** What to write. */
    @FunctionalInterface
    public interface Content {
        /** Writes it; the stream is closed by the caller. */
        void to(OutputStream out) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @throws FileException if it cannot be written; the old one is as it was
     * @throws ArgumentException if an argument is null
     */
    public static void write(Path file, Content content) {
        Required.path("AtomicFile.write", file);
        Require.nonNull(content, "AtomicFile.write", "the content", "say what to write");
        try {
            Path target = target(file.toAbsolutePath());
            if (Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target)) {
                try (OutputStream device = Files.newOutputStream(target)) { // such as /dev/stdout: nothing to rename
                    content.to(device);
                }
                return;
            }
            PartFile.removeAbandoned(target);
            try (PartFile part = PartFile.beside(target)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(part.channel()), 1 << 16);
                content.to(out);
                out.flush();
                part.becomes(target);
            }
            syncDirectory(target.getParent());
        } catch (IOException e) {
            throw new FileException(file + ": cannot be written: " + e, e);
        }
    }

    /** The file that a path stands for: behind symbolic links, which stay. */
    private static Path target(Path file) throws IOException {
        Path target = file;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    /** Without it the new name could be lost with the power. Windows does not open directories, and does it by itself. */
    private static void syncDirectory(Path directory) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
