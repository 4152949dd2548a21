package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Comparator;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/** Truth values made by comparisons, and choices by them. No loop branches on an element: what is random is not foreseen. */
interface Masks extends Hosting {
    @Override
    default Array compare(Comparator f, Array x, Array y, Shape out) {
        return switch (f) {
            case GT -> compare(Comparator.LT, y, x, out);
            case GE -> compare(Comparator.LE, y, x, out);
            default ->
                mapChunks(
                        DType.BOOL,
                        out,
                        (a, at, z, to, n) -> {
                            boolean[] b = (boolean[]) z;
                            if (a[0] instanceof float[] p) {
                                compare(f, p, at[0], (float[]) a[1], at[1], b, to, n);
                            } else if (a[0] instanceof double[] p) {
                                compare(f, p, at[0], (double[]) a[1], at[1], b, to, n);
                            } else if (a[0] instanceof long[] p) {
                                long[] q = (long[]) a[1];
                                for (int i = 0; i < n; i++) {
                                    b[to + i] = f.test(p[at[0] + i], q[at[1] + i]);
                                }
                            } else {
                                for (int i = 0; i < n; i++) {
                                    b[to + i] = f.test(Elements.get(a[0], at[0] + i), Elements.get(a[1], at[1] + i));
                                }
                            }
                        },
                        x,
                        y);
        };
    }

    private static void compare(Comparator f, float[] x, int at, float[] y, int on, boolean[] z, int to, int n) {
        switch (f) {
            case LT -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] < y[on + i];
                }
            }
            case LE -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] <= y[on + i];
                }
            }
            case EQ -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] == y[on + i];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] != y[on + i];
                }
            }
        }
    }

    private static void compare(Comparator f, double[] x, int at, double[] y, int on, boolean[] z, int to, int n) {
        switch (f) {
            case LT -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] < y[on + i];
                }
            }
            case LE -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] <= y[on + i];
                }
            }
            case EQ -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] == y[on + i];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    z[to + i] = x[at + i] != y[on + i];
                }
            }
        }
    }

    @Override
    default Array where(Array condition, Array x, Array y, Shape out) {
        return mapChunks(
                x.dtype(),
                out,
                (a, at, z, to, n) -> {
                    boolean[] c = (boolean[]) a[2];
                    if (z instanceof float[] f) {
                        choose(c, at[2], (float[]) a[0], at[0], (float[]) a[1], at[1], f, to, n);
                    } else if (z instanceof double[] d) {
                        choose(c, at[2], (double[]) a[0], at[0], (double[]) a[1], at[1], d, to, n);
                    } else if (z instanceof long[] l) {
                        long[] p = (long[]) a[0];
                        long[] q = (long[]) a[1];
                        for (int i = 0; i < n; i++) {
                            long m = -(c[at[2] + i] ? 1 : 0);
                            l[to + i] = p[at[0] + i] & m | q[at[1] + i] & ~m;
                        }
                    } else {
                        boolean[] p = (boolean[]) a[0];
                        boolean[] q = (boolean[]) a[1];
                        for (int i = 0; i < n; i++) {
                            boolean m = c[at[2] + i];
                            ((boolean[]) z)[to + i] = m & p[at[0] + i] | !m & q[at[1] + i];
                        }
                    }
                },
                x,
                y,
                condition);
    }

    private static void choose(boolean[] c, int by, float[] x, int at, float[] y, int on, float[] z, int to, int n) {
        for (int i = 0; i < n; i++) {
            int m = -(c[by + i] ? 1 : 0);
            int bits = Float.floatToRawIntBits(x[at + i]) & m | Float.floatToRawIntBits(y[on + i]) & ~m;
            z[to + i] = Float.intBitsToFloat(bits);
        }
    }

    private static void choose(boolean[] c, int by, double[] x, int at, double[] y, int on, double[] z, int to, int n) {
        for (int i = 0; i < n; i++) {
            long m = -(c[by + i] ? 1L : 0L);
            long bits = Double.doubleToRawLongBits(x[at + i]) & m | Double.doubleToRawLongBits(y[on + i]) & ~m;
            z[to + i] = Double.longBitsToDouble(bits);
        }
    }
}
