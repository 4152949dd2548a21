package org.autodiff.linalg;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.matrices;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.MatrixException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;
import org.autodiff.op.ShapeRule;

/**
 * Linear systems, inverses, the Cholesky factorization and powers of the square matrices on the last two axes; all axes before
 * are batches. A result that does not exist, such as the inverse of a singular matrix, is a {@link MatrixException}; NaN is
 * passed on. {@link Determinants} and {@link Spectral} have the rest. The derivatives are those of Giles (2008), "An extended
 * collection of matrix derivative results for forward and reverse mode algorithmic differentiation".
 */
public final class Linalg {
    /**
     * The triangle of a triangular system.
     *
     * @param upper whether it is the upper one, else the lower one
     * @param transposed whether it is solved with the transpose of that
     * @param unit whether the diagonal counts as ones
     */
    public record Triangle(boolean upper, boolean transposed, boolean unit) implements Attrs {
        @Override
        public String toString() {
            return (upper ? "upper" : "lower") + (transposed ? " transposed" : "") + (unit ? " unit" : "");
        }
    }

    public static final OpDef INVERSE = custom("inverse")
            .forward((b, x, out, attrs) -> b.inverse(x[0]))
            .shape((op, in, attrs) -> square(op, in[0]))
            .vjp((call, g) -> new Tensor[] {
                transposed(call.output())
                        .matmul(g)
                        .matmul(call.output(), false, true)
                        .neg()
            })
            .jvp((call, t) -> call.output().matmul(t[0]).matmul(call.output()).neg())
            .saves(OUTPUT)
            .domain(matrices(-1, 1, 2))
            .samples("[1,1]", "[3,3]", "[2,2,2]", "[0,0]", "[0,2,2]")
            .rejects("square", "[2,3]", "[4]")
            .leading()
            .flops(Flops.cubic(2))
            .formula("x^{-1}", "-x^{-\\top} g x^{-\\top}")
            .define();

    public static final OpDef SOLVE = custom("solve")
            .forward((b, x, out, attrs) -> b.solve(x[0], x[1]))
            .shape((op, in, attrs) -> system(op, in))
            .vjp((call, g) -> {
                Tensor y = Linalg.SOLVE.apply(transposed(call.input(0)), g);
                return new Tensor[] {
                    call.needs(0) ? y.matmul(call.output(), false, true).neg() : null, y
                };
            })
            .jvp((call, t) -> Linalg.SOLVE.apply(call.input(0), change(t, t[0], call.output())))
            .saves(INPUT, OUTPUT)
            .domains(matrices(-1, 1, 2), real(-3, 3))
            .samples("[1,1] [1,2]", "[3,3] [3,2]", "[2,2,2] [2,2,1]", "[3,3] [3,0]")
            .rejects("square", "[2,3] [2,3]")
            .rejects("as many rows", "[2,2] [3,2]", "[2,2] [2]")
            .leading()
            .flops((in, out, attrs) -> Flops.cubic(2.0 / 3).of(in, out, attrs) + 2.0 * out.size() * in[0].dim(-1))
            .formula("x^{-1} y", "-(x^{-\\top} g) w^\\top", "x^{-\\top} g")
            .define();

    public static final OpDef TRIANGULAR_SOLVE = custom("triangularSolve")
            .forward(
                    Triangle.class,
                    (b, x, out, t) -> b.triangularSolve(x[0], x[1], t.upper(), t.transposed(), t.unit()))
            .shape((op, in, attrs) -> system(op, in))
            .vjp((call, g) -> {
                Triangle how = call.attrs(Triangle.class);
                Tensor y = Linalg.TRIANGULAR_SOLVE.apply(
                        new Triangle(how.upper(), !how.transposed(), how.unit()), call.input(0), g);
                if (!call.needs(0)) {
                    return new Tensor[] {null, y};
                }
                Tensor x = call.output();
                Tensor whole = how.transposed() ? x.matmul(y, false, true) : y.matmul(x, false, true);
                return new Tensor[] {whole.neg().mul(mask(how, whole)), y};
            })
            .jvp((call, t) -> {
                Triangle how = call.attrs(Triangle.class);
                Tensor a = t[0] == null ? null : t[0].mul(mask(how, t[0]));
                Tensor change = change(t, a != null && how.transposed() ? transposed(a) : a, call.output());
                return Linalg.TRIANGULAR_SOLVE.apply(how, call.input(0), change);
            })
            .saves(INPUT, OUTPUT)
            .domains(matrices(-1, 1, 2), real(-3, 3))
            .samples(new Triangle(false, false, false), "[3,3] [3,2]")
            .samples(new Triangle(true, false, false), "[2,3,3] [2,3,1]")
            .samples(new Triangle(false, true, false), "[3,3] [3,2]")
            .samples(new Triangle(true, true, true), "[3,3] [3,2]")
            .samples(new Triangle(false, false, true), "[3,3] [3,2]")
            .rejects(new Triangle(true, false, false), "square", "[2,3] [2,3]")
            .rejects(new Triangle(true, false, false), "as many rows", "[2,2] [3,2]")
            .leading()
            .flops((in, out, attrs) -> (double) out.size() * in[0].dim(-1))
            .formula("x^{-1} y", "-\\operatorname{tri}((x^{-\\top} g) w^\\top)", "x^{-\\top} g")
            .define();

    /* Murray (2016), "Differentiation of the Cholesky decomposition". */
    public static final OpDef CHOLESKY = custom("cholesky")
            .forward((b, x, out, attrs) -> b.cholesky(x[0]))
            .shape((op, in, attrs) -> square(op, in[0]))
            .vjp((call, g) -> {
                Tensor l = call.output();
                Tensor p = halved(l.matmul(g, true, false));
                Triangle back = new Triangle(false, true, false);
                Tensor half = Linalg.TRIANGULAR_SOLVE.apply(back, l, transposed(p));
                Tensor s = Linalg.TRIANGULAR_SOLVE.apply(back, l, transposed(half));
                return new Tensor[] {symmetric(s)};
            })
            .jvp((call, t) -> {
                Tensor l = call.output();
                Triangle down = new Triangle(false, false, false);
                Tensor half = Linalg.TRIANGULAR_SOLVE.apply(down, l, symmetric(t[0]));
                return l.matmul(halved(Linalg.TRIANGULAR_SOLVE.apply(down, l, transposed(half))));
            })
            .saves(OUTPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]", "[3,3]", "[2,2,2]")
            .rejects("square", "[2,3]")
            .leading()
            .flops(Flops.cubic(1.0 / 3))
            .formula(
                    "L, L L^\\top = \\tfrac12 (x + x^\\top)", "\\operatorname{sym}(L^{-\\top} \\Phi(L^\\top g) L^{-1})")
            .define();

    private Linalg() {}

    /** The shape, if the last two axes are square matrices. */
    static Shape square(String op, Shape x) {
        if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
            throw new ShapeException(
                    op + ": shape " + x + "; the last two axes must be square matrices, of the same size");
        }
        return x;
    }

    /** The shape of the solution: that of the right-hand sides. */
    private static Shape system(String op, Shape[] in) {
        square(op, in[0]);
        if (in[1].rank() != in[0].rank() || !in[1].with(-1, in[0].dim(-1)).equals(in[0])) {
            throw new ShapeException(op + ": matrices " + in[0] + " and right-hand sides " + in[1]
                    + "; the right-hand sides must have as many rows as the matrices, and the same leading axes");
        }
        return in[1];
    }

    static Tensor transposed(Tensor x) {
        return x.transpose(-1, -2);
    }

    static Tensor symmetric(Tensor x) {
        return x.add(transposed(x)).mul(0.5);
    }

    /** What the right-hand side of a system changes by, its solution held: {@code dy - da x}; either may be null. */
    private static Tensor change(Tensor[] tangents, Tensor a, Tensor x) {
        if (a == null) {
            return tangents[1];
        }
        Tensor product = a.matmul(x);
        return tangents[1] == null ? product.neg() : tangents[1].sub(product);
    }

    /** Values that depend on whether an element lies below, on or above the diagonal, for the matrices of x. */
    static Tensor pattern(Tensor x, double below, double on, double above) {
        return pattern(x.dtype(), x.shape().dim(-1), below, on, above);
    }

    private static Tensor pattern(DType dtype, int n, double below, double on, double above) {
        double[] values = (double[]) DType.FLOAT64.newArray(n * n);
        for (int i = 0; i < values.length; i++) {
            int row = i / n;
            int column = i % n;
            values[i] = row > column ? below : row == column ? on : above;
        }
        return Tensor.of(values, n, n).to(dtype);
    }

    private static Tensor mask(Triangle how, Tensor x) {
        return pattern(x, how.upper() ? 0 : 1, how.unit() ? 0 : 1, how.upper() ? 1 : 0);
    }

    /** The lower triangle with half of the diagonal. */
    private static Tensor halved(Tensor x) {
        return x.mul(pattern(x, 1, 0.5, 0));
    }

    /** The inverse of each matrix of x [*, n, n]. To solve equations, {@link #solve} is cheaper and more accurate. */
    public static Tensor inverse(Tensor x) {
        return INVERSE.apply(x);
    }

    /**
     * The solution x of the linear system {@code a x = y}.
     *
     * @param a square matrices [*, n, n]
     * @param y right-hand sides [*, n, k], whose leading axes broadcast with those of a; or one vector [n]
     */
    public static Tensor solve(Tensor a, Tensor y) {
        Require.nonNull(y, "solve", "y", "pass a tensor");
        Require.nonNull(a, "solve", "a", "pass a tensor");
        return system("solve", SOLVE, Attrs.None.NONE, a, y);
    }

    /** The solution of a triangular system, as {@link #triangularSolve(Tensor, Tensor, boolean, boolean)}; the diagonal is read. */
    public static Tensor triangularSolve(Tensor a, Tensor y, boolean upper) {
        Require.nonNull(y, "triangularSolve", "y", "pass a tensor");
        Require.nonNull(a, "triangularSolve", "a", "pass a tensor");
        return triangularSolve(a, y, upper, false);
    }

    /**
     * The solution x of the triangular system {@code a x = y}: only a triangle of a is read, the rest gets gradient 0. A 0 on
     * the diagonal divides as IEEE arithmetic does.
     *
     * @param a square matrices [*, n, n]
     * @param y right-hand sides [*, n, k], whose leading axes broadcast with those of a; or one vector [n]
     * @param upper whether the triangle is the upper one, else the lower one
     * @param unitriangular whether the diagonal counts as ones, is not read and gets gradient 0
     */
    public static Tensor triangularSolve(Tensor a, Tensor y, boolean upper, boolean unitriangular) {
        Require.nonNull(y, "triangularSolve", "y", "pass a tensor");
        Require.nonNull(a, "triangularSolve", "a", "pass a tensor");
        return system("triangularSolve", TRIANGULAR_SOLVE, new Triangle(upper, false, unitriangular), a, y);
    }

    /** Solves after the leading axes have been made the same, and vectors matrices of one column. */
    private static Tensor system(String name, OpDef op, Attrs attrs, Tensor a, Tensor y) {
        Tensor columns = y.rank() == 1 ? y.reshape(y.size(), 1) : y;
        if (a.rank() < 2 || columns.rank() < 2) {
            return op.apply(attrs, a, y); // which refuses it
        }
        Shape p = leading(a);
        Shape q = leading(columns);
        if (!p.equals(q)) {
            Shape both = ShapeRule.BROADCAST.apply(name + " (leading axes)", new Shape[] {p, q}, null);
            a = a.expand(joined(both, a));
            columns = columns.expand(joined(both, columns));
        }
        Tensor x = op.apply(attrs, a, columns);
        return y.rank() == 1 ? x.reshape(Arrays.copyOf(x.shape().toArray(), x.rank() - 1)) : x;
    }

    private static Shape leading(Tensor x) {
        return Shape.of(Arrays.copyOf(x.shape().toArray(), x.rank() - 2));
    }

    private static int[] joined(Shape leading, Tensor x) {
        int[] dims = Arrays.copyOf(leading.toArray(), leading.rank() + 2);
        dims[leading.rank()] = x.shape().dim(-2);
        dims[leading.rank() + 1] = x.shape().dim(-1);
        return dims;
    }

    /**
     * The Cholesky factor of each matrix of x [*, n, n]: the lower triangular L with {@code L L^T = (x + x^T) / 2}, which must
     * be positive definite. The gradient is symmetric.
     */
    public static Tensor cholesky(Tensor x) {
        return CHOLESKY.apply(x);
    }

    /** Each matrix of x [*, n, n] to the power n, by repeated squaring; a negative power is one of the inverse. */
    @Composite("x^n")
    public static Tensor matrixPower(Tensor x, int n) {
        Require.nonNull(x, "matrixPower", "x", "pass a tensor");
        square("matrixPower", x.shape());
        if (!x.dtype().isFloating()) {
            throw new DTypeException("matrixPower: works on FLOAT32 and FLOAT64, not on " + x.dtype());
        }
        if (n == 0) {
            return pattern(x, 0, 1, 0).expand(x.shape().toArray());
        }
        Tensor square = n < 0 ? inverse(x) : x;
        Tensor power = null;
        for (long left = Math.abs((long) n); left > 0; left /= 2) {
            if (left % 2 == 1) {
                power = power == null ? square : power.matmul(square);
            }
            if (left > 1) {
                square = square.matmul(square);
            }
        }
        return power;
    }

    /**
     * The solution x of {@code a x = y} for {@code a = l l^T}, or {@code l^T l} for an upper factor, as {@link #cholesky} gives it.
     *
     * @param y right-hand sides [*, n, k], or one vector [n]
     * @param l triangular factors [*, n, n]
     * @param upper whether they are upper ones
     */
    @Composite("(y y^\\top)^{-1} x")
    public static Tensor choleskySolve(Tensor y, Tensor l, boolean upper) {
        Require.nonNull(y, "choleskySolve", "y", "pass the right-hand sides");
        Require.nonNull(l, "choleskySolve", "l", "pass the factors that cholesky gives");
        Tensor half = system("choleskySolve", TRIANGULAR_SOLVE, new Triangle(upper, upper, false), l, y);
        return system("choleskySolve", TRIANGULAR_SOLVE, new Triangle(upper, !upper, false), l, half);
    }

    /** The identity matrix [n, n]. */
    public static Tensor eye(DType dtype, int n) {
        if (n < 0 || (long) n * n > Integer.MAX_VALUE) {
            throw new ArgumentException("eye: the size is " + n + "; it must be 0 or more, and its square below 2^31");
        }
        try {
            return pattern(dtype, n, 0, 1, 0);
        } catch (BackendException e) {
            throw new BackendException("eye: " + e.getMessage(), e);
        }
    }
}
