package org.autodiff;

import static org.autodiff.OpDef.discrete;

import org.autodiff.array.Comparator;
import org.autodiff.array.DType;
import org.autodiff.error.DTypeException;
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
                .formula(formula)
                .define();
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** Where both are equal; BOOL. NaN equals nothing. */
    default Tensor eq(Tensor other) {
        return EQ.apply(me(), other);
    }

    /** Where this equals a number; BOOL. */
    default Tensor eq(double other) {
        return EQ.apply(me(), me().constant(other));
    }

    /** Where both differ; BOOL. */
    default Tensor ne(Tensor other) {
        return NE.apply(me(), other);
    }

    /** Where this differs from a number; BOOL. */
    default Tensor ne(double other) {
        return NE.apply(me(), me().constant(other));
    }

    /** Where this is less; BOOL. */
    default Tensor lt(Tensor other) {
        return LT.apply(me(), other);
    }

    /** Where this is less than a number; BOOL. */
    default Tensor lt(double other) {
        return LT.apply(me(), me().constant(other));
    }

    /** Where this is less or equal; BOOL. */
    default Tensor le(Tensor other) {
        return LE.apply(me(), other);
    }

    /** Where this is at most a number; BOOL. */
    default Tensor le(double other) {
        return LE.apply(me(), me().constant(other));
    }

    /** Where this is greater; BOOL. */
    default Tensor gt(Tensor other) {
        return GT.apply(me(), other);
    }

    /** Where this is greater than a number; BOOL. */
    default Tensor gt(double other) {
        return GT.apply(me(), me().constant(other));
    }

    /** Where this is greater or equal; BOOL. */
    default Tensor ge(Tensor other) {
        return GE.apply(me(), other);
    }

    /** Where this is at least a number; BOOL. */
    default Tensor ge(double other) {
        return GE.apply(me(), me().constant(other));
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
