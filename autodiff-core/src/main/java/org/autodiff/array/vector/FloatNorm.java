package org.autodiff.array.vector;

import java.util.Arrays;

/**
 * Normalization of rows of floats: less their mean, over the root of their variance, times a weight and plus a bias that belong to the
 * channel. A row is some channels of so many positions each; the rows of a sample follow one another. Some rows are
 * worked on at a time, or a part of a long one, in loops as {@link FloatVectors} has them. For short rows a loop goes over several, and what is one number a
 * row is spread out first. For one thread.
 */
public final class FloatNorm {
    /** A mean so many times as large as the deviations is found once more, from what is left when it is subtracted. */
    private static final double FAR = 2;

    /** Shorter rows are added up as they stand. */
    private static final int SHORT = 256;

    /** Rows of fewer elements are worked on all at once. */
    private static final int ROW = 128;

    /** How many numbers are added up in single precision, for the gradients by weight and bias. */
    private static final int DEPTH = 32;

    private static final int LENGTH = FloatScratch.LENGTH;

    private final float[] x = FloatVectors.array();
    private final float[] g = FloatVectors.array();
    private final float[] t = FloatVectors.array();
    private final float[] means = FloatVectors.array();
    private final float[] rests = FloatVectors.array();
    private final float[] inverses = FloatVectors.array();
    private final float[] weights = FloatVectors.array();
    private final float[] biases = FloatVectors.array();
    private final float[] p = FloatVectors.array();
    private final float[] q = FloatVectors.array();
    private final float[] lanes = FloatVectors.array();
    private final float[] products = FloatVectors.array();

    /** For how many elements the weights are spread out as they are, and the first row of them in its sample. */
    private int spread;

    private int phase;

    /** Where elements come from. */
    @FunctionalInterface
    public interface Source {
        /** Copies n elements from one on. */
        void read(int from, float[] to, int n);
    }

    /** Where elements go to. */
    @FunctionalInterface
    public interface Sink {
        /** Takes n elements from one on. */
        void write(int at, float[] from, int n);
    }

    /**
     * Rows and their statistics, which threads that work on different rows share.
     *
     * @param n the elements of a row
     * @param groups the rows of a sample
     * @param positions the elements of a channel
     * @param weight a number for each channel of a sample
     * @param mean a number for each row
     * @param variance a number for each row
     */
    public record Rows(int n, int groups, int positions, float[] weight, double eps, double[] mean, double[] variance) {
        private double inverse(int row) {
            return 1 / Math.sqrt(variance[row] + eps);
        }

        /** The first channel of a row. */
        private int channel(int row) {
            return row % groups * (n / positions);
        }
    }

    /** Finds the statistics of the rows from one up to another, and normalizes them. */
    public void normalize(Rows rows, float[] bias, Source from, Sink to, int first, int end) {
        int n = rows.n;
        int each = Math.max(1, LENGTH / n);
        spread = 0;
        for (int row = first; row < end; row += each) {
            int count = Math.min(each, end - row);
            if (n <= LENGTH) {
                from.read(row * n, x, count * n);
                center(rows, row, count);
                spread(rows, bias, row, 0, count * n);
                for (int k = 0; n >= ROW && k < count; k++) {
                    affine(x, (float) rows.inverse(row + k), weights, biases, k * n, (k + 1) * n);
                }
                if (n < ROW) {
                    affine(x, inverses, weights, biases, count * n);
                }
                to.write(row * n, x, count * n);
            } else {
                findMoments(rows, from, row);
                for (int i = 0; i < n; i += LENGTH) {
                    int m = Math.min(LENGTH, n - i);
                    from.read(row * n + i, x, m);
                    subtract(x, rows.mean[row], 0, m);
                    spread(rows, bias, row, i, m);
                    affine(x, (float) rows.inverse(row), weights, biases, 0, m);
                    to.write(row * n + i, x, m);
                }
            }
        }
    }

    /** Spreads weights out, and biases if there are such, for m elements from one of a row on. */
    private void spread(Rows rows, float[] bias, int row, int i, int m) {
        if (i != 0 || rows.n > LENGTH || m > spread || row % rows.groups != phase) {
            spread(rows, rows.weight, row, i, weights, m);
            if (bias != null) {
                spread(rows, bias, row, i, biases, m);
            }
            spread = i == 0 ? m : 0;
            phase = row % rows.groups;
        }
    }

    /** Leaves the deviations of some rows in x, and the inverses of their roots in another array. */
    private void center(Rows rows, int row, int count) {
        int n = rows.n;
        for (int k = 0; k < count; k++) {
            rows.mean[row + k] = (double) sum(x, k * n, n) / n;
        }
        subtractMeans(rows, row, count);
        multiply(x, x, t, count * n);
        for (int k = 0; k < count; k++) {
            double variance = (double) sum(t, k * n, n) / n;
            double mean = rows.mean[row + k];
            if (mean * mean > FAR * FAR * variance) {
                double left = (double) sum(x, k * n, n) / n;
                shift(x, (float) left, k * n, (k + 1) * n);
                rows.mean[row + k] = mean + left;
                variance = Math.max(0, variance - left * left);
            }
            rows.variance[row + k] = variance;
        }
        spreadInverses(rows, row, count);
    }

    /** The same statistics for a row that is worked on in parts, whose mean and inverse are left in arrays as long as a part. */
    private void findMoments(Rows rows, Source from, int row) {
        int n = rows.n;
        double sum = 0;
        for (int i = 0; i < n; i += LENGTH) {
            int m = Math.min(LENGTH, n - i);
            from.read(row * n + i, x, m);
            sum += sum(x, 0, m);
        }
        rows.mean[row] = sum / n;
        double left = 0;
        double squares = 0;
        for (int i = 0; i < n; i += LENGTH) {
            int m = Math.min(LENGTH, n - i);
            from.read(row * n + i, x, m);
            subtract(x, rows.mean[row], 0, m);
            left += sum(x, 0, m);
            multiply(x, x, t, m);
            squares += sum(t, 0, m);
        }
        left /= n;
        rows.mean[row] += left;
        rows.variance[row] = Math.max(0, squares / n - left * left);
    }

    /** The means have two parts, or they would be rounded. */
    private void subtractMeans(Rows rows, int row, int count) {
        int n = rows.n;
        for (int k = 0; k < count; k++) {
            double mean = rows.mean[row + k];
            if (n >= ROW) {
                subtract(x, mean, k * n, (k + 1) * n);
            } else {
                Arrays.fill(means, k * n, (k + 1) * n, (float) mean);
                Arrays.fill(rests, k * n, (k + 1) * n, (float) (mean - (float) mean));
            }
        }
        if (n < ROW) {
            subtract(x, means, rests, count * n);
        }
    }

    private void spreadInverses(Rows rows, int row, int count) {
        for (int k = 0; rows.n < ROW && k < count; k++) {
            Arrays.fill(inverses, k * rows.n, (k + 1) * rows.n, (float) rows.inverse(row + k));
        }
    }

    /** For m elements from one of a row on, and in the rows behind it, the number of the channel. */
    private static void spread(Rows rows, float[] numbers, int row, int start, float[] to, int m) {
        int i = 0;
        int at = start;
        for (int k = row; i < m; k++, at = 0) {
            int channel = rows.channel(k);
            int end = Math.min(m, i + rows.n - at);
            if (rows.positions == 1) {
                System.arraycopy(numbers, channel + at, to, i, end - i);
                i = end;
            }
            while (i < end) {
                int next = Math.min(end, i + rows.positions - at % rows.positions);
                Arrays.fill(to, i, next, numbers[channel + at / rows.positions]);
                at += next - i;
                i = next;
            }
        }
    }

    /**
     * The gradients for rows from one up to another, whose statistics are known.
     *
     * @param channels sums of this thread's, to which those by the weights are added, and behind them those by the biases
     */
    public void gradient(Rows rows, Source from, Source by, Sink to, double[] channels, int first, int end) {
        int n = rows.n;
        int each = Math.max(1, LENGTH / n);
        int depth = 0;
        spread = 0;
        boolean inLanes = rows.positions == 1 && rows.groups == 1 && n <= LENGTH;
        for (int row = first; row < end; row += each) {
            int count = Math.min(each, end - row);
            if (n > LENGTH) {
                longGradient(rows, from, by, to, channels, row);
                continue;
            }
            load(rows, from, by, row, count);
            if (!inLanes) {
                addChannels(rows, channels, row, 0, count * n);
            } else {
                if (depth == DEPTH) {
                    addLanes(n, channels);
                }
                depth = depth % DEPTH + 1;
                add(lanes, g, count * n);
                add(products, t, count * n);
            }
            multiply(g, weights, g, count * n);
            multiply(t, weights, t, count * n);
            for (int k = 0; k < count; k++) {
                float mean = sum(g, k * n, n) / n;
                float common = sum(t, k * n, n) / n;
                if (n >= ROW) {
                    pull(g, mean, x, common, (float) rows.inverse(row + k), k * n, (k + 1) * n);
                } else {
                    Arrays.fill(means, k * n, (k + 1) * n, mean);
                    Arrays.fill(rests, k * n, (k + 1) * n, common);
                }
            }
            if (n < ROW) {
                pull(g, means, x, rests, inverses, count * n);
            }
            to.write(row * n, g, count * n);
        }
        if (depth > 0) {
            addLanes(n, channels);
        }
    }

    /** The normalized values in x, the cotangents in g, their products in t, and the weights. */
    private void load(Rows rows, Source from, Source by, int row, int count) {
        int n = rows.n;
        from.read(row * n, x, count * n);
        by.read(row * n, g, count * n);
        subtractMeans(rows, row, count);
        spreadInverses(rows, row, count);
        for (int k = 0; n >= ROW && k < count; k++) {
            multiply(x, (float) rows.inverse(row + k), k * n, (k + 1) * n);
        }
        if (n < ROW) {
            multiply(x, inverses, x, count * n);
        }
        multiply(g, x, t, count * n);
        spread(rows, null, row, 0, count * n);
    }

    private void longGradient(Rows rows, Source from, Source by, Sink to, double[] channels, int row) {
        int n = rows.n;
        double sum = 0;
        double common = 0;
        float inverse = (float) rows.inverse(row);
        for (int i = 0; i < n; i += LENGTH) {
            int m = Math.min(LENGTH, n - i);
            loadPart(rows, from, by, row, i, m);
            multiply(g, x, t, m);
            addChannels(rows, channels, row, i, m);
            multiply(g, weights, g, m);
            multiply(t, weights, t, m);
            sum += sum(g, 0, m);
            common += sum(t, 0, m);
        }
        for (int i = 0; i < n; i += LENGTH) {
            int m = Math.min(LENGTH, n - i);
            loadPart(rows, from, by, row, i, m);
            multiply(g, weights, g, m);
            pull(g, (float) (sum / n), x, (float) (common / n), inverse, 0, m);
            to.write(row * n + i, g, m);
        }
    }

    private void loadPart(Rows rows, Source from, Source by, int row, int i, int m) {
        from.read(row * rows.n + i, x, m);
        by.read(row * rows.n + i, g, m);
        subtract(x, rows.mean[row], 0, m);
        multiply(x, (float) rows.inverse(row), 0, m);
        spread(rows, null, row, i, m);
    }

    /** Adds m elements, from one of a row on, to the sums of their channels. */
    private void addChannels(Rows rows, double[] channels, int row, int start, int m) {
        int count = channels.length / 2;
        int i = 0;
        int at = start;
        for (int k = row; i < m; k++, at = 0) {
            int end = Math.min(m, i + rows.n - at);
            while (i < end) {
                int next = Math.min(end, i + rows.positions - at % rows.positions);
                int c = rows.channel(k) + at / rows.positions;
                channels[c] += sum(t, i, next - i);
                channels[count + c] += sum(g, i, next - i);
                at += next - i;
                i = next;
            }
        }
    }

    /** Adds what the rows have left in lanes, one for each element of some rows, to the sums of the channels. */
    private void addLanes(int n, double[] channels) {
        for (int k = 1; k < LENGTH / n; k++) {
            System.arraycopy(products, k * n, p, 0, n);
            System.arraycopy(lanes, k * n, q, 0, n);
            add(products, p, n);
            add(lanes, q, n);
        }
        for (int i = 0; i < n; i++) {
            channels[i] += products[i];
            channels[n + i] += lanes[i];
        }
        Arrays.fill(lanes, 0);
        Arrays.fill(products, 0);
    }

    private float sum(float[] all, int at, int n) {
        if (n <= SHORT) {
            return shortSum(all, at, n);
        }
        int half = n / 2;
        System.arraycopy(all, at, p, 0, n - half);
        System.arraycopy(all, at + n - half, q, 0, half);
        add(p, q, half);
        int left = n - half;
        while (left > SHORT) {
            half = left / 2;
            System.arraycopy(p, left - half, q, 0, half);
            add(p, q, half);
            left -= half;
        }
        return shortSum(p, 0, left);
    }

    /** Four results side by side, for each has to wait for the one before it. */
    private static float shortSum(float[] x, int at, int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = at;
        for (; i <= at + n - 4; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < at + n; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }

    private static void add(float[] z, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            z[i] += x[i];
        }
    }

    private static void multiply(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    private static void multiply(float[] x, float c, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= c;
        }
    }

    private static void subtract(float[] x, float[] most, float[] rest, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = x[i] - most[i] - rest[i];
        }
    }

    private static void subtract(float[] x, double mean, int from, int to) {
        float most = (float) mean;
        float rest = (float) (mean - most);
        for (int i = from; i < to; i++) {
            x[i] = x[i] - most - rest;
        }
    }

    private static void shift(float[] x, float by, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] -= by;
        }
    }

    private static void affine(float[] x, float[] inverse, float[] weight, float[] bias, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = x[i] * inverse[i] * weight[i] + bias[i];
        }
    }

    private static void affine(float[] x, float inverse, float[] weight, float[] bias, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = x[i] * inverse * weight[i] + bias[i];
        }
    }

    private static void pull(float[] g, float[] mean, float[] x, float[] common, float[] inverse, int n) {
        for (int i = 0; i < n; i++) {
            g[i] = (g[i] - mean[i] - x[i] * common[i]) * inverse[i];
        }
    }

    private static void pull(float[] g, float mean, float[] x, float common, float inverse, int from, int to) {
        for (int i = from; i < to; i++) {
            g[i] = (g[i] - mean - x[i] * common) * inverse;
        }
    }
}
