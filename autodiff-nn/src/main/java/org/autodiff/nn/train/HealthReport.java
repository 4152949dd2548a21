package org.autodiff.nn.train;

import java.util.List;
import java.util.Locale;
import org.autodiff.error.Require;

/**
 * What {@link TrainingHealth} has measured at one step.
 *
 * @param step how many steps had been made
 * @param next the batch that came next
 * @param weights of each parameter, in the model's order
 * @param activations of each activation that can die or saturate, in the order of the forward pass
 * @param findings what is wrong, the gravest kinds first; none where all is well
 */
public record HealthReport(
        long step, Position next, List<Weight> weights, List<Activation> activations, List<Finding> findings) {
    /**
     * A parameter.
     *
     * @param name its dotted name
     * @param norm the Euclidean norm of its values
     * @param gradient the norm of its gradient, clipped where the trainer clips; NaN where it has none
     * @param update the norm of the change by the step, divided by that of the values before; NaN where these were all 0
     */
    public record Weight(String name, double norm, double gradient, double update) {}

    /**
     * An activation on the probe.
     *
     * @param place the module that called it, and its name: {@code net.conv1 relu}
     * @param units the channels or features, along axis 1
     * @param dead how many of these are 0 for every sample and position; 0 of a function that does not cut off
     * @param saturated the share of elements so near to a limit that hardly a gradient passes; 0 of a function without limits
     */
    public record Activation(String place, int units, int dead, double saturated) {}

    /** What can be wrong, the gravest first. */
    public enum Kind {
        /** A gradient has NaN or infinity in it. */
        NOT_FINITE("NaN or infinity in a gradient"),
        /** The loss does not depend on a parameter. */
        NO_GRADIENT("No gradient"),
        /** A gradient is larger than any step can use. */
        EXPLODING("Exploding gradient"),
        /** A step changes a weight by a large part of itself. */
        LARGE_UPDATE("Updates too large"),
        /** Units give 0 whatever the input. */
        DEAD("Dead units"),
        /** An activation stands at its limits. */
        SATURATED("Saturated activation"),
        /** A layer's gradient is next to nothing beside that of another. */
        VANISHING("Vanishing gradient"),
        /** Steps change a weight by next to nothing. */
        SMALL_UPDATE("Updates too small");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** What it is called in a text. */
        public String title() {
            return title;
        }
    }

    /**
     * Something that is wrong.
     *
     * @param kind what
     * @param place the parameter or the activation
     * @param what it is, in a sentence with the number
     * @param remedy what to do
     */
    public record Finding(Kind kind, String place, String what, String remedy) {
        /** One line. */
        @Override
        public String toString() {
            return kind.title() + ": " + what + " " + remedy;
        }
    }

    /** Copies the lists. */
    public HealthReport {
        Require.nonNull(next, "HealthReport", "the position", "pass that of the batch that comes next");
        weights = List.copyOf(Require.nonNull(weights, "HealthReport", "the weights", "pass List.of() for none"));
        activations =
                List.copyOf(Require.nonNull(activations, "HealthReport", "the activations", "pass List.of() for none"));
        findings = List.copyOf(Require.nonNull(findings, "HealthReport", "the findings", "pass List.of() for none"));
    }

    /** Whether nothing is wrong. */
    public boolean isHealthy() {
        return findings.isEmpty();
    }

    /** A line for each finding, then a table of the parameters and one of the activations. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("after " + step + (step == 1 ? " step: " : " steps: "));
        s.append(isHealthy() ? "healthy" : findings.size() + (findings.size() == 1 ? " finding" : " findings"));
        findings.forEach(finding -> s.append("\n  ").append(finding));
        int width = Math.max(
                weights.stream().mapToInt(w -> w.name().length()).max().orElse(0),
                activations.stream().mapToInt(a -> a.place().length()).max().orElse(0));
        for (Weight w : weights) {
            s.append(String.format(
                    Locale.ROOT,
                    "%n  %-" + Math.max(1, width) + "s  norm %.3g  gradient %.3g  update %.2g",
                    w.name(),
                    w.norm(),
                    w.gradient(),
                    w.update()));
        }
        for (Activation a : activations) {
            s.append(String.format(
                    Locale.ROOT,
                    "%n  %-" + Math.max(1, width) + "s  dead %d of %d  saturated %.0f %%",
                    a.place(),
                    a.dead(),
                    a.units(),
                    100 * a.saturated()));
        }
        return s.append('\n').toString().replace(System.lineSeparator(), "\n");
    }
}
