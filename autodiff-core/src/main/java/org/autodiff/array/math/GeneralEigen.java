package org.autodiff.array.math;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Eigenvalues and eigenvectors of one general real matrix, in pairs of real and imaginary parts: from its Schur form, made
 * triangular in complex numbers, by substitution backwards. In plain Java and double precision.
 */
public final class GeneralEigen {
    private static final double UNIT = Math.ulp(1.0) / 2;
    private static final double ALIKE = 0.999;

    private final int n;
    /** The triangle, real and imaginary parts. */
    private final double[][] tr;

    private final double[][] ti;
    /** Its vectors. */
    private final double[][] zr;

    private final double[][] zi;
    private final double[] real;
    private final double[] imaginary;

    private GeneralEigen(SchurForm form) {
        n = form.t.length;
        tr = form.t;
        ti = new double[n][n];
        zr = form.q;
        zi = new double[n][n];
        real = new double[n];
        imaginary = new double[n];
        for (int k = 0; k < n; k++) {
            if (k + 1 < n && tr[k + 1][k] != 0) {
                triangular(k);
                k++;
            } else {
                real[k] = tr[k][k];
            }
        }
    }

    /**
     * The eigenvalues of a matrix [n, n], and its eigenvectors as columns if wanted: 2 rows, the real and the imaginary parts, then 2 n
     * rows, the real and the imaginary parts of the vectors. Eigenvalues ascend by real part, then by the size of the imaginary
     * part; of a pair the one with positive imaginary part comes first, and both are exactly conjugate, vectors too. Each vector has
     * length 1, and its largest component (the first of those within a thousandth of it) is real and positive.
     *
     * @return NaN for a matrix that is not finite; null where the iteration does not converge
     */
    public static double[] of(double[] matrix, int n, boolean vectors) {
        double[] packed = new double[(vectors ? 2 + 2 * n : 2) * n];
        double largest = 0;
        for (double x : matrix) {
            largest = Math.max(largest, Math.abs(x));
        }
        if (!(largest < Double.POSITIVE_INFINITY)) {
            Arrays.fill(packed, Double.NaN);
            return packed;
        }
        int exponent = largest == 0 ? 0 : Math.getExponent(largest); // squares must neither overflow nor vanish
        double[][] a = new double[n][n];
        for (int i = 0; i < n * n; i++) {
            a[i / n][i % n] = Math.scalb(matrix[i], -exponent);
        }
        SchurForm form = SchurForm.of(a);
        if (form == null) {
            return null;
        }
        new GeneralEigen(form).pack(packed, exponent, vectors);
        return packed;
    }

    /** Makes a block of two with complex eigenvalues a triangle. */
    private void triangular(int k) {
        double half = (tr[k][k] - tr[k + 1][k + 1]) / 2;
        double mean = tr[k + 1][k + 1] + half;
        double im = Math.sqrt(-(half * half + tr[k][k + 1] * tr[k + 1][k]));
        double xr = half;
        double y = tr[k + 1][k];
        double length = Math.hypot(Math.hypot(xr, im), y);
        double ar = xr / length;
        double ai = im / length;
        double b = y / length;
        // the columns (a, b) and (-b, conj a) are a unitary matrix U: T becomes U^H T U
        for (int j = k; j < n; j++) {
            double pr = tr[k][j];
            double pi = ti[k][j];
            double sr = tr[k + 1][j];
            double si = ti[k + 1][j];
            tr[k][j] = ar * pr + ai * pi + b * sr;
            ti[k][j] = ar * pi - ai * pr + b * si;
            tr[k + 1][j] = ar * sr - ai * si - b * pr;
            ti[k + 1][j] = ar * si + ai * sr - b * pi;
        }
        turn(tr, ti, k, ar, ai, b, k + 2);
        turn(zr, zi, k, ar, ai, b, n);
        tr[k + 1][k] = 0;
        ti[k + 1][k] = 0;
        for (int j = 0; j < 2; j++) {
            real[k + j] = mean;
            imaginary[k + j] = j == 0 ? im : -im;
            tr[k + j][k + j] = mean;
            ti[k + j][k + j] = imaginary[k + j];
        }
    }

    private static void turn(double[][] re, double[][] im, int k, double ar, double ai, double b, int rows) {
        for (int i = 0; i < rows; i++) {
            double pr = re[i][k];
            double pi = im[i][k];
            double sr = re[i][k + 1];
            double si = im[i][k + 1];
            re[i][k] = pr * ar - pi * ai + sr * b;
            im[i][k] = pr * ai + pi * ar + si * b;
            re[i][k + 1] = sr * ar + si * ai - pr * b;
            im[i][k + 1] = si * ar - sr * ai - pi * b;
        }
    }

    private void pack(double[] packed, int exponent, boolean vectors) {
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer i) -> real[i])
                        .thenComparingDouble(i -> Math.abs(imaginary[i]))
                        .thenComparingDouble(i -> -imaginary[i]));
        for (int place = 0; place < n; place++) {
            int k = order[place];
            packed[place] = Math.scalb(real[k], exponent);
            packed[n + place] = Math.scalb(imaginary[k], exponent);
            if (vectors) {
                boolean second = imaginary[k] < 0;
                double[][] v = vector(second ? k - 1 : k);
                for (int i = 0; i < n; i++) {
                    packed[(2 + i) * n + place] = v[0][i];
                    packed[(2 + n + i) * n + place] = second ? 0 - v[1][i] : v[1][i];
                }
            }
        }
    }

    /** The eigenvector of place k of the triangle. */
    private double[][] vector(int k) {
        double[] xr = new double[n];
        double[] xi = new double[n];
        xr[k] = 1;
        double norm = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                norm = Math.max(norm, Math.max(Math.abs(tr[i][j]), Math.abs(ti[i][j])));
            }
        }
        double least = UNIT * Math.max(norm, 1); // the largest element of the matrix has been scaled to 1 or more
        for (int i = k - 1; i >= 0; i--) {
            double sr = 0;
            double si = 0;
            for (int j = i + 1; j <= k; j++) {
                sr -= tr[i][j] * xr[j] - ti[i][j] * xi[j];
                si -= tr[i][j] * xi[j] + ti[i][j] * xr[j];
            }
            double dr = tr[i][i] - tr[k][k];
            double di = ti[i][i] - ti[k][k];
            if (Math.hypot(dr, di) < least) {
                dr = least;
                di = 0;
            }
            double square = dr * dr + di * di;
            xr[i] = (sr * dr + si * di) / square;
            xi[i] = (si * dr - sr * di) / square;
            double size = Math.max(Math.abs(xr[i]), Math.abs(xi[i]));
            for (int j = i; size > 1e100 && j <= k; j++) {
                xr[j] /= size;
                xi[j] /= size;
            }
        }
        double[][] v = new double[2][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= k; j++) {
                v[0][i] += zr[i][j] * xr[j] - zi[i][j] * xi[j];
                v[1][i] += zr[i][j] * xi[j] + zi[i][j] * xr[j];
            }
        }
        orient(v);
        if (imaginary[k] == 0) {
            Arrays.fill(v[1], 0);
        }
        return v;
    }

    private void orient(double[][] v) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.hypot(v[0][i], v[1][i]));
        }
        int m = 0;
        while (Math.hypot(v[0][m], v[1][m]) < ALIKE * largest) {
            m++;
        }
        double square = 0;
        for (int i = 0; i < n; i++) {
            v[0][i] /= largest;
            v[1][i] /= largest;
            square += v[0][i] * v[0][i] + v[1][i] * v[1][i];
        }
        double size = Math.hypot(v[0][m], v[1][m]);
        double length = Math.sqrt(square);
        double c = v[0][m] / size / length;
        double s = v[1][m] / size / length;
        for (int i = 0; i < n; i++) {
            double re = v[0][i];
            v[0][i] = re * c + v[1][i] * s;
            v[1][i] = v[1][i] * c - re * s;
        }
        v[1][m] = 0;
    }
}
