package org.autodiff.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes small files in MNIST's format, and damages them. */
public record IdxFiles(Path directory) {

    /** Writes images of 28 x 28 pixels and their labels, 0 to 9 in turn. */
    public IdxFiles write(String part, int count) throws IOException {
        Files.createDirectories(directory);
        ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
        images.putInt(0x803).putInt(count).putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        labels.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            images.position(16 + i * 784 + 70 * (i % 10)).put(new byte[] {100, 100, 100});
            labels.put((byte) (i % 10));
        }
        Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.array());
        return this;
    }

    void shorten(String name, int bytes) throws IOException {
        byte[] content = Files.readAllBytes(directory.resolve(name));
        Files.write(directory.resolve(name), Arrays.copyOf(content, content.length - bytes));
    }

    void swap(String one, String other) throws IOException {
        byte[] content = Files.readAllBytes(directory.resolve(one));
        Files.write(directory.resolve(one), Files.readAllBytes(directory.resolve(other)));
        Files.write(directory.resolve(other), content);
    }

    /** The directory. */
    public String path() {
        return directory.toString();
    }
}
