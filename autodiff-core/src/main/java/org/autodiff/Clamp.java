package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.op.Attrs;

/** Elements moved into an interval. */
public sealed interface Clamp permits Tensor {
    /** The bounds of {@link #clamp(double, double)}; infinite where there is none. */
    record Bounds(double low, double high) implements Attrs {
        @Override
        public void check(String op, Shape first) {
            if (Double.isNaN(low) || Double.isNaN(high)) {
                throw new ArgumentException(
                        op + ": the bounds are " + low + " and " + high + "; for an open side use an infinity");
            }
        }

        @Override
        public String toString() {
            return low + " to " + high;
        }
    }

    OpDef CLAMP = custom("clamp")
            .forward(Bounds.class, (b, x, out, a) -> {
                Array z = b.binary(Binary.MAXIMUM, x[0], b.full(x[0].dtype(), Shape.SCALAR, a.low()), out);
                return b.binary(Binary.MINIMUM, z, b.full(x[0].dtype(), Shape.SCALAR, a.high()), out);
            })
            .vjp((call, g) -> new Tensor[] {call.inOnePass(Clamp::passed, g, call.input(0))})
            .jvp((call, t) -> passed(call, t[0], call.input(0)))
            .saves(INPUT)
            .selects()
            .domain(real(-3, 3).avoiding(-1, 2))
            .scalar(Bounds.class, (x, a) -> Math.min(Math.max(x, a.low()), a.high()))
            .samples(new Bounds(-1, 2), "[3,4]")
            .samples(new Bounds(-1, Double.POSITIVE_INFINITY), "[4]")
            .samples(new Bounds(2, -1), "[]")
            .leading()
            .formula("\\min(\\max(x, a), b)", "[a \\le x \\le b]")
            .define();

    private Tensor me() {
        return (Tensor) this;
    }

    private static Tensor passed(Call call, Tensor... in) {
        Bounds bounds = call.attrs(Bounds.class);
        return in[1].ge(bounds.low()).logicalAnd(in[1].le(bounds.high())).where(in[0], in[0].constant(0));
    }

    /**
     * The elements moved into an interval: an infinite bound is none. Where the bounds cross the result is the upper one.
     * The gradient passes on the closed interval, as in PyTorch; NaN stays NaN.
     */
    default Tensor clamp(double low, double high) {
        return CLAMP.apply(new Bounds(low, high), me());
    }

    OpDef CLAMP_TENSOR = custom("clampTensor")
            .forward((b, x, out, attrs) ->
                    b.binary(Binary.MINIMUM, b.binary(Binary.MAXIMUM, x[0], x[1], out), x[2], out))
            .broadcasts()
            .vjp((call, g) -> {
                Tensor zero = g.constant(0);
                Tensor[] into = new Tensor[3];
                for (int i = 0; i < 3; i++) {
                    into[i] = call.needs(i) ? chooses(call, i).where(g, zero) : null;
                }
                return into;
            })
            .jvp((call, t) -> {
                Tensor sum = null;
                for (int i = 0; i < 3; i++) {
                    if (t[i] != null) {
                        Tensor part = chooses(call, i).where(t[i], t[i].constant(0));
                        sum = sum == null ? part : sum.add(part);
                    }
                }
                return sum;
            })
            .saves(INPUT)
            .selects()
            .domains(real(-3, 3).avoiding(-1, 1), real(-1, -0.9), real(1, 1.1))
            .samples("[3,4] [3,4] [3,4]", "[4] [3,1] []")
            .formula("\\min(\\max(x, y), z)", "[y \\le x \\le z]", "[x < y < z]", "[x > z \\vee y > z]")
            .define();

    /** Where a clamped value follows input i: the value itself, the lower bound or the upper one. */
    private static Tensor chooses(Call call, int i) {
        Tensor x = call.input(0);
        Tensor low = call.input(1);
        Tensor high = call.input(2);
        return switch (i) {
            case 0 -> x.ge(low).logicalAnd(x.le(high));
            case 1 -> x.lt(low).logicalAnd(low.lt(high));
            default -> x.gt(high).logicalOr(low.gt(high));
        };
    }

    /**
     * The elements moved into intervals, all three broadcast. Where the bounds cross the result is the upper one. On a
     * bound the value itself gets the gradient, outside the bound does, as in PyTorch; NaN wins.
     */
    default Tensor clampTensor(Tensor low, Tensor high) {
        return CLAMP_TENSOR.apply(me(), low, high);
    }
}
