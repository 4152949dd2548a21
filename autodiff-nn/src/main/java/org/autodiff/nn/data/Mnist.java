package org.autodiff.nn.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The two parts of MNIST, or of any set in the same four files (Fashion-MNIST, KMNIST).
 *
 * @param train the training part; 60000 digits in MNIST; {@link #load} leaves its role open, for it may be split
 * @param test the test part; 10000 digits in MNIST; of role {@link Role#HELD_OUT} from {@link #load}
 */
public record Mnist(ImageDataset train, ImageDataset test) {
    /**
     * Reads the four IDX files of a directory: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte},
     * {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, each plain or with {@code .gz}; a dot in place
     * of the last-but-one hyphen, and {@code test} in place of {@code t10k}, are accepted too.
     *
     * @throws DataException if a file is missing (the message lists the names that were looked for) or malformed
     */
    public static Mnist load(Path directory) {
        DataFile.requireDirectory("Mnist.load", directory, "train-images-idx3-ubyte.gz and three more files");
        return new Mnist(
                part(directory, "train"), part(directory, "t10k", "test").asHeldOut());
    }

    private static ImageDataset part(Path directory, String... names) {
        Path images = find(directory, names, "-images", "idx3-ubyte");
        Path labels = find(directory, names, "-labels", "idx1-ubyte");
        return new ImageDataset(Idx.images(images), Idx.labels(labels));
    }

    private static Path find(Path directory, String[] names, String content, String kind) {
        List<String> candidates = Stream.of(names)
                .map(name -> name + content)
                .flatMap(name -> Stream.of(
                        name + "-" + kind, name + "-" + kind + ".gz", name + "." + kind, name + "." + kind + ".gz"))
                .toList();
        for (String candidate : candidates) {
            Path file = directory.resolve(candidate);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new DataException(
                "Mnist.load(" + directory + "): a file is missing; looked for " + String.join(", ", candidates));
    }
}
