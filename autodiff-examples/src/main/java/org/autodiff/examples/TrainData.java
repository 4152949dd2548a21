package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.require;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.array.Seed;
import org.autodiff.examples.digits.Digits;
import org.autodiff.nn.data.ImageDataset;
import org.autodiff.nn.data.Mnist;

/**
 * What {@link Train} learns from and is tested on.
 *
 * @param train images to learn from
 * @param test images of the same size
 * @param classes one more than the greatest label
 */
record TrainData(ImageDataset train, ImageDataset test, int classes) {

    /** The digits that the examples draw: always the same ones, whatever the seed of the training. */
    static TrainData drawn() {
        Seed seed = Seed.of(1);
        return new TrainData(
                Digits.draw(seed.child(0), 6000),
                Digits.draw(seed.child(1), 1000),
                Digits.CLASSES);
    }

    /** The four IDX files of a directory. */
    static TrainData load(Path directory) {
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
    TrainData flattened() {
        return new TrainData(train.flattened(), test.flattened(), classes);
    }

    /** The pixels of an image. */
    int pixels() {
        return train.rows() * train.columns();
    }
}
