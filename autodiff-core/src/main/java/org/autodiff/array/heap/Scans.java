package org.autodiff.array.heap;

import java.util.function.DoubleBinaryOperator;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Span;

/**
 * Loops in which each element follows from the one before; in double, so that long lines in single lose nothing. Four lines
 * are gone through side by side, for each step has to wait for the one before it.
 */
interface Scans extends Hosting {
    @Override
    default Array accumulate(Binary f, Array x, int axis, boolean reverse) {
        return f == Binary.ADD
                ? scan(axis, reverse, Scans::add, x)
                : scan(axis, reverse, (b, at, lane, step, count) -> follow(f::apply, b, at, lane, step, count), x);
    }

    @Override
    default Array recurrence(Array factors, Array terms, int axis, boolean reverse) {
        return scan(axis, reverse, Scans::recur, terms, factors);
    }

    /** Goes through four lines. */
    @FunctionalInterface
    interface Lines {
        /** Of {@code count} elements, {@code step} apart; the first of each lies {@code lane} after that of the one before. */
        void run(SpanBlock b, int at, int lane, int step, int count);
    }

    private Array scan(int axis, boolean reverse, Lines f, Array... xs) {
        Array x = xs[0];
        Span s = Span.of(x.shape(), axis);
        int count = s.count();
        return mapSpans(
                s,
                count,
                x.dtype(),
                x.shape(),
                b -> {
                    int inner = b.inner();
                    int step = reverse ? -inner : inner;
                    int begin = reverse ? (count - 1) * inner : 0;
                    int slab = count * inner;
                    boolean beside =
                            inner >= 4; // four that lie beside each other in a line of the array, else in four lines
                    int length = beside ? inner : b.lines();
                    int lane = beside ? 1 : slab;
                    for (int i = 0; i < (beside ? b.lines() : inner); i++) {
                        int first = begin + (beside ? i * slab : i);
                        int k = 0;
                        for (; k <= length - 4; k += 4) {
                            f.run(b, first + k * lane, lane, step, count);
                        }
                        for (; k < length; k++) {
                            f.run(b, first + k * lane, 0, step, count);
                        }
                    }
                },
                xs);
    }

    private static void add(SpanBlock b, int at, int lane, int step, int count) {
        if (b.z() instanceof float[] z) {
            add((float[]) b.x()[0], b.at()[0] + at, z, b.to() + at, lane, step, count);
        } else if (b.z() instanceof double[] z) {
            add((double[]) b.x()[0], b.at()[0] + at, z, b.to() + at, lane, step, count);
        } else {
            follow(Double::sum, b, at, lane, step, count);
        }
    }

    private static void add(float[] x, int from, float[] z, int into, int lane, int step, int n) {
        if (lane == 0) {
            double sum = x[from];
            z[into] = (float) sum;
            for (int k = 1, at = from + step, to = into + step; k < n; k++, at += step, to += step) {
                sum += x[at];
                z[to] = (float) sum;
            }
            return;
        }
        double p = 0;
        double q = 0;
        double r = 0;
        double s = 0;
        for (int k = 0, at = from, to = into; k < n; k++, at += step, to += step) {
            p = k == 0 ? x[at] : p + x[at];
            z[to] = (float) p;
            q = k == 0 ? x[at + lane] : q + x[at + lane];
            z[to + lane] = (float) q;
            r = k == 0 ? x[at + 2 * lane] : r + x[at + 2 * lane];
            z[to + 2 * lane] = (float) r;
            s = k == 0 ? x[at + 3 * lane] : s + x[at + 3 * lane];
            z[to + 3 * lane] = (float) s;
        }
    }

    private static void add(double[] x, int from, double[] z, int into, int lane, int step, int n) {
        double p = 0;
        double q = 0;
        double r = 0;
        double s = 0;
        for (int k = 0, at = from, to = into; k < n; k++, at += step, to += step) {
            p = k == 0 ? x[at] : p + x[at];
            z[to] = p;
            q = k == 0 ? x[at + lane] : q + x[at + lane];
            z[to + lane] = q;
            r = k == 0 ? x[at + 2 * lane] : r + x[at + 2 * lane];
            z[to + 2 * lane] = r;
            s = k == 0 ? x[at + 3 * lane] : s + x[at + 3 * lane];
            z[to + 3 * lane] = s;
        }
    }

    private static void recur(SpanBlock b, int at, int lane, int step, int count) {
        if (b.z() instanceof float[] z) {
            recur(
                    (float[]) b.x()[1],
                    b.at()[1] - b.at()[0],
                    (float[]) b.x()[0],
                    b.at()[0] + at,
                    z,
                    b.to() + at,
                    lane,
                    step,
                    count);
        } else {
            recur(
                    (double[]) b.x()[1],
                    b.at()[1] - b.at()[0],
                    (double[]) b.x()[0],
                    b.at()[0] + at,
                    (double[]) b.z(),
                    b.to() + at,
                    lane,
                    step,
                    count);
        }
    }

    /** {@code f} lies {@code ahead} elements further on in its array than x does in its own. */
    private static void recur(
            float[] f, int ahead, float[] x, int from, float[] z, int into, int lane, int step, int n) {
        double p = x[from];
        double q = x[from + lane];
        double r = x[from + 2 * lane];
        double s = x[from + 3 * lane];
        for (int k = 0, at = from, to = into; k < n; k++, at += step, to += step) {
            if (k > 0) {
                int on = at + ahead;
                p = f[on] * p + x[at];
                q = f[on + lane] * q + x[at + lane];
                r = f[on + 2 * lane] * r + x[at + 2 * lane];
                s = f[on + 3 * lane] * s + x[at + 3 * lane];
            }
            z[to] = (float) p;
            z[to + lane] = (float) q;
            z[to + 2 * lane] = (float) r;
            z[to + 3 * lane] = (float) s;
        }
    }

    private static void recur(
            double[] f, int ahead, double[] x, int from, double[] z, int into, int lane, int step, int n) {
        double p = x[from];
        double q = x[from + lane];
        double r = x[from + 2 * lane];
        double s = x[from + 3 * lane];
        for (int k = 0, at = from, to = into; k < n; k++, at += step, to += step) {
            if (k > 0) {
                int on = at + ahead;
                p = f[on] * p + x[at];
                q = f[on + lane] * q + x[at + lane];
                r = f[on + 2 * lane] * r + x[at + 2 * lane];
                s = f[on + 3 * lane] * s + x[at + 3 * lane];
            }
            z[to] = p;
            z[to + lane] = q;
            z[to + 2 * lane] = r;
            z[to + 3 * lane] = s;
        }
    }

    /** Any function of the last result and the next element, one line after the other. */
    private static void follow(DoubleBinaryOperator f, SpanBlock b, int first, int lane, int step, int count) {
        for (int line = 0; line < (lane == 0 ? 1 : 4); line++) {
            int from = b.at()[0] + first + line * lane;
            int to = b.to() + first + line * lane;
            double last = Elements.get(b.x()[0], from);
            Elements.set(b.z(), to, last);
            for (int k = 1; k < count; k++) {
                last = f.applyAsDouble(last, Elements.get(b.x()[0], from + k * step));
                Elements.set(b.z(), to + k * step, last);
            }
        }
    }
}
