package org.autodiff.examples.experiment;

import java.nio.file.Path;
import org.autodiff.examples.TrainData;
import picocli.CommandLine.Option;

/** The option of experiments on images. */
final class Images {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "directory with the four IDX files of MNIST, plain or gzipped (default: digits drawn here)")
    private Path directory;

    /** The images as vectors. */
    TrainData load() {
        return (directory == null ? TrainData.drawn() : TrainData.load(directory)).flattened();
    }
}
