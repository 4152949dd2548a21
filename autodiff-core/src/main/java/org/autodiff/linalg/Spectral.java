package org.autodiff.linalg;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.matrices;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.op.Composite;

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
            .vjp((call, g) -> {
                Tensor v = Spectral.EIGVECSH.apply(call.input(0));
                return new Tensor[] {v.mul(row(g)).matmul(v, false, true)};
            })
            .jvp((call, t) -> {
                Tensor v = Spectral.EIGVECSH.apply(call.input(0));
                return v.mul(t[0].matmul(v)).sum(-2);
            })
            .saves(INPUT)
            .domain(matrices(-1, 1, 3))
            .samples("[1,1]", "[3,3]", "[2,2,2]", "[0,0]")
            .rejects("square", "[2,3]")
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
            .formula(
                    "V, x = V \\Lambda V^\\top",
                    "\\operatorname{sym}(V (F \\circ V^\\top g) V^\\top), F_{ij} = [i \\ne j] / (\\lambda_j - \\lambda_i)")
            .define();

    private Spectral() {}

    /** Factors for the columns of matrices. */
    private static Tensor row(Tensor values) {
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
     * eigenvectors it is the one for that choice); the second does not.
     */
    public static Tensor eigvalsh(Tensor x) {
        return EIGVALSH.apply(x);
    }

    /**
     * The eigenvectors of each matrix of x as columns, each of length 1, in the order of {@link #eigvalsh}. The sign of a vector
     * makes its largest component positive. Where eigenvalues are equal they have no derivative: it is infinite or NaN there.
     */
    public static Tensor eigvecsh(Tensor x) {
        return EIGVECSH.apply(x);
    }

    /** The eigenvalues and eigenvectors of each matrix of x; see {@link #eigvalsh} and {@link #eigvecsh}. */
    @Composite("(\\Lambda, V), x = V \\Lambda V^\\top")
    public static Eigen eigh(Tensor x) {
        return new Eigen(EIGVALSH.apply(x), EIGVECSH.apply(x));
    }
}
