package org.autodiff.io;

import java.io.IOException;

/** An array in a file that is whole, but of elements that no tensor holds. */
final class ForeignTypeException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignTypeException(String message) {
        super(message);
    }
}
