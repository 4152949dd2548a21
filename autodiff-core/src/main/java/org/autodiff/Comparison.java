package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.discrete;
import static org.autodiff.op.Domain.mask;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import org.autodiff.array.Comparator;
import org.autodiff.array.Shape;
import org.autodiff.op.TypeRule;

/** Comparisons, which give BOOL masks and have no gradient, and the choice by a mask, which has one. */
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
            .domains(mask(), real(-3, 3), real(-3, 3))
            .sample(Shape.of(3, 4), Shape.of(3, 4), Shape.of(3, 4))
            .sample(Shape.of(3, 1), Shape.of(4), Shape.SCALAR)
            .formula("c \\mathbin{?} x : y", "0", "[c]", "[\\neg c]")
            .define();

    /** {@code x} where this mask is true, {@code y} elsewhere; the branch not taken gets gradient 0, never NaN. */
    default Tensor where(Tensor x, Tensor y) {
        return WHERE.apply(me(), x, y);
    }
}
