package org.autodiff.array;

/** The comparisons of two elements; each is false when a NaN takes part, but {@link #NE}, which is then true. */
public enum Comparator {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE;

    /** The comparison's value. */
    public boolean test(double x, double y) {
        return switch (this) {
            case EQ -> x == y;
            case NE -> x != y;
            case LT -> x < y;
            case LE -> x <= y;
            case GT -> x > y;
            case GE -> x >= y;
        };
    }

    /** The comparison's value of whole numbers, of which beyond 2^53 several have the same double. */
    public boolean test(long x, long y) {
        return test((double) Long.compare(x, y), 0);
    }
}
