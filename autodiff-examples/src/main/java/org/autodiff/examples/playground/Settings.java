package org.autodiff.examples.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autodiff.error.ArgumentException;

/**
 * What is learned, by what, and how. Anything that a page sends is checked here.
 *
 * @param data the name of a data set of {@link Points}, or {@code own}
 * @param noise the deviation of the points from where the data set would have them, 0 to 1
 * @param samples how many points there are, 4 to 4000; half of them are held out
 * @param features what the network is told of a point
 * @param layers the numbers of hidden units, up to 8 layers of up to 64
 * @param activation {@code tanh}, {@code relu}, {@code sigmoid} or {@code linear}
 * @param rate the learning rate of SGD
 * @param penalty {@code none}, {@code L1} or {@code L2}
 * @param strength the factor of the penalty
 * @param batchSize points a step
 * @param seed where all that is random comes from
 */
record Settings(
        String data,
        double noise,
        int samples,
        List<Feature> features,
        List<Integer> layers,
        String activation,
        double rate,
        String penalty,
        double strength,
        int batchSize,
        long seed) {
    private static final int MOST_LAYERS = 8;

    Settings {
        features = List.copyOf(features);
        layers = List.copyOf(layers);
        one("data", data, "circle", "xor", "gauss", "spiral", "moons", "own");
        one("activation", activation, "tanh", "relu", "sigmoid", "linear");
        one("penalty", penalty, "none", "L1", "L2");
        within("noise", noise, 0, 1);
        within("samples", samples, 4, 4000);
        within("rate", rate, 1e-6, 100);
        within("strength", strength, 0, 10);
        within("batchSize", batchSize, 1, 4000);
        if (features.isEmpty()) {
            throw new ArgumentException("features: there must be at least one");
        }
        if (layers.size() > MOST_LAYERS) {
            throw new ArgumentException("layers: there are " + layers.size() + "; at most " + MOST_LAYERS);
        }
        layers.forEach(units -> within("layers", units, 1, 64));
    }

    /** The settings that a page sends as an object of JSON; what is left out is as at the start. */
    static Settings of(Map<String, Object> json) {
        List<Feature> features = new ArrayList<>();
        for (Object label : list(json, "features", List.of("x", "y"))) {
            features.add(Feature.of(String.valueOf(label)));
        }
        List<Integer> layers = new ArrayList<>();
        for (Object units : list(json, "layers", List.of(4L, 2L))) {
            layers.add(whole("layers", units));
        }
        return new Settings(
                text(json, "data", "circle"),
                number(json, "noise", 0.1),
                whole("samples", json.getOrDefault("samples", 400L)),
                features,
                layers,
                text(json, "activation", "tanh"),
                number(json, "rate", 0.1),
                text(json, "penalty", "none"),
                number(json, "strength", 0.001),
                whole("batchSize", json.getOrDefault("batchSize", 10L)),
                whole("seed", json.getOrDefault("seed", 1L)));
    }

    private static void one(String name, String value, String... of) {
        if (!List.of(of).contains(value)) {
            throw new ArgumentException(name + ": there is no '" + value + "'; there are " + String.join(", ", of));
        }
    }

    private static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ArgumentException(name + ": " + value + " is not between " + least + " and " + most);
        }
    }

    private static String text(Map<String, Object> json, String name, String otherwise) {
        return String.valueOf(json.getOrDefault(name, otherwise));
    }

    private static List<?> list(Map<String, Object> json, String name, List<?> otherwise) {
        Object value = json.getOrDefault(name, otherwise);
        if (value instanceof List<?> list) {
            return list;
        }
        throw new ArgumentException(name + ": must be a list, not " + value);
    }

    static double number(Map<String, Object> json, String name, double otherwise) {
        Object value = json.getOrDefault(name, otherwise);
        if (value instanceof Number n) {
            return n.doubleValue();
        }
        throw new ArgumentException(name + ": must be a number, not " + value);
    }

    static int whole(String name, Object value) {
        if (value instanceof Long n && n == n.intValue()) {
            return n.intValue();
        }
        throw new ArgumentException(name + ": must be a whole number, not " + value);
    }
}
