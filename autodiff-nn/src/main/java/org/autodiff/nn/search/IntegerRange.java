package org.autodiff.nn.search;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.autodiff.error.ArgumentException;

/** An integer from low to high, both included. */
final class IntegerRange extends Hyperparameter<Integer> {
    /** A part around a value has room for its neighbours. */
    private static final long LEAST = 3;

    private final int low;
    private final int high;

    IntegerRange(String name, int low, int high) {
        super(name);
        if (low > high) {
            throw new ArgumentException(
                    "Hyperparameter " + name + ": expected low <= high, got " + low + " and " + high);
        }
        this.low = low;
        this.high = high;
    }

    private long count() {
        return (long) high - low + 1;
    }

    @Override
    Integer draw(RandomGenerator random) {
        return (int) random.nextLong(low, high + 1L);
    }

    @Override
    Integer drawNear(RandomGenerator random, Integer centre, double share) {
        long part = Math.min(count(), Math.max(LEAST, (long) Math.ceil(count() * share)));
        long from = Math.max(low, Math.min(centre - part / 2, high + 1L - part));
        return (int) random.nextLong(from, from + part);
    }

    @Override
    List<Integer> spread(int points) {
        if (points == 1) {
            return List.of((int) (low + (count() - 1) / 2));
        }
        long n = Math.min(points, count());
        long steps = Math.max(1, n - 1);
        // the nearest integer to an even division
        return IntStream.range(0, (int) n)
                .mapToObj(i -> (int) (low + (2L * i * (count() - 1) + steps) / (2 * steps)))
                .toList();
    }

    @Override
    public String toString() {
        return name() + ": integer in [" + low + ", " + high + "]";
    }
}
