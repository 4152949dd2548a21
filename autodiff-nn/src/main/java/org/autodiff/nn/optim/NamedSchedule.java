package org.autodiff.nn.optim;

/** A schedule of {@link Schedule}'s factories with the name and the numbers that it was made from. */
record NamedSchedule(String description, Schedule rule) implements Schedule {
    @Override
    public double rate(double base, int t) {
        Numbers.time(description, t);
        return rule.rate(base, t);
    }

    @Override
    public String toString() {
        return description;
    }
}
