package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axes;
import org.autodiff.op.Composite;
import org.autodiff.op.ShapeRule;

/** Lengths of vectors. */
public sealed interface Norm permits Tensor {
    /** The exponent of a norm, the axes that it is taken over, ascending, and whether they stay with size 1. */
    record Power(double p, Axes over) implements Attrs {
        /** Checks that there are axes. */
        public Power {
            Require.nonNull(over, "Norm.Power", "the axes", "pass new Attrs.Axes(axes, keepDims)");
        }

        /** An exponent, and the axes, which are copied. */
        public Power(double p, int[] axes, boolean keepDims) {
            this(p, new Axes(axes, keepDims));
        }

        @Override
        public Power batched(int size) {
            return new Power(p, over.batched(size));
        }

        /** The axes, as a new array. */
        public int[] axes() {
            return over.axes();
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Power.check", "first", "pass Shape.of(sizes)");
            over.check(op, first);
            if (p == 0 || Double.isNaN(p) || Double.isInfinite(p)) {
                throw new ArgumentException(
                        op + ": the exponent is " + p
                                + "; this operation takes finite ones other than 0, the method norm(p, keepDims, axes) any number");
            }
        }

        @Override
        public String toString() {
            return "p=" + p + " " + over;
        }
    }

    OpDef NORM = custom("norm")
            .forward(Power.class, (b, x, out, a) -> length(b, x[0], a).reshape(out))
            .shape((op, in, attrs) -> {
                Power a = (Power) attrs;
                return ShapeRule.REDUCE.apply(op, in, a.over());
            })
            .vjp((call, g) -> new Tensor[] {slope(call, kept(call, g))})
            .jvp((call, t) -> Reduced.sum(
                    t[0].mul(slope(call, t[0].constant(1))), call, power(call).axes()))
            .saves(INPUT, OUTPUT)
            .domain(real(-3, 3).avoiding(0))
            .samples(new Power(2, new int[] {0, 1}, false), "[3,4]")
            .samples(new Power(2, new int[] {1}, true), "[3,4]")
            .samples(new Power(3, new int[] {0, 2}, false), "[2,3,4]")
            .samples(new Power(1.5, new int[] {0}, false), "[3,4]")
            .samples(new Power(0.5, new int[] {0}, true), "[4]")
            .samples(new Power(-2, new int[] {1}, false), "[3,2]")
            .samples(new Power(2, new int[0], false), "[]")
            .leading()
            .formula("(\\sum_i |x_i|^p)^{1/p}", "\\operatorname{sign} x_i\\, (|x_i|/w)^{p-1}")
            .define();

    private static Power power(Call call) {
        return call.attrs(Power.class);
    }

    private static Tensor kept(Call call, Tensor reduced) {
        return Reduced.kept(reduced, call.shape(0), power(call).axes());
    }

    /**
     * The derivative, times a weight for each vector. Zero for the zero vector: there the length is replaced in the
     * division, and the weight is 0, so the derivative of this is 0 too.
     */
    private static Tensor slope(Call call, Tensor weight) {
        double p = power(call).p();
        Tensor x = call.input(0);
        Tensor length = kept(call, call.output());
        Tensor none = length.eq(0);
        Tensor divisor = none.where(length.constant(1), length); // one over it could be too small a number
        Tensor live = none.where(weight.constant(0), weight);
        if (p == 2) {
            return x.div(divisor).mul(live);
        }
        // below 2 the power, or its derivative, is infinite for an element that is 0; the sign makes it count 0
        Tensor zero = p < 0 ? x.eq(0).logicalOr(none) : x.eq(0);
        Tensor size = p < 2 ? zero.where(x.constant(1), x.abs()) : x.abs();
        return x.sign().mul(live).mul(size.div(divisor).pow(p - 1));
    }

    /** The length of each vector. Only where the sum of powers leaves the safe range is it computed with scaled elements. */
    private static Array length(Backend b, Array x, Power a) {
        Array sums = powers(b, x, a);
        return isSafe(b, sums) ? root(b, sums, a) : scaled(b, x, a);
    }

    private static Array powers(Backend b, Array x, Power a) {
        return b.sum(a.p() == 2 ? b.unary(Unary.SQUARE, x) : raised(b, b.unary(Unary.ABS, x), a.p()), a.axes());
    }

    private static Array root(Backend b, Array sums, Power a) {
        return a.p() == 2 ? b.unary(Unary.SQRT, sums) : raised(b, sums, 1 / a.p());
    }

    private static Array raised(Backend b, Array x, double exponent) {
        return b.binary(Binary.POW, x, b.full(x.dtype(), Shape.SCALAR, exponent), x.shape());
    }

    /** Whether nothing has overflowed, and nothing that counts has been lost in the smallest numbers. */
    private static boolean isSafe(Backend b, Array sums) {
        double least = sums.dtype() == DType.FLOAT32 ? 1e-24 : 1e-280;
        double[] all = (double[]) b.elements(b.cast(sums, DType.FLOAT64));
        return Arrays.stream(all).allMatch(s -> s >= least && s < Double.POSITIVE_INFINITY);
    }

    /** By the largest element (the smallest for a negative exponent), which is the one that counts. */
    private static Array scaled(Backend b, Array x, Power a) {
        Array size = b.unary(Unary.ABS, x);
        Array unit = a.p() > 0 ? b.max(size, a.axes()) : b.unary(Unary.NEG, b.max(b.unary(Unary.NEG, size), a.axes()));
        double[] units = (double[]) b.elements(b.cast(unit, DType.FLOAT64));
        for (int i = 0; i < units.length; i++) {
            units[i] = units[i] > 0 && units[i] < Double.POSITIVE_INFINITY ? units[i] : 1;
        }
        unit = b.cast(b.of(units, unit.shape()), x.dtype());
        Array z = root(b, powers(b, b.binary(Binary.DIV, size, unit, size.shape()), a), a);
        return b.binary(Binary.MUL, z, unit, z.shape());
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** The Euclidean lengths of the vectors over axes (none given: all), which vanish. */
    default Tensor norm(int... axes) {
        Require.nonNull(axes, "norm", "axes", "pass whole numbers");
        return norm(2, false, axes);
    }

    /**
     * The p-norms of the vectors over axes (none given: all), which stay with size 1 if {@code keepDims}. An exponent of
     * infinity gives the largest size of an element, minus infinity the smallest, 0 the number of elements other than 0.
     * It neither overflows nor underflows before its result does. The gradient at the zero vector is 0, as in PyTorch,
     * and so is its derivative; elements that tie in the infinite norms share it.
     */
    @Composite("\\|x\\|_p")
    default Tensor norm(double p, boolean keepDims, int... axes) {
        Require.nonNull(axes, "norm", "axes", "pass whole numbers");
        Axes over = Axes.of("norm", me().shape(), keepDims, axes);
        if (Double.isNaN(p)) {
            throw new ArgumentException("norm: the exponent is NaN; use a number, or an infinity");
        }
        if (Double.isInfinite(p)) {
            return p > 0 ? me().abs().max(keepDims, over.axes()) : me().abs().min(keepDims, over.axes());
        }
        if (p == 0) {
            return me().ne(0).to(me().dtype()).sum(keepDims, over.axes());
        }
        if (p == 1) {
            return me().abs().sum(keepDims, over.axes());
        }
        Power power = new Power(p, over.axes(), keepDims);
        Tensor length = NORM.apply(power, me());
        if (p < 0 || me().size() == 0 || PowerOfTwo.isOrdinary(length)) {
            return length;
        }
        Tensor scale = PowerOfTwo.of(me(), 0, axes); // for the derivatives
        return NORM.apply(power, me().div(scale))
                .mul(scale.reshape(length.shape().toArray()));
    }
}
