package org.autodiff.array.heap;

import java.util.function.DoubleBinaryOperator;
import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.autodiff.array.math.Lu;
import org.autodiff.array.math.SymmetricEigen;
import org.autodiff.array.math.Triangles;

/** Factorizations by loops in Java: a batch of matrices one after the other, in double precision. */
interface Factorizations extends Hosting {
    private static Lu regular(Array x, Matrices m, int i) {
        Lu lu = new Lu(m.values(), m.at(i), m.rows());
        if (lu.zeroPivot() >= 0) {
            throw Matrices.error(
                    x.shape(),
                    i,
                    "is singular (its pivot " + lu.zeroPivot() + " is 0); add a multiple of the identity,"
                            + " or check for equal rows");
        }
        return lu;
    }

    @Override
    default Array inverse(Array x) {
        Matrices m = Matrices.of(onHeap(x));
        int n = m.rows();
        Matrices z = m.like(n, n);
        for (int i = 0; i < m.count(); i++) {
            for (int k = 0; k < n; k++) {
                z.values()[z.at(i) + k * n + k] = 1;
            }
            regular(x, m, i).solve(z.values(), z.at(i), n);
        }
        return placed(z.pack(x.dtype(), x.shape()));
    }

    @Override
    default Array solve(Array a, Array y) {
        Matrices m = Matrices.of(onHeap(a));
        Matrices z = Matrices.of(onHeap(y));
        for (int i = 0; i < m.count(); i++) {
            regular(a, m, i).solve(z.values(), z.at(i), z.columns());
        }
        return placed(z.pack(y.dtype(), y.shape()));
    }

    @Override
    default Array triangularSolve(Array a, Array y, boolean upper, boolean transposed, boolean unit) {
        Matrices m = Matrices.of(onHeap(a));
        Matrices z = Matrices.of(onHeap(y));
        for (int i = 0; i < m.count(); i++) {
            Triangles.solve(m.values(), m.at(i), m.rows(), z.values(), z.at(i), z.columns(), upper, transposed, unit);
        }
        return placed(z.pack(y.dtype(), y.shape()));
    }

    @Override
    default Array cholesky(Array x) {
        Matrices m = Matrices.of(onHeap(x)).symmetrize();
        for (int i = 0; i < m.count(); i++) {
            int row = Triangles.cholesky(m.values(), m.at(i), m.rows());
            if (row >= 0) {
                throw Matrices.error(
                        x.shape(),
                        i,
                        "is not positive definite (its leading minor of order " + (row + 1)
                                + " is not positive); add a multiple of the identity");
            }
        }
        return placed(m.pack(x.dtype(), x.shape()));
    }

    /** For each matrix the pivots of Gaussian elimination, and after them the sign of the order of the rows. */
    default double[] pivots(Array x) {
        Matrices m = Matrices.of(onHeap(x));
        int n = m.rows();
        double[] z = new double[m.count() * (n + 1)];
        for (int i = 0; i < m.count(); i++) {
            new Lu(m.values(), m.at(i), n).pivots(z, i * (n + 1));
        }
        return z;
    }

    @Override
    default Array det(Array x) {
        return determinant(x, true, (z, pivot) -> z * pivot);
    }

    @Override
    default Array detSign(Array x) {
        return determinant(x, true, (z, pivot) -> z * Math.signum(pivot));
    }

    @Override
    default Array logAbsDet(Array x) {
        return determinant(x, false, (z, pivot) -> z + Math.log(Math.abs(pivot)));
    }

    /** A function of each pivot and what was made of those before, beginning with the sign or with 0. */
    private Array determinant(Array x, boolean signed, DoubleBinaryOperator f) {
        double[] pivots = pivots(x);
        int n = x.shape().dim(-1);
        Shape out = Matrices.batch(x.shape(), 2);
        double[] all = new double[out.size()];
        for (int i = 0; i < all.length; i++) {
            int at = i * (n + 1);
            double z = signed ? pivots[at + n] : 0;
            for (int k = 0; k < n; k++) {
                z = f.applyAsDouble(z, pivots[at + k]);
            }
            all[i] = z;
        }
        return placed(HeapArrays.of(all, x.dtype(), out));
    }

    @Override
    default Array cofactors(Array x) {
        Matrices m = Matrices.of(onHeap(x));
        Matrices z = m.like(m.rows(), m.rows());
        for (int i = 0; i < m.count(); i++) {
            new Cofactors(m.values(), m.at(i), m.rows()).write(z.values(), z.at(i));
        }
        return placed(z.pack(x.dtype(), x.shape()));
    }

    @Override
    default Array cofactorsAlong(Array x, Array dx) {
        Matrices m = Matrices.of(onHeap(x));
        Matrices t = Matrices.of(onHeap(dx));
        Matrices z = m.like(m.rows(), m.rows());
        for (int i = 0; i < m.count(); i++) {
            new Cofactors(m.values(), m.at(i), m.rows()).writeAlong(t.values(), t.at(i), z.values(), z.at(i));
        }
        return placed(z.pack(x.dtype(), x.shape()));
    }

    @Override
    default Array eigenvalues(Array x) {
        Matrices m = Matrices.of(onHeap(x)).symmetrize();
        Matrices z = m.like(1, m.rows());
        for (int i = 0; i < m.count(); i++) {
            new SymmetricEigen(m.values(), m.at(i), m.rows()).values(z.values(), z.at(i));
        }
        return placed(z.pack(x.dtype(), Matrices.batch(x.shape(), 1)));
    }

    @Override
    default Array eigenvectors(Array x) {
        Matrices m = Matrices.of(onHeap(x)).symmetrize();
        Matrices z = m.like(m.rows(), m.rows());
        for (int i = 0; i < m.count(); i++) {
            new SymmetricEigen(m.values(), m.at(i), m.rows()).vectors(z.values(), z.at(i));
        }
        return placed(z.pack(x.dtype(), x.shape()));
    }
}
