package org.autodiff.array;

import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.autodiff.error.BackendException;

/** The backend of this process, chosen at first use: a constant for the compiler of the virtual machine. */
final class ChosenBackend {
    private static final Backend BACKEND;
    private static final BackendException FAILURE;

    static {
        Backend backend = null;
        BackendException failure = null;
        try {
            backend = choose();
        } catch (BackendException e) {
            failure = e; // for each use: an error while a class starts would be shown once, and hide its cause
        }
        BACKEND = backend;
        FAILURE = failure;
    }

    private ChosenBackend() {}

    static Backend get() {
        Backend backend = BACKEND;
        if (backend == null) {
            throw new BackendException(FAILURE.getMessage(), FAILURE);
        }
        return backend;
    }

    private static Backend choose() {
        String wanted = System.getProperty("autodiff.backend");
        StringBuilder seen = new StringBuilder();
        Iterator<ServiceLoader.Provider<BackendProvider>> all =
                ServiceLoader.load(BackendProvider.class, Backend.class.getClassLoader()).stream()
                        .iterator();
        try {
            while (all.hasNext()) {
                BackendProvider provider = all.next().get();
                if (provider.name().equals(wanted)) {
                    return provider.create();
                }
                Optional<Backend> offered = wanted == null ? provider.offer() : Optional.empty();
                if (offered.isPresent()) {
                    return offered.get();
                }
                seen.append(' ').append(provider.name());
            }
        } catch (ServiceConfigurationError e) {
            throw new BackendException("the list of array backends on the class path is broken: " + e.getMessage(), e);
        }
        throw new BackendException("no array backend"
                + (wanted == null ? "" : " named '" + wanted + "'") + " on the class path; found:"
                + (seen.length() == 0 ? " none" : seen) + ". Set -Dautodiff.backend to one of them");
    }
}
