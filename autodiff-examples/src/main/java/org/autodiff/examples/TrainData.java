package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.require;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.array.Seed;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.ImageDataset;
import org.autodiff.nn.data.Mnist;
import org.autodiff.nn.data.digits.Digits;

/**
 * What the classifiers of images learn from and are tested on.
 *
 * @param train images to learn from
 * @param test images of the same size
 * @param classes one more than the greatest label
 */
public record TrainData(ImageDataset train, ImageDataset test, int classes) {
    /** Images that are unpacked at once. */
    private static final int PIECE = 1000;

    /** The digits that the examples draw: always the same ones, whatever the seed of the training. */
    public static TrainData drawn() {
        return drawn(6000, 1000);
    }

    /** A few of them, for a run that is to show that all is there. */
    public static TrainData few() {
        return drawn(400, 100);
    }

    private static TrainData drawn(int train, int test) {
        Seed seed = Seed.of(1);
        return new TrainData(Digits.draw(seed.child(0), train), Digits.draw(seed.child(1), test), Digits.CLASSES);
    }

    /** The four IDX files of a directory. */
    public static TrainData load(Path directory) {
        Mnist files = Mnist.load(directory);
        ImageDataset train = files.train();
        ImageDataset test = files.test();
        require(train.size() > 0 && test.size() > 0, "--data: there are no images in " + directory);
        require(
                train.rows() == test.rows() && train.columns() == test.columns(),
                "--data: the training images are " + train.rows() + "x" + train.columns() + ", the test images "
                        + test.rows() + "x" + test.columns());
        int greatest = Stream.of(train, test)
                .flatMapToInt(part -> IntStream.range(0, part.size()).map(part::label))
                .max()
                .orElseThrow();
        return new TrainData(train, test, greatest + 1);
    }

    /** The same images as vectors. */
    public TrainData flattened() {
        return new TrainData(train.flattened(), test.flattened(), classes);
    }

    /**
     * The same images, shifted and scaled so that the pixels of a part of the training images have mean 0 and standard
     * deviation 1; the others are shifted and scaled by the same numbers.
     *
     * @param learned the part of {@link #train} that is learned from
     */
    TrainData standardized(Dataset learned) {
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (Batch batch : new DataLoader(learned, PIECE).epoch(0)) {
            for (float pixel : batch.inputs().toFloats()) {
                sum += pixel;
                squares += (double) pixel * pixel;
                count++;
            }
        }
        double mean = sum / count;
        double variance = squares / count - mean * mean;
        require(variance > 0, "--standardize: all pixels of the training images are equal");
        double deviation = Math.sqrt(variance);
        return new TrainData(train.normalized(mean, deviation), test.normalized(mean, deviation), classes);
    }

    /** The pixels of an image. */
    int pixels() {
        return train.rows() * train.columns();
    }
}
