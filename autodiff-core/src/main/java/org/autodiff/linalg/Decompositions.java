package org.autodiff.linalg;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.discrete;
import static org.autodiff.op.Domain.matrices;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.math.Decomposition;
import org.autodiff.error.MatrixException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.linalg.Linalg.Triangle;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;

/**
 * QR, singular value and LU decompositions of the matrices on the last two axes, and least squares; all axes before are batches.
 * They are computed in plain Java and in double precision on every backend, FLOAT32 included, with errors of a few rounding units
 * times the largest singular value; for large matrices they are slower than LAPACK. The derivatives of QR are those of Walter and
 * Lehmann (2010), of the singular values those of Giles (2008), 3.2.
 */
public final class Decompositions {
    /** Orthonormal columns Q and an upper triangular (or trapezoidal) R. */
    public record Qr(Tensor q, Tensor r) {}

    /** Left singular vectors as columns, singular values in descending order, right singular vectors as rows: {@code u s vh}. */
    public record Svd(Tensor u, Tensor s, Tensor vh) {}

    /** A permutation matrix, a unit lower and an upper triangular one, whose product is the matrix. */
    public record Lu(Tensor p, Tensor l, Tensor u) {}

    private static final Triangle UPPER = new Triangle(true, false, false);

    /** Q, and below it R. */
    public static final OpDef QR_PACKED = custom("qrPacked")
            .forward((b, x, out, attrs) -> each(
                    b,
                    x[0],
                    out,
                    a -> Decomposition.qr(a, x[0].shape().dim(-2), x[0].shape().dim(-1))))
            .shape((op, in, attrs) -> in[0].with(-2, tall(op, in[0]) + in[0].dim(-1)))
            .vjp((call, g) -> {
                int m = call.input(0).shape().dim(-2);
                int n = call.input(0).shape().dim(-1);
                Tensor q = rows(call.output(), 0, m);
                Tensor r = rows(call.output(), m, m + n);
                Tensor gq = rows(g, 0, m);
                Tensor mix = r.matmul(rows(g, m, m + n), false, true).sub(gq.matmul(q, true, false));
                Tensor below = mix.tril(-1);
                Tensor both = below.add(Linalg.transposed(below)).add(mix.mul(Linalg.pattern(mix, 0, 1, 0)));
                Tensor right = gq.add(q.matmul(both));
                return new Tensor[] {
                    Linalg.transposed(Linalg.TRIANGULAR_SOLVE.apply(UPPER, r, Linalg.transposed(right)))
                };
            })
            .jvp((call, t) -> {
                int m = call.input(0).shape().dim(-2);
                int n = call.input(0).shape().dim(-1);
                Tensor q = rows(call.output(), 0, m);
                Tensor r = rows(call.output(), m, m + n);
                Tensor c = Linalg.transposed(
                        Linalg.TRIANGULAR_SOLVE.apply(new Triangle(true, true, false), r, Linalg.transposed(t[0])));
                Tensor x = q.matmul(c, true, false);
                Tensor up = x.triu().add(Linalg.transposed(x.tril(-1)));
                return Tensor.concat(-2, c.sub(q.matmul(up)), up.matmul(r));
            })
            .saves(INPUT, OUTPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]")
            .samples("[3,3]")
            .samples("[4,2]")
            .samples("[2,3,2]")
            .rejects(Attrs.None.NONE, "rows", "[2,3]")
            .leading()
            .flops(Flops.cubic(8.0 / 3))
            .formula("(Q, R), x = Q R", "(g_Q + Q \\operatorname{copyltu}(R g_R^\\top - g_Q^\\top Q)) R^{-\\top}")
            .define();

    /** U, below it the singular values as a row, below that V. */
    public static final OpDef SVD_PACKED = custom("svdPacked")
            .forward((b, x, out, attrs) -> each(
                    b,
                    x[0],
                    out,
                    a -> Decomposition.svd(a, x[0].shape().dim(-2), x[0].shape().dim(-1))))
            .shape((op, in, attrs) -> in[0].with(-2, tall(op, in[0]) + 1 + in[0].dim(-1)))
            .vjp((call, g) -> {
                Parts of = new Parts(call, call.output());
                Parts by = new Parts(call, g);
                Tensor first = of.gaps().mul(of.u.matmul(by.u, true, false));
                Tensor second = of.gaps().mul(of.v.matmul(by.v, true, false));
                Tensor column = Linalg.transposed(of.s);
                Tensor middle = first.add(Linalg.transposed(first))
                        .mul(of.s)
                        .add(second.add(Linalg.transposed(second)).mul(column))
                        .add(by.s.mul(Linalg.pattern(by.s, 0, 1, 0)));
                Tensor x = of.u.matmul(middle);
                Tensor outside =
                        by.u.sub(of.u.matmul(of.u.matmul(by.u, true, false))).div(of.s);
                boolean square = of.u.shape().dim(-2) == of.u.shape().dim(-1);
                return new Tensor[] {(square ? x : x.add(outside)).matmul(of.v, false, true)};
            })
            .jvp((call, t) -> {
                Parts of = new Parts(call, call.output());
                Tensor dp = of.u.matmul(t[0].matmul(of.v), true, false);
                Tensor flipped = Linalg.transposed(dp);
                Tensor column = Linalg.transposed(of.s);
                Tensor du = of.u.matmul(of.gaps().mul(dp.mul(of.s).add(flipped.mul(column))));
                Tensor dv = of.v.matmul(of.gaps().mul(dp.mul(column).add(flipped.mul(of.s))));
                if (of.u.shape().dim(-2) > of.u.shape().dim(-1)) {
                    Tensor moved = t[0].matmul(of.v).div(of.s);
                    du = du.add(moved.sub(of.u.matmul(of.u.matmul(moved, true, false))));
                }
                Tensor ds = dp.mul(Linalg.pattern(dp, 0, 1, 0)).sum(true, -2);
                return Tensor.concat(-2, du, ds, dv);
            })
            .saves(INPUT, OUTPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]")
            .samples("[3,3]")
            .samples("[4,2]")
            .samples("[2,3,2]")
            .rejects(Attrs.None.NONE, "rows", "[2,3]")
            .leading()
            .flops(Flops.cubic(21))
            .formula(
                    "(U, s, V), x = U \\operatorname{diag}(s) V^\\top", "U \\operatorname{diag}(g_s) V^\\top + \\cdots")
            .define();

    /** The singular values by themselves, whose derivative exists also where some are equal. */
    public static final OpDef SVDVALS = custom("svdvals")
            .forward((b, x, out, attrs) -> {
                int m = x[0].shape().dim(-2);
                int n = x[0].shape().dim(-1);
                return each(b, x[0], out, a -> Arrays.copyOfRange(Decomposition.svd(a, m, n), m * n, m * n + n));
            })
            .shape((op, in, attrs) -> {
                tall(op, in[0]);
                int[] dims = in[0].toArray();
                int[] kept = Arrays.copyOf(dims, dims.length - 1);
                kept[kept.length - 1] = dims[dims.length - 1];
                return Shape.of(kept);
            })
            .vjp((call, g) -> {
                Parts of = new Parts(call, Decompositions.SVD_PACKED.apply(call.input(0)));
                return new Tensor[] {of.u.mul(g.unsqueeze(-2)).matmul(of.v, false, true)};
            })
            .jvp((call, t) -> {
                Parts of = new Parts(call, Decompositions.SVD_PACKED.apply(call.input(0)));
                return of.u.mul(t[0].matmul(of.v)).sum(-2);
            })
            .saves(INPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]")
            .samples("[3,3]")
            .samples("[4,2]")
            .samples("[2,3,2]")
            .rejects(Attrs.None.NONE, "rows", "[2,3]")
            .leading()
            .flops(Flops.cubic(8.0 / 3))
            .formula("s_i, x v_i = s_i u_i", "\\sum_i g_i u_i v_i^\\top")
            .define();

    /** L below the diagonal and U on it and above, without row exchanges. */
    public static final OpDef LU_PACKED = custom("luPacked")
            .forward((b, x, out, attrs) ->
                    each(b, x[0], out, a -> Decomposition.lu(a, x[0].shape().dim(-1))))
            .shape((op, in, attrs) -> Linalg.square(op, in[0]))
            .vjp((call, g) -> {
                Tensor f = call.output();
                Tensor below = unit(f).matmul(g.tril(-1), true, false).tril(-1);
                Tensor x = below.add(g.triu().matmul(f.triu(), false, true).triu());
                Tensor left = Linalg.TRIANGULAR_SOLVE.apply(new Triangle(false, true, true), f, x);
                return new Tensor[] {Linalg.transposed(Linalg.TRIANGULAR_SOLVE.apply(UPPER, f, Linalg.transposed(left)))
                };
            })
            .jvp((call, t) -> {
                Tensor f = call.output();
                Tensor left = Linalg.TRIANGULAR_SOLVE.apply(new Triangle(false, false, true), f, t[0]);
                Tensor x = Linalg.transposed(
                        Linalg.TRIANGULAR_SOLVE.apply(new Triangle(true, true, false), f, Linalg.transposed(left)));
                return unit(f).matmul(x.tril(-1)).add(x.triu().matmul(f.triu()));
            })
            .saves(OUTPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]")
            .samples("[3,3]")
            .samples("[2,2,2]")
            .rejects(Attrs.None.NONE, "square", "[2,3]")
            .leading()
            .flops(Flops.cubic(2.0 / 3))
            .formula(
                    "(L, U), x = L U",
                    "L^{-\\top} (\\operatorname{tril}(L^\\top g_L) + \\operatorname{triu}(g_U U^\\top)) U^{-\\top}")
            .define();

    public static final OpDef LU_ROWS = discrete("luRows")
            .forward((b, x, out, attrs) -> {
                int n = x[0].shape().dim(-1);
                double[] all = doubles(b, x[0]);
                long[] rows = new long[out.size()];
                for (int i = 0; i * n < rows.length; i++) {
                    double[] one = Arrays.copyOfRange(all, i * n * n, (i + 1) * n * n);
                    System.arraycopy(Decomposition.pivots(one, n), 0, rows, i * n, n);
                }
                return b.of(rows, out);
            })
            .type((op, in, attrs) -> DType.INT64)
            .shape((op, in, attrs) -> {
                Linalg.square(op, in[0]);
                return Shape.of(Arrays.copyOf(in[0].toArray(), in[0].rank() - 1));
            })
            .domain(matrices(-1, 1, 3))
            .samples("[3,3]")
            .samples("[2,2,2]")
            .rejects(Attrs.None.NONE, "square", "[2,3]")
            .leading()
            .flops(Flops.cubic(2.0 / 3))
            .formula("p, x_{p_i} = (L U)_i")
            .define();

    private Decompositions() {}

    /** The three parts of a packed singular value decomposition, or of its cotangent. */
    private static final class Parts {
        final Tensor u;
        final Tensor s;
        final Tensor v;

        Parts(Call call, Tensor packed) {
            int m = call.input(0).shape().dim(-2);
            u = rows(packed, 0, m);
            s = rows(packed, m, m + 1);
            v = rows(packed, m + 1, m + 1 + call.input(0).shape().dim(-1));
        }

        /** One over the differences of the squares, column less row; 0 on the diagonal. Equal ones give infinity. */
        Tensor gaps() {
            Tensor row = Linalg.transposed(s);
            Tensor gaps = s.sub(row).mul(s.add(row));
            return gaps.add(Linalg.pattern(gaps, 0, 1, 0)).reciprocal().mul(Linalg.pattern(gaps, 1, 0, 1));
        }
    }

    private static Tensor rows(Tensor x, int from, int to) {
        return x.slice(-2, from, to);
    }

    private static Tensor unit(Tensor packed) {
        return packed.tril(-1).add(Linalg.pattern(packed, 0, 1, 0));
    }

    private static int tall(String op, Shape x) {
        if (x.rank() < 2 || x.dim(-2) < x.dim(-1)) {
            throw new ShapeException(
                    op + ": shape " + x + "; the last two axes must be matrices with at least as many rows"
                            + " as columns, transpose others");
        }
        return x.dim(-2);
    }

    private static void matrix(String op, Tensor x) {
        Require.nonNull(x, op, "the tensor", "pass matrices [*, m, n]");
        if (x.rank() < 2) {
            throw new ShapeException(op + ": shape " + x.shape() + "; the last two axes must be matrices");
        }
    }

    private static double[] doubles(Backend b, Array x) {
        return (double[]) b.elements(b.cast(x, DType.FLOAT64));
    }

    /** Each matrix of an array through a function. */
    private static Array each(Backend b, Array x, Shape out, UnaryOperator<double[]> f) {
        double[] all = doubles(b, x);
        int in = x.shape().dim(-2) * x.shape().dim(-1);
        double[] results = new double[out.size()];
        for (int i = 0, to = 0; in > 0 && i < all.length; i += in) {
            for (double value : f.apply(Arrays.copyOfRange(all, i, i + in))) {
                results[to++] = value;
            }
        }
        return b.cast(b.of(results, out), x.dtype());
    }

    /** Q and below it R, as one tensor, of each matrix with at least as many rows as columns; see {@link #qr}. */
    public static Tensor qrPacked(Tensor x) {
        return QR_PACKED.apply(x);
    }

    /** U, below it the singular values as a row, below that V, of each matrix with at least as many rows as columns; see {@link #svd}. */
    public static Tensor svdPacked(Tensor x) {
        return SVD_PACKED.apply(x);
    }

    /** L below the diagonal and U on it and above, without row exchanges, of each square matrix; see {@link #lu}. */
    public static Tensor luPacked(Tensor x) {
        return LU_PACKED.apply(x);
    }

    /** For each row of {@code l u} the row of the matrix that {@link #lu} takes there; INT64, without gradient. */
    public static Tensor luRows(Tensor x) {
        return LU_ROWS.apply(x);
    }

    /**
     * The reduced QR decomposition of each matrix of x [*, m, n]: Q [*, m, k] and R [*, k, n] with k the smaller of m and n. The
     * diagonal of R is not negative, so that the decomposition is the only one, and differentiable, where the first k columns are
     * independent (LAPACK, and so PyTorch, may choose other signs).
     */
    @Composite("(Q, R), x = Q R")
    public static Qr qr(Tensor x) {
        matrix("qr", x);
        int m = x.shape().dim(-2);
        int n = x.shape().dim(-1);
        int k = Math.min(m, n);
        Tensor packed = QR_PACKED.apply(n > k ? x.slice(-1, 0, k) : x);
        Tensor q = rows(packed, 0, m);
        Tensor r = rows(packed, m, m + k);
        return new Qr(q, n > k ? Tensor.concat(-1, r, q.matmul(x.slice(-1, k, n), true, false)) : r);
    }

    /**
     * The reduced singular value decomposition of each matrix of x [*, m, n]: u [*, m, k], s [*, k] and vh [*, k, n] with k the
     * smaller of m and n. The signs make the largest component of each right singular vector (of each left one, if
     * {@code m < n}) positive. The vectors have no derivative where singular values are equal or, unless x is square, 0: it is infinite
     * or NaN there; take {@link #svdvals} where only the values are wanted.
     */
    @Composite("(U, s, V^\\top), x = U \\operatorname{diag}(s) V^\\top")
    public static Svd svd(Tensor x) {
        matrix("svd", x);
        int m = x.shape().dim(-2);
        int n = x.shape().dim(-1);
        if (m < n) {
            Svd flipped = svd(Linalg.transposed(x));
            return new Svd(Linalg.transposed(flipped.vh), flipped.s, Linalg.transposed(flipped.u));
        }
        Tensor scale = MatrixScale.of(x);
        Tensor packed = SVD_PACKED.apply(scale == null ? x : x.div(scale));
        Tensor s = rows(packed, m, m + 1);
        return new Svd(
                rows(packed, 0, m),
                (scale == null ? s : s.mul(scale)).squeeze(-2),
                Linalg.transposed(rows(packed, m + 1, m + 1 + n)));
    }

    /** The singular values of each matrix of x [*, m, n] in descending order: [*, k] with k the smaller of m and n. */
    @Composite("s_i, x v_i = s_i u_i")
    public static Tensor svdvals(Tensor x) {
        matrix("svdvals", x);
        Tensor tall = x.shape().dim(-2) < x.shape().dim(-1) ? Linalg.transposed(x) : x;
        Tensor scale = MatrixScale.of(tall);
        return scale == null
                ? SVDVALS.apply(tall)
                : SVDVALS.apply(tall.div(scale)).mul(scale.squeeze(-1));
    }

    /**
     * The LU decomposition with partial pivoting of each square matrix of x [*, n, n]: {@code x = p l u}. The derivative holds the
     * permutation; it is infinite or NaN for singular matrices.
     */
    @Composite("(P, L, U), x = P L U")
    public static Lu lu(Tensor x) {
        Require.nonNull(x, "lu", "the tensor", "pass square matrices [*, n, n]");
        Linalg.square("lu", x.shape());
        Tensor picked = LU_ROWS.apply(x).oneHot(x.shape().dim(-1)).to(x.dtype());
        Tensor packed = LU_PACKED.apply(picked.matmul(x));
        return new Lu(Linalg.transposed(picked), unit(packed), packed.triu());
    }

    /**
     * The solution z of least squares, {@code |a z - y|}, by QR, for a [*, m, n] of full rank and y [*, m, k]: for {@code m < n} the
     * one of least norm. Accurate to the condition number of a, not to its square as the normal equations are. PyTorch's driver
     * {@code gels}.
     *
     * @throws MatrixException if a matrix has not full rank, to rounding
     */
    @Composite("\\operatorname{argmin}_z \\|x z - y\\|")
    public static Tensor lstsq(Tensor a, Tensor y) {
        matrix("lstsq", a);
        matrix("lstsq", y);
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        if (y.shape().dim(-2) != m) {
            throw new ShapeException("lstsq: matrices " + a.shape() + " and right-hand sides " + y.shape()
                    + "; the right-hand sides must have as many rows");
        }
        Qr f = qr(m < n ? Linalg.transposed(a) : a);
        requireFullRank(f.r, Math.max(m, n));
        if (m >= n) {
            return Linalg.triangularSolve(f.r, f.q.matmul(y, true, false), true);
        }
        return f.q.matmul(Linalg.triangularSolve(Linalg.transposed(f.r), y, false));
    }

    private static void requireFullRank(Tensor r, int rows) {
        Tensor diagonal = r.stopGradient().diagonal(0, -2, -1).abs().to(DType.FLOAT64);
        if (diagonal.size() == 0) {
            return;
        }
        double unit = r.dtype() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
        Tensor least = diagonal.min(true, -1).sub(diagonal.max(true, -1).mul(rows * unit));
        for (double margin : Vmap.numbers(least).toDoubles()) {
            if (margin <= 0) {
                throw new MatrixException("lstsq: a matrix has not full rank; leave dependent columns out, or add rows"
                        + " that penalize the solution");
            }
        }
    }
}
