package org.autodiff.array;

import org.autodiff.error.MatrixException;

/**
 * The part of a {@link Backend} that solves and factorizes matrices, the last two axes; leading axes are batches. Matrices are
 * square, floating-point, and may hold anything: NaN and infinities give NaN. What does not exist is a
 * {@link MatrixException}.
 */
interface FactorizationPrimitives {
    /** The inverses; a singular matrix is an error. */
    Array inverse(Array x);

    /** The solutions of {@code a z = y} with y [..., n, k] and the same leading axes; a singular matrix is an error. */
    Array solve(Array a, Array y);

    /**
     * The solutions of {@code a z = y} for triangular matrices, or of {@code a^T z = y}. The other triangle is not read. A 0 on
     * the diagonal divides as IEEE arithmetic does.
     *
     * @param upper whether the upper triangle of a is meant, else the lower one
     * @param transposed whether it is the transpose of that which is solved with
     * @param unit whether the diagonal counts as ones and is not read
     */
    Array triangularSolve(Array a, Array y, boolean upper, boolean transposed, boolean unit);

    /** The lower factors L of {@code (x + x^T) / 2 = L L^T}; a matrix that is not positive definite is an error. */
    Array cholesky(Array x);

    /** The determinants: the shape without the last two axes. */
    Array det(Array x);

    /** The signs of the determinants: -1, 0 or 1. */
    Array detSign(Array x);

    /** The logarithms of the determinants' absolute values: minus infinity for a singular matrix. */
    Array logAbsDet(Array x);

    /** The matrices of cofactors, which are the determinant's gradients; right for singular matrices, too. */
    Array cofactors(Array x);

    /** The derivatives of {@link #cofactors} along dx, of the same shape; right for singular matrices, too. */
    Array cofactorsAlong(Array x, Array dx);

    /** The eigenvalues of {@code (x + x^T) / 2}, ascending: the shape without the last axis. */
    Array eigenvalues(Array x);

    /**
     * The eigenvectors of {@code (x + x^T) / 2} as columns, in the order of {@link #eigenvalues}, each of length 1 and with the
     * sign that makes its largest component positive (the first one of those that are within a thousandth of it).
     */
    Array eigenvectors(Array x);
}
