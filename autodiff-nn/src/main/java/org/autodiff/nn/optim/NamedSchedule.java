package org.autodiff.nn.optim;

import org.autodiff.error.Require;

/** A schedule of {@link Schedule}'s factories with the name and the numbers that it was made from. */
record NamedSchedule(String description, Schedule rule) implements Schedule {
    @Override
    public double rate(double base, int t) {
        return rule.rate(base, Require.notNegative(t, description, "time"));
    }

    @Override
    public String toString() {
        return description;
    }
}
