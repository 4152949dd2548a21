package org.autodiff.check.report;

/** What a derivative is compared with. Those that use no derivative rule say what is true, the others what is consistent. */
public enum Oracle {
    /** Central differences of the values, extrapolated, against the reverse sweep (vjp). */
    DIFFERENCES("central differences"),
    /** Central differences of the values, extrapolated, against the forward sweep (jvp). */
    TANGENT_DIFFERENCES("central differences of the tangent"),
    /** The adjoint identity {@code <u, J v> = <J^T u, v>} between both sweeps. */
    ADJOINT("adjoint identity"),
    /** The derivative of the tangent against that of the gradient, by the same inputs. */
    MIXED("reverse over forward"),
    /** The recorded operations computed again with complex numbers, without difference quotients and without any rule. */
    REPLAY("complex replay"),
    /** The slope of the Taylor remainder: 2 where the gradient is right, 1 where it is wrong. Supports, does not decide. */
    TAYLOR("Taylor remainder"),
    /** Cotangents that are broadcast, permuted in memory, or zero, against the same one laid out densely. */
    COTANGENT("layout of the cotangent"),
    /** The gradient with some of the inputs held constant, against that with all of them active. */
    ACTIVITY("other inputs held constant"),
    /** The same computation in double precision. */
    DOUBLE_PRECISION("the same in double precision"),
    /** The same computation a second time. */
    PURITY("a second evaluation"),
    /** Whether the result depends on the input at all. */
    CONNECTION("connection to the input");

    private final String text;

    Oracle(String text) {
        this.text = text;
    }

    /** Whether a disagreement is a failure; the others only support. */
    public boolean decides() {
        return this != TAYLOR;
    }

    /** Whether it says what the derivative is, and not only whether the rules fit each other. */
    public boolean isTruth() {
        return this == DIFFERENCES || this == TANGENT_DIFFERENCES || this == REPLAY;
    }

    /** What it is called in a report. */
    @Override
    public String toString() {
        return text;
    }
}
