package org.autodiff.error;

/** The common type of every exception of this library. Its message names the operation, what it got, and the remedy. */
public abstract class AutodiffException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The part of a network in which it happened, or null. */
    private String place;

    /** An error without a deeper cause. */
    protected AutodiffException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    protected AutodiffException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Says in which part of a network it happened, such as {@code net.2.conv1}; the message then begins with that. The first
     * call counts: an error passes the innermost part first.
     *
     * @return this error, to be thrown on
     */
    public final AutodiffException in(String part) {
        if (place == null) {
            place = part;
        }
        return this;
    }

    /** What went wrong, behind the part of a network that it went wrong in, if that is known. */
    @Override
    public final String getMessage() {
        return place == null ? super.getMessage() : place + ": " + super.getMessage();
    }
}
