package org.autodiff.check;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.autodiff.Activation;
import org.autodiff.Arithmetic;
import org.autodiff.Elementwise;
import org.autodiff.OpDef;
import org.autodiff.Trigonometry;

/** The operations of single elements that can be computed with complex numbers. */
final class ComplexForms {
    private static final Map<OpDef, UnaryOperator<Complex>> ONE = Map.ofEntries(
            entry(Elementwise.ABS, Complex::absolute),
            entry(Elementwise.EXP, Complex::exp),
            entry(Elementwise.EXPM1, Complex::expm1),
            entry(Elementwise.EXP2, z -> z.times(Math.log(2)).exp()),
            entry(Elementwise.LOG, Complex::log),
            entry(Elementwise.LOG1P, Complex::log1p),
            entry(Elementwise.LOG2, z -> z.log().times(1 / Math.log(2))),
            entry(Elementwise.LOG10, z -> z.log().times(1 / Math.log(10))),
            entry(Elementwise.SQRT, Complex::sqrt),
            entry(Elementwise.RSQRT, z -> z.sqrt().reciprocal()),
            entry(Elementwise.SQUARE, Complex::square),
            entry(Elementwise.RECIPROCAL, Complex::reciprocal),
            entry(Elementwise.LOGIT, z -> z.log().minus(z.negate().log1p())),
            entry(Trigonometry.SIN, Complex::sin),
            entry(Trigonometry.COS, Complex::cos),
            entry(Trigonometry.TAN, z -> z.sin().over(z.cos())),
            entry(Trigonometry.ATAN, Complex::atan),
            entry(Trigonometry.SINH, Complex::sinh),
            entry(Trigonometry.COSH, Complex::cosh),
            entry(Trigonometry.TANH, Complex::tanh),
            entry(Activation.SIGMOID, Complex::sigmoid),
            entry(Activation.RELU, z -> z.re() > 0 ? z : Complex.real(0)),
            entry(Activation.RELU6, z -> z.re() > 0 && z.re() < 6 ? z : Complex.real(z.re() > 0 ? 6 : 0)),
            entry(Activation.SILU, z -> z.times(z.sigmoid())),
            entry(Activation.SOFTPLUS, Complex::softplus),
            entry(Activation.MISH, z -> z.times(z.softplus().tanh())),
            entry(Activation.SOFTSIGN, z -> z.over(z.absolute().plus(1))),
            entry(Activation.TANHSHRINK, z -> z.minus(z.tanh())));

    private static final Map<OpDef, BinaryOperator<Complex>> TWO = Map.ofEntries(
            entry(Arithmetic.DIV, Complex::over),
            entry(Arithmetic.POW, Complex::pow),
            entry(Arithmetic.MAXIMUM, (a, b) -> a.re() >= b.re() ? a : b),
            entry(Arithmetic.MINIMUM, (a, b) -> a.re() <= b.re() ? a : b),
            entry(Arithmetic.HYPOT, (a, b) -> a.square().plus(b.square()).sqrt()),
            entry(Arithmetic.XLOGY, (a, b) -> a.re() == 0 && a.im() == 0 ? a : a.times(b.log())),
            entry(
                    Arithmetic.LOG_ADD_EXP,
                    (a, b) -> a.re() >= b.re()
                            ? a.plus(b.minus(a).exp().log1p())
                            : b.plus(a.minus(b).exp().log1p())));

    private ComplexForms() {}

    /** The form of an operation of one element, or null. */
    static UnaryOperator<Complex> one(OpDef op) {
        return ONE.get(op);
    }

    /** The form of an operation of two elements, or null. */
    static BinaryOperator<Complex> two(OpDef op) {
        return TWO.get(op);
    }
}
