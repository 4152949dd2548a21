package org.autodiff.check.mutation;

/** What became of a mutant. */
public enum Fate {
    /** The check of the first order failed. */
    KILLED_AT_ORDER_1("killed at order 1"),
    /** The check of the first order did not fail, that of the second did. */
    KILLED_AT_ORDER_2("killed at order 2"),
    /** Neither failed, although the derivatives are wrong: a hole in the checker, or in the operation's samples. */
    SURVIVED("survived"),
    /** Its derivatives are those of the right rule, on all samples and many random points: there is nothing to notice. */
    EQUIVALENT("equivalent");

    private final String text;

    Fate(String text) {
        this.text = text;
    }

    /** What it is called in a table. */
    @Override
    public String toString() {
        return text;
    }
}
