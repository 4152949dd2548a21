package org.autodiff;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.linalg.Decompositions;
import org.autodiff.linalg.Determinants;
import org.autodiff.linalg.GeneralSpectral;
import org.autodiff.linalg.Linalg;
import org.autodiff.linalg.PseudoInverse;
import org.autodiff.linalg.Spectral;
import org.autodiff.op.Reference;
import org.autodiff.op.Reference.Plain;

/** What operations on matrices must compute, from the definitions: expansion by minors, Cramer's rule, Sturm sequences. */
final class LinalgReferences {
    static final Map<OpDef, Reference> ALL = Map.ofEntries(
            Map.entry(Determinants.DET, (i, in, a) -> det(matrix(in[0], i, 0))),
            Map.entry(Determinants.DET_SIGN, (i, in, a) -> Math.signum(det(matrix(in[0], i, 0)))),
            Map.entry(Determinants.LOG_ABS_DET, (i, in, a) -> Math.log(Math.abs(det(matrix(in[0], i, 0))))),
            Map.entry(Determinants.COFACTORS, (i, in, a) -> cofactor(matrix(in[0], i, 2), row(i), column(i))),
            Map.entry(
                    Determinants.COFACTORS_ALONG,
                    (i, in, a) -> cofactorAlong(matrix(in[0], i, 2), matrix(in[1], i, 2), row(i), column(i))),
            Map.entry(Linalg.INVERSE, (i, in, a) -> {
                double[][] x = matrix(in[0], i, 2);
                return cofactor(x, column(i), row(i)) / det(x);
            }),
            Map.entry(Linalg.SOLVE, (i, in, a) -> cramer(matrix(in[0], i, 2), matrix(in[1], i, 2), row(i), column(i))),
            Map.entry(
                    Linalg.TRIANGULAR_SOLVE,
                    (i, in, a) -> cramer(
                            triangle(matrix(in[0], i, 2), (Linalg.Triangle) a),
                            matrix(in[1], i, 2),
                            row(i),
                            column(i))),
            Map.entry(Linalg.CHOLESKY, (i, in, a) -> cholesky(symmetric(matrix(in[0], i, 2)), row(i), column(i))),
            Map.entry(Decompositions.QR_PACKED, (i, in, a) -> qr(matrix(in[0], i, 2), row(i), column(i))),
            Map.entry(Decompositions.SVD_PACKED, (i, in, a) -> svd(matrix(in[0], i, 2), row(i), column(i))),
            Map.entry(Decompositions.SVDVALS, (i, in, a) -> {
                double[][] x = matrix(in[0], i, 1);
                return svd(x, x.length, column(i));
            }),
            Map.entry(Decompositions.LU_PACKED, (i, in, a) -> lu(matrix(in[0], i, 2), row(i), column(i))),
            Map.entry(Decompositions.LU_ROWS, (i, in, a) -> (double) pivots(matrix(in[0], i, 1))[column(i)]),
            Map.entry(
                    GeneralSpectral.EIGVALS,
                    (i, in, a) -> EigenReferences.packed(matrix(in[0], i, 2), row(i), column(i))),
            Map.entry(
                    GeneralSpectral.EIG_PACKED,
                    (i, in, a) -> EigenReferences.packed(matrix(in[0], i, 2), row(i), column(i))),
            Map.entry(PseudoInverse.PINV, (i, in, a) -> pinv(matrix(in[0], i, 2), row(i), column(i))),
            Map.entry(Spectral.EIGVALSH, (i, in, a) -> eigenvalue(symmetric(matrix(in[0], i, 1)), column(i))),
            Map.entry(Spectral.EIGVECSH, (i, in, a) -> {
                double[][] x = symmetric(matrix(in[0], i, 2));
                return eigenvector(x, eigenvalue(x, column(i)))[row(i)];
            }),
            Map.entry(Spectral.WITH_EIGENVALUES, (i, in, a) -> {
                double[][] x = symmetric(matrix(in[0], i, 2));
                int[] at = Arrays.copyOf(i, i.length - 1);
                double sum = 0;
                for (int k = 0; k < x.length; k++) {
                    at[at.length - 1] = k;
                    double[] v = eigenvector(x, eigenvalue(x, k));
                    sum += in[1].at(at) * v[row(i)] * v[column(i)];
                }
                return sum;
            }));

    private LinalgReferences() {}

    private static int row(int[] index) {
        return index[index.length - 2];
    }

    private static int column(int[] index) {
        return index[index.length - 1];
    }

    /** The matrix that belongs to an index of a result, which has so many axes after the leading ones. */
    private static double[][] matrix(Plain x, int[] index, int own) {
        int rank = x.shape().rank();
        double[][] m = new double[x.shape().dim(-2)][x.shape().dim(-1)];
        int[] at = new int[rank];
        System.arraycopy(index, 0, at, 0, index.length - own);
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m[i].length; j++) {
                at[rank - 2] = i;
                at[rank - 1] = j;
                m[i][j] = x.at(at);
            }
        }
        return m;
    }

    /** Q, and below it R, by orthogonalizing each column against those before it, twice. */
    private static double qr(double[][] x, int row, int column) {
        int m = x.length;
        int n = x[0].length;
        double[][] packed = new double[m + n][n];
        for (int k = 0; k < n; k++) {
            double[] q = new double[m];
            for (int i = 0; i < m; i++) {
                q[i] = x[i][k];
            }
            for (int j = 0; j < 2 * k; j++) {
                double along = 0;
                for (int i = 0; i < m; i++) {
                    along += q[i] * packed[i][j % k];
                }
                for (int i = 0; i < m; i++) {
                    q[i] -= along * packed[i][j % k];
                }
                packed[m + j % k][k] += along;
            }
            double length = 0;
            for (double y : q) {
                length = Math.hypot(length, y);
            }
            packed[m + k][k] = length;
            for (int i = 0; i < m; i++) {
                packed[i][k] = q[i] / length;
            }
        }
        return packed[row][column];
    }

    /** U, the singular values, V: from the eigenvectors of the matrix of the columns' products. */
    private static double svd(double[][] x, int row, int column) {
        int m = x.length;
        int n = x[0].length;
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (double[] r : x) {
                    gram[i][j] += r[i] * r[j];
                }
            }
        }
        double square = eigenvalue(gram, n - 1 - column);
        double[] v = eigenvector(gram, square);
        if (row >= m) {
            return row == m ? Math.sqrt(square) : v[row - m - 1];
        }
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += x[row][j] * v[j];
        }
        return sum / Math.sqrt(square);
    }

    /** L and U as quotients of minors (Gantmacher 1959, II.4). */
    private static double lu(double[][] x, int row, int column) {
        int k = Math.min(row, column);
        int[] rows = new int[k + 1];
        int[] columns = new int[k + 1];
        for (int i = 0; i < k; i++) {
            rows[i] = i;
            columns[i] = i;
        }
        rows[k] = row;
        columns[k] = column;
        double minor = minor(x, rows, columns);
        columns[k] = k;
        rows[k] = k;
        return row > column
                ? minor / minor(x, rows, columns)
                : minor / minor(x, Arrays.copyOf(rows, k), Arrays.copyOf(columns, k));
    }

    private static double minor(double[][] x, int[] rows, int[] columns) {
        double[][] part = new double[rows.length][columns.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                part[i][j] = x[rows[i]][columns[j]];
            }
        }
        return det(part);
    }

    /** The rows in the order in which elimination takes them: each makes the leading minor the largest, and is exchanged. */
    private static int[] pivots(double[][] x) {
        int n = x.length;
        int[] rows = new int[n];
        int[] columns = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i;
            columns[i] = i;
        }
        for (int k = 0; k < n; k++) {
            double largest = -1;
            int best = k;
            for (int i = k; i < n; i++) {
                int[] chosen = Arrays.copyOf(rows, k + 1);
                chosen[k] = rows[i];
                double size = Math.abs(minor(x, chosen, Arrays.copyOf(columns, k + 1)));
                best = size > largest ? i : best;
                largest = Math.max(largest, size);
            }
            int row = rows[k];
            rows[k] = rows[best];
            rows[best] = row;
        }
        return rows;
    }

    private static double det(double[][] x) {
        double sum = x.length == 0 ? 1 : 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[0][j] * cofactor(x, 0, j);
        }
        return sum;
    }

    private static double cofactor(double[][] x, int row, int column) {
        return ((row + column) % 2 == 0 ? 1 : -1) * det(without(x, row, column));
    }

    private static double[][] without(double[][] x, int row, int column) {
        int n = x.length - 1;
        double[][] z = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                z[i][j] = x[i < row ? i : i + 1][j < column ? j : j + 1];
            }
        }
        return z;
    }

    /** The derivative of a determinant: the sum of those in which one row is replaced by what it changes by. */
    private static double cofactorAlong(double[][] x, double[][] dx, int row, int column) {
        double[][] minor = without(x, row, column);
        double[][] change = without(dx, row, column);
        double sum = 0;
        for (int i = 0; i < minor.length; i++) {
            double[][] one = minor.clone();
            one[i] = change[i];
            sum += det(one);
        }
        return ((row + column) % 2 == 0 ? 1 : -1) * sum;
    }

    private static double cramer(double[][] a, double[][] y, int row, int column) {
        double[][] replaced = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            replaced[i] = a[i].clone();
            replaced[i][row] = y[i][column];
        }
        return det(replaced) / det(a);
    }

    /** By the normal equations of a matrix of full rank. */
    private static double pinv(double[][] x, int row, int column) {
        double[][] t = transposed(x);
        return x.length >= t.length ? cramer(product(t, x), t, row, column) : cramer(product(x, t), x, column, row);
    }

    private static double[][] transposed(double[][] x) {
        double[][] z = new double[x[0].length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < z.length; j++) {
                z[j][i] = x[i][j];
            }
        }
        return z;
    }

    private static double[][] product(double[][] x, double[][] y) {
        double[][] z = new double[x.length][y[0].length];
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j < z[i].length; j++) {
                for (int k = 0; k < y.length; k++) {
                    z[i][j] += x[i][k] * y[k][j];
                }
            }
        }
        return z;
    }

    private static double[][] triangle(double[][] a, Linalg.Triangle how) {
        int n = a.length;
        double[][] z = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean kept = how.upper() ? i < j : i > j;
                double value = i == j ? how.unit() ? 1 : a[i][j] : kept ? a[i][j] : 0;
                z[how.transposed() ? j : i][how.transposed() ? i : j] = value;
            }
        }
        return z;
    }

    private static double[][] symmetric(double[][] x) {
        double[][] z = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                z[i][j] = (x[i][j] + x[j][i]) / 2;
            }
        }
        return z;
    }

    private static double cholesky(double[][] x, int i, int j) {
        if (j > i) {
            return 0;
        }
        double rest = x[i][j];
        for (int k = 0; k < j; k++) {
            rest -= cholesky(x, i, k) * cholesky(x, j, k);
        }
        return i == j ? Math.sqrt(rest) : rest / cholesky(x, j, j);
    }

    private static double[][] shifted(double[][] x, double by, int size) {
        double[][] z = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                z[i][j] = x[i][j] - (i == j ? by : 0);
            }
        }
        return z;
    }

    /** By bisection: as many eigenvalues are less than a number as the leading minors of x less it change their sign. */
    private static double eigenvalue(double[][] x, int number) {
        double low = -100;
        double high = 100;
        for (int step = 0; step < 70; step++) {
            double middle = (low + high) / 2;
            int less = 0;
            double before = 1;
            for (int n = 1; n <= x.length; n++) {
                double minor = det(shifted(x, middle, n));
                less += minor * before < 0 ? 1 : 0;
                before = minor;
            }
            if (less > number) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /** The largest row of the cofactors of x less the eigenvalue, of length 1, its largest component positive. */
    private static double[] eigenvector(double[][] x, double value) {
        double[][] s = shifted(x, value, x.length);
        double[] best = {0};
        double length = -1;
        for (int i = 0; i < x.length; i++) {
            double[] v = new double[x.length];
            double square = 0;
            for (int j = 0; j < v.length; j++) {
                v[j] = cofactor(s, i, j);
                square += v[j] * v[j];
            }
            if (Math.sqrt(square) > length) {
                length = Math.sqrt(square);
                best = v;
            }
        }
        int top = 0;
        for (int j = 1; j < best.length; j++) {
            top = Math.abs(best[j]) > Math.abs(best[top]) ? j : top;
        }
        double scale = Math.signum(best[top]) * length;
        double[] z = new double[best.length];
        for (int j = 0; j < z.length; j++) {
            z[j] = best[j] / scale;
        }
        return z;
    }
}
