package org.autodiff.error;

/** A matrix that has no inverse, for it is singular, or no Cholesky factor, for it is not positive definite. */
public final class MatrixException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public MatrixException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    public MatrixException(String message, Throwable cause) {
        super(message, cause);
    }
}
