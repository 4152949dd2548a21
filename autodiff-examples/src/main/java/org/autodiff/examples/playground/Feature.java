package org.autodiff.examples.playground;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import org.autodiff.error.ArgumentException;

/** What the network is told of a point. */
enum Feature {
    X("x", "x", (x, y) -> x),
    Y("y", "y", (x, y) -> y),
    X_SQUARED("x²", "x * x", (x, y) -> x * x),
    Y_SQUARED("y²", "y * y", (x, y) -> y * y),
    PRODUCT("xy", "x * y", (x, y) -> x * y),
    SIN_X("sin 3x", "Math.sin(3 * x)", (x, y) -> Math.sin(3 * x)),
    SIN_Y("sin 3y", "Math.sin(3 * y)", (x, y) -> Math.sin(3 * y));

    private final String label;
    private final String java;
    private final DoubleBinaryOperator of;

    Feature(String label, String java, DoubleBinaryOperator of) {
        this.label = label;
        this.java = java;
        this.of = of;
    }

    /** How it is written on the page. */
    String label() {
        return label;
    }

    /** How it is written in Java. */
    String java() {
        return java;
    }

    /** Its value at a point. */
    double at(double x, double y) {
        return of.applyAsDouble(x, y);
    }

    /** The feature of a label. */
    static Feature of(String label) {
        return Arrays.stream(values())
                .filter(f -> f.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () -> new ArgumentException("features: there is no '" + label + "'; there are " + labels()));
    }

    private static String labels() {
        return Arrays.stream(values()).map(Feature::label).collect(Collectors.joining(", "));
    }

    /** The values of all features at points, row after row. */
    static double[] values(List<Feature> features, double[] xs, double[] ys) {
        double[] values = new double[xs.length * features.size()];
        for (int i = 0; i < xs.length; i++) {
            for (int j = 0; j < features.size(); j++) {
                values[i * features.size() + j] = features.get(j).at(xs[i], ys[i]);
            }
        }
        return values;
    }
}
