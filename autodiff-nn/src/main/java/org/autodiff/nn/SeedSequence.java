package org.autodiff.nn;

import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;

/**
 * Seeds one after the other, the n-th of them the n-th child of a seed: the randomness of a module that draws anew in
 * each call, such as a dropout. One thread at a time may draw from it, or the order of the numbers is a matter of
 * chance. A module registers it by {@link Module#seeds}, so that a run that goes on later goes on with the next seed.
 */
public final class SeedSequence {
    private final Seed seed;
    private long drawn;

    /** A sequence at its start. */
    public SeedSequence(Seed seed) {
        if (seed == null) {
            throw new ArgumentException("SeedSequence: the seed must not be null");
        }
        this.seed = seed;
    }

    /** The next seed. */
    public Seed next() {
        return seed.child(drawn++);
    }

    /** The seed that all come from. */
    public Seed seed() {
        return seed;
    }

    /** The number of seeds drawn. */
    public long drawn() {
        return drawn;
    }

    /**
     * Goes on as if so many had been drawn.
     *
     * @param drawn 0 for the start
     * @throws ArgumentException if the number is negative
     */
    public void moveTo(long drawn) {
        if (drawn < 0) {
            throw new ArgumentException("SeedSequence.moveTo: the number of seeds must not be negative, got " + drawn);
        }
        this.drawn = drawn;
    }
}
