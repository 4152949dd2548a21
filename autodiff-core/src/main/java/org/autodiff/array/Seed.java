package org.autodiff.array;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The explicit source of randomness. A seed is a value: the same one gives the same numbers on every machine and thread,
 * and children of different index give independent streams. There is no hidden global generator.
 */
public record Seed(long value) {
    /** A seed of this number. */
    public static Seed of(long value) {
        return new Seed(value);
    }

    /** An independent seed, a pure function of this one and the index (the finaliser of MurmurHash3 over both). */
    public Seed child(long index) {
        long z = value * 0x9E3779B97F4A7C15L + (index + 1) * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return new Seed(z ^ (z >>> 33));
    }

    /** A new generator at the start of this seed's stream. */
    public RandomGenerator generator() {
        return new SplittableRandom(value);
    }
}
