package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.nio.file.Path;
import org.autodiff.examples.Output;
import org.autodiff.examples.TrainData;
import picocli.CommandLine.Option;

/** The options of trainings on images: which images, and how often they are gone through. */
final class Images {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "directory with the four IDX files of MNIST, plain or gzipped (default: digits drawn here)")
    private Path directory;

    @Option(names = "--epochs", paramLabel = "N", description = "passes over the training data" + DEFAULT)
    private int epochs;

    Images(int epochs) {
        this.epochs = epochs;
    }

    /** The passes over the data: one in a dry run. */
    int epochs(Output output) {
        return output.isDryRun() ? 1 : epochs;
    }

    /** The images as vectors; a few drawn ones in a dry run. */
    TrainData load(Output output) {
        require(epochs >= 1, "--epochs: must be at least 1, got " + epochs);
        boolean few = output.isDryRun() && directory == null;
        return (directory != null ? TrainData.load(directory) : few ? TrainData.few() : TrainData.drawn()).flattened();
    }
}
