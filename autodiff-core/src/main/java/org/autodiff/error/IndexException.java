package org.autodiff.error;

/** An axis, an index or a class label out of range. */
public final class IndexException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public IndexException(String message) {
        super(message);
    }
}
