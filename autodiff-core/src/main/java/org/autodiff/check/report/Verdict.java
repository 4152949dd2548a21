package org.autodiff.check.report;

import org.autodiff.error.Require;

/** The outcome of a gradient check, from the best to the worst: that of several comparisons is the worst of theirs. */
public enum Verdict {
    /** The derivative agrees with every oracle that applies, and at least one could tell. */
    PASS,
    /** Nothing contradicts the derivative, but no oracle is good enough to confirm it; the report has the reason. */
    INCONCLUSIVE,
    /** The function has a kink at the point: its derivatives from the two sides differ, and the rule's value lies between them. */
    KINK,
    /** The function has no derivative at the point: it jumps, has infinite slope, is not finite, or throws. */
    NOT_DIFFERENTIABLE,
    /** Two evaluations at the same point differ, in value, shape or gradient, or the function changes its inputs. */
    NONDETERMINISTIC,
    /** The derivative is wrong. */
    FAIL;

    /** The worse of two outcomes. */
    public Verdict or(Verdict other) {
        Require.choice(other, "Verdict.or", "the other outcome", PASS);
        return compareTo(other) >= 0 ? this : other;
    }
}
