package org.autodiff.array;

import java.util.Optional;

/** A factory of a backend, found through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The name that {@code -Dautodiff.backend} selects it by. */
    String name();

    /** Starts it if it suits this process and none is asked for by name; empty leaves that to the next provider. */
    default Optional<Backend> offer() {
        return Optional.of(create());
    }

    /** Starts it, or throws a {@link org.autodiff.error.BackendException} that says what is missing. */
    Backend create();
}
