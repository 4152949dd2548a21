package org.autodiff.linalg;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/** Products of several matrices, of vectors, and systems whose unknowns are tensors. */
public final class Products {
    private Products() {}

    /**
     * The product of two matrices or more, in the order that takes the fewest multiplications (Cormen and others, 15.2). The first may
     * be a vector, a row, and the last one, a column; their axes vanish.
     */
    @Composite("x_1 x_2 \\cdots x_n")
    public static Tensor multiDot(Tensor... xs) {
        Require.nonNulls(xs, "multiDot", "the matrices", "pass two or more");
        int n = xs.length;
        if (n < 2) {
            throw new ArgumentException("multiDot: " + n + " matrices; pass two or more");
        }
        Tensor[] all = xs.clone();
        boolean row = all[0].rank() == 1;
        boolean column = all[n - 1].rank() == 1;
        all[0] = row ? all[0].unsqueeze(0) : all[0];
        all[n - 1] = column ? all[n - 1].unsqueeze(1) : all[n - 1];
        long[] sizes = new long[n + 1];
        for (int i = 0; i < n; i++) {
            if (all[i].rank() != 2 || i > 0 && all[i].shape().dim(0) != sizes[i]) {
                throw new ShapeException("multiDot: shapes "
                        + Arrays.stream(xs).map(Tensor::shape).toList()
                        + "; they must be matrices of which each has as many rows as the one before it has columns, the first"
                        + " and the last may be vectors");
            }
            sizes[i] = all[i].shape().dim(0);
            sizes[i + 1] = all[i].shape().dim(1);
        }
        Tensor z = product(all, cuts(sizes), 0, n - 1);
        return row && column ? z.reshape() : row ? z.squeeze(0) : column ? z.squeeze(1) : z;
    }

    /** For the product of matrices i to j the last one of the left factor. */
    private static int[][] cuts(long[] sizes) {
        int n = sizes.length - 1;
        double[][] cost = new double[n][n];
        int[][] cut = new int[n][n];
        for (int length = 2; length <= n; length++) {
            for (int i = 0; i + length <= n; i++) {
                int j = i + length - 1;
                cost[i][j] = Double.POSITIVE_INFINITY;
                for (int k = i; k < j; k++) {
                    double here = cost[i][k] + cost[k + 1][j] + (double) sizes[i] * sizes[k + 1] * sizes[j + 1];
                    if (here < cost[i][j]) {
                        cost[i][j] = here;
                        cut[i][j] = k;
                    }
                }
            }
        }
        return cut;
    }

    private static Tensor product(Tensor[] all, int[][] cut, int i, int j) {
        return i == j ? all[i] : product(all, cut, i, cut[i][j]).matmul(product(all, cut, cut[i][j] + 1, j));
    }

    /** The scalar products along the last axis, of tensors that broadcast. */
    @Composite("\\sum_i x_i y_i")
    public static Tensor vecdot(Tensor x, Tensor y) {
        Require.nonNull(x, "vecdot", "x", "pass a tensor");
        Require.nonNull(y, "vecdot", "y", "pass a tensor");
        return x.mul(y).sum(-1);
    }

    /** The vector products along the last axis, which has size 3, of tensors that broadcast. */
    @Composite("x \\times y")
    public static Tensor cross(Tensor x, Tensor y) {
        for (Tensor t : new Tensor[] {x, y}) {
            Require.nonNull(t, "cross", "a factor", "pass a tensor");
            if (t.rank() == 0 || t.shape().dim(-1) != 3) {
                throw new ShapeException("cross: shape " + t.shape() + "; the last axis must have size 3");
            }
        }
        return turned(x, 1).mul(turned(y, 2)).sub(turned(x, 2).mul(turned(y, 1)));
    }

    /** The components of vectors of three, beginning with one of them. */
    private static Tensor turned(Tensor x, int from) {
        return Tensor.concat(-1, x.slice(-1, from, 3), x.slice(-1, 0, from));
    }

    /** The matrix of Vandermonde of each vector of x [*, n], square: the powers 0 to n - 1 of its elements in rows. */
    public static Tensor vander(Tensor x) {
        Require.nonNull(x, "vander", "x", "pass a tensor");
        return vander(x, x.rank() == 0 ? 0 : x.shape().dim(-1));
    }

    /** The powers 0 to {@code powers - 1} of the elements of x [*, n], in rows: [*, n, powers]. */
    @Composite("x_i^j")
    public static Tensor vander(Tensor x, int powers) {
        Require.nonNull(x, "vander", "x", "pass a tensor");
        Require.notNegative(powers, "vander", "the number of powers");
        if (x.rank() == 0) {
            throw new ShapeException("vander: a tensor of rank 0; the last axis must be vectors");
        }
        double[] exponents = new double[powers];
        Arrays.setAll(exponents, i -> i);
        return x.unsqueeze(-1).pow(Tensor.of(exponents, powers).to(x.dtype()));
    }

    /**
     * The tensor z for which {@code tensordot(x, z, k)} is the identity: the inverse of x as a matrix of its first axes by the others.
     *
     * @param axes how many axes of x are the rows, at least 1; their sizes have the same product as those of the others
     */
    @Composite("x^{-1}")
    public static Tensor tensorinv(Tensor x, int axes) {
        Require.nonNull(x, "tensorinv", "x", "pass a tensor");
        Require.positive(axes, "tensorinv", "the number of axes");
        int[] dims = x.shape().toArray();
        Shape first = Shape.of(Arrays.copyOf(dims, Math.min(axes, dims.length)));
        Shape rest = Shape.of(Arrays.copyOfRange(dims, first.rank(), dims.length));
        if (axes > dims.length || first.size() != rest.size()) {
            throw new ShapeException("tensorinv: shape " + x.shape() + " with " + axes
                    + " axes as rows; the sizes of these must have the same product as those of the others");
        }
        int n = first.size();
        return Linalg.inverse(x.reshape(n, n)).reshape(joined(rest, first));
    }

    /** The tensor z for which {@code tensordot(a, z, z.rank())} is y: the first axes of a are those of y, the others those of z. */
    @Composite("x^{-1} y")
    public static Tensor tensorsolve(Tensor a, Tensor y) {
        Require.nonNull(a, "tensorsolve", "a", "pass a tensor");
        Require.nonNull(y, "tensorsolve", "y", "pass a tensor");
        int[] dims = a.shape().toArray();
        int k = Math.min(y.rank(), dims.length);
        Shape rest = Shape.of(Arrays.copyOfRange(dims, k, dims.length));
        if (!Shape.of(Arrays.copyOf(dims, k)).equals(y.shape()) || rest.size() != y.size()) {
            throw new ShapeException("tensorsolve: shapes " + a.shape() + " and " + y.shape()
                    + "; the first must begin with the second, and go on with as many elements");
        }
        int n = y.size();
        return Linalg.solve(a.reshape(n, n), y.reshape(n)).reshape(rest.toArray());
    }

    private static int[] joined(Shape a, Shape b) {
        int[] dims = Arrays.copyOf(a.toArray(), a.rank() + b.rank());
        System.arraycopy(b.toArray(), 0, dims, a.rank(), b.rank());
        return dims;
    }
}
