package org.autodiff.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;

/**
 * Atomic writes of files, whole or not at all: into a new one beside it, which is synced to the disk and then renamed. A program
 * that is killed meanwhile leaves the old file as it was.
 */
public final class AtomicFile {
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
        Path target = file.toAbsolutePath();
        Path fresh = null;
        try {
            fresh = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".part");
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.to(out);
                out.flush();
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            fresh = null;
            syncDirectory(target.getParent());
        } catch (IOException e) {
            throw new FileException(file + ": cannot be written: " + e, e);
        } finally {
            if (fresh != null) {
                delete(fresh);
            }
        }
    }

    /** Without it the new name could be lost with the power. Windows does not open directories, and does it by itself. */
    private static void syncDirectory(Path directory) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void delete(Path fresh) {
        try {
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            throw new FileException(fresh + ": a half-written file is left, and cannot be deleted: " + e, e);
        }
    }
}
