package org.autodiff.nn.search;

import java.util.List;
import java.util.random.RandomGenerator;

/** One of some values. */
final class Choice<T> extends Hyperparameter<T> {
    private final List<T> values;

    Choice(String name, List<T> values) {
        super(name);
        this.values = values;
    }

    @Override
    T draw(RandomGenerator random) {
        return values.get(random.nextInt(values.size()));
    }

    @Override
    T drawNear(RandomGenerator random, T centre, double share) {
        return draw(random);
    }

    @Override
    List<T> spread(int points) {
        return values;
    }

    @Override
    public String toString() {
        return name() + ": one of " + values;
    }
}
