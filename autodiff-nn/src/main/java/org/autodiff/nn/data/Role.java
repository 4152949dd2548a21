package org.autodiff.nn.data;

/** What the samples of a data set are for. */
public enum Role {
    /** Nobody has said yet. */
    UNDECIDED,
    /** They may be learned from. */
    TRAINING,
    /** They measure what was learned, for validation or test; nothing may be learned from them. */
    HELD_OUT
}
