package org.autodiff.nn.train;

import org.autodiff.error.AutodiffException;

/** A loss that is NaN or infinite: the training has to stop. The message names the step and the first bad tensor. */
public final class DivergenceException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the place, the first bad tensor, and the remedy. */
    public DivergenceException(String message) {
        super(message);
    }
}
