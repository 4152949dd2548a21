package org.autodiff.array.vector;

/**
 * Signs of floats as factors, for loops in which a branch would cost more than the arithmetic. Two factors of 1e38 make the smallest
 * number larger than 1; NaN stays NaN.
 */
final class Signs {
    private Signs() {}

    /** -1 or 1, or the zero itself, so that a product with it keeps -0. */
    static float of(float x) {
        return Math.min(Math.max(x * 1e38f * 1e38f, -1f), 1f);
    }

    /** 1 for a number above 0, else 0. */
    static float above(float x) {
        return Math.min(Math.max(x * 1e38f * 1e38f, 0f), 1f);
    }
}
