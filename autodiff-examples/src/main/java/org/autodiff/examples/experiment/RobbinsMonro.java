package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.require;

import java.util.random.RandomGenerator;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * The condition of Robbins and Monro (1951): steps whose sum is infinite, and the sum of whose squares is not, bring noisy
 * descent to the minimum; constant steps leave it in a cloud around it, and steps that fall too fast do not get there.
 */
@Command(
        name = "robbins-monro",
        description = "Step sizes that bring noisy descent to the minimum, and two that do not; --lr multiplies them.")
public final class RobbinsMonro extends Experiment {
    RobbinsMonro() {
        super(new Options().epochs(2000, 10).lr(1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new RobbinsMonro(), args);
    }

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

    /** The distances from the minimum of {@code (x - 3)^2 / 2} after each step, with noise of deviation 1 in the gradient. */
    static double[] distances(Steps rule, double factor, int steps, RandomGenerator random) {
        Tensor x = Tensor.scalar(DType.FLOAT64, -2).requiresGrad(true);
        double[] distances = new double[steps];
        for (int i : Progress.steps(steps)) {
            int k = i + 1;
            try (Tape tape = Tape.record()) {
                x.zeroGrad();
                x.sub(3).square().div(2).backward();
                Tensor noisy = x.grad().add(random.nextGaussian());
                InPlace.addScaled(x, -factor * rule.at(k), noisy);
            }
            distances[k - 1] = Math.abs(x.item() - 3);
        }
        return distances;
    }

    /** Descends three times, prints the mean distance over the last tenth of the steps, and draws the distances. */
    @Override
    protected void perform() {
        int many = options.epochs();
        require(many >= 10, "--epochs: the steps must be at least 10, got " + many);
        double[] numbers = new double[many];
        for (int k = 0; k < many; k++) {
            numbers[k] = k + 1;
        }
        Chart chart = new Chart("noisy descent", "step", "distance from the minimum").logarithmic();
        for (Steps rule : Steps.values()) {
            double[] distances = distances(
                    rule,
                    options.lr(),
                    many,
                    options.seed().child(rule.ordinal()).generator());
            double sum = 0;
            for (int k = many - many / 10; k < many; k++) {
                sum += distances[k];
            }
            options.line("%-9s  mean distance in the end %.4f", rule, sum / (many / 10));
            chart.curve(rule.name(), numbers, distances);
        }
        options.picture("robbins-monro.png", chart);
    }
}
