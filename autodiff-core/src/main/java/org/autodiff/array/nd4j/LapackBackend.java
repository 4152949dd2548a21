package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
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
        return z != null && Lapack.isFinite(Block.of(z).pointer, z.size()) ? z : null;
    }

    private Array taken(Array x) {
        return isWanted(x) ? finite(x) : null;
    }

    /** What is done with each matrix: the pointer is the caller's own and stands at it. False if it has failed. */
    @FunctionalInterface
    private interface Body {
        boolean matrix(Pointer a, int i);
    }

    /**
     * Walks a batch of square matrices, on several threads if it is large. False if LAPACK gave up on one: the loops in Java
     * then do the work, or say in words why it cannot be done.
     */
    private boolean each(Array z, Body body) {
        int n = z.shape().dim(-1);
        int count = z.size() / (n * n);
        int weight = (int) Math.min(Integer.MAX_VALUE / count, (long) n * n * n / 16);
        Block block = Block.of(z);
        AtomicBoolean good = new AtomicBoolean(true);
        spread().groups(count, weight, (from, to) -> {
            for (int i = from; i < to; i++) {
                if (!body.matrix(block.at(i * n * n), i)) {
                    good.set(false);
                }
            }
        });
        Reference.reachabilityFence(z);
        return good.get();
    }

    @Override
    public Array inverse(Array x) {
        Array z = taken(x);
        int n = x.shape().dim(-1);
        boolean done = z != null
                && each(z, (a, i) -> {
                    try (IntPointer pivots = new IntPointer(n)) {
                        return Lapack.lu(a, n, pivots) && Lapack.invert(a, n, pivots);
                    }
                });
        return done ? settled(z) : super.inverse(x);
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
        Block to = Block.of(z);
        boolean done = each(lu, (m, i) -> {
            try (IntPointer pivots = new IntPointer(n)) {
                boolean regular = Lapack.lu(m, n, pivots);
                if (regular) {
                    Lapack.solve(m, n, pivots, to.at(i * n * k), k);
                }
                return regular;
            }
        });
        Reference.reachabilityFence(z);
        return done ? settled(z) : super.solve(a, y);
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
        Block to = Block.of(z);
        each(triangle, (m, i) -> {
            Lapack.triangular(m, n, to.at(i * n * k), k, upper, transposed, unit);
            return true;
        });
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
            return true;
        });
        return z;
    }

    @Override
    public Array cholesky(Array x) {
        Array z = symmetric(x);
        int n = x.shape().dim(-1);
        boolean done = z != null
                && each(z, (a, i) -> {
                    boolean good = Lapack.cholesky(a, n);
                    for (int row = 0; row < n - 1; row++) {
                        Pointer above = Block.of(z).at(i * n * n + row * n + row + 1);
                        Pointer.memset(
                                above, 0, (long) (n - 1 - row) * x.dtype().bytes());
                    }
                    return good;
                });
        return done ? settled(z) : super.cholesky(x);
    }

    @Override
    public double[] pivots(Array x) {
        Array lu = taken(x);
        if (lu == null) {
            return super.pivots(x);
        }
        int n = x.shape().dim(-1);
        double[] z = new double[x.size() / (n * n) * (n + 1)];
        each(lu, (a, i) -> {
            try (IntPointer order = new IntPointer(n)) {
                Lapack.lu(a, n, order);
                int at = i * (n + 1);
                double parity = 1;
                for (int k = 0; k < n; k++) {
                    z[at + k] = get(a, k * n + k);
                    parity = order.get(k) == k + 1 ? parity : -parity;
                }
                z[at + n] = parity;
                return true;
            }
        });
        return z;
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
        int n = x.shape().dim(-1);
        double[] values = new double[z == null ? 0 : x.size() / n];
        boolean done = z != null
                && each(z, (a, i) -> {
                    try (Pointer w = row(a, n)) {
                        boolean found = Lapack.eigen(a, n, w, false);
                        for (int k = 0; k < n; k++) {
                            values[i * n + k] = get(w, k);
                        }
                        return found;
                    }
                });
        Shape out = Shape.of(Arrays.copyOf(x.shape().toArray(), x.shape().rank() - 1));
        return done ? cast(of(values, out), x.dtype()) : super.eigenvalues(x);
    }

    private static Pointer row(Pointer like, int n) {
        return like instanceof FloatPointer ? new FloatPointer(n) : new DoublePointer(n);
    }

    @Override
    public Array eigenvectors(Array x) {
        Array z = symmetric(x);
        int n = x.shape().dim(-1);
        boolean done = z != null
                && each(z, (a, i) -> {
                    try (Pointer w = row(a, n)) {
                        if (!Lapack.eigen(a, n, w, true)) {
                            return false;
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
                    return true;
                });
        return done ? settled(z) : super.eigenvectors(x);
    }
}
