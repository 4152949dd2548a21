package org.autodiff.linalg;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.DType;

/**
 * Perturbation theory of symmetric matrices with equal eigenvalues (Kato 1980, II.6): along a direction such eigenvalues
 * split into those of the direction, restricted to their eigenspace.
 */
final class DegenerateEigenvalues {
    /** Weights of equal eigenvalues that differ by less, relatively, count as equal: rounding of a function of them. */
    private static final double ALIKE = 1e-6;

    private DegenerateEigenvalues() {}

    /**
     * The eigenvectors of x that the eigenvalues of {@code x + t h} follow as t leaves 0 upwards: among those of equal
     * eigenvalues the eigenvectors of h, in ascending order.
     */
    static Tensor vectors(Tensor x, Tensor h) {
        Tensor v = Spectral.EIGVECSH.apply(x);
        int n = x.shape().dim(-1);
        int[] ends = clusterEnds(x);
        if (isSimple(ends)) {
            return v;
        }
        Tensor basis = v.stopGradient();
        double[] turned = basis.matmul(Linalg.symmetric(h.stopGradient()), true, false)
                .matmul(basis)
                .toDoubles();
        double[] rotations = new double[turned.length];
        for (int i = 0, end; i < ends.length; i = end) {
            end = ends[i];
            int m = end - i;
            double[] block = new double[m * m];
            for (int k = 0; k < block.length; k++) {
                block[k] = turned[(i + k / m) * n + i % n + k % m];
            }
            double[] rotation = m == 1
                    ? new double[] {1}
                    : Spectral.EIGVECSH.apply(Tensor.of(block, m, m)).toDoubles();
            for (int k = 0; k < block.length; k++) {
                rotations[(i + k / m) * n + i % n + k % m] = rotation[k];
            }
        }
        return v.matmul(Tensor.of(rotations, x.shape().toArray()).to(x.dtype()));
    }

    /**
     * The divided differences of weights y of the eigenvalues of x, {@code (y_j - y_i) / (l_j - l_i)}; 0 for equal eigenvalues
     * with equal weights, NaN for those with different ones.
     *
     * @param unknown whether the weights vary with x in a way that is not known here: then all equal eigenvalues give NaN
     */
    static Tensor slopes(Tensor x, Tensor y, boolean unknown) {
        Tensor columns = Spectral.row(Spectral.EIGVALSH.apply(x));
        Tensor gaps = columns.sub(Linalg.transposed(columns));
        Tensor weights = Spectral.row(y);
        Tensor rises = weights.sub(Linalg.transposed(weights));
        int n = x.shape().dim(-1);
        int[] ends = clusterEnds(x);
        double[] all = y.stopGradient().toDoubles();
        double[] inside = new double[x.size()];
        boolean[] same = new boolean[x.size()];
        for (int i = 0, end; i < ends.length; i = end) {
            end = ends[i];
            double scale =
                    ALIKE * Arrays.stream(all, i, end).map(Math::abs).max().orElse(0);
            for (int j = i; j < end; j++) {
                for (int k = i; k < end; k++) {
                    int at = j * n + k % n;
                    same[at] = true;
                    boolean zero = j == k || !unknown && Math.abs(all[j] - all[k]) <= scale;
                    inside[at] = zero ? 0 : Double.NaN;
                }
            }
        }
        int[] dims = x.shape().toArray();
        Tensor mask = Tensor.of(same, dims);
        return mask.where(Tensor.of(inside, dims).to(x.dtype()), rises)
                .div(mask.where(Tensor.scalar(gaps.dtype(), 1), gaps));
    }

    /** For the first of each run of equal eigenvalues, counted through all matrices, where it ends. */
    private static int[] clusterEnds(Tensor x) {
        double[] values =
                Spectral.EIGVALSH.apply(x.stopGradient()).stopGradient().toDoubles();
        int n = x.shape().dim(-1);
        double rounding = n * (x.dtype() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0)) * 8;
        int[] ends = new int[values.length];
        for (int from = 0; from < values.length; from += n) {
            double near = rounding * Math.max(Math.abs(values[from]), Math.abs(values[from + n - 1]));
            int first = from;
            for (int i = from; i < from + n; i++) {
                if (i > from && values[i] - values[i - 1] > near) {
                    first = i;
                }
                ends[first] = i + 1;
            }
        }
        return ends;
    }

    private static boolean isSimple(int[] ends) {
        int clusters = 0;
        for (int i = 0; i < ends.length; i = ends[i]) {
            clusters++;
        }
        return clusters == ends.length;
    }
}
