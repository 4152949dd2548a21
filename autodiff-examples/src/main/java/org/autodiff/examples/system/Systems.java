package org.autodiff.examples.system;

import org.autodiff.examples.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the systems.
 *
 * <pre>{@code
 * autodiff-examples/systems --help
 * autodiff-examples/systems detector
 * }</pre>
 *
 * <p>Two runs with the same options print the same numbers. Exit codes are those of {@link org.autodiff.examples.Train}.
 */
@Command(
        name = "systems",
        description = "Trains one of the systems that lectures on neural networks name.",
        sortOptions = false,
        subcommands = {
            Segmentation.class,
            Detector.class,
            GanRing.class,
            GanDigits.class,
            VariationalAutoencoder.class,
            SortingTransformer.class,
            StyleTransfer.class,
            TextWriter.class,
            TimeSeries.class,
            FineTuning.class,
            Pretraining.class,
            RegionMasks.class
        })
public final class Systems implements Runnable {
    @Spec
    private CommandSpec spec;

    /** All of them. */
    public Systems() {}

    /** Trains a system; see {@code --help}. */
    public static void main(String... args) {
        Experiment.start(new Systems(), args);
    }

    /** Complains that no system is named. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a system: " + String.join(", ", spec.subcommands().keySet()));
    }
}
