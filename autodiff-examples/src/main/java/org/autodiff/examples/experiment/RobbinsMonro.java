package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.random.RandomGenerator;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.examples.Output;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The condition of Robbins and Monro (1951): steps whose sum is infinite, and the sum of whose squares is not, bring noisy
 * descent to the minimum; constant steps leave it in a cloud around it, and steps that fall too fast do not get there.
 */
@Command(
        name = "robbins-monro",
        description = "Step sizes that bring noisy descent to the minimum, and two that do not.")
final class RobbinsMonro implements Runnable {
    /** Step sizes by the number of the step, from 1. */
    enum Steps {
        /** The sum of the squares is infinite. */
        CONSTANT {
            @Override
            double at(int k) {
                return 0.2;
            }
        },
        /** Both conditions hold. */
        HARMONIC {
            @Override
            double at(int k) {
                return 1.0 / (k + 4);
            }
        },
        /** The sum is finite. */
        QUADRATIC {
            @Override
            double at(int k) {
                return 0.2 / (k * (double) k);
            }
        };

        abstract double at(int k);
    }

    @Mixin
    private Output output;

    @Option(names = "--steps", paramLabel = "N", description = "steps of each descent" + DEFAULT)
    private int steps = 2000;

    /** The distances from the minimum of {@code (x - 3)^2 / 2} after each step, with noise of deviation 1 in the gradient. */
    static double[] distances(Steps rule, int steps, RandomGenerator random) {
        Tensor x = Tensor.scalar(DType.FLOAT64, -2).requiresGrad(true);
        double[] distances = new double[steps];
        for (int k = 1; k <= steps; k++) {
            try (Tape tape = Tape.record()) {
                x.zeroGrad();
                x.sub(3).square().div(2).backward();
                Tensor noisy = x.grad().add(random.nextGaussian());
                InPlace.addScaled(x, -rule.at(k), noisy);
            }
            distances[k - 1] = Math.abs(x.item() - 3);
        }
        return distances;
    }

    /** Descends three times, prints the mean distance over the last tenth of the steps, and draws the distances. */
    @Override
    public void run() {
        require(steps >= 10, "--steps: must be at least 10, got " + steps);
        int many = output.isDryRun() ? 10 : steps;
        double[] numbers = new double[many];
        for (int k = 0; k < many; k++) {
            numbers[k] = k + 1;
        }
        Chart chart = new Chart("noisy descent", "step", "distance from the minimum").logarithmic();
        for (Steps rule : Steps.values()) {
            double[] distances =
                    distances(rule, many, output.seed().child(rule.ordinal()).generator());
            double sum = 0;
            for (int k = many - many / 10; k < many; k++) {
                sum += distances[k];
            }
            output.line("%-9s  mean distance in the end %.4f", rule, sum / (many / 10));
            chart.curve(rule.name(), numbers, distances);
        }
        output.picture("robbins-monro.png", chart);
    }
}
