package org.autodiff.array.heap;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Moments;
import org.autodiff.array.Normalized;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.array.vector.FloatNorm;
import org.autodiff.array.vector.FloatRows;

/** Functions of rows by loops over Java arrays in single precision, some rows at a time. Longer rows, and doubles, are composed. */
abstract class RowLoops extends Pointwise {
    /** The fewest elements that stay together for which whole rows of them are compared. */
    private static final int LEAST = 64;

    private final ThreadLocal<FloatRows> rows = ThreadLocal.withInitial(FloatRows::new);
    private final ThreadLocal<FloatNorm> norms = ThreadLocal.withInitial(FloatNorm::new);

    /** Elements that are normalized by one thread, and the most such blocks, each with sums of its own. */
    private static final int BLOCK = 32_768;

    private static final int BLOCKS = 32;

    /** What is done with one row: of the arrays x, which both begin at {@code at}, into z from {@code to} on. */
    @FunctionalInterface
    private interface Body {
        void row(FloatRows rows, int row, float[] x, float[] y, int at, float[] z, int to);
    }

    private boolean fits(Array x, int n) {
        return isNear() && x.dtype() == DType.FLOAT32 && n > 1 && n <= FloatRows.LENGTH && x.size() > 0;
    }

    /** For each row of x, and of y if there is one, so many numbers. */
    private Array forEachRow(Array x, Array y, int n, Shape out, int width, Body body) {
        Array a = readable(x);
        Array b = y == null ? null : readable(y);
        Array z = draft(x.dtype(), out);
        int each = FloatRows.LENGTH / n;
        ranges(x.size() / n, 2 * n, (from, to) -> {
            Registers r = registers(DType.FLOAT32);
            FloatRows v = rows.get();
            float[] p = (float[]) r.array(0);
            float[] q = (float[]) r.array(1);
            float[] s = (float[]) r.array(2);
            for (int first = from; first < to; first += each) {
                int count = Math.min(each, to - first);
                read(a, first * n, p, 0, count * n);
                if (b != null) {
                    read(b, first * n, q, 0, count * n);
                }
                for (int i = 0; i < count; i++) {
                    body.row(v, first + i, p, q, i * n, s, i * width);
                }
                write(z, first * width, s, 0, count * width);
            }
        });
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        return placed(z);
    }

    @Override
    public boolean isWithin(Array x, double low, double high) {
        if (!fits(x, FloatRows.LENGTH)) {
            return false;
        }
        Array a = readable(x);
        AtomicBoolean within = new AtomicBoolean(true);
        ranges(x.size(), 1, (from, to) -> {
            float[] p = (float[]) registers(DType.FLOAT32).array(0);
            for (int first = from; first < to && within.get(); first += FloatRows.LENGTH) {
                int n = Math.min(FloatRows.LENGTH, to - first);
                read(a, first, p, 0, n);
                if (!rows.get().isWithin(p, n, (float) low, (float) high)) {
                    within.set(false);
                }
            }
        });
        Reference.reachabilityFence(a);
        return within.get();
    }

    private float[] numbers(Array g) {
        return (float[]) elements(g);
    }

    @Override
    public Array softmaxOfRows(Array x, int n) {
        return fits(x, n)
                ? forEachRow(x, null, n, x.shape(), n, (v, i, p, q, at, z, to) -> v.softmax(p, at, 1, z, to, n))
                : null;
    }

    @Override
    public Array softmaxGradientOfRows(Array y, Array g, int n) {
        return fits(y, n)
                ? forEachRow(
                        y, g, n, y.shape(), n, (v, i, p, q, at, z, to) -> v.softmaxGradient(p, at, q, at, z, to, n))
                : null;
    }

    @Override
    public Array logSoftmaxOfRows(Array x, int n) {
        return fits(x, n)
                ? forEachRow(x, null, n, x.shape(), n, (v, i, p, q, at, z, to) -> v.logSoftmax(p, at, z, to, n))
                : null;
    }

    @Override
    public Array logSoftmaxGradientOfRows(Array y, Array g, int n) {
        return fits(y, n)
                ? forEachRow(
                        y, g, n, y.shape(), n, (v, i, p, q, at, z, to) -> v.logSoftmaxGradient(p, at, q, at, z, to, n))
                : null;
    }

    @Override
    public Array logSumExpOfRows(Array x, int n, Shape out) {
        return fits(x, n)
                ? forEachRow(x, null, n, out, 1, (v, i, p, q, at, z, to) -> z[to] = v.logSumExp(p, at, n))
                : null;
    }

    @Override
    public Array logSumExpGradientOfRows(Array x, Array g, int n) {
        if (!fits(x, n)) {
            return null;
        }
        float[] by = numbers(g);
        return forEachRow(
                x, null, n, x.shape(), n, (v, i, p, q, at, z, to) -> v.logSumExpGradient(p, at, by[i], z, to, n));
    }

    /** The largest element of each row, and the logarithm of the sum of the exponentials of the differences from it. */
    private record Heights(float[] top, float[] log) {}

    @Override
    public Array crossEntropyOfRows(Array x, Array labels) {
        int n = x.shape().dim(1);
        if (!fits(x, n)) {
            return null;
        }
        long[] of = (long[]) elements(labels);
        Heights h = new Heights(new float[of.length], new float[of.length]);
        return forEachRow(x, null, n, labels.shape(), 1, (v, i, p, q, at, z, to) -> {
                    h.log[i] = v.logOfSum(p, at, n, h.top, i);
                    z[to] = h.log[i] - FloatRows.less(p[at + (int) of[i]], h.top[i]);
                })
                .withResidual(h);
    }

    @Override
    public Array crossEntropyGradientOfRows(Array x, Array labels, Object residual, Array g) {
        int n = x.shape().dim(1);
        if (!(residual instanceof Heights h) || !fits(x, n)) {
            return null;
        }
        long[] of = (long[]) elements(labels);
        float[] by = numbers(g);
        return forEachRow(
                x,
                null,
                n,
                x.shape(),
                n,
                (v, i, p, q, at, z, to) ->
                        v.crossEntropyGradient(p, at, h.top[i], h.log[i], (int) of[i], by[i], z, to, n));
    }

    @Override
    public Array extremumGradientOfRows(Array x, Array extremum, Array g, int n) {
        if (!fits(x, n)) {
            return null;
        }
        float[] top = numbers(extremum);
        float[] by = numbers(g);
        return forEachRow(
                x,
                null,
                n,
                x.shape(),
                n,
                (v, i, p, q, at, z, to) -> v.extremumGradient(p, at, top[i], by[i], z, to, n));
    }

    /** What is done with some rows that are normalized: of the block of that number, from one up to another. */
    @FunctionalInterface
    private interface Block {
        void run(FloatNorm norm, int block, int first, int end);
    }

    /** The blocks depend on the sizes alone, so that sums have the same bits wherever they are computed. */
    private int forEachBlock(int rows, int n, Block body) {
        int each = Math.max((BLOCK - 1) / n + 1, (rows - 1) / BLOCKS + 1);
        int blocks = (rows - 1) / each + 1;
        ranges(blocks, 2 * each * n, (from, to) -> {
            for (int i = from; i < to; i++) {
                body.run(norms.get(), i, i * each, Math.min(rows, (i + 1) * each));
            }
        });
        return blocks;
    }

    private FloatNorm.Rows normRows(Array x, Array weight, Moments m, int groups, double eps) {
        int rows = x.shape().dim(0) * groups;
        int positions = x.size() / x.shape().dim(0) / x.shape().dim(1);
        double[] mean = m == null ? new double[rows] : m.mean();
        double[] variance = m == null ? new double[rows] : m.variance();
        return new FloatNorm.Rows(x.size() / rows, groups, positions, numbers(weight), eps, mean, variance);
    }

    @Override
    public Normalized groupNorm(Array x, Array weight, Array bias, int groups, double eps) {
        if (!fits(x, FloatRows.LENGTH)) {
            return null;
        }
        FloatNorm.Rows all = normRows(x, weight, null, groups, eps);
        float[] shift = numbers(bias);
        Array a = readable(x);
        Array z = draft(x.dtype(), x.shape());
        forEachBlock(
                all.mean().length,
                all.n(),
                (norm, block, first, end) -> norm.normalize(
                        all,
                        shift,
                        (from, to, n) -> read(a, from, to, 0, n),
                        (at, from, n) -> write(z, at, from, 0, n),
                        first,
                        end));
        Reference.reachabilityFence(a);
        return new Normalized(placed(z), new Moments(all.mean(), all.variance()));
    }

    @Override
    public Array[] groupNormGradient(Array x, Moments moments, Array weight, Array g, int groups, double eps) {
        if (!fits(x, FloatRows.LENGTH)) {
            return null;
        }
        FloatNorm.Rows all = normRows(x, weight, moments, groups, eps);
        Array a = readable(x);
        Array by = readable(g);
        Array z = draft(x.dtype(), x.shape());
        int channels = weight.size();
        double[][] sums = new double[BLOCKS][];
        forEachBlock(all.mean().length, all.n(), (norm, block, first, end) -> {
            sums[block] = new double[2 * channels];
            norm.gradient(
                    all,
                    (from, to, n) -> read(a, from, to, 0, n),
                    (from, to, n) -> read(by, from, to, 0, n),
                    (at, from, n) -> write(z, at, from, 0, n),
                    sums[block],
                    first,
                    end);
        });
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(by);
        return new Array[] {placed(z), sumOf(sums, 0, weight), sumOf(sums, channels, weight)};
    }

    private Array sumOf(double[][] blocks, int from, Array like) {
        float[] total = new float[like.size()];
        for (int c = 0; c < total.length; c++) {
            double sum = 0;
            for (double[] block : blocks) {
                sum += block == null ? 0 : block[from + c];
            }
            total[c] = (float) sum;
        }
        return placed(Array.dense(like.dtype(), like.shape(), total));
    }

    /** The maximum over axes where their elements lie together, or where rows of those that stay do; else null. */
    final Array maxInLoops(Array x, Span s, Shape out) {
        if (s != null && s.inner() == 1 && fits(x, s.count())) {
            int n = s.count();
            return forEachRow(x, null, n, out, 1, (v, i, p, q, at, z, to) -> z[to] = v.max(p, at, n));
        }
        if (s == null || s.inner() < LEAST || s.count() == 0 || !isNear()) {
            return null;
        }
        Array a = readable(x);
        Array z = draft(x.dtype(), out);
        int blocks = (s.inner() - 1) / Registers.LENGTH + 1;
        ranges(s.outer() * blocks, s.count() * Math.min(s.inner(), Registers.LENGTH), (from, to) -> {
            Registers r = registers(x.dtype());
            for (int i = from; i < to; i++) {
                int start = i % blocks * Registers.LENGTH;
                int n = Math.min(Registers.LENGTH, s.inner() - start);
                for (int c = 0; c < s.count(); c++) {
                    int at = (i / blocks * s.count() + c) * s.inner() + start;
                    read(a, at, r.array(c == 0 ? 0 : 1), 0, n);
                    if (c > 0) {
                        r.binary(Binary.MAXIMUM, r.array(0), r.array(1), r.array(0), n);
                    }
                }
                write(z, i / blocks * s.inner() + start, r.array(0), 0, n);
            }
        });
        Reference.reachabilityFence(a);
        return placed(z);
    }
}
