package org.autodiff.nn.data;

import org.autodiff.error.AutodiffException;

/** A data file that is missing, unreadable or malformed, or a batch that was not waited for; the message says which, and the remedy. */
public final class DataException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error without a cause. */
    public DataException(String message) {
        super(message);
    }

    /** An error that another one led to. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
