package org.autodiff.nn.search;

import org.autodiff.error.AutodiffException;

/** A search that found nothing, because every trial failed or it was interrupted. */
public final class SearchException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error that another one caused. */
    public SearchException(String message, Throwable cause) {
        super(message, cause);
    }
}
