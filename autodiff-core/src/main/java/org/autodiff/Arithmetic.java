package org.autodiff;

import static org.autodiff.OpDef.bilinear;
import static org.autodiff.OpDef.discrete;
import static org.autodiff.OpDef.elementwise;
import static org.autodiff.OpDef.linear;
import static org.autodiff.Recorder.apply;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.op.Composite;

/**
 * Functions of two values, element by element; tensors broadcast by NumPy's rule. Each also takes a number on the right.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public sealed interface Arithmetic<T extends Operand<T>> extends Operand<T> permits Tensor, Scalar {
    OpDef ADD = linear("add")
            .forward(Binary.ADD)
            .transpose((call, g, i) -> g)
            .scalar((x, y) -> x + y, (x, y, z) -> 1, (x, y, z) -> 1)
            .formula("x + y", "1", "1")
            .define();

    /** The sum. */
    default T add(T other) {
        return apply(ADD, this, other);
    }

    /** The sum with a number. */
    default T add(double other) {
        return apply(ADD, this, other);
    }

    OpDef SUB = linear("sub")
            .forward(Binary.SUB)
            .transpose((call, g, i) -> i == 0 ? g : g.neg())
            .scalar((x, y) -> x - y, (x, y, z) -> 1, (x, y, z) -> -1)
            .formula("x - y", "1", "-1")
            .define();

    /** The difference. */
    default T sub(T other) {
        return apply(SUB, this, other);
    }

    /** This less a number. */
    default T sub(double other) {
        return apply(SUB, this, other);
    }

    /** A number less this. */
    @Composite("c - x")
    default T rsub(double left) {
        return apply(SUB, left, this);
    }

    OpDef MUL = bilinear("mul")
            .forward(Binary.MUL)
            .left((call, g, y) -> call.product(g, y))
            .right((call, g, x) -> call.product(g, x))
            .scalar((x, y) -> x * y, (x, y, z) -> y, (x, y, z) -> x)
            .formula("x y", "y", "x")
            .define();

    /** The product. */
    default T mul(T other) {
        return apply(MUL, this, other);
    }

    /** The product with a number. */
    default T mul(double other) {
        return apply(MUL, this, other);
    }

    /*
     * The product of a cotangent and a derivative: 0 where the cotangent is 0, whatever the derivative is, be it infinite or
     * NaN. For rules only, which call Call.product.
     */
    OpDef CHAIN = bilinear("chain")
            .forward((b, x, out, attrs) -> {
                Array zero = b.full(x[0].dtype(), Shape.SCALAR, 0);
                Array taken = b.compare(Comparator.NE, x[0], zero, x[0].shape());
                return b.where(taken, b.binary(Binary.MUL, x[0], x[1], out), zero, out);
            })
            .broadcasts()
            .left((call, g, y) -> Arithmetic.CHAIN.apply(g, y))
            .right((call, g, x) -> Arithmetic.CHAIN.apply(x, g))
            .selects()
            .scalar((x, y) -> x == 0 ? 0 : x * y, (x, y, z) -> y, (x, y, z) -> x)
            .domains(real(-3, 3).avoiding(0), real(-3, 3))
            .kink(
                    new double[] {0, Double.POSITIVE_INFINITY},
                    new double[] {Double.POSITIVE_INFINITY, 0},
                    "zero wins in the value and in the derivative by the right factor")
            .formula("x y \\text{, 0 where } x = 0", "y", "x")
            .define();

    OpDef DIV = elementwise("div")
            .forward(Binary.DIV)
            .products(
                    (t, x, y, z) -> t.div(y),
                    (t, x, y, z) -> CHAIN.apply(t, z.div(y)).neg())
            .saves(INPUT, OUTPUT)
            .scalar((x, y) -> x / y, (x, y, z) -> 1 / y, (x, y, z) -> -z / y)
            .domains(real(-3, 3), real(0.5, 3))
            .formula("x / y", "1/y", "-x/y^2")
            .define();

    /** The quotient. */
    default T div(T other) {
        return apply(DIV, this, other);
    }

    /** This over a number. */
    default T div(double other) {
        return apply(DIV, this, other);
    }

    /** A number over this. */
    @Composite("c / x")
    default T rdiv(double above) {
        return apply(DIV, above, this);
    }

    OpDef POW = elementwise("pow")
            .forward((b, x, out, attrs) -> b.binary(Binary.POW, x[0], x[1], out))
            .broadcasts()
            .products(
                    (t, x, y, z) -> powByBase(t, x, y),
                    (t, x, y, z) -> CHAIN.apply(t, Elementwise.powDerivative(0, 1, x, y)))
            .saves(INPUT)
            .scalar(
                    Binary.POW::apply,
                    (x, y, z) -> y == 0 ? 0 : y * Math.pow(x, y - 1),
                    (x, y, z) -> x == 0 && y >= 0 || x == Double.POSITIVE_INFINITY && y < 0 ? 0 : z * Math.log(x))
            .domains(real(0.3, 3), real(-2, 2))
            .kink(
                    new double[] {0, 0},
                    new double[] {0, 0},
                    "the value is 1 on the one line, 0 on the other; as PyTorch")
            .kink(new double[] {0, 2}, new double[] {0, 0}, "never 0 times infinity")
            .formula("x^y", "y x^{y-1}", "x^y \\ln x")
            .define();

    /** As PyTorch 0 where the exponent is 0, whatever the base: that is replaced where its power would not be finite. */
    private static Tensor powByBase(Tensor t, Tensor x, Tensor y) {
        if (y.size() == 1 && !y.isRecorded()) {
            double exponent = y.item();
            if (exponent == 0) {
                return t.mul(x.constant(0));
            }
            if (Math.abs(exponent) < 1) { // x^(y-1) overflows near 0 though y x^(y-1) may not, nor its root
                Tensor root = x.pow((exponent - 1) / 2);
                return t.mul(exponent).mul(root).mul(root);
            }
            return t.mul(exponent).mul(x.pow(exponent - 1));
        }
        return CHAIN.apply(t, Elementwise.powDerivative(1, 0, x, y));
    }

    /** This to a power; NaN for a negative base and a fractional exponent. */
    default T pow(T exponent) {
        return apply(POW, this, exponent);
    }

    /** This to a fixed power; the gradient needs no logarithm, so that negative bases have one too. */
    default T pow(double exponent) {
        if (exponent == 2) {
            return apply(Elementwise.SQUARE, this);
        }
        return exponent == 1 ? mul(1) : apply(POW, this, exponent);
    }

    /** A number to the power of this. */
    @Composite("c^x")
    default T rpow(double base) {
        return apply(POW, base, this);
    }

    /** 0 where x is not the larger (or the smaller) of both, 1/2 where both are equal, 1 elsewhere and beside NaN. */
    private static Tensor tieShare(Tensor x, Tensor y, boolean larger) {
        Tensor loses = (larger ? x.lt(y) : x.gt(y)).to(x.dtype());
        return loses.add(x.eq(y).to(x.dtype()).mul(0.5)).rsub(1);
    }

    OpDef MAXIMUM = elementwise("maximum")
            .forward(Binary.MAXIMUM)
            .derivatives((x, y, z) -> tieShare(x, y, true), (x, y, z) -> tieShare(y, x, true))
            .selects()
            .saves(INPUT)
            .scalar(Math::max, (x, y, z) -> x < y ? 0 : x == y ? 0.5 : 1, (x, y, z) -> y < x ? 0 : x == y ? 0.5 : 1)
            .kink(new double[] {1, 1}, new double[] {0.5, 0.5}, "a tie is split evenly, as PyTorch")
            .kink(
                    new double[] {Double.NaN, 1},
                    new double[] {1, 1},
                    "beside NaN both have the derivative 1, as PyTorch")
            .formula("\\max(x, y)", "[x > y]", "[y > x]")
            .define();

    /** The larger of both; at a tie each gets half the gradient. NaN wins. */
    default T maximum(T other) {
        return apply(MAXIMUM, this, other);
    }

    /** The larger of this and a number. */
    default T maximum(double other) {
        return apply(MAXIMUM, this, other);
    }

    OpDef MINIMUM = elementwise("minimum")
            .forward(Binary.MINIMUM)
            .derivatives((x, y, z) -> tieShare(x, y, false), (x, y, z) -> tieShare(y, x, false))
            .selects()
            .saves(INPUT)
            .scalar(Math::min, (x, y, z) -> x > y ? 0 : x == y ? 0.5 : 1, (x, y, z) -> y > x ? 0 : x == y ? 0.5 : 1)
            .kink(new double[] {1, 1}, new double[] {0.5, 0.5}, "a tie is split evenly, as PyTorch")
            .kink(
                    new double[] {Double.NaN, 1},
                    new double[] {1, 1},
                    "beside NaN both have the derivative 1, as PyTorch")
            .formula("\\min(x, y)", "[x < y]", "[y < x]")
            .define();

    /** The smaller of both; at a tie each gets half the gradient. NaN wins. */
    default T minimum(T other) {
        return apply(MINIMUM, this, other);
    }

    /** The smaller of this and a number. */
    default T minimum(double other) {
        return apply(MINIMUM, this, other);
    }

    OpDef FLOOR_DIVIDE = discrete("floorDivide")
            .forward(Binary.FLOOR_DIVIDE)
            .scalar(Binary.FLOOR_DIVIDE::apply, (x, y, z) -> 0, (x, y, z) -> 0)
            .domains(real(-9, 9), real(0.5, 3))
            .formula("\\lfloor x / y \\rfloor")
            .define();

    /** The whole number of times that the other fits into this, rounded down; what remains is {@link #remainder}. */
    default T floorDivide(T other) {
        return apply(FLOOR_DIVIDE, this, other);
    }

    /** The whole number of times that a number fits into this, rounded down. */
    default T floorDivide(double other) {
        return apply(FLOOR_DIVIDE, this, other);
    }

    /* The samples lie where the quotient is between 2 and 3: at whole numbers both remainders jump. */
    OpDef REMAINDER = elementwise("remainder")
            .forward(Binary.REMAINDER)
            .derivatives(
                    (x, y, z) -> x.constant(1), (x, y, z) -> x.floorDivide(y).neg())
            .saves(INPUT)
            .scalar(Binary.REMAINDER::apply, (x, y, z) -> 1, (x, y, z) -> -Binary.FLOOR_DIVIDE.apply(x, y))
            .domains(real(4.2, 5.8), real(1.97, 2.03))
            .kink(new double[] {4, 2}, new double[] {1, -2}, "the derivative from the right, as PyTorch")
            .formula("x - y \\lfloor x / y \\rfloor", "1", "-\\lfloor x / y \\rfloor")
            .define();

    /** What is left of this after division by the other; it has the sign of the other, as Python's {@code %}. */
    default T remainder(T other) {
        return apply(REMAINDER, this, other);
    }

    /** What is left of this after division by a number; it has the sign of that number. */
    default T remainder(double other) {
        return apply(REMAINDER, this, other);
    }

    OpDef FMOD = elementwise("fmod")
            .forward(Binary.FMOD)
            .derivatives(
                    (x, y, z) -> x.constant(1),
                    (x, y, z) -> x.abs()
                            .floorDivide(y.abs())
                            .mul(x.sign())
                            .mul(y.sign())
                            .neg())
            .saves(INPUT)
            .scalar(
                    Binary.FMOD::apply,
                    (x, y, z) -> 1,
                    (x, y, z) -> -Math.signum(x) * Math.signum(y) * Binary.FLOOR_DIVIDE.apply(Math.abs(x), Math.abs(y)))
            .domains(real(-5.8, -4.2), real(1.97, 2.03))
            .kink(new double[] {4, 2}, new double[] {1, -2}, "the derivative from the right, as PyTorch")
            .formula("x - y \\operatorname{trunc}(x / y)", "1", "-\\operatorname{trunc}(x / y)")
            .define();

    /** What is left of this after division by the other; it has the sign of this, as C's {@code fmod}. */
    default T fmod(T other) {
        return apply(FMOD, this, other);
    }

    /** What is left of this after division by a number; it has the sign of this. */
    default T fmod(double other) {
        return apply(FMOD, this, other);
    }

    OpDef ATAN2 = elementwise("atan2")
            .forward(Binary.ATAN2)
            .products(
                    (t, x, y, z) -> t.mul(Trigonometry.inversion(y, x)),
                    (t, x, y, z) -> t.mul(Trigonometry.inversion(x, y)).neg())
            .saves(INPUT)
            .scalar(
                    Math::atan2,
                    (x, y, z) -> y / Math.hypot(x, y) / Math.hypot(x, y),
                    (x, y, z) -> -x / Math.hypot(x, y) / Math.hypot(x, y))
            .domains(real(-3, 3).avoiding(0), real(-3, 3).avoiding(0))
            .formula("\\operatorname{atan2}(x, y)", "y/(x^2+y^2)", "-x/(x^2+y^2)")
            .define();

    /** The angle in radians, from -pi to pi, of the point whose ordinate this is, the other being the abscissa. */
    default T atan2(T abscissa) {
        return apply(ATAN2, this, abscissa);
    }

    OpDef HYPOT = elementwise("hypot")
            .forward(Binary.HYPOT)
            .products(
                    (t, x, y, z) -> t.mul(Trigonometry.directionCosine(x, y)),
                    (t, x, y, z) -> t.mul(Trigonometry.directionCosine(y, x)))
            .saves(INPUT)
            .scalar(Math::hypot, (x, y, z) -> x / z, (x, y, z) -> y / z)
            .domains(real(-3, 3).avoiding(0), real(-3, 3).avoiding(0))
            .kink(new double[] {0, 0}, new double[] {Double.NaN, Double.NaN}, "the tip of a cone; NaN, as PyTorch")
            .formula("\\sqrt{x^2 + y^2}", "x/w", "y/w")
            .define();

    /** The length of the hypotenuse over two sides; no square overflows. */
    default T hypot(T other) {
        return apply(HYPOT, this, other);
    }

    OpDef LOG_ADD_EXP = elementwise("logAddExp")
            .forward(Binary.LOG_ADD_EXP)
            .derivatives((x, y, z) -> x.sub(y).sigmoid(), (x, y, z) -> y.sub(x).sigmoid())
            .saves(INPUT)
            .scalar(
                    Binary.LOG_ADD_EXP::apply,
                    (x, y, z) -> 1 / (1 + Math.exp(y - x)),
                    (x, y, z) -> 1 / (1 + Math.exp(x - y)))
            .domains(real(-4, 4), real(-4, 4))
            .formula("\\ln(e^x + e^y)", "\\sigma(x-y)", "\\sigma(y-x)")
            .define();

    /** The logarithm of the sum of both exponentials; stable. */
    default T logAddExp(T other) {
        return apply(LOG_ADD_EXP, this, other);
    }

    OpDef XLOGY = elementwise("xlogy")
            .forward(Binary.XLOGY)
            .products(
                    (t, x, y, z) -> t.mul(
                            x.eq(0).logicalAnd(y.le(0)).where(y.constant(1), y).log()),
                    (t, x, y, z) -> CHAIN.apply(t, x.div(y)))
            .saves(INPUT)
            .scalar(Binary.XLOGY::apply, (x, y, z) -> x == 0 && y <= 0 ? 0 : Math.log(y), (x, y, z) -> x / y)
            .domains(real(-3, 3), real(0.3, 3))
            .kink(new double[] {0, 0}, new double[] {0, Double.NaN}, "0 by x, though ln 0 is infinite; as PyTorch")
            .formula("x \\ln y", "\\ln y", "x/y")
            .define();

    /** This times the logarithm of the other; 0 where this is 0. */
    default T xlogy(T other) {
        return apply(XLOGY, this, other);
    }

    /** The point between this (weight 0) and an end (weight 1). */
    @Composite("x + z(y - x)")
    default T lerp(T end, T weight) {
        Require.nonNull(end, "lerp", "end", "pass a tensor or a scalar");
        return apply(ADD, this, apply(MUL, apply(SUB, end, this), weight));
    }

    /** The point between this (weight 0) and an end (weight 1). */
    @Composite("x + c(y - x)")
    default T lerp(T end, double weight) {
        Require.nonNull(end, "lerp", "end", "pass a tensor or a scalar");
        return apply(ADD, this, apply(MUL, apply(SUB, end, this), weight));
    }

    /** This plus a number times a product. */
    @Composite("x + c y z")
    default T addcmul(double factor, T y, T z) {
        Require.nonNull(y, "addcmul", "y", "pass a tensor or a scalar");
        return apply(ADD, this, apply(MUL, apply(MUL, y, z), factor));
    }

    /** This plus a number times a quotient. */
    @Composite("x + c y/z")
    default T addcdiv(double factor, T y, T z) {
        Require.nonNull(y, "addcdiv", "y", "pass a tensor or a scalar");
        return apply(ADD, this, apply(MUL, apply(DIV, y, z), factor));
    }
}
