package org.autodiff.check.mutation;

/** A kind of mistake in a derivative rule. */
public enum Flaw {
    /** The result has the wrong sign. */
    SIGN("wrong sign"),
    /** The result is a multiple of the right one. */
    FACTOR("wrong factor"),
    /** A constant of the formula, or the result or one element of it, is off by one per cent. */
    CONSTANT("constant off by 1 %"),
    /** A term of the sum is left out, or what a saved value contributes to the derivative. */
    DROPPED_TERM("dropped term"),
    /** The rule reads another input or the output in the place of an input, or hands its result to another input. */
    WRONG_INPUT("wrong input"),
    /** The cotangent is not summed over the axes along which the input was repeated. */
    MISSING_SUM("missing sum over broadcast axes"),
    /** A matrix is taken in the place of its transpose. */
    MISSING_TRANSPOSE("missing transpose"),
    /** The rule works with attributes of another application: another axis, order, stride, or window. */
    WRONG_AXIS("wrong axis or attribute"),
    /** A saved value is an old one. */
    STALE_VALUE("stale saved value"),
    /** Elements or indices are one place off. */
    OFF_BY_ONE("off-by-one index"),
    /** A factor of the chain rule is missing: the cotangent, or the local derivative. */
    MISSING_FACTOR("missing chain factor");

    private final String text;

    Flaw(String text) {
        this.text = text;
    }

    /** What it is called in a table. */
    @Override
    public String toString() {
        return text;
    }
}
