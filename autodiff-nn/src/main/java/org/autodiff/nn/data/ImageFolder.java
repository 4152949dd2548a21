package org.autodiff.nn.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Images in one folder for each class, as torchvision's {@code ImageFolder}: {@code root/cat/1.png},
 * {@code root/dog/x/2.jpg}. The folders, sorted by name, are the classes 0, 1, 2, ...; files are sorted by path within
 * their class.
 *
 * <p>Symbolic links that lead out of the root are refused unless {@link FileVisitOption#FOLLOW_LINKS} is given.
 *
 * <p>Files ending in png, jpg, jpeg, bmp or gif (the first picture of it) count, in upper or lower case, at any depth;
 * other files, and files and folders whose name begins with a dot, are passed over. An image is decoded each time a
 * batch asks for it; {@link #decoded()} does it once for all. A photograph that was taken with the camera turned is upright,
 * as its EXIF orientation says. Inputs are FLOAT32 [n, 3, rows, columns] in [0, 1], or
 * [n, 1, rows, columns] after {@link #grey()}; labels are INT64 [n].
 *
 * <pre>{@code
 * ImageFolder pets = ImageFolder.open(Path.of("pets")).resized(64, 64);
 * DataLoader loader = new DataLoader(pets, 32, Seed.of(1));
 * }</pre>
 */
public final class ImageFolder implements Dataset {
    private static final String READER = "ImageFolder";
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");
    // a larger side is no picture to learn from
    private static final int MOST_SIDE = 1 << 14;

    private final List<String> classes;
    private final List<Path> files;
    private final int[] labels;
    private final boolean grey;
    // zero for the images' own size, which must then be the same for all
    private final int rows;
    private final int columns;

    private ImageFolder(List<String> classes, List<Path> files, int[] labels, boolean grey, int rows, int columns) {
        this.classes = classes;
        this.files = files;
        this.labels = labels;
        this.grey = grey;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Looks for the classes and files of a folder; images are not opened yet.
     *
     * @param options {@link FileVisitOption#FOLLOW_LINKS} to follow symbolic links wherever they lead
     * @throws DataException if the folder is missing or cannot be read, if there is no class in it, if a class has
     *     no image, or if a link leads out of the root and was not to be followed there
     */
    public static ImageFolder open(Path root, FileVisitOption... options) {
        Require.nonNull(options, "ImageFolder.open", "the list of options", "give none, or FOLLOW_LINKS");
        boolean everywhere = Arrays.asList(options).contains(FileVisitOption.FOLLOW_LINKS);
        DataFile.requireDirectory("ImageFolder.open", root, "a folder for each class");
        List<String> classes = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        try {
            Path bound = everywhere ? null : root.toRealPath();
            for (Path folder : folders(root)) {
                requireInside(bound, root, folder);
                List<Path> images = images(bound, root, folder);
                if (images.isEmpty()) {
                    throw new DataException("ImageFolder.open(" + root + "): the class folder " + folder.getFileName()
                            + " holds no image (" + String.join(", ", ENDINGS) + "); fill or remove it");
                }
                files.addAll(images);
                labels.addAll(Collections.nCopies(images.size(), classes.size()));
                classes.add(folder.getFileName().toString());
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DataException("ImageFolder.open(" + root + "): cannot read the folder: " + e, e);
        }
        if (classes.isEmpty()) {
            throw new DataException("ImageFolder.open(" + root
                    + "): there is no class; the images of each class must be" + " in a folder of their own");
        }
        int[] numbers = labels.stream().mapToInt(Integer::intValue).toArray();
        return new ImageFolder(List.copyOf(classes), List.copyOf(files), numbers, false, 0, 0);
    }

    /**
     * The same images, each stretched to this size by linear interpolation over all pixels that come to lie in a new
     * one (torchvision's {@code Resize((rows, columns))}).
     *
     * @throws ArgumentException if a side is not in [1, 16384]
     */
    public ImageFolder resized(int newRows, int newColumns) {
        if (newRows < 1 || newColumns < 1 || newRows > MOST_SIDE || newColumns > MOST_SIDE) {
            throw new ArgumentException("ImageFolder.resized: the sides must be in [1, " + MOST_SIDE + "], got "
                    + newRows + " x " + newColumns);
        }
        return new ImageFolder(classes, files, labels, grey, newRows, newColumns);
    }

    /** The same images with one channel: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded to 8 bits. */
    public ImageFolder grey() {
        return new ImageFolder(classes, files, labels, true, rows, columns);
    }

    /** The names of the classes, sorted; the place of a name is the number of its class. */
    public List<String> classes() {
        return classes;
    }

    @Override
    public int size() {
        return files.size();
    }

    /** The file of the sample at a place in [0, size). */
    public Path file(int index) {
        return files.get(DatasetSelection.checked(index, size()));
    }

    /** The class number of the sample at a place in [0, size). */
    public int label(int index) {
        return labels[DatasetSelection.checked(index, size())];
    }

    /** {@inheritDoc} No image is decoded for it. */
    @Override
    public long[] labels() {
        return Arrays.stream(labels).asLongStream().toArray();
    }

    /**
     * {@inheritDoc}
     *
     * @return inputs FLOAT32 [n, channels, rows, columns] in [0, 1], labels INT64 [n]
     * @throws DataException if an image is broken or has more than 67108864 pixels, or if sizes differ and
     *     {@link #resized} was not called; the message names the file
     * @throws ArgumentException if no sample is asked for, or if the batch has more than 2^31-1 numbers
     */
    @Override
    public Batch batch(int[] indices) {
        ImageDataset decoded = decoded("ImageFolder.batch", DatasetSelection.given(indices));
        return decoded.batch(IntStream.range(0, indices.length).toArray());
    }

    /**
     * All images decoded now and kept, a byte for each pixel and channel.
     *
     * @throws DataException as {@link #batch} does
     * @throws ArgumentException if the images have more than 2^31-1 numbers together
     */
    public ImageDataset decoded() {
        return decoded("ImageFolder.decoded", IntStream.range(0, size()).toArray());
    }

    /** For example {@code ImageFolder[20 images of 2 classes]}. */
    @Override
    public String toString() {
        return "ImageFolder[" + size() + " images of " + classes.size() + " classes]";
    }

    private int channels() {
        return grey ? 1 : 3;
    }

    private ImageDataset decoded(String method, int[] indices) {
        if (indices.length == 0) {
            throw new ArgumentException(method + ": at least one sample must be asked for");
        }
        for (int index : indices) {
            DatasetSelection.checked(index, size());
        }
        Path first = files.get(indices[0]);
        byte[] levels = null;
        int height = rows;
        int width = columns;
        int length = 0;
        for (int i = 0; i < indices.length; i++) {
            ImageFile.Levels image = image(files.get(indices[i]));
            if (i == 0) {
                height = image.rows();
                width = image.columns();
                length = channels() * height * width;
                levels = allocated(method, indices.length, length);
            } else if (image.rows() != height || image.columns() != width) {
                throw new DataException(method + ": " + files.get(indices[i]) + " has " + image.rows() + " x "
                        + image.columns() + " pixels, but " + first + " has " + height + " x " + width
                        + " (rows x columns); bring them to one size with resized(rows, columns)");
            }
            int area = height * width;
            for (int channel = 0; channel < channels(); channel++) {
                System.arraycopy(image.channels()[channel], 0, levels, i * length + channel * area, area);
            }
        }
        int[] numbers = Arrays.stream(indices).map(i -> labels[i]).toArray();
        return ImageDataset.owning(levels, indices.length, channels(), height, width, numbers);
    }

    private static byte[] allocated(String method, int count, int length) {
        if ((long) count * length > Integer.MAX_VALUE - 8) {
            throw new ArgumentException(method + ": " + count + " images of " + length
                    + " numbers are more than 2^31-1 numbers; take fewer or resize them");
        }
        return new byte[count * length];
    }

    private ImageFile.Levels image(Path path) {
        ImageFile.Levels image = ImageFile.read(new DataFile(READER, path), grey);
        return rows == 0 ? image : image.resized(rows, columns);
    }

    private static List<Path> folders(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> !hidden(folder))
                    .sorted(Comparator.comparing(folder -> folder.getFileName().toString()))
                    .toList();
        }
    }

    private static List<Path> images(Path bound, Path root, Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            // a folder comes before what is in it, so that nothing outside is walked through
            return entries.peek(entry -> requireInside(bound, root, entry))
                    .filter(Files::isRegularFile)
                    .filter(file -> visible(folder.relativize(file)) && isImage(file))
                    .sorted(Comparator.comparing(file -> folder.relativize(file).toString()))
                    .toList();
        }
    }

    /**
     * Refuses a link that leads out of the root; a stranger's archive may hold one to anywhere.
     *
     * @param bound the root without links; null if links may lead anywhere
     */
    private static void requireInside(Path bound, Path root, Path entry) {
        try {
            if (bound != null
                    && Files.isSymbolicLink(entry)
                    && !entry.toRealPath().startsWith(bound)) {
                throw new DataException("ImageFolder.open(" + root + "): " + root.relativize(entry)
                        + " is a link to " + entry.toRealPath() + ", out of the folder; remove it, or follow links with"
                        + " ImageFolder.open(root, FileVisitOption.FOLLOW_LINKS)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static boolean visible(Path path) {
        for (Path part : path) {
            if (hidden(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
