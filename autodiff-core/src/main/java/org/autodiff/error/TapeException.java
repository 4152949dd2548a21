package org.autodiff.error;

/** A tape, scope or tensor used outside its life: closed, on another thread, changed in place, or not recorded. */
public final class TapeException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public TapeException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    public TapeException(String message, Throwable cause) {
        super(message, cause);
    }
}
