package org.autodiff.linalg;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.matrices;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;

/**
 * Eigenvalues and eigenvectors of the symmetric parts {@code (x + x^T) / 2} of the square matrices on the last two axes; all
 * axes before are batches. Gradients are symmetric. The derivatives are those of Giles (2008), 3.1.
 */
public final class Spectral {
    /** Eigenvalues, ascending, and the eigenvectors in the same order, one a column. */
    public record Eigen(Tensor values, Tensor vectors) {}

    public static final OpDef EIGVALSH = custom("eigvalsh")
            .forward((b, x, out, attrs) -> b.eigenvalues(x[0]))
            .shape((op, in, attrs) -> {
                Linalg.square(op, in[0]);
                return Shape.of(Arrays.copyOf(in[0].toArray(), in[0].rank() - 1));
            })
            .vjp((call, g) -> new Tensor[] {withEigenvalues(call.input(0), g)})
            .jvp((call, t) -> {
                Tensor v = DegenerateEigenvalues.vectors(call.input(0), t[0]);
                return v.mul(t[0].matmul(v)).sum(-2);
            })
            .saves(INPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]", "[3,3]", "[2,2,2]", "[0,0]")
            .rejects("square", "[2,3]")
            .leading()
            .flops(Flops.cubic(4.0 / 3))
            .formula("\\lambda_i, x v_i = \\lambda_i v_i", "\\sum_i g_i v_i v_i^\\top")
            .define();

    public static final OpDef EIGVECSH = custom("eigvecsh")
            .forward((b, x, out, attrs) -> b.eigenvectors(x[0]))
            .shape((op, in, attrs) -> Linalg.square(op, in[0]))
            .vjp((call, g) -> {
                Tensor v = call.output();
                Tensor turned = v.matmul(g, true, false).mul(gaps(call));
                return new Tensor[] {Linalg.symmetric(v.matmul(turned).matmul(v, false, true))};
            })
            .jvp((call, t) -> {
                Tensor v = call.output();
                Tensor change = v.matmul(Linalg.symmetric(t[0]), true, false).matmul(v);
                return v.matmul(change.mul(gaps(call)));
            })
            .saves(INPUT, OUTPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]", "[3,3]", "[2,2,2]")
            .rejects("square", "[2,3]")
            .leading()
            .flops(Flops.cubic(9))
            .formula(
                    "V, x = V \\Lambda V^\\top",
                    "\\operatorname{sym}(V (F \\circ V^\\top g) V^\\top), F_{ij} = [i \\ne j] / (\\lambda_j - \\lambda_i)")
            .define();

    /* Where eigenvalues are equal, the tangent is taken with the eigenvectors that these follow along the tangent of x, as that
     * of the eigenvalues is; so symmetric functions of the eigenvalues have the second derivative that exists. */
    public static final OpDef WITH_EIGENVALUES = custom("withEigenvalues")
            .forward((b, x, out, attrs) -> {
                Array v = b.eigenvectors(x[0]);
                Array scaled = b.binary(Binary.MUL, v, rowView(b.dense(x[1])), out);
                return b.matmul(scaled, v, false, true, out);
            })
            .shape((op, in, attrs) -> {
                Shape square = Linalg.square(op, in[0]);
                Shape values = Shape.of(Arrays.copyOf(square.toArray(), square.rank() - 1));
                if (!in[1].equals(values)) {
                    throw new ShapeException(op + ": the eigenvalues have shape " + in[1] + " for matrices " + square
                            + "; they must be " + values);
                }
                return square;
            })
            .vjp((call, g) -> {
                Tensor x = call.input(0);
                Tensor v = Spectral.EIGVECSH.apply(x);
                Tensor turned = v.matmul(Linalg.symmetric(g), true, false).matmul(v);
                Tensor byMatrix = !call.needs(0)
                        ? null
                        : v.matmul(turned.mul(DegenerateEigenvalues.slopes(x, call.input(1), call.needs(1))))
                                .matmul(v, false, true);
                return new Tensor[] {
                    byMatrix, call.needs(1) ? v.mul(g.matmul(v)).sum(-2) : null
                };
            })
            .jvp((call, t) -> {
                Tensor x = call.input(0);
                if (t[0] == null) {
                    return withEigenvalues(x, t[1]);
                }
                Tensor v = DegenerateEigenvalues.vectors(x, t[0]);
                Tensor turned = v.matmul(Linalg.symmetric(t[0]), true, false).matmul(v);
                Tensor change = turned.mul(DegenerateEigenvalues.slopes(x, call.input(1), false));
                if (t[1] != null) {
                    change = change.add(Linalg.pattern(change, 0, 1, 0).mul(row(t[1])));
                }
                return v.matmul(change).matmul(v, false, true);
            })
            .saves(INPUT)
            .domains(matrices(-1, 1, 3), real(-3, 3))
            .samples("[1,1] [1]")
            .samples("[3,3] [3]")
            .samples("[2,2,2] [2,2]")
            .rejects(Attrs.None.NONE, "square", "[2,3] [2]")
            .rejects(Attrs.None.NONE, "eigenvalues", "[3,3] [2]")
            .leading()
            .formula(
                    "V \\operatorname{diag}(y) V^\\top, x = V \\Lambda V^\\top",
                    "V (F \\circ V^\\top \\operatorname{sym}(g) V) V^\\top, F_{ij} = (y_j - y_i) / (\\lambda_j - \\lambda_i)",
                    "\\operatorname{diag}(V^\\top g V)")
            .define();

    private Spectral() {}

    private static Array rowView(Array values) {
        int[] dims = Arrays.copyOf(values.shape().toArray(), values.shape().rank() + 1);
        dims[dims.length - 1] = dims[dims.length - 2];
        dims[dims.length - 2] = 1;
        return values.reshape(Shape.of(dims));
    }

    /** Factors for the columns of matrices. */
    static Tensor row(Tensor values) {
        int[] dims = Arrays.copyOf(values.shape().toArray(), values.rank() + 1);
        dims[values.rank()] = dims[values.rank() - 1];
        dims[values.rank() - 1] = 1;
        return values.reshape(dims);
    }

    /** One over the differences of the eigenvalues, column less row; 0 on the diagonal. Equal ones give infinity. */
    private static Tensor gaps(Call call) {
        Tensor columns = row(EIGVALSH.apply(call.input(0)));
        Tensor gaps = columns.sub(Linalg.transposed(columns));
        return gaps.add(Linalg.pattern(gaps, 0, 1, 0)).reciprocal().mul(Linalg.pattern(gaps, 1, 0, 1));
    }

    /**
     * The eigenvalues of each matrix of x, ascending. The first derivative exists also where some are equal (of any choice of
     * eigenvectors it is the one for that choice), and so does the second of symmetric functions of them, such as sums of
     * powers, by {@code hvp} and {@code hessian}. Reverse mode twice gives NaN for it, unless the first cotangent is constant.
     */
    public static Tensor eigvalsh(Tensor x) {
        Tensor scale = MatrixScale.of(x);
        return scale == null ? EIGVALSH.apply(x) : EIGVALSH.apply(x.div(scale)).mul(scale.squeeze(-1));
    }

    /**
     * The eigenvectors of each matrix of x as columns, each of length 1, in the order of {@link #eigvalsh}. The sign of a vector
     * makes its largest component positive. Where eigenvalues are equal they have no derivative: it is infinite or NaN there.
     */
    public static Tensor eigvecsh(Tensor x) {
        Tensor scale = MatrixScale.of(x);
        return EIGVECSH.apply(scale == null ? x : x.div(scale));
    }

    /**
     * The symmetric matrices with the eigenvectors of x and other eigenvalues: a function of x as a matrix, where these are
     * that function of the eigenvalues of x. The derivative by x is NaN where equal eigenvalues of it are replaced by different
     * ones.
     *
     * @param values [*, n] for x [*, n, n], in the order of {@link #eigvalsh}
     */
    public static Tensor withEigenvalues(Tensor x, Tensor values) {
        return WITH_EIGENVALUES.apply(x, values);
    }

    /** The eigenvalues and eigenvectors of each matrix of x; see {@link #eigvalsh} and {@link #eigvecsh}. */
    @Composite("(\\Lambda, V), x = V \\Lambda V^\\top")
    public static Eigen eigh(Tensor x) {
        return new Eigen(eigvalsh(x), eigvecsh(x));
    }
}
