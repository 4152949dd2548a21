package org.autodiff.nn.search;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A number or choice that is set before training rather than learned, with its range. It is also the key to its value in a
 * {@link Setting} or {@link Trial}.
 *
 * <pre>{@code
 * Hyperparameter<Double> rate = Hyperparameter.powerOfTen("learning rate", -6, 1);
 * Hyperparameter<Integer> width = Hyperparameter.choice("width", 8, 16, 32);
 * }</pre>
 *
 * @param <T> the type of the values
 */
public abstract sealed class Hyperparameter<T> permits Choice, IntegerRange, RealRange {
    private final String name;

    Hyperparameter(String name) {
        if (name == null || name.isBlank()) {
            throw new ArgumentException("Hyperparameter: the name must not be empty");
        }
        this.name = name;
    }

    /**
     * One of some values, all equally likely. They have no order: a search that goes into detail draws from all of them.
     *
     * @throws ArgumentException if the name is empty, or there is no value
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the values are only copied into a list
    public static <T> Hyperparameter<T> choice(String name, T... values) {
        Require.nonNull(values, "Hyperparameter " + name, "the list of values", "pass at least one");
        if (values.length == 0 || Arrays.asList(values).contains(null)) {
            throw new ArgumentException("Hyperparameter " + name
                    + ": expected at least one value, and none of them null," + " got " + Arrays.toString(values));
        }
        return new Choice<>(name, List.of(values));
    }

    /** A number evenly distributed from low to a greater high, both finite. */
    public static Hyperparameter<Double> uniform(String name, double low, double high) {
        return new RealRange(name, low, high, false);
    }

    /**
     * Ten to a power that is evenly distributed: {@code 10^uniform(lowExponent, highExponent)}. For learning rates and
     * others of which the order of magnitude is looked for.
     *
     * @param lowExponent such as -6, for 0.000001
     * @param highExponent such as 1, for 10
     * @throws ArgumentException if the name is empty, not {@code lowExponent < highExponent}, or a power is 0 or infinite
     */
    public static Hyperparameter<Double> powerOfTen(String name, double lowExponent, double highExponent) {
        return new RealRange(name, lowExponent, highExponent, true);
    }

    /** An integer from low to high, both included, all equally likely; low is at most high. */
    public static Hyperparameter<Integer> integer(String name, int low, int high) {
        return new IntegerRange(name, low, high);
    }

    /** The name, by which tables and files call it. */
    public final String name() {
        return name;
    }

    /** A random value from the whole range. */
    abstract T draw(RandomGenerator random);

    /**
     * A random value from a part of the range around a value.
     *
     * @param share how large the part is, of the whole; it is moved to lie within the range
     */
    abstract T drawNear(RandomGenerator random, T centre, double share);

    /** Some values spread evenly over the range, both ends included; as many as asked for, or all where there are less. */
    abstract List<T> spread(int points);

    /** A value as short text. */
    String text(T value) {
        return value.toString();
    }

    /** The name and the values, such as {@code learning rate: 10^[-6.0, 1.0]}. */
    @Override
    public abstract String toString();
}
