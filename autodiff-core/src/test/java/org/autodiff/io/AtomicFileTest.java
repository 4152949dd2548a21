package org.autodiff.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.error.FileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written over files. */
class AtomicFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("model.npz");
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private void assumePosix() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    @Test
    void permissionsAreKept() throws IOException {
        assumePosix();
        for (String mode : List.of("rw-r--r--", "rw-------", "rw-rw-r--", "rwxr-x---")) {
            write(file, "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            write(file, "new");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(mode);
            assertThat(file).hasContent("new");
        }
    }

    @Test
    void aNewFileHasThePermissionsOfNewFiles() throws IOException {
        assumePosix();
        write(file, "text");
        Path usual = Files.createFile(folder.resolve("usual"));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void symbolicLinksStay() throws IOException {
        assumePosix();
        Path other = Files.createDirectory(folder.resolve("other"));
        Path target = other.resolve("target");
        Files.writeString(target, "old");
        Files.createSymbolicLink(other.resolve("second"), Path.of("target"));
        Files.createSymbolicLink(file, Path.of("other", "second"));

        write(file, "new");

        assertThat(file).isSymbolicLink();
        assertThat(target).hasContent("new");
        assertThat(names()).containsExactly("model.npz", "other");

        Files.delete(target);
        write(file, "through a link to nothing");
        assertThat(target).hasContent("through a link to nothing");

        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, Path.of("loop"));
        assertThatThrownBy(() -> write(loop, "x")).isInstanceOf(FileException.class);
    }

    @Test
    void whatKilledWritersLeftIsRemovedAndNothingElse() throws IOException {
        for (String name : List.of("model.npz.17.part", "model.npz.18446744073709551615.part", "model.npz.1.part")) {
            Files.writeString(folder.resolve(name), "half");
        }
        for (String name : List.of("model.npz.part", "model.npz.old.part", "model.np.17.part", "x")) {
            Files.writeString(folder.resolve(name), "mine");
        }
        Path busy = folder.resolve("model.npz.1.part");
        try (FileChannel channel = FileChannel.open(busy, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            write(file, "new");
        }
        assertThat(names())
                .containsExactly(
                        "model.np.17.part",
                        "model.npz",
                        "model.npz.1.part",
                        "model.npz.old.part",
                        "model.npz.part",
                        "x");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoOther() throws IOException {
        write(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("no space");
                }))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("no space");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    throw new IllegalStateException("another one");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("model.npz");
    }
}
