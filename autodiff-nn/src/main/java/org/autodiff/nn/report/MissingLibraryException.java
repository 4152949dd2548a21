package org.autodiff.nn.report;

import org.autodiff.error.AutodiffException;

/** An optional library that is not on the class path. The message names the dependency to add. */
public final class MissingLibraryException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the library and the dependency. */
    public MissingLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
