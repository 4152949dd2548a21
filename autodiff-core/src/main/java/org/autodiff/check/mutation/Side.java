package org.autodiff.check.mutation;

/** The direction of a rule that is wrong. */
public enum Side {
    /** The pullback of cotangents only. */
    VJP("vjp"),
    /** The push forward of tangents only. */
    JVP("jvp"),
    /** Both in the same way, as where they share a wrong derivative. */
    BOTH("both");

    private final String text;

    Side(String text) {
        this.text = text;
    }

    boolean isVjp() {
        return this != JVP;
    }

    boolean isJvp() {
        return this != VJP;
    }

    /** What it is called in a table. */
    @Override
    public String toString() {
        return text;
    }
}
