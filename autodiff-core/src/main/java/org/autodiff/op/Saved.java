package org.autodiff.op;

/** What a derivative rule reads of the operation it belongs to, beside shapes and attributes. */
public enum Saved {
    /** The values of the inputs. */
    INPUT,
    /** The value of the output. */
    OUTPUT
}
