package org.autodiff.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A file that is being written beside the one that it will become, {@code model.npz.123.part}. Its writer locks it; the
 * system takes the lock away when the writer ends, however it ends, and then the file is abandoned.
 */
final class PartFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private boolean finished;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** A new one, with the permissions of the target where that exists. */
    static PartFile beside(Path target) throws IOException {
        while (true) {
            String number = Long.toUnsignedString(ThreadLocalRandom.current().nextLong());
            Path path = target.resolveSibling(target.getFileName() + "." + number + ".part");
            FileChannel channel;
            try {
                channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            PartFile part = new PartFile(path, channel);
            if (part.isOurs()) {
                part.takePermissions(target);
                return part;
            }
            channel.close(); // another writer has taken it for abandoned before it was locked
        }
    }

    private boolean isOurs() throws IOException {
        try {
            channel.lock();
        } catch (IOException e) {
            return true; // a file system without locks; there nobody takes a file for abandoned either
        }
        return Files.exists(path);
    }

    private void takePermissions(Path target) throws IOException {
        PosixFileAttributeView from = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (from != null && Files.exists(target)) {
            Files.setPosixFilePermissions(path, from.readAttributes().permissions());
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** Syncs it to the disk and gives it the name of the target. */
    void becomes(Path target) throws IOException {
        channel.force(true);
        channel.close();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        finished = true;
    }

    /** Deletes it where it has not become the target. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (!finished) {
            Files.deleteIfExists(path);
        }
    }

    /** Deletes the files beside a target whose writers have ended without an end. */
    static void removeAbandoned(Path target) throws IOException {
        Pattern names = Pattern.compile(Pattern.quote(target.getFileName() + ".") + "\\d{1,20}\\.part");
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(
                target.getParent(),
                p -> names.matcher(p.getFileName().toString()).matches())) {
            for (Path part : parts) {
                removeIfAbandoned(part);
            }
        }
    }

    private static void removeIfAbandoned(Path part) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // it belongs to a writer at work, or to somebody else: that must not hinder this one
            return;
        }
    }
}
