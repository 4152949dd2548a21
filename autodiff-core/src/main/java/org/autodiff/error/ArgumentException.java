package org.autodiff.error;

/** An argument that is null or out of range, such as a NaN learning rate or a negative count. */
public final class ArgumentException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public ArgumentException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    public ArgumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
