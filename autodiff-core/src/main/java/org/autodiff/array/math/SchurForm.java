package org.autodiff.array.math;

/**
 * The real Schur form of a general square matrix, {@code a = Q T Q^T} with T upper triangular but for blocks of two for complex
 * pairs of eigenvalues: Householder reflections to a Hessenberg matrix, then Francis' double steps (Golub and Van Loan 2013, 7.4
 * and 7.5). In plain Java and double precision, on matrices in row-major order.
 */
final class SchurForm {
    private static final double UNIT = Math.ulp(1.0) / 2;
    private static final int STEPS = 40;
    private static final int STUCK = 10;

    final double[][] t;
    final double[][] q;
    private final int n;

    private SchurForm(double[][] t) {
        this.t = t;
        this.n = t.length;
        this.q = new double[n][n];
        for (int i = 0; i < n; i++) {
            q[i][i] = 1;
        }
    }

    /** The form of a finite matrix, which is overwritten; null where the steps do not converge. */
    static SchurForm of(double[][] a) {
        SchurForm form = new SchurForm(a);
        form.hessenberg();
        return form.converge() ? form : null;
    }

    private void hessenberg() {
        for (int k = 0; k < n - 2; k++) {
            double[] v = new double[n - k - 1];
            for (int i = 0; i < v.length; i++) {
                v[i] = t[k + 1 + i][k];
            }
            if (reflector(v)) {
                reflect(v, k + 1, k, n);
                for (int i = k + 2; i < n; i++) {
                    t[i][k] = 0;
                }
            }
        }
    }

    /** Makes of x the vector v, of length square root of two, such that {@code x - v (v . x)} is a multiple of the first unit vector. */
    private static boolean reflector(double[] v) {
        double below = 0;
        for (int i = 1; i < v.length; i++) {
            below = Math.max(below, Math.abs(v[i]));
        }
        if (below == 0) {
            return false; // nothing to be made 0
        }
        double largest = Math.max(below, Math.abs(v[0]));
        double square = 0;
        for (int i = 0; i < v.length; i++) {
            v[i] /= largest;
            square += v[i] * v[i];
        }
        double norm = Math.sqrt(square);
        double scale = 1 / Math.sqrt(norm * (norm + Math.abs(v[0])));
        v[0] += v[0] < 0 ? -norm : norm;
        for (int i = 0; i < v.length; i++) {
            v[i] *= scale;
        }
        return true;
    }

    /** Reflects rows from {@code at} on, in columns from {@code column} on; columns, in rows up to {@code rows}; and those of Q. */
    private void reflect(double[] v, int at, int column, int rows) {
        for (int j = column; j < n; j++) {
            double dot = 0;
            for (int i = 0; i < v.length; i++) {
                dot += v[i] * t[at + i][j];
            }
            for (int i = 0; i < v.length; i++) {
                t[at + i][j] -= dot * v[i];
            }
        }
        columns(t, v, at, rows);
        columns(q, v, at, n);
    }

    private static void columns(double[][] x, double[] v, int at, int rows) {
        for (int i = 0; i < rows; i++) {
            double dot = 0;
            for (int j = 0; j < v.length; j++) {
                dot += v[j] * x[i][at + j];
            }
            for (int j = 0; j < v.length; j++) {
                x[i][at + j] -= dot * v[j];
            }
        }
    }

    private boolean converge() {
        double norm = 0;
        for (double[] row : t) {
            for (double x : row) {
                norm = Math.max(norm, Math.abs(x));
            }
        }
        int steps = 0;
        for (int high = n - 1; high >= 0; ) {
            int low = high;
            while (low > 0 && !isSmall(low, norm)) {
                low--;
            }
            if (low > 0) {
                t[low][low - 1] = 0;
            }
            if (low >= high - 1) {
                if (low == high - 1) {
                    split(low);
                }
                high = low - 1;
                steps = 0;
            } else if (steps++ == STEPS) {
                return false;
            } else {
                step(low, high, steps % STUCK == 0);
            }
        }
        return true;
    }

    private boolean isSmall(int k, double norm) {
        double beside = Math.abs(t[k - 1][k - 1]) + Math.abs(t[k][k]);
        return Math.abs(t[k][k - 1]) <= UNIT * (beside == 0 ? norm : beside);
    }

    /** One double step, with the eigenvalues of the last block of two as shifts, or others where those lead in circles. */
    private void step(int low, int high, boolean stuck) {
        double far = Math.abs(t[high][high - 1]) + Math.abs(t[high - 1][high - 2]);
        double sum = stuck ? 1.5 * far : t[high - 1][high - 1] + t[high][high];
        double product =
                stuck ? far * far : t[high - 1][high - 1] * t[high][high] - t[high - 1][high] * t[high][high - 1];
        double[] v = {
            t[low][low] * (t[low][low] - sum) + t[low][low + 1] * t[low + 1][low] + product,
            t[low + 1][low] * (t[low][low] + t[low + 1][low + 1] - sum),
            t[low + 1][low] * t[low + 2][low + 1]
        };
        for (int k = low; k < high; k++) {
            if (k > low) {
                v = new double[Math.min(3, high - k + 1)];
                for (int i = 0; i < v.length; i++) {
                    v[i] = t[k + i][k - 1];
                }
            }
            if (reflector(v)) {
                reflect(v, k, Math.max(low, k - 1), Math.min(high, k + 3) + 1);
            }
            for (int i = k + 1; k > low && i < k + v.length; i++) {
                t[i][k - 1] = 0;
            }
        }
    }

    /** Turns a block of two with real eigenvalues into a triangle. */
    private void split(int k) {
        double half = (t[k][k] - t[k + 1][k + 1]) / 2;
        double under = half * half + t[k][k + 1] * t[k + 1][k];
        if (under < 0) {
            return;
        }
        double x = half + Math.copySign(Math.sqrt(under), half);
        double y = t[k + 1][k];
        double length = Math.hypot(x, y);
        if (length == 0) {
            return;
        }
        double c = x / length;
        double s = y / length;
        for (int j = k; j < n; j++) {
            double a = t[k][j];
            double b = t[k + 1][j];
            t[k][j] = c * a + s * b;
            t[k + 1][j] = c * b - s * a;
        }
        turn(t, k, c, s, k + 2);
        turn(q, k, c, s, n);
        t[k + 1][k] = 0;
    }

    private static void turn(double[][] x, int k, double c, double s, int rows) {
        for (int i = 0; i < rows; i++) {
            double a = x[i][k];
            double b = x[i][k + 1];
            x[i][k] = c * a + s * b;
            x[i][k + 1] = c * b - s * a;
        }
    }
}
