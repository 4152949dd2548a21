package org.autodiff.array.vector;

import java.util.Arrays;
import org.autodiff.array.Comparator;
import org.autodiff.array.Unary;

/**
 * Comparisons, choices and signs of floats by their bits, in loops over ints that are vector code: no branch, which random
 * numbers make dear, and every NaN and -0 as it was. Truth values are the bits of 1 and 0.
 * An instance holds scratch memory and is for one thread.
 */
public final class FloatBits {
    static final int ONE = 0x3f800000;
    static final int INFINITY = 0x7f800000;
    private static final int MAGNITUDE = 0x7fffffff;

    private final int[] p = new int[FloatScratch.ROOM];
    private final int[] q = new int[FloatScratch.ROOM];
    private final int[] r = new int[FloatScratch.ROOM];

    /** Scratch memory for one thread. */
    public FloatBits() {}

    /** Whether the function is computed from bits here. */
    public static boolean has(Unary f) {
        return f == Unary.STEP || f == Unary.SIGN;
    }

    /** {@code z = f(x)}; z may be x. */
    public static void apply(Unary f, int[] x, int[] z, int n) {
        if (f == Unary.STEP) {
            step(x, z, n);
        } else {
            sign(x, z, n);
        }
    }

    private static void step(int[] x, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = ((-x[i] & ~x[i] | INFINITY - (x[i] & MAGNITUDE)) >> 31) & ONE;
        }
    }

    private static void sign(int[] x, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int a = x[i] & MAGNITUDE;
            z[i] = ((-a & ~(INFINITY - a)) >> 31) & (x[i] & ~MAGNITUDE | ONE);
        }
    }

    /** {@code z = 1} where x and y compare so, else 0; z may be x or y. */
    public void compare(Comparator f, int[] x, int[] y, int[] z, int n) {
        order(x, p, n);
        order(y, q, n);
        nan(x, y, r, n);
        switch (f) {
            case LT -> {
                less(p, q, z, n);
                ordered(z, r, z, n);
            }
            case GT -> {
                less(q, p, z, n);
                ordered(z, r, z, n);
            }
            case LE -> {
                less(q, p, z, n);
                orderedNot(z, r, z, n);
            }
            case GE -> {
                less(p, q, z, n);
                orderedNot(z, r, z, n);
            }
            case EQ -> equal(p, q, r, z, n);
            default -> {
                equal(p, q, r, z, n);
                not(z, n);
            }
        }
    }

    /** {@code z = 1} where x compares so with one number, else 0, in one loop; z may be x. */
    public static void compare(Comparator f, int[] x, float y, int[] z, int n) {
        int c = order(Float.floatToRawIntBits(y));
        if (Float.isNaN(y)) {
            Arrays.fill(z, 0, n, f == Comparator.NE ? ONE : 0);
            return;
        }
        switch (f) {
            case LT -> less(x, c >> 1, c & 1, z, n);
            case GT -> greater(x, c >> 1, ~c & 1, z, n);
            case LE -> notGreater(x, c >> 1, ~c & 1, z, n);
            case GE -> notLess(x, c >> 1, c & 1, z, n);
            case EQ -> equal(x, c, z, n);
            default -> {
                equal(x, c, z, n);
                not(z, n);
            }
        }
    }

    private static int order(int x) {
        return (x ^ x >> 31 >>> 1) - (x >> 31);
    }

    private static void less(int[] x, int half, int odd, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int a = (x[i] ^ x[i] >> 31 >>> 1) - (x[i] >> 31);
            z[i] = ((a >> 1) - half - (odd & ~a) & ~(INFINITY - (x[i] & MAGNITUDE))) >> 31 & ONE;
        }
    }

    private static void notLess(int[] x, int half, int odd, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int a = (x[i] ^ x[i] >> 31 >>> 1) - (x[i] >> 31);
            z[i] = ~((a >> 1) - half - (odd & ~a) | INFINITY - (x[i] & MAGNITUDE)) >> 31 & ONE;
        }
    }

    private static void greater(int[] x, int half, int even, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int a = (x[i] ^ x[i] >> 31 >>> 1) - (x[i] >> 31);
            z[i] = (half - (a >> 1) - (even & a) & ~(INFINITY - (x[i] & MAGNITUDE))) >> 31 & ONE;
        }
    }

    private static void notGreater(int[] x, int half, int even, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int a = (x[i] ^ x[i] >> 31 >>> 1) - (x[i] >> 31);
            z[i] = ~(half - (a >> 1) - (even & a) | INFINITY - (x[i] & MAGNITUDE)) >> 31 & ONE;
        }
    }

    /** The order of NaN is that of no number. */
    private static void equal(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int d = (x[i] ^ x[i] >> 31 >>> 1) - (x[i] >> 31) ^ c;
            z[i] = ~(d | -d) >> 31 & ONE;
        }
    }

    /* In several loops, for of one long loop no vector code is made. */

    /** Numbers in the order of the floats; both noughts are 0. */
    private static void order(int[] x, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (x[i] ^ x[i] >> 31 >>> 1) - (x[i] >> 31);
        }
    }

    /** Numbers whose first bit is 1 beside NaN. */
    private static void nan(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = INFINITY - (x[i] & MAGNITUDE) | INFINITY - (y[i] & MAGNITUDE);
        }
    }

    /** Numbers whose first bit is 1 where a is less than b: half the difference, which cannot overflow. */
    private static void less(int[] a, int[] b, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (a[i] >> 1) - (b[i] >> 1) - (b[i] & 1 & ~a[i]);
        }
    }

    private static void ordered(int[] x, int[] nan, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (x[i] & ~nan[i]) >> 31 & ONE;
        }
    }

    private static void orderedNot(int[] x, int[] nan, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = ~(x[i] | nan[i]) >> 31 & ONE;
        }
    }

    private static void equal(int[] a, int[] b, int[] nan, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int d = a[i] ^ b[i];
            z[i] = ~(d | -d | nan[i]) >> 31 & ONE;
        }
    }

    private static void not(int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] ^= ONE;
        }
    }

    /** {@code z = x} where c is 1, y where it is 0; z may be any of them. */
    public static void choose(int[] c, int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            int mask = c[i] << 2 >> 31; // the bits of 1 but for the first two begin with a one
            z[i] = mask & x[i] | ~mask & y[i];
        }
    }
}
