package org.autodiff.nn.search;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.autodiff.error.ArgumentException;

/** A number from low to high, or ten to the power of one; what is even is the number or the exponent. */
final class RealRange extends Hyperparameter<Double> {
    private final double low;
    private final double high;
    private final boolean exponent;

    RealRange(String name, double low, double high, boolean exponent) {
        super(name);
        this.low = low;
        this.high = high;
        this.exponent = exponent;
        // written so that NaN fails too
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new ArgumentException(
                    "Hyperparameter " + name + ": expected low < high, both finite, got " + low + " and " + high);
        }
        if (exponent && (value(low) == 0 || !Double.isFinite(value(high)))) {
            throw new ArgumentException("Hyperparameter " + name + ": 10^" + low + " to 10^" + high
                    + " are not numbers above 0; give exponents, such as -6 and 1");
        }
    }

    /** StrictMath gives the same bits on every machine. */
    private double value(double x) {
        return exponent ? StrictMath.pow(10, x) : x;
    }

    @Override
    Double draw(RandomGenerator random) {
        return value(random.nextDouble(low, high));
    }

    @Override
    Double drawNear(RandomGenerator random, Double centre, double share) {
        double middle = exponent ? StrictMath.log10(centre) : centre;
        double part = (high - low) * share;
        double from = Math.max(low, Math.min(middle - part / 2, high - part));
        return value(Math.min(high, from + part * random.nextDouble()));
    }

    @Override
    List<Double> spread(int points) {
        if (points == 1) {
            return List.of(value(low + (high - low) / 2));
        }
        return IntStream.range(0, points)
                .mapToObj(i -> value(i == points - 1 ? high : low + (high - low) * i / (points - 1)))
                .toList();
    }

    @Override
    String text(Double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    @Override
    public String toString() {
        return name() + ": " + (exponent ? "10^" : "") + "[" + low + ", " + high + "]";
    }
}
