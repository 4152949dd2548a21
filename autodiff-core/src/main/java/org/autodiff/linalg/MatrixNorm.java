package org.autodiff.linalg;

import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/** Norms and condition numbers of the matrices on the last two axes; all axes before are batches. Of vectors: {@link Tensor#norm}. */
public final class MatrixNorm {
    /** What a matrix is measured by. */
    public enum Order {
        /** The root of the sum of squares: {@code fro}. */
        FROBENIUS(x -> x.norm(2.0, false, -2, -1)),
        /** The sum of the singular values: {@code nuc}. */
        NUCLEAR(x -> Decompositions.svdvals(x).sum(-1)),
        /** The largest singular value: 2. */
        TWO(x -> Decompositions.svdvals(x).max(-1)),
        /** The smallest singular value: -2. */
        MINUS_TWO(x -> Decompositions.svdvals(x).min(-1)),
        /** The largest sum of absolute values in a column: 1. */
        ONE(x -> x.abs().sum(-2).max(-1)),
        /** The smallest sum of absolute values in a column: -1. */
        MINUS_ONE(x -> x.abs().sum(-2).min(-1)),
        /** The largest sum of absolute values in a row: {@code inf}. */
        INFINITY(x -> x.abs().sum(-1).max(-1)),
        /** The smallest sum of absolute values in a row: {@code -inf}. */
        MINUS_INFINITY(x -> x.abs().sum(-1).min(-1));

        private final UnaryOperator<Tensor> norm;

        Order(UnaryOperator<Tensor> norm) {
            this.norm = norm;
        }
    }

    private MatrixNorm() {}

    /** The Frobenius norm of each matrix of x. */
    public static Tensor matrixNorm(Tensor x) {
        return matrixNorm(x, Order.FROBENIUS);
    }

    /** A norm of each matrix of x [*, m, n]: [*]. Extremes of no elements are an error. */
    @Composite("\\lVert x \\rVert")
    public static Tensor matrixNorm(Tensor x, Order order) {
        requireMatrices("matrixNorm", x);
        return Require.choice(order, "matrixNorm", "the order", Order.FROBENIUS)
                .norm
                .apply(x);
    }

    /** The ratio of the largest to the smallest singular value of each matrix of x [*, m, n]; infinite for one without full rank. */
    public static Tensor cond(Tensor x) {
        return cond(x, Order.TWO);
    }

    /** The norm of each matrix times that of its inverse; by singular values for the orders of two, which take matrices of any sizes. */
    @Composite("\\lVert x \\rVert \\lVert x^{-1} \\rVert")
    public static Tensor cond(Tensor x, Order order) {
        requireMatrices("cond", x);
        Require.choice(order, "cond", "the order", Order.TWO);
        if (order == Order.TWO || order == Order.MINUS_TWO) {
            Tensor s = Decompositions.svdvals(x);
            Tensor most = s.max(-1);
            Tensor least = s.min(-1);
            return order == Order.TWO ? most.div(least) : least.div(most);
        }
        return matrixNorm(x, order).mul(matrixNorm(Linalg.inverse(x), order));
    }

    private static void requireMatrices(String op, Tensor x) {
        Require.nonNull(x, op, "x", "pass a tensor");
        if (x.rank() < 2) {
            throw new ShapeException(op + ": shape " + x.shape() + "; the last two axes must be matrices");
        }
    }
}
