package org.autodiff.examples.playground;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.nn.layer.Linear;

/** A trained network as a program in Java that needs nothing but Java. */
final class JavaExport {
    private JavaExport() {}

    /** The source of a class {@code TrainedNetwork} with the method {@code probability(x, y)} and a main method. */
    static String of(Training training) {
        Settings settings = training.settings();
        List<Linear> layers = training.network().layers();
        String features = settings.features().stream().map(Feature::java).collect(Collectors.joining(", "));
        String weights = layers.stream().map(l -> rows(l.weight())).collect(Collectors.joining(",\n"));
        String biases = layers.stream()
                .map(l -> "        " + numbers(l.bias().detach().toDoubles()))
                .collect(Collectors.joining(",\n"));
        return """
                /** A network trained in the playground of Autodiff: %d steps. */
                public final class TrainedNetwork {
                    /** By layer, unit and input. */
                    private static final double[][][] WEIGHTS = {
                %s
                    };

                    private static final double[][] BIASES = {
                %s
                    };

                    private TrainedNetwork() {}

                    /** The probability of class 1 at a point. */
                    public static double probability(double x, double y) {
                        double[] h = {%s};
                        for (int l = 0; l < WEIGHTS.length; l++) {
                            double[] z = BIASES[l].clone();
                            for (int i = 0; i < z.length; i++) {
                                for (int j = 0; j < h.length; j++) {
                                    z[i] += WEIGHTS[l][i][j] * h[j];
                                }
                                z[i] = l < WEIGHTS.length - 1 ? %s : 1 / (1 + Math.exp(-z[i]));
                            }
                            h = z;
                        }
                        return h[0];
                    }

                    /** Prints the probability at a point: java TrainedNetwork.java 0.5 -0.25 */
                    public static void main(String[] args) {
                        System.out.println(probability(Double.parseDouble(args[0]), Double.parseDouble(args[1])));
                    }
                }
                """.formatted(training.steps(), weights, biases, features, function(settings.activation()));
    }

    private static String function(String activation) {
        return switch (activation) {
            case "tanh" -> "Math.tanh(z[i])";
            case "relu" -> "Math.max(0, z[i])";
            case "sigmoid" -> "1 / (1 + Math.exp(-z[i]))";
            default -> "z[i]";
        };
    }

    private static String rows(Tensor weight) {
        int columns = weight.shape().dim(1);
        double[] all = weight.detach().toDoubles();
        StringBuilder rows = new StringBuilder("        {");
        for (int i = 0; i < weight.shape().dim(0); i++) {
            rows.append(i > 0 ? ", " : "").append(numbers(Arrays.copyOfRange(all, i * columns, (i + 1) * columns)));
        }
        return rows.append("}").toString();
    }

    private static String numbers(double[] values) {
        return Arrays.stream(values).mapToObj(String::valueOf).collect(Collectors.joining(", ", "{", "}"));
    }
}
