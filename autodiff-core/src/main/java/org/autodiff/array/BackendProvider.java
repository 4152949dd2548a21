package org.autodiff.array;

/** Makes a backend; found through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The name that {@code -Dautodiff.backend} selects it by. */
    String name();

    /** Starts it, or throws a {@link org.autodiff.error.BackendException} that says what is missing. */
    Backend create();
}
