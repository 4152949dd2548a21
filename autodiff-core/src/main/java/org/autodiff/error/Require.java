package org.autodiff.error;

import java.util.Arrays;
import java.util.Collection;

/**
 * Argument checks. Each returns the value it was given, or throws an {@link ArgumentException} that names whose argument
 * it is, what it is, what was passed, and the range. NaN is in no range.
 *
 * <p>In all of them {@code owner} is the class or operation that asks, such as {@code Linear} or {@code DataLoader.epoch},
 * and {@code what} the argument as a reader would name it, such as {@code the seed}.
 */
public final class Require {
    private Require() {}

    /**
     * A value that is not null.
     *
     * @param remedy what to pass, such as {@code pass Seed.of(number)}
     */
    public static <T> T nonNull(T value, String owner, String what, String remedy) {
        if (value == null) {
            throw new ArgumentException(owner + ": " + what + " must not be null; " + remedy);
        }
        return value;
    }

    /**
     * An array that is not null, with no element that is; the array itself.
     *
     * @param remedy what to pass
     */
    public static <T> T[] nonNulls(T[] values, String owner, String what, String remedy) {
        nonNull(values, owner, what, remedy);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                throw new ArgumentException(
                        owner + ": " + what + " must not be null, and number " + i + " is; " + remedy);
            }
        }
        return values;
    }

    /**
     * A collection that is not null, with no element that is; the collection itself.
     *
     * @param remedy what to pass
     */
    public static <C extends Collection<?>> C nonNulls(C values, String owner, String what, String remedy) {
        nonNull(values, owner, what, remedy);
        int i = 0;
        for (Object value : values) {
            if (value == null) {
                throw new ArgumentException(
                        owner + ": " + what + " must not be null, and number " + i + " is; " + remedy);
            }
            i++;
        }
        return values;
    }

    /** What a function has returned, which must not be null. */
    public static <T> T returned(T value, String owner, String what) {
        return nonNull(value, owner, "the value of " + what, "let it return one");
    }

    /**
     * Options that are not null.
     *
     * @param usual the expression for the defaults, such as {@code Adam.Options.DEFAULT}
     */
    public static <T> T options(T options, String owner, String usual) {
        return nonNull(options, owner, "the options", "the usual ones are " + usual);
    }

    /**
     * A constant of an enumeration that is not null.
     *
     * @param usual the default
     */
    public static <E extends Enum<E>> E choice(E value, String owner, String what, E usual) {
        Require.nonNull(usual, "Require.choice", "usual", "pass one");
        String name = usual.getDeclaringClass().getSimpleName() + "." + usual.name();
        return nonNull(value, owner, what, "the usual one is " + name);
    }

    /** A whole number of at least 1. */
    public static int positive(int value, String owner, String what) {
        return atLeast(1, value, owner, what);
    }

    /** A copy of one whole number or more, each at least 1. */
    public static int[] positive(int[] values, String owner, String what) {
        nonNull(values, owner, what, "give at least one number");
        if (values.length == 0 || Arrays.stream(values).anyMatch(v -> v < 1)) {
            throw new ArgumentException(
                    owner + ": " + what + " must be numbers of at least 1, got " + Arrays.toString(values));
        }
        return values.clone();
    }

    /** A whole number of at least {@code least}. */
    public static int atLeast(int least, int value, String owner, String what) {
        if (value < least) {
            throw new ArgumentException(owner + ": " + what + " must be at least " + least + ", got " + value);
        }
        return value;
    }

    /** A whole number of at least 0. */
    public static int notNegative(int value, String owner, String what) {
        if (value < 0) {
            throw new ArgumentException(owner + ": " + what + " must not be negative, got " + value);
        }
        return value;
    }

    /** A finite number of at least 0. */
    public static double notNegative(double value, String owner, String what) {
        return inside(value >= 0 && !Double.isInfinite(value), value, owner, what, "finite and not negative");
    }

    /** A finite number above 0. */
    public static double positive(double value, String owner, String what) {
        return inside(value > 0 && !Double.isInfinite(value), value, owner, what, "finite and above 0");
    }

    /** A finite number. */
    public static double finite(double value, String owner, String what) {
        return inside(Double.isFinite(value), value, owner, what, "finite");
    }

    /** A number from 0 to 1, both included. */
    public static double probability(double value, String owner, String what) {
        return inside(value >= 0 && value <= 1, value, owner, what, "in [0, 1]");
    }

    /** A number from 0, included, to 1, excluded. */
    public static double belowOne(double value, String owner, String what) {
        return inside(value >= 0 && value < 1, value, owner, what, "in [0, 1)");
    }

    /** A whole number that divides another one, which {@code of} names. */
    public static int divisor(int value, String owner, String what, String of, int number) {
        if (value == 0 || number % value != 0) {
            throw new ArgumentException(owner + ": " + what + " " + value + " must divide " + of + " " + number);
        }
        return value;
    }

    /** An index from 0 to {@code size - 1}; else an {@link IndexException}. */
    public static int index(int index, int size, String owner, String what) {
        if (index < 0 || index >= size) {
            throw new IndexException(owner + ": " + what + " " + index + " is out of range; "
                    + (size == 0 ? "there are none" : "there are 0 to " + (size - 1)));
        }
        return index;
    }

    private static double inside(boolean good, double value, String owner, String what, String range) {
        if (!good) {
            throw new ArgumentException(owner + ": " + what + " must be " + range + ", got " + value);
        }
        return value;
    }
}
