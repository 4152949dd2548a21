package org.autodiff;

import static org.autodiff.OpDef.bilinear;
import static org.autodiff.OpDef.elementwise;
import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Binary;

/**
 * Functions of two values, element by element; tensors broadcast by NumPy's rule. Each also takes a number on the right.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public interface Arithmetic<T extends Operand<T>> extends Operand<T> {
    OpDef ADD = linear("add")
            .forward(Binary.ADD)
            .transpose((call, g, i) -> g)
            .scalar((x, y) -> x + y, (x, y, z) -> 1, (x, y, z) -> 1)
            .domains(real(-3, 3), real(-3, 3))
            .formula("x + y", "1", "1")
            .define();

    /** The sum. */
    default T add(T other) {
        return apply(ADD, other);
    }

    /** The sum with a number. */
    default T add(double other) {
        return apply(ADD, constant(other));
    }

    OpDef SUB = linear("sub")
            .forward(Binary.SUB)
            .transpose((call, g, i) -> i == 0 ? g : g.neg())
            .scalar((x, y) -> x - y, (x, y, z) -> 1, (x, y, z) -> -1)
            .domains(real(-3, 3), real(-3, 3))
            .formula("x - y", "1", "-1")
            .define();

    /** The difference. */
    default T sub(T other) {
        return apply(SUB, other);
    }

    /** This less a number. */
    default T sub(double other) {
        return apply(SUB, constant(other));
    }

    /** A number less this. */
    default T rsub(double left) {
        return constant(left).apply(SUB, self());
    }

    OpDef MUL = bilinear("mul")
            .forward(Binary.MUL)
            .left((call, g, y) -> g.mul(y))
            .right((call, g, x) -> g.mul(x))
            .scalar((x, y) -> x * y, (x, y, z) -> y, (x, y, z) -> x)
            .domains(real(-3, 3), real(-3, 3))
            .formula("x y", "y", "x")
            .define();

    /** The product. */
    default T mul(T other) {
        return apply(MUL, other);
    }

    /** The product with a number. */
    default T mul(double other) {
        return apply(MUL, constant(other));
    }

    OpDef DIV = elementwise("div")
            .forward(Binary.DIV)
            .derivatives((x, y, z) -> y.reciprocal(), (x, y, z) -> z.div(y).neg())
            .saves(INPUT, OUTPUT)
            .scalar((x, y) -> x / y, (x, y, z) -> 1 / y, (x, y, z) -> -z / y)
            .domains(real(-3, 3), real(0.5, 3))
            .formula("x / y", "1/y", "-x/y^2")
            .define();

    /** The quotient. */
    default T div(T other) {
        return apply(DIV, other);
    }

    /** This over a number. */
    default T div(double other) {
        return apply(DIV, constant(other));
    }

    /** A number over this. */
    default T rdiv(double above) {
        return constant(above).apply(DIV, self());
    }

    /* As PyTorch, the derivative is 0 by the base where the exponent is 0, and by the exponent where the base is 0 and the
     * exponent is not negative: the base is replaced there, so that 0 times infinity does not arise. */
    OpDef POW = elementwise("pow")
            .forward(Binary.POW)
            .derivatives(
                    (x, y, z) -> y.mul(y.eq(0).where(x.constant(1), x).pow(y.sub(1))),
                    (x, y, z) -> z.mul(x.abs()
                            .add(y.lt(0).to(y.dtype()))
                            .eq(0)
                            .where(x.constant(1), x)
                            .log()))
            .saves(INPUT, OUTPUT)
            .scalar(
                    Binary.POW::apply,
                    (x, y, z) -> y == 0 ? 0 : y * Math.pow(x, y - 1),
                    (x, y, z) -> x == 0 && y >= 0 ? 0 : z * Math.log(x))
            .domains(real(0.3, 3), real(-2, 2))
            .formula("x^y", "y x^{y-1}", "x^y \\ln x")
            .define();

    /** This to a power; NaN for a negative base and a fractional exponent. */
    default T pow(T exponent) {
        return apply(POW, exponent);
    }

    /** This to a fixed power. */
    default T pow(double exponent) {
        return apply(POW, constant(exponent));
    }

    OpDef MAXIMUM = elementwise("maximum")
            .forward(Binary.MAXIMUM)
            .derivatives((x, y, z) -> x.tieShare(y, true), (x, y, z) -> y.tieShare(x, true))
            .saves(INPUT)
            .scalar(Math::max, (x, y, z) -> x > y ? 1 : x == y ? 0.5 : 0, (x, y, z) -> y > x ? 1 : x == y ? 0.5 : 0)
            .domains(real(-3, 3), real(-3, 3))
            .kink(new double[] {1, 1}, new double[] {0.5, 0.5}, "a tie is split evenly, as PyTorch")
            .formula("\\max(x, y)", "[x > y]", "[y > x]")
            .define();

    /** The larger of both; at a tie each gets half the gradient. NaN wins. */
    default T maximum(T other) {
        return apply(MAXIMUM, other);
    }

    /** The larger of this and a number. */
    default T maximum(double other) {
        return apply(MAXIMUM, constant(other));
    }

    OpDef MINIMUM = elementwise("minimum")
            .forward(Binary.MINIMUM)
            .derivatives((x, y, z) -> x.tieShare(y, false), (x, y, z) -> y.tieShare(x, false))
            .saves(INPUT)
            .scalar(Math::min, (x, y, z) -> x < y ? 1 : x == y ? 0.5 : 0, (x, y, z) -> y < x ? 1 : x == y ? 0.5 : 0)
            .domains(real(-3, 3), real(-3, 3))
            .kink(new double[] {1, 1}, new double[] {0.5, 0.5}, "a tie is split evenly, as PyTorch")
            .formula("\\min(x, y)", "[x < y]", "[y < x]")
            .define();

    /** The smaller of both; at a tie each gets half the gradient. NaN wins. */
    default T minimum(T other) {
        return apply(MINIMUM, other);
    }

    /** The smaller of this and a number. */
    default T minimum(double other) {
        return apply(MINIMUM, constant(other));
    }
}
