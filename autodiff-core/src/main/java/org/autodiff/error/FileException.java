package org.autodiff.error;

/** A file that is missing, cannot be read or written, or does not hold what it should. */
public final class FileException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the file, what is wrong with it, and the remedy. */
    public FileException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    public FileException(String message, Throwable cause) {
        super(message, cause);
    }
}
