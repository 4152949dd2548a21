package org.autodiff.nn.data;

import org.autodiff.error.ArgumentException;

/** What the samples of a data set are for. */
public enum Role {
    /** Nobody has said yet. */
    UNDECIDED,
    /** They may be learned from. */
    TRAINING,
    /** They measure what was learned, for validation or test; nothing may be learned from them. */
    HELD_OUT;

    /** {@link #TRAINING}, unless the samples are held out. */
    Role toTraining() {
        if (this == HELD_OUT) {
            throw new ArgumentException(
                    "Dataset.asTraining: these samples are held out for validation or test; to learn"
                            + " from them would make what they measure worthless");
        }
        return TRAINING;
    }
}
