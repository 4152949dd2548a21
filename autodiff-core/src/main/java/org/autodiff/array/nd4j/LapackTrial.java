package org.autodiff.array.nd4j;

import org.autodiff.array.DType;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Whether LAPACK computes what it should on this processor, found out once for each precision: OpenBLAS 0.3.19, which ND4J
 * brings and a program may still have on its class path, has a wrong triangular solver in double precision among its
 * kernels for Skylake-X (cblas_dtrsm from 4 rows on), and nearly all of LAPACK stands on it. What fails is left to the
 * loops in Java.
 */
final class LapackTrial {
    /** More than the 64 rows from which the last of the routines goes wrong. */
    private static final int N = 72;

    private static final int K = 3;

    private static final boolean SINGLE = Lapack.isLoaded() && new LapackTrial(true).passes();
    private static final boolean DOUBLE = Lapack.isLoaded() && new LapackTrial(false).passes();

    private final boolean single;
    private final double[] a = new double[N * N];
    private final double[] symmetric = new double[N * N];
    private final double[] y = new double[N * K];

    private LapackTrial(boolean single) {
        this.single = single;
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.sin(1 + i * i) / Math.sqrt(N) + (i / N == i % N ? 2 : 0);
        }
        for (int i = 0; i < a.length; i++) {
            symmetric[i] = a[i] + a[i % N * N + i / N];
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.cos(i);
        }
    }

    /** Whether it can be relied on. */
    static boolean passed(DType dtype) {
        return dtype == DType.FLOAT32 ? SINGLE : DOUBLE;
    }

    private boolean passes() {
        boolean good = solves() && factorizes();
        for (int bits = 0; good && bits < 8; bits++) {
            good = substitutes((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
        }
        return good;
    }

    private boolean solves() {
        try (Pointer lu = of(a);
                Pointer z = of(y);
                IntPointer pivots = new IntPointer(N)) {
            if (!Lapack.lu(lu, N, pivots)) {
                return false;
            }
            Lapack.solve(lu, N, pivots, z, K);
            boolean good = areEqual(product(a, read(z, N * K), K), y);
            double[] one = new double[N * N];
            for (int i = 0; i < N; i++) {
                one[i * N + i] = 1;
            }
            return good && Lapack.invert(lu, N, pivots) && areEqual(product(a, read(lu, N * N), N), one);
        }
    }

    private boolean substitutes(boolean upper, boolean transposed, boolean unit) {
        double[] triangle = new double[N * N];
        for (int i = 0; i < triangle.length; i++) {
            int row = i / N;
            int column = i % N;
            if (row == column || row < column == upper) {
                triangle[transposed ? column * N + row : i] = row == column && unit ? 1 : a[i];
            }
        }
        try (Pointer matrix = of(a);
                Pointer z = of(y)) {
            Lapack.triangular(matrix, N, z, K, upper, transposed, unit);
            return areEqual(product(triangle, read(z, N * K), K), y);
        }
    }

    private boolean factorizes() {
        try (Pointer l = of(symmetric);
                Pointer v = of(symmetric);
                Pointer w = of(new double[N])) {
            if (!Lapack.cholesky(l, N) || !Lapack.eigen(v, N, w, true)) {
                return false;
            }
            double[] lower = read(l, N * N);
            double[] transpose = new double[N * N];
            double[] vectors = new double[N * N];
            double[] stretched = new double[N * N];
            double[] rows = read(v, N * N);
            double[] values = read(w, N);
            for (int i = 0; i < N * N; i++) {
                int row = i / N;
                int column = i % N;
                lower[i] = column > row ? 0 : lower[i];
                transpose[column * N + row] = lower[i];
                vectors[column * N + row] = rows[i];
                stretched[column * N + row] = rows[i] * values[row];
            }
            return areEqual(product(lower, transpose, N), symmetric)
                    && areEqual(product(symmetric, vectors, N), stretched);
        }
    }

    private Pointer of(double[] values) {
        if (!single) {
            return new DoublePointer(values);
        }
        float[] f = new float[values.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) values[i];
        }
        return new FloatPointer(f);
    }

    private static double[] read(Pointer x, int n) {
        double[] z = new double[n];
        for (int i = 0; i < n; i++) {
            z[i] = x instanceof FloatPointer f ? f.get(i) : ((DoublePointer) x).get(i);
        }
        return z;
    }

    private static double[] product(double[] x, double[] y, int k) {
        double[] z = new double[N * k];
        for (int i = 0; i < N; i++) {
            for (int m = 0; m < N; m++) {
                for (int j = 0; j < k; j++) {
                    z[i * k + j] += x[i * N + m] * y[m * k + j];
                }
            }
        }
        return z;
    }

    /** Rounding is a thousand times smaller; a wrong kernel is off in the first digits. */
    private boolean areEqual(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            if (!(Math.abs(x[i] - y[i]) <= (single ? 1e-2 : 1e-9))) {
                return false;
            }
        }
        return true;
    }
}
