package org.autodiff.error;

/** The array backend is missing, incomplete, out of memory, or reported a failure. */
public final class BackendException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public BackendException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
