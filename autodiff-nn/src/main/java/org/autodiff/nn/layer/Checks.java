package org.autodiff.nn.layer;

import java.util.Arrays;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/** Checks of what layers are made with: the error names the layer, the value and the range. */
final class Checks {
    private Checks() {}

    static int positive(String layer, String what, int value) {
        if (value < 1) {
            throw new ArgumentException(layer + ": " + what + " must be at least 1, got " + value);
        }
        return value;
    }

    static int[] positive(String layer, String what, int... values) {
        Require.nonNull(values, layer, what, "give at least one number");
        if (values.length == 0 || Arrays.stream(values).anyMatch(v -> v < 1)) {
            throw new ArgumentException(
                    layer + ": " + what + " must be numbers of at least 1, got " + Arrays.toString(values));
        }
        return values.clone();
    }

    static int notNegative(String layer, String what, int value) {
        if (value < 0) {
            throw new ArgumentException(layer + ": " + what + " must not be negative, got " + value);
        }
        return value;
    }

    static double notNegative(String layer, String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new ArgumentException(layer + ": " + what + " must be finite and not negative, got " + value);
        }
        return value;
    }

    static double probability(String layer, String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ArgumentException(layer + ": " + what + " must be in [0, 1], got " + value);
        }
        return value;
    }

    static double finite(String layer, String what, double value) {
        if (!Double.isFinite(value)) {
            throw new ArgumentException(layer + ": " + what + " must be finite, got " + value);
        }
        return value;
    }

    static void divides(String layer, String what, int divisor, String of, int number) {
        if (number % divisor != 0) {
            throw new ArgumentException(layer + ": " + what + " " + divisor + " must divide " + of + " " + number);
        }
    }

    /** Sizes of attention. */
    static void heads(String layer, int features, int heads) {
        positive(layer, "the number of features", features);
        positive(layer, "the number of heads", heads);
        divides(layer, "the number of heads", heads, "that of features,", features);
    }

    /** Options; {@code usual} are the usual ones. */
    static <T extends Record> T options(String layer, T options, String usual) {
        return Require.nonNull(options, layer, "the options", "the usual ones are " + usual);
    }

    /** One value of an enumeration. */
    static <E extends Enum<E>> E choice(String layer, String what, E value, E usual) {
        return Require.nonNull(
                value,
                layer,
                what,
                "the usual one is " + usual.getDeclaringClass().getSimpleName() + "." + usual);
    }

    static Seed seed(String layer, Seed seed) {
        return Require.nonNull(seed, layer, "the seed", "pass Seed.of(number)");
    }

    static DType floating(String layer, DType dtype) {
        if (dtype == null || !dtype.isFloating()) {
            throw new DTypeException(layer + ": parameters are FLOAT32 or FLOAT64, not " + dtype);
        }
        return dtype;
    }
}
