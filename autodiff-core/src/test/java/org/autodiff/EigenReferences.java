package org.autodiff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Eigenvalues of general matrices as the roots of the characteristic polynomial, and eigenvectors from complex cofactors. */
final class EigenReferences {
    private static final int STEPS = 500;

    private EigenReferences() {}

    /** Real parts, imaginary parts, then the same of the vectors; in the order and with the phase of the library. */
    static double packed(double[][] x, int row, int column) {
        int n = x.length;
        double[] root = roots(x).get(column);
        if (row < 2) {
            return root[row];
        }
        return vector(x, root)[(row - 2) % n][(row - 2) / n];
    }

    /** By the iteration of Durand and Kerner, all roots at once; of a pair one is made the exact conjugate of the other. */
    private static List<double[]> roots(double[][] x) {
        int n = x.length;
        double[][] z = new double[n][];
        double[] start = {0.4, 0.9};
        double[] power = {1, 0};
        for (int i = 0; i < n; i++) {
            z[i] = power = times(power, start);
        }
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < n; i++) {
                double[] below = {n % 2 == 0 ? 1 : -1, 0}; // det(x - z) has leading coefficient (-1)^n
                for (int j = 0; j < n; j++) {
                    below = j == i ? below : times(below, new double[] {z[i][0] - z[j][0], z[i][1] - z[j][1]});
                }
                double[] change = over(det(shifted(x, z[i])), below);
                z[i] = new double[] {z[i][0] - change[0], z[i][1] - change[1]};
            }
        }
        List<double[]> all = new ArrayList<>();
        for (double[] root : z) {
            boolean real = Math.abs(root[1]) < 1e-9;
            all.add(new double[] {root[0], real ? 0 : root[1]});
        }
        for (double[] a : all) {
            for (double[] b : all) {
                if (a[1] > 0 && b[1] < 0 && Math.abs(a[0] - b[0]) + Math.abs(a[1] + b[1]) < 1e-9) {
                    b[0] = a[0];
                    b[1] = -a[1];
                }
            }
        }
        all.sort(Comparator.comparingDouble((double[] r) -> r[0])
                .thenComparingDouble(r -> Math.abs(r[1]))
                .thenComparingDouble(r -> -r[1]));
        return all;
    }

    /** The largest row of cofactors, of length 1, its first component within a thousandth of the largest real and positive. */
    private static double[][] vector(double[][] x, double[] root) {
        double[][][] s = shifted(x, root);
        double[][] best = null;
        double most = -1;
        for (int i = 0; i < x.length; i++) {
            double[][] v = new double[x.length][];
            double square = 0;
            for (int j = 0; j < v.length; j++) {
                double[] minor = det(without(s, i, j));
                double sign = (i + j) % 2 == 0 ? 1 : -1;
                v[j] = new double[] {sign * minor[0], sign * minor[1]};
                square += v[j][0] * v[j][0] + v[j][1] * v[j][1];
            }
            best = square > most ? v : best;
            most = Math.max(most, square);
        }
        double largest = 0;
        for (double[] c : best) {
            largest = Math.max(largest, Math.hypot(c[0], c[1]));
        }
        int m = 0;
        while (Math.hypot(best[m][0], best[m][1]) < 0.999 * largest) {
            m++;
        }
        double size = Math.hypot(best[m][0], best[m][1]);
        double[] turn = {best[m][0] / size / Math.sqrt(most), -best[m][1] / size / Math.sqrt(most)};
        for (int j = 0; j < best.length; j++) {
            best[j] = times(best[j], turn);
        }
        return best;
    }

    private static double[][][] shifted(double[][] x, double[] by) {
        double[][][] z = new double[x.length][x.length][];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                z[i][j] = new double[] {x[i][j] - (i == j ? by[0] : 0), i == j ? -by[1] : 0};
            }
        }
        return z;
    }

    private static double[] det(double[][][] x) {
        double[] sum = {x.length == 0 ? 1 : 0, 0};
        for (int j = 0; j < x.length; j++) {
            double[] term = times(x[0][j], det(without(x, 0, j)));
            sum[0] += j % 2 == 0 ? term[0] : -term[0];
            sum[1] += j % 2 == 0 ? term[1] : -term[1];
        }
        return sum;
    }

    private static double[][][] without(double[][][] x, int row, int column) {
        int n = x.length - 1;
        double[][][] z = new double[n][n][];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                z[i][j] = x[i < row ? i : i + 1][j < column ? j : j + 1];
            }
        }
        return z;
    }

    private static double[] times(double[] a, double[] b) {
        return new double[] {a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]};
    }

    private static double[] over(double[] a, double[] b) {
        double square = b[0] * b[0] + b[1] * b[1];
        return new double[] {(a[0] * b[0] + a[1] * b[1]) / square, (a[1] * b[0] - a[0] * b[1]) / square};
    }
}
