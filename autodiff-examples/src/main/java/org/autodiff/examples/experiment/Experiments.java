package org.autodiff.examples.experiment;

import org.autodiff.examples.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the experiments.
 *
 * <pre>{@code
 * autodiff-examples/experiments --help
 * autodiff-examples/experiments optimizer-paths
 * }</pre>
 *
 * <p>Two runs with the same options print the same numbers. Exit codes are those of {@link org.autodiff.examples.Train}.
 */
@Command(
        name = "experiments",
        description = "Runs one of the experiments of lectures on neural networks.",
        sortOptions = false,
        subcommands = {
            OptimizerPaths.class,
            Perceptrons.class,
            Tables.class,
            FullBatch.class,
            DescentCurves.class,
            VanishingGradients.class,
            InitialWeights.class,
            InputDropout.class,
            WeightHistograms.class,
            HyperparameterSearch.class,
            EarlyStop.class,
            GridWarp.class,
            LossLandscape.class,
            FirstExercises.class,
            RobbinsMonro.class
        })
public final class Experiments implements Runnable {
    @Spec
    private CommandSpec spec;

    /** All of them. */
    public Experiments() {}

    /** Runs an experiment; see {@code --help}. */
    public static void main(String... args) {
        Experiment.start(new Experiments(), args);
    }

    /** Complains that no experiment is named. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name an experiment: " + String.join(", ", spec.subcommands().keySet()));
    }
}
