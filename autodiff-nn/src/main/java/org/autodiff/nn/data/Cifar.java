package org.autodiff.nn.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.error.Require;

/**
 * The two parts of CIFAR-10 or CIFAR-100, from the files of the "binary version": images of 32 x 32 pixels in red, green
 * and blue.
 *
 * <p>The format (Krizhevsky, "Learning multiple layers of features from tiny images", and the page of the data set):
 * records of one label (CIFAR-10), or of a coarse and a fine label (CIFAR-100), a byte each, then 1024 bytes of red,
 * 1024 of green and 1024 of blue, each row by row; nothing else. The number of images so follows from the length of
 * the file, and any number is read.
 *
 * @param train the training part; 50000 images in the original; its role is left open, for it may be split
 * @param test the test part; 10000 images in the original; read from files it is of role {@link Role#HELD_OUT}
 * @param classes the name of each class; empty if the file of names is not there
 */
public record Cifar(ImageDataset train, ImageDataset test, List<String> classes) {
    private static final int SIDE = 32;
    private static final int CHANNELS = 3;
    private static final int PIXELS = CHANNELS * SIDE * SIDE;
    // a text file that is longer holds something else
    private static final int MOST_NAMES = 1 << 16;

    /**
     * The layout of the records of a set.
     *
     * @param labels the bytes before the pixels
     * @param label which of them is the class
     * @param classes labels are below this
     * @param names the file of the class names
     */
    private record Kind(String reader, int labels, int label, int classes, String names) {
        int record() {
            return labels + PIXELS;
        }
    }

    private static final Kind TEN = new Kind("Cifar.load10", 1, 0, 10, "batches.meta.txt");
    private static final Kind HUNDRED = new Kind("Cifar.load100", 2, 1, 100, "fine_label_names.txt");
    private static final Kind COARSE = new Kind("Cifar.load100Coarse", 2, 0, 20, "coarse_label_names.txt");

    /** The parts, with an unmodifiable list of names. */
    public Cifar {
        Require.nonNulls(classes, "Cifar", "classes", "pass List.of() for none");
        classes = List.copyOf(classes);
    }

    /**
     * CIFAR-10: {@code data_batch_1.bin} to {@code data_batch_5.bin}, {@code test_batch.bin} and, for the names,
     * {@code batches.meta.txt}.
     *
     * @param directory that of the files, or the one above, in which {@code cifar-10-batches-bin} was unpacked
     * @throws DataException if a file is missing, is not made of whole records, is too large for the heap, or holds a
     *     label that is no class
     */
    public static Cifar load10(Path directory) {
        String[] train = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> "data_batch_" + i + ".bin")
                .toArray(String[]::new);
        return load(TEN, unpacked(TEN, directory, "cifar-10-batches-bin"), train, "test_batch.bin");
    }

    /**
     * CIFAR-100 with its 100 fine classes: {@code train.bin}, {@code test.bin} and, for the names,
     * {@code fine_label_names.txt}.
     *
     * @param directory that of the files, or the one above, in which {@code cifar-100-binary} was unpacked
     * @throws DataException as {@link #load10} does
     */
    public static Cifar load100(Path directory) {
        return load100(HUNDRED, directory);
    }

    /**
     * CIFAR-100 with its 20 coarse classes; the names are in {@code coarse_label_names.txt}.
     *
     * @param directory that of the files, or the one above, in which {@code cifar-100-binary} was unpacked
     * @throws DataException as {@link #load10} does
     */
    public static Cifar load100Coarse(Path directory) {
        return load100(COARSE, directory);
    }

    private static Cifar load100(Kind kind, Path directory) {
        return load(kind, unpacked(kind, directory, "cifar-100-binary"), new String[] {"train.bin"}, "test.bin");
    }

    private static Path unpacked(Kind kind, Path directory, String name) {
        DataFile.requireDirectory(kind.reader(), directory, name + ", or the files in it");
        Path inner = directory.resolve(name);
        return Files.isDirectory(inner) ? inner : directory;
    }

    private static Cifar load(Kind kind, Path directory, String[] train, String test) {
        return new Cifar(
                part(kind, directory, train), part(kind, directory, test).asHeldOut(), names(kind, directory));
    }

    private static ImageDataset part(Kind kind, Path directory, String... names) {
        List<DataFile> files = Stream.of(names)
                .map(name -> new DataFile(kind.reader(), directory.resolve(name)))
                .toList();
        long bytes = 0;
        for (DataFile file : files) {
            bytes += checkedSize(kind, file);
        }
        files.get(0).checkFitsHeap(bytes);
        int count = (int) (bytes / kind.record());
        byte[] pixels = new byte[count * PIXELS];
        int[] labels = new int[count];
        int next = 0;
        for (DataFile file : files) {
            next = read(kind, file, pixels, labels, next);
        }
        return ImageDataset.owning(pixels, count, CHANNELS, SIDE, SIDE, labels);
    }

    private static long checkedSize(Kind kind, DataFile file) {
        long size = file.size();
        if (size == 0 || size % kind.record() != 0) {
            throw file.error(": the file has " + size + " bytes, which is no multiple of the " + kind.record()
                    + " of a record; it is not whole, or of another set (CIFAR-10 and CIFAR-100 differ)");
        }
        return size;
    }

    /** Reads the records of a file into the places from {@code first} on, and says which place is next. */
    private static int read(Kind kind, DataFile file, byte[] pixels, int[] labels, int first) {
        int end = first + (int) (file.size() / kind.record());
        try (InputStream in = new BufferedInputStream(file.open(), 1 << 16)) {
            for (int i = first; i < end; i++) {
                byte[] head = in.readNBytes(kind.labels());
                if (head.length < kind.labels() || in.readNBytes(pixels, i * PIXELS, PIXELS) < PIXELS) {
                    throw file.error(": the file ended while it was read, in record " + (i - first)
                            + "; does another program write it?");
                }
                labels[i] = head[kind.label()] & 0xFF;
                if (labels[i] >= kind.classes()) {
                    throw file.error(": the label of record " + (i - first) + " is " + labels[i]
                            + ", but there are only " + kind.classes() + " classes; the file is damaged or of another"
                            + " set");
                }
            }
            return end;
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    private static List<String> names(Kind kind, Path directory) {
        Path path = directory.resolve(kind.names());
        if (!Files.exists(path)) {
            return List.of();
        }
        DataFile file = new DataFile(kind.reader(), path);
        if (file.size() > MOST_NAMES) {
            throw file.error(": " + file.size() + " bytes are no list of " + kind.classes() + " names");
        }
        try (Stream<String> lines = Files.lines(path)) {
            List<String> names =
                    lines.map(String::strip).filter(name -> !name.isEmpty()).toList();
            if (names.size() != kind.classes()) {
                throw file.error(": there are " + names.size() + " names, expected one a line for each of the "
                        + kind.classes() + " classes; remove the file to go without names");
            }
            return names;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new DataException(file.where() + ": the names are not UTF-8", e);
            }
            throw file.unreadable(e.getCause());
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }
}
