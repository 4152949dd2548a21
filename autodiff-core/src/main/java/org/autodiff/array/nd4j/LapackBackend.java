package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The part of the {@link NativeBackend} that factorizes matrices: by LAPACK, batches on all cores. Small matrices, and those
 * with elements that are not finite, are left to the loops in Java.
 */
abstract class LapackBackend extends NativeArrays {
    /** The rows from which LAPACK is faster than loops in Java, copies included. */
    static final int LEAST = 16;

    LapackBackend(Natives natives) {
        super(natives);
    }

    /** Whether matrices are large enough, and LAPACK is right here. */
    private static boolean isWanted(Array x) {
        return x.shape().dim(-1) >= LEAST && x.size() > 0 && LapackTrial.passed(x.dtype());
    }

    /** A copy for LAPACK to work on, or null where there is an element that is not finite, or none at all. */
    private Array finite(Array x) {
        Array z = x.size() == 0 ? null : nativeCopy(x);
        return z != null && Lapack.isFinite(block(z).pointer, z.size()) ? z : null;
    }

    private Array taken(Array x) {
        return isWanted(x) ? finite(x) : null;
    }

    /** What is done with each matrix: the pointer is the caller's own and stands at it. */
    @FunctionalInterface
    private interface Body {
        void matrix(Pointer a, int i);
    }

    /** Walks a batch of square matrices, on several threads if it is large. */
    private void each(Array z, Body body) {
        int n = z.shape().dim(-1);
        int count = z.size() / (n * n);
        int weight = (int) Math.min(Integer.MAX_VALUE / count, (long) n * n * n / 16);
        Block block = block(z);
        spread().groups(count, weight, (from, to) -> {
            for (int i = from; i < to; i++) {
                body.matrix(block.at(i * n * n), i);
            }
        });
        Reference.reachabilityFence(z);
    }

    /** Whether LAPACK gave up on a matrix. The loops in Java then do the work, or say in words why it cannot be done. */
    private static boolean any(AtomicIntegerArray failed) {
        for (int i = 0; i < failed.length(); i++) {
            if (failed.get(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private static AtomicIntegerArray flags(Array x) {
        return new AtomicIntegerArray(x.size() / (x.shape().dim(-1) * x.shape().dim(-2)));
    }

    @Override
    public Array inverse(Array x) {
        Array z = taken(x);
        if (z == null) {
            return super.inverse(x);
        }
        int n = x.shape().dim(-1);
        AtomicIntegerArray failed = flags(x);
        each(z, (a, i) -> {
            try (IntPointer pivots = new IntPointer(n)) {
                if (!Lapack.lu(a, n, pivots) || !Lapack.invert(a, n, pivots)) {
                    failed.set(i, 1);
                }
            }
        });
        return any(failed) ? super.inverse(x) : settled(z);
    }

    @Override
    public Array solve(Array a, Array y) {
        Array z = isWanted(a) ? finite(y) : null;
        Array lu = z == null ? null : taken(a);
        if (lu == null) {
            return super.solve(a, y);
        }
        int n = y.shape().dim(-2);
        int k = y.shape().dim(-1);
        AtomicIntegerArray failed = flags(a);
        Block to = block(z);
        each(lu, (m, i) -> {
            try (IntPointer pivots = new IntPointer(n)) {
                if (!Lapack.lu(m, n, pivots)) {
                    failed.set(i, 1);
                } else {
                    Lapack.solve(m, n, pivots, to.at(i * n * k), k);
                }
            }
        });
        Reference.reachabilityFence(z);
        return any(failed) ? super.solve(a, y) : settled(z);
    }

    @Override
    public Array triangularSolve(Array a, Array y, boolean upper, boolean transposed, boolean unit) {
        Array z = isWanted(a) ? finite(y) : null;
        Array triangle = z == null ? null : taken(a);
        if (triangle == null) {
            return super.triangularSolve(a, y, upper, transposed, unit);
        }
        int n = y.shape().dim(-2);
        int k = y.shape().dim(-1);
        Block to = block(z);
        each(triangle, (m, i) -> Lapack.triangular(m, n, to.at(i * n * k), k, upper, transposed, unit));
        Reference.reachabilityFence(z);
        return settled(z);
    }

    /** A native copy of the symmetric parts, or null. */
    private Array symmetric(Array x) {
        Array z = taken(x);
        if (z == null) {
            return null;
        }
        int n = x.shape().dim(-1);
        each(z, (a, i) -> {
            for (int row = 0; row < n; row++) {
                for (int column = 0; column < row; column++) {
                    int below = row * n + column;
                    int above = column * n + row;
                    double mean = 0.5 * get(a, below) + 0.5 * get(a, above);
                    put(a, below, mean);
                    put(a, above, mean);
                }
            }
        });
        return z;
    }

    @Override
    public Array cholesky(Array x) {
        Array z = symmetric(x);
        if (z == null) {
            return super.cholesky(x);
        }
        int n = x.shape().dim(-1);
        AtomicIntegerArray failed = flags(x);
        each(z, (a, i) -> {
            if (!Lapack.cholesky(a, n)) {
                failed.set(i, 1);
            }
            Block block = block(z);
            for (int row = 0; row < n - 1; row++) {
                int rest = n - 1 - row;
                Pointer.memset(
                        block.at(i * n * n + row * n + row + 1),
                        0,
                        (long) rest * x.dtype().bytes());
            }
        });
        return any(failed) ? super.cholesky(x) : settled(z);
    }

    @Override
    public Array det(Array x) {
        return determinant(x, super::det, (diagonal, parity) -> {
            double z = parity;
            for (double pivot : diagonal) {
                z *= pivot;
            }
            return z;
        });
    }

    @Override
    public Array detSign(Array x) {
        return determinant(x, super::detSign, (diagonal, parity) -> {
            double z = parity;
            for (double pivot : diagonal) {
                z *= Math.signum(pivot);
            }
            return z;
        });
    }

    @Override
    public Array logAbsDet(Array x) {
        return determinant(x, super::logAbsDet, (diagonal, parity) -> {
            double z = 0;
            for (double pivot : diagonal) {
                z += Math.log(Math.abs(pivot));
            }
            return z;
        });
    }

    /** A function of the pivots and of the sign of their order. */
    private Array determinant(Array x, UnaryOperator<Array> otherwise, ToDoubleBiFunction<double[], Integer> what) {
        Array lu = taken(x);
        if (lu == null) {
            return otherwise.apply(x);
        }
        int n = x.shape().dim(-1);
        double[] z = new double[x.size() / (n * n)];
        each(lu, (a, i) -> {
            try (IntPointer pivots = new IntPointer(n)) {
                Lapack.lu(a, n, pivots);
                double[] diagonal = new double[n];
                int parity = 1;
                for (int k = 0; k < n; k++) {
                    diagonal[k] = get(a, k * n + k);
                    parity = pivots.get(k) == k + 1 ? parity : -parity;
                }
                z[i] = what.applyAsDouble(diagonal, parity);
            }
        });
        return cast(of(z, Shape.of(Arrays.copyOf(x.shape().toArray(), x.shape().rank() - 2))), x.dtype());
    }

    private static double get(Pointer x, int i) {
        return x instanceof FloatPointer f ? f.get(i) : ((DoublePointer) x).get(i);
    }

    private static void put(Pointer x, int i, double value) {
        if (x instanceof FloatPointer f) {
            f.put(i, (float) value);
        } else {
            ((DoublePointer) x).put(i, value);
        }
    }

    @Override
    public Array eigenvalues(Array x) {
        Array z = symmetric(x);
        if (z == null) {
            return super.eigenvalues(x);
        }
        int n = x.shape().dim(-1);
        double[] values = new double[x.size() / n];
        AtomicIntegerArray failed = flags(x);
        each(z, (a, i) -> {
            try (Pointer w = row(a, n)) {
                if (!Lapack.eigen(a, n, w, false)) {
                    failed.set(i, 1);
                }
                for (int k = 0; k < n; k++) {
                    values[i * n + k] = get(w, k);
                }
            }
        });
        return cast(
                of(values, Shape.of(Arrays.copyOf(x.shape().toArray(), x.shape().rank() - 1))), x.dtype());
    }

    private static Pointer row(Pointer like, int n) {
        return like instanceof FloatPointer ? new FloatPointer(n) : new DoublePointer(n);
    }

    @Override
    public Array eigenvectors(Array x) {
        Array z = symmetric(x);
        if (z == null) {
            return super.eigenvectors(x);
        }
        int n = x.shape().dim(-1);
        AtomicIntegerArray failed = flags(x);
        each(z, (a, i) -> {
            try (Pointer w = row(a, n)) {
                if (!Lapack.eigen(a, n, w, true)) {
                    failed.set(i, 1);
                    return;
                }
            }
            double[] columns = new double[n * n];
            for (int k = 0; k < n * n; k++) {
                columns[k % n * n + k / n] = get(a, k);
            }
            orient(columns, n);
            for (int k = 0; k < n * n; k++) {
                put(a, k, columns[k]);
            }
        });
        return any(failed) ? super.eigenvectors(x) : settled(z);
    }
}
