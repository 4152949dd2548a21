package org.autodiff.linalg;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.matrices;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.math.GeneralEigen;
import org.autodiff.error.MatrixException;
import org.autodiff.op.Composite;

/**
 * Eigenvalues and eigenvectors of general square matrices, the last two axes; all axes before are batches. They are complex, and there
 * are no complex tensors: real and imaginary parts are tensors of their own, each with gradients. {@link Spectral} has those of
 * symmetric matrices, which are real.
 *
 * <p>Eigenvalues ascend by real part, then by the size of the imaginary part; of a pair the one with positive imaginary part comes first.
 * Each vector has length 1, and its largest component is real and positive, so that it is the only one (PyTorch leaves the order
 * and the phase open). They are computed in plain Java and in double precision on every backend, by Francis' double steps, for matrices of up
 * to some hundred rows. The derivatives follow Giles (2008), 3.1, and Boeddeker and others (2017), 4.13, with that length and phase held.
 *
 * <p>Eigenvalues have derivatives where they are simple; eigenvectors where all eigenvalues of the matrix are. Else a derivative is infinite,
 * NaN or very large; of a matrix without a full set of eigenvectors it may be a {@link MatrixException}.
 */
public final class GeneralSpectral {
    /**
     * Eigenvalues [*, n].
     *
     * @param real their real parts
     * @param imaginary their imaginary parts, 0 for those that are real
     */
    public record Eigenvalues(Tensor real, Tensor imaginary) {}

    /**
     * Eigenvalues, and eigenvectors as columns [*, n, n] in the same order.
     *
     * @param values the eigenvalues
     * @param real the real parts of the vectors
     * @param imaginary their imaginary parts
     */
    public record Eigen(Eigenvalues values, Tensor real, Tensor imaginary) {}

    /** The real parts of the eigenvalues, below them the imaginary ones. */
    public static final OpDef EIGVALS = custom("eigvals")
            .forward((b, x, out, attrs) -> each(b, x[0], out, false))
            .shape((op, in, attrs) -> Linalg.square(op, in[0]).with(-2, 2))
            .vjp((call, g) -> {
                Parts of = new Parts(GeneralSpectral.EIG_PACKED.apply(call.input(0)));
                ComplexMatrix slopes = new ComplexMatrix(row(g, 0), row(g, 1));
                ComplexMatrix left = of.vectors.inverse().adjoint();
                return new Tensor[] {left.mul(slopes).realTimes(of.vectors.adjoint())};
            })
            .jvp((call, t) -> {
                Parts of = new Parts(GeneralSpectral.EIG_PACKED.apply(call.input(0)));
                ComplexMatrix change = of.vectors.inverse().times(t[0]).times(of.vectors);
                return Tensor.concat(-2, diagonal(change.re()), diagonal(change.im()));
            })
            .saves(INPUT)
            .domain(matrices(-1, 1, -2))
            .samples("[1,1]", "[2,2]", "[3,3]", "[2,2,2]")
            .rejects("square", "[2,3]")
            .leading()
            .formula(
                    "\\lambda_i, x v_i = \\lambda_i v_i",
                    "\\operatorname{Re} \\sum_i g_i V^{-\\mathrm H}_i v_i^{\\mathrm H}")
            .define();

    /** The real parts of the eigenvalues, the imaginary ones, the real parts of the vectors, the imaginary ones. */
    public static final OpDef EIG_PACKED = custom("eigPacked")
            .forward((b, x, out, attrs) -> each(b, x[0], out, true))
            .shape((op, in, attrs) -> Linalg.square(op, in[0]).with(-2, 2 + 2 * in[0].dim(-1)))
            .vjp((call, g) -> new Tensor[] {pulled(new Parts(call.output()), new Parts(g))})
            .jvp((call, t) -> pushed(new Parts(call.output()), t[0]))
            .saves(INPUT, OUTPUT)
            .domain(matrices(-1, 1, 1))
            .samples("[1,1]", "[2,2]", "[3,3]", "[2,2,2]")
            .rejects("square", "[2,3]")
            .leading()
            .formula(
                    "(\\Lambda, V), x V = V \\Lambda",
                    "\\operatorname{Re} V^{-\\mathrm H} (\\operatorname{diag}(g_\\Lambda) + \\bar F \\circ V^{\\mathrm H} g_V) V^{\\mathrm H},"
                            + " F_{ij} = [i \\ne j] / (\\lambda_j - \\lambda_i)")
            .define();

    private GeneralSpectral() {}

    /** The parts of a packed result, or of its cotangent. */
    private static final class Parts {
        final ComplexMatrix values;
        final ComplexMatrix vectors;

        Parts(Tensor packed) {
            int n = packed.shape().dim(-1);
            values = new ComplexMatrix(row(packed, 0), row(packed, 1));
            vectors = new ComplexMatrix(packed.slice(-2, 2, 2 + n), packed.slice(-2, 2 + n, 2 + 2 * n));
        }

        /** One over the differences of the eigenvalues, column less row; 0 on the diagonal. */
        ComplexMatrix gaps() {
            Tensor re = values.re().sub(Linalg.transposed(values.re()));
            Tensor im = values.im().sub(Linalg.transposed(values.im()));
            Tensor on = Linalg.pattern(vectors.re(), 0, 1, 0);
            Tensor off = Linalg.pattern(vectors.re(), 1, 0, 1);
            Tensor square = re.square().add(im.square()).add(on);
            return new ComplexMatrix(
                    re.div(square).mul(off), im.div(square).mul(off).neg());
        }

        /** For each vector 1 over the component that is real by the choice of its phase, at its place; 0 elsewhere. */
        Tensor anchors() {
            Tensor re = vectors.re();
            int n = re.shape().dim(-1);
            Tensor real = vectors.im().stopGradient().eq(0);
            Tensor size = real.where(re.stopGradient().abs(), Tensor.scalar(re.dtype(), -1));
            long[] rows = new long[n];
            Arrays.setAll(rows, i -> i);
            Tensor at = Tensor.of(rows, n, 1).eq(size.argmax(true, -2));
            return at.where(at.where(re, Tensor.scalar(re.dtype(), 1)).reciprocal(), Tensor.scalar(re.dtype(), 0));
        }
    }

    private static Tensor row(Tensor x, int i) {
        return x.slice(-2, i, i + 1);
    }

    /** The diagonal of each matrix, as a row. */
    private static Tensor diagonal(Tensor x) {
        return x.mul(Linalg.pattern(x, 0, 1, 0)).sum(true, -2);
    }

    /** The sums over the rows of {@code conj(x) y}, real and imaginary parts, as rows. */
    private static ComplexMatrix products(ComplexMatrix x, ComplexMatrix y) {
        ComplexMatrix all = x.conjugate().mul(y);
        return new ComplexMatrix(all.re().sum(true, -2), all.im().sum(true, -2));
    }

    private static Tensor pulled(Parts of, Parts by) {
        ComplexMatrix v = of.vectors;
        // what changes length or phase of a vector is undone
        ComplexMatrix along = products(by.vectors, v);
        Tensor turned = along.im().mul(of.anchors());
        ComplexMatrix g = by.vectors.sub(
                new ComplexMatrix(along.re().mul(v.re()), along.re().mul(v.im())));
        g = new ComplexMatrix(g.re(), g.im().add(turned));
        ComplexMatrix inside = of.gaps().conjugate().mul(v.adjoint().times(g));
        Tensor on = Linalg.pattern(v.re(), 0, 1, 0);
        inside = inside.add(
                new ComplexMatrix(by.values.re().mul(on), by.values.im().mul(on)));
        return v.inverse().adjoint().times(inside).realTimes(v.adjoint());
    }

    private static Tensor pushed(Parts of, Tensor tangent) {
        ComplexMatrix v = of.vectors;
        ComplexMatrix change = v.inverse().times(tangent).times(v);
        ComplexMatrix moved = v.times(of.gaps().mul(change));
        Tensor longer = products(v, moved).re();
        Tensor turned = moved.im().mul(of.anchors()).sum(true, -2);
        ComplexMatrix undone = v.mul(new ComplexMatrix(longer, turned));
        ComplexMatrix vectors = moved.sub(undone);
        return Tensor.concat(-2, diagonal(change.re()), diagonal(change.im()), vectors.re(), vectors.im());
    }

    private static Array each(Backend b, Array x, Shape out, boolean vectors) {
        int n = x.shape().dim(-1);
        double[] all = (double[]) b.elements(b.cast(x, DType.FLOAT64));
        double[] results = new double[out.size()];
        int rows = out.size() == 0 ? 0 : out.dim(-2) * n;
        for (int i = 0; n > 0 && i < all.length / (n * n); i++) {
            double[] one = GeneralEigen.of(Arrays.copyOfRange(all, i * n * n, (i + 1) * n * n), n, vectors);
            if (one == null) {
                throw new MatrixException("the eigenvalues of matrix " + i + " were not found in 40 steps each");
            }
            System.arraycopy(one, 0, results, i * rows, rows);
        }
        return b.cast(b.of(results, out), x.dtype());
    }

    /** The real parts of the eigenvalues of each matrix of x, below them the imaginary ones: [*, 2, n]; see {@link #eigvals}. */
    public static Tensor eigvalsPacked(Tensor x) {
        return EIGVALS.apply(x);
    }

    /** Eigenvalues and eigenvectors of each matrix of x as one tensor [*, 2 + 2 n, n]; see {@link #eig}. */
    public static Tensor eigPacked(Tensor x) {
        return EIG_PACKED.apply(x);
    }

    /** The eigenvalues of each matrix of x [*, n, n], with a derivative where they are simple. */
    @Composite("\\lambda_i, x v_i = \\lambda_i v_i")
    public static Eigenvalues eigvals(Tensor x) {
        Tensor scale = MatrixScale.of(x);
        return scale == null
                ? values(EIGVALS.apply(x))
                : values(EIGVALS.apply(x.div(scale)).mul(scale));
    }

    private static Eigenvalues values(Tensor packed) {
        return new Eigenvalues(packed.select(-2, 0), packed.select(-2, 1));
    }

    /** The eigenvalues and eigenvectors of each matrix of x [*, n, n]: {@code x (real + i imaginary) = (real + i imaginary) values}. */
    @Composite("(\\Lambda, V), x V = V \\Lambda")
    public static Eigen eig(Tensor x) {
        Tensor scale = MatrixScale.of(x);
        Tensor packed = EIG_PACKED.apply(scale == null ? x : x.div(scale));
        Parts parts = new Parts(packed);
        return new Eigen(values(scale == null ? packed : packed.mul(scale)), parts.vectors.re(), parts.vectors.im());
    }
}
