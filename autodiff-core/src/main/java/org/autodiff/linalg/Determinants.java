package org.autodiff.linalg;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.discrete;
import static org.autodiff.op.Domain.matrices;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import java.util.Arrays;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.array.Shape;
import org.autodiff.error.MatrixException;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;

/** Determinants and cofactors of the square matrices on the last two axes; all axes before are batches. */
public final class Determinants {
    /** The sign of a determinant, without gradient, and the logarithm of its absolute value. */
    public record SignLogDet(Tensor sign, Tensor logAbsDet) {}

    public static final OpDef DET = custom("det")
            .forward((b, x, out, attrs) -> b.det(x[0]))
            .shape((op, in, attrs) -> batch(op, in[0]))
            .vjp((call, g) ->
                    new Tensor[] {Determinants.COFACTORS.apply(call.input(0)).mul(each(g))})
            .jvp((call, t) -> contracted(Determinants.COFACTORS.apply(call.input(0)), t[0], false))
            .saves(INPUT)
            .samples("[1,1]", "[3,3]", "[2,2,2]", "[2,0,0]")
            .rejects("square", "[2,3]")
            .leading()
            .flops(Flops.cubic(2.0 / 3))
            .formula("\\det x", "\\operatorname{cof} x")
            .define();

    /* The determinant is a polynomial, so its derivatives exist everywhere; the textbook's det(x) x^-T does not. */
    public static final OpDef COFACTORS = custom("cofactors")
            .forward((b, x, out, attrs) -> b.cofactors(x[0]))
            .shape((op, in, attrs) -> Linalg.square(op, in[0]))
            .vjp((call, g) -> new Tensor[] {Determinants.COFACTORS_ALONG.apply(call.input(0), g)})
            .jvp((call, t) -> Determinants.COFACTORS_ALONG.apply(call.input(0), t[0]))
            .saves(INPUT)
            .samples("[1,1]", "[3,3]", "[2,2,2]")
            .rejects("square", "[2,3]")
            .leading()
            .flops(Flops.cubic(2))
            .formula("\\operatorname{cof} x = \\det(x)\\, x^{-\\top}", "\\mathrm{D}\\operatorname{cof}(x)[g]")
            .define();

    public static final OpDef COFACTORS_ALONG = custom("cofactorsAlong")
            .forward((b, x, out, attrs) -> b.cofactorsAlong(x[0], x[1]))
            .shape((op, in, attrs) -> {
                if (!in[0].equals(in[1])) {
                    throw new ShapeException(op + ": matrices " + in[0] + " and the direction " + in[1]
                            + "; both must have the same shape");
                }
                return Linalg.square(op, in[0]);
            })
            .vjp((call, g) -> new Tensor[] {
                call.needs(0) ? third(call, call.input(1), g) : null,
                Determinants.COFACTORS_ALONG.apply(call.input(0), g)
            })
            .jvp((call, t) -> {
                Tensor byMatrix = t[0] == null ? null : third(call, call.input(1), t[0]);
                Tensor byDirection = t[1] == null ? null : Determinants.COFACTORS_ALONG.apply(call.input(0), t[1]);
                return byMatrix == null ? byDirection : byDirection == null ? byMatrix : byMatrix.add(byDirection);
            })
            .saves(INPUT)
            .domains(matrices(-1, 1, 2), real(-3, 3))
            .samples("[1,1] [1,1]", "[3,3] [3,3]", "[2,2,2] [2,2,2]")
            .rejects("same shape", "[2,2] [3,3]")
            .leading()
            .formula(
                    "\\mathrm{D}\\operatorname{cof}(x)[y]",
                    "\\mathrm{D}^2\\operatorname{cof}(x)[y, g]",
                    "\\mathrm{D}\\operatorname{cof}(x)[g]")
            .define();

    public static final OpDef LOG_ABS_DET = custom("logAbsDet")
            .forward((b, x, out, attrs) -> b.logAbsDet(x[0]))
            .shape((op, in, attrs) -> batch(op, in[0]))
            .vjp((call, g) -> new Tensor[] {logSlopes(call.input(0), each(g))})
            .jvp((call, t) -> logSlopes(call.input(0), t[0]).sum(-2, -1))
            .saves(INPUT)
            .domain(matrices(-1, 1, 2))
            .samples("[1,1]", "[3,3]", "[2,2,2]", "[2,0,0]")
            .rejects("square", "[2,3]")
            .leading()
            .flops(Flops.cubic(2.0 / 3))
            .formula("\\ln |\\det x|", "x^{-\\top}")
            .define();

    public static final OpDef DET_SIGN = discrete("detSign")
            .forward((b, x, out, attrs) -> b.detSign(x[0]))
            .shape((op, in, attrs) -> batch(op, in[0]))
            .domain(matrices(-1, 1, -2))
            .samples("[1,1]", "[2,2,2]")
            .rejects("square", "[2,3]")
            .leading()
            .flops(Flops.cubic(2.0 / 3))
            .formula("\\operatorname{sign} \\det x")
            .define();

    private Determinants() {}

    private static Shape batch(String op, Shape x) {
        Linalg.square(op, x);
        return Shape.of(Arrays.copyOf(x.toArray(), x.rank() - 2));
    }

    /** One number for each matrix, as a factor of its elements. */
    private static Tensor each(Tensor g) {
        int[] dims = Arrays.copyOf(g.shape().toArray(), g.rank() + 2);
        dims[g.rank()] = 1;
        dims[g.rank() + 1] = 1;
        return g.reshape(dims);
    }

    /** The sum of the products of elements, matrix by matrix. */
    private static Tensor contracted(Tensor x, Tensor y, boolean keepDims) {
        return x.mul(y).sum(keepDims, -2, -1);
    }

    /**
     * The derivative of the logarithm, {@code x^-T}, times factors. A singular matrix of a batch does not spoil the others: its
     * own derivative is infinite, and 0 where the factor is 0.
     */
    private static Tensor logSlopes(Tensor x, Tensor factors) {
        Tensor singular = each(DET_SIGN.apply(x)).eq(0);
        if (Vmap.numbers(singular).to(x.dtype()).sum().item() == 0) {
            return Linalg.transposed(Linalg.inverse(x)).mul(factors);
        }
        Tensor regular = singular.where(Linalg.pattern(x, 0, 1, 0), x);
        Tensor slopes = Linalg.transposed(Linalg.inverse(regular)).mul(factors);
        Tensor infinite = factors.eq(0)
                .where(
                        Tensor.scalar(x.dtype(), 0),
                        COFACTORS.apply(x).mul(Double.POSITIVE_INFINITY).mul(factors));
        return singular.where(infinite, slopes);
    }

    /**
     * The second derivative of the cofactors C along x and g. With d the determinant, that is the derivative of
     * {@code <(<C, x> C - C x^T C) / d, g>}, for which the matrix must not be singular.
     */
    private static Tensor third(Call call, Tensor x, Tensor g) {
        Tensor a = call.input(0);
        Tensor d = each(DET.apply(a));
        for (double value : Vmap.numbers(d).stopGradient().toDoubles()) { // only looked at: no derivative goes this way
            if (value == 0) {
                throw new MatrixException("cofactorsAlong: a matrix is singular, for which the third derivative of det"
                        + " is not computed; add a multiple of the identity");
            }
        }
        Tensor c = COFACTORS.apply(a);
        Tensor alongX = contracted(c, x, true);
        Tensor alongG = contracted(c, g, true);
        Tensor between = x.matmul(c, false, true).matmul(g);
        Tensor back = g.matmul(c, false, true).matmul(x);
        Tensor w = x.mul(alongG).add(g.mul(alongX)).sub(between).sub(back).div(d);
        Tensor value =
                alongX.mul(alongG).sub(contracted(g, c.matmul(x, false, true).matmul(c), true));
        return COFACTORS_ALONG.apply(a, w).sub(c.mul(value.div(d.square())));
    }

    /**
     * The determinant of each matrix of x [*, n, n]. Its gradient is the matrix of cofactors, also where the determinant is 0.
     * It overflows for large matrices; {@link #slogdet} does not.
     */
    public static Tensor det(Tensor x) {
        return DET.apply(x);
    }

    /** The cofactors of each matrix of x: the signed determinants of what is left without a row and a column. */
    public static Tensor cofactors(Tensor x) {
        return COFACTORS.apply(x);
    }

    /** The directional derivative of {@link #cofactors} at x along a direction of the same shape. */
    public static Tensor cofactorsAlong(Tensor x, Tensor direction) {
        return COFACTORS_ALONG.apply(x, direction);
    }

    /** The sign of the determinant of each matrix of x: -1, 0 or 1, without gradient. */
    public static Tensor detSign(Tensor x) {
        return DET_SIGN.apply(x);
    }

    /** The logarithm of the absolute value of the determinant of each matrix of x; minus infinity where that is singular. */
    public static Tensor logAbsDet(Tensor x) {
        return LOG_ABS_DET.apply(x);
    }

    /** Sign and logarithm of the absolute value of the determinant of each matrix of x: 0 and minus infinity if singular. */
    @Composite("(\\operatorname{sign} \\det x, \\ln |\\det x|)")
    public static SignLogDet slogdet(Tensor x) {
        return new SignLogDet(DET_SIGN.apply(x), LOG_ABS_DET.apply(x));
    }

    /** The logarithm of the determinant of each matrix of x; NaN where it is negative, minus infinity where it is 0. */
    @Composite("\\ln \\det x")
    public static Tensor logdet(Tensor x) {
        SignLogDet both = slogdet(x);
        return both.logAbsDet().add(both.sign().log());
    }
}
