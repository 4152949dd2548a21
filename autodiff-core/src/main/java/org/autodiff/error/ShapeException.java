package org.autodiff.error;

/** Shapes that do not fit: operands that do not broadcast, a wrong rank, a wrong number of elements. */
public final class ShapeException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public ShapeException(String message) {
        super(message);
    }
}
