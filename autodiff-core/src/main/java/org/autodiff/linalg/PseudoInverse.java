package org.autodiff.linalg;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.matrices;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.math.Decomposition;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/**
 * The pseudoinverse (Moore and Penrose) and the rank of the matrices on the last two axes; all axes before are batches. Singular values up to a
 * tolerance, relative to the largest, count as 0. The derivative is that of Golub and Pereyra (1973): it exists where the rank stays the
 * same, of matrices with equal singular values too.
 */
public final class PseudoInverse {
    /** The relative tolerance; NaN stands for that of PyTorch, the larger of rows and columns times the rounding unit of the type. */
    record Tolerance(double relative) implements Attrs {
        private static final Tolerance USUAL = new Tolerance(Double.NaN);

        @Override
        public void check(String op, Shape first) {
            if (relative < 0 || relative == Double.POSITIVE_INFINITY) {
                throw new ArgumentException(
                        op + ": the relative tolerance is " + relative + "; it must be finite and not negative");
            }
        }

        double of(DType type, int rows, int columns) {
            double unit = type == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
            return Double.isNaN(relative) ? Math.max(rows, columns) * unit : relative;
        }

        @Override
        public String toString() {
            return Double.isNaN(relative) ? "" : "rtol=" + relative;
        }
    }

    public static final OpDef PINV = custom("pinv")
            .forward(Tolerance.class, (b, x, out, tolerance) -> each(b, x[0], out, tolerance))
            .shape((op, in, attrs) -> {
                if (in[0].rank() < 2) {
                    throw new ShapeException(op + ": shape " + in[0] + "; the last two axes must be matrices");
                }
                int n = in[0].dim(-1);
                return in[0].with(-1, in[0].dim(-2)).with(-2, n);
            })
            .vjp((call, g) -> {
                Tensor x = call.input(0);
                Tensor p = call.output();
                Tensor h = Linalg.transposed(g);
                Tensor direct = p.matmul(g.matmul(p, false, true), true, false);
                Tensor outside = h.sub(x.matmul(p.matmul(h))).matmul(p.matmul(p, false, true));
                Tensor kernel =
                        p.matmul(p, true, false).matmul(h.sub(h.matmul(p).matmul(x)));
                return new Tensor[] {outside.add(kernel).sub(direct)};
            })
            .jvp((call, t) -> {
                Tensor x = call.input(0);
                Tensor p = call.output();
                Tensor d = Linalg.transposed(t[0]);
                Tensor outside =
                        p.matmul(p, false, true).matmul(d.sub(d.matmul(x).matmul(p)));
                Tensor kernel = d.sub(p.matmul(x.matmul(d))).matmul(p.matmul(p, true, false));
                return outside.add(kernel).sub(p.matmul(t[0]).matmul(p));
            })
            .saves(INPUT, OUTPUT)
            .domain(matrices(-1, 1, 3))
            .samples(Tolerance.USUAL, "[1,1]", "[3,3]", "[4,2]", "[2,3]", "[2,3,2]")
            .samples(new Tolerance(0.01), "[3,2]")
            .rejects(Tolerance.USUAL, "matrices", "[3]")
            .rejects(new Tolerance(-1), "relative tolerance", "[3,3]")
            .leading()
            .formula(
                    "x^+",
                    "-x^{+\\top} g x^{+\\top} + (I - x x^+) g^\\top x^+ x^{+\\top} + x^{+\\top} x^+ g^\\top (I - x^+ x)")
            .define();

    private PseudoInverse() {}

    private static Array each(Backend b, Array x, Shape out, Tolerance tolerance) {
        int rows = x.shape().dim(-2);
        int columns = x.shape().dim(-1);
        int n = Math.min(rows, columns);
        int m = Math.max(rows, columns);
        double relative = tolerance.of(x.dtype(), rows, columns);
        double[] all = (double[]) b.elements(b.cast(x, DType.FLOAT64));
        double[] results = new double[out.size()];
        for (int at = 0; n > 0 && at < all.length; at += m * n) {
            double[] tall = Arrays.copyOfRange(all, at, at + m * n);
            if (rows < columns) {
                tall = transposed(tall, rows, columns);
            }
            double[] inverse = inverse(Decomposition.svd(tall, m, n), m, n, relative);
            System.arraycopy(rows < columns ? transposed(inverse, n, m) : inverse, 0, results, at, m * n);
        }
        return b.cast(b.of(results, out), x.dtype());
    }

    /** From U [m, n], the singular values and V [n, n] to {@code V S^+ U^T}, [n, m]. */
    private static double[] inverse(double[] svd, int m, int n, double relative) {
        double[] z = new double[n * m];
        int values = m * n;
        for (int k = 0; k < n; k++) {
            double s = svd[values + k];
            boolean counts = !(s <= relative * svd[values]); // NaN counts
            for (int i = 0; counts && i < n; i++) {
                double v = svd[values + n + i * n + k] / s;
                for (int j = 0; j < m; j++) {
                    z[i * m + j] += v * svd[j * n + k];
                }
            }
        }
        return z;
    }

    private static double[] transposed(double[] x, int rows, int columns) {
        double[] z = new double[x.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                z[j * rows + i] = x[i * columns + j];
            }
        }
        return z;
    }

    /** The pseudoinverse [*, n, m] of each matrix of x [*, m, n], with PyTorch's tolerance. */
    public static Tensor pinv(Tensor x) {
        return pinv(x, Tolerance.USUAL);
    }

    /**
     * The pseudoinverse [*, n, m] of each matrix of x [*, m, n].
     *
     * @param rtol singular values up to this part of the largest count as 0
     */
    public static Tensor pinv(Tensor x, double rtol) {
        Require.notNegative(rtol, "pinv", "the relative tolerance");
        return pinv(x, new Tolerance(rtol));
    }

    private static Tensor pinv(Tensor x, Tolerance tolerance) {
        Tensor scale = MatrixScale.of(x);
        return scale == null
                ? PINV.apply(tolerance, x)
                : PINV.apply(tolerance, x.div(scale)).div(scale);
    }

    /** The number of singular values of each matrix of x [*, m, n] beyond PyTorch's tolerance; INT64 [*], without gradient. */
    public static Tensor matrixRank(Tensor x) {
        return rank(x, Tolerance.USUAL);
    }

    /**
     * The number of singular values of each matrix of x [*, m, n] that count; INT64 [*], without gradient.
     *
     * @param rtol singular values up to this part of the largest count as 0
     */
    @Composite("\\#\\{i : s_i > \\varepsilon s_1\\}")
    public static Tensor matrixRank(Tensor x, double rtol) {
        Require.notNegative(rtol, "matrixRank", "the relative tolerance");
        return rank(x, new Tolerance(rtol));
    }

    private static Tensor rank(Tensor x, Tolerance tolerance) {
        Require.nonNull(x, "matrixRank", "x", "pass a tensor");
        Tensor s = Decompositions.svdvals(x.stopGradient());
        if (s.shape().dim(-1) == 0) {
            return Tensor.zeros(DType.INT64, Arrays.copyOf(s.shape().toArray(), s.rank() - 1));
        }
        double relative = tolerance.of(x.dtype(), x.shape().dim(-2), x.shape().dim(-1));
        return s.gt(s.slice(-1, 0, 1).mul(relative)).to(DType.FLOAT64).sum(-1).to(DType.INT64);
    }
}
