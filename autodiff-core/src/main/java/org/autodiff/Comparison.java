package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.discrete;
import static org.autodiff.op.Domain.mask;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.TypeRule;

/** Comparisons, which give BOOL masks and have no gradient; choices by a mask or by a comparison, which have one. */
public sealed interface Comparison permits Tensor {
    OpDef EQ = comparison("eq", Comparator.EQ, "x = y");
    OpDef NE = comparison("ne", Comparator.NE, "x \\ne y");
    OpDef LT = comparison("lt", Comparator.LT, "x < y");
    OpDef LE = comparison("le", Comparator.LE, "x \\le y");
    OpDef GT = comparison("gt", Comparator.GT, "x > y");
    OpDef GE = comparison("ge", Comparator.GE, "x \\ge y");

    private static OpDef comparison(String name, Comparator f, String formula) {
        return discrete(name)
                .forward((b, x, out, attrs) -> b.compare(f, x[0], x[1], out))
                .broadcasts()
                .type(TypeRule.COMPARISON)
                .scalar((x, y) -> f.test(x, y) ? 1 : 0, (x, y, z) -> 0, (x, y, z) -> 0)
                .domains(real(-3, 3), real(-3, 3))
                .formula(formula)
                .define();
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** Where both are equal; BOOL. NaN equals nothing. */
    default Tensor eq(Tensor other) {
        return me().apply(EQ, other);
    }

    /** Where this equals a number; BOOL. */
    default Tensor eq(double other) {
        return me().apply(EQ, me().constant(other));
    }

    /** Where both differ; BOOL. */
    default Tensor ne(Tensor other) {
        return me().apply(NE, other);
    }

    /** Where this differs from a number; BOOL. */
    default Tensor ne(double other) {
        return me().apply(NE, me().constant(other));
    }

    /** Where this is less; BOOL. */
    default Tensor lt(Tensor other) {
        return me().apply(LT, other);
    }

    /** Where this is less than a number; BOOL. */
    default Tensor lt(double other) {
        return me().apply(LT, me().constant(other));
    }

    /** Where this is less or equal; BOOL. */
    default Tensor le(Tensor other) {
        return me().apply(LE, other);
    }

    /** Where this is at most a number; BOOL. */
    default Tensor le(double other) {
        return me().apply(LE, me().constant(other));
    }

    /** Where this is greater; BOOL. */
    default Tensor gt(Tensor other) {
        return me().apply(GT, other);
    }

    /** Where this is greater than a number; BOOL. */
    default Tensor gt(double other) {
        return me().apply(GT, me().constant(other));
    }

    /** Where this is greater or equal; BOOL. */
    default Tensor ge(Tensor other) {
        return me().apply(GE, other);
    }

    /** Where this is at least a number; BOOL. */
    default Tensor ge(double other) {
        return me().apply(GE, me().constant(other));
    }

    OpDef WHERE = custom("where")
            .arity(3)
            .forward((b, x, out, attrs) -> b.where(x[0], x[1], x[2], out))
            .broadcasts()
            .type(TypeRule.CONDITIONAL)
            .vjp((call, g) -> {
                Tensor zero = g.constant(0);
                Tensor c = call.input(0);
                return new Tensor[] {null, c.where(g, zero), c.where(zero, g)};
            })
            .jvp((call, t) -> {
                Tensor zero = (t[1] == null ? t[2] : t[1]).constant(0);
                Tensor chosen = call.input(0).where(t[1] == null ? zero : t[1], t[2] == null ? zero : t[2]);
                return chosen.expand(call.shape().toArray());
            })
            .saves(INPUT)
            .selects()
            .domains(mask(), real(-3, 3), real(-3, 3))
            .sample(Shape.of(3, 4), Shape.of(3, 4), Shape.of(3, 4))
            .sample(Shape.of(3, 1), Shape.of(4), Shape.SCALAR)
            .formula("c \\mathbin{?} x : y", "0", "[c]", "[\\neg c]")
            .define();

    /** {@code x} where this mask is true, {@code y} elsewhere; the branch not taken gets gradient 0, never NaN. */
    default Tensor where(Tensor x, Tensor y) {
        return WHERE.apply(me(), x, y);
    }

    /** Where both masks are true; BOOL. */
    @Composite("x \\wedge y")
    default Tensor logicalAnd(Tensor other) {
        return truth("logicalAnd", me()).gt(truth("logicalAnd", other).logicalNot());
    }

    /** Where at least one of both masks is true; BOOL. */
    @Composite("x \\vee y")
    default Tensor logicalOr(Tensor other) {
        return truth("logicalOr", me()).ge(truth("logicalOr", other).logicalNot());
    }

    /** Where this mask is false; BOOL. */
    @Composite("\\neg x")
    default Tensor logicalNot() {
        return truth("logicalNot", me()).eq(Tensor.full(DType.BOOL, 0));
    }

    private static Tensor truth(String op, Tensor x) {
        if (x.dtype() != DType.BOOL) {
            throw new DTypeException(
                    op + ": works on BOOL masks, not on " + x.dtype() + "; compare first, as in ne(0)");
        }
        return x;
    }

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
            .vjp((call, g) -> new Tensor[] {inside(call).where(g, g.constant(0))})
            .jvp((call, t) -> inside(call).where(t[0], t[0].constant(0)))
            .saves(INPUT)
            .selects()
            .domain(real(-3, 3).avoiding(-1, 2))
            .sample(new Bounds(-1, 2), Shape.of(3, 4))
            .sample(new Bounds(-1, Double.POSITIVE_INFINITY), Shape.of(4))
            .sample(new Bounds(2, -1), Shape.SCALAR)
            .formula("\\min(\\max(x, a), b)", "[a \\le x \\le b]")
            .define();

    private static Tensor inside(Call call) {
        Bounds bounds = call.attrs(Bounds.class);
        return call.input(0).ge(bounds.low()).logicalAnd(call.input(0).le(bounds.high()));
    }

    /**
     * The elements moved into an interval: an infinite bound is none. Where the bounds cross the result is the upper one.
     * The gradient passes on the closed interval, as in PyTorch; NaN stays NaN.
     */
    default Tensor clamp(double low, double high) {
        return CLAMP.apply(new Bounds(low, high), me());
    }

    OpDef CLAMP_TENSOR = custom("clampTensor")
            .arity(3)
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
            .sample(Shape.of(3, 4), Shape.of(3, 4), Shape.of(3, 4))
            .sample(Shape.of(4), Shape.of(3, 1), Shape.SCALAR)
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

    /** Where this is NaN; BOOL. */
    @Composite("x \\ne x")
    default Tensor isNan() {
        return me().ne(me());
    }

    /** Where this is infinite, of either sign; BOOL. */
    @Composite("|x| = \\infty")
    default Tensor isInf() {
        return me().abs().eq(Double.POSITIVE_INFINITY);
    }

    /** Where this is neither infinite nor NaN; BOOL. */
    @Composite("|x| < \\infty")
    default Tensor isFinite() {
        return me().abs().lt(Double.POSITIVE_INFINITY);
    }
}
