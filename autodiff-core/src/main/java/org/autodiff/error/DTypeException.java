package org.autodiff.error;

/** Element types that do not fit: two different ones in one operation, or one that the operation does not take. */
public final class DTypeException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public DTypeException(String message) {
        super(message);
    }
}
