package org.autodiff.error;

/** The common type of every exception of this library. Its message names the operation, what it got, and the remedy. */
public abstract class AutodiffException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error without a deeper cause. */
    protected AutodiffException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    protected AutodiffException(String message, Throwable cause) {
        super(message, cause);
    }
}
