package org.autodiff.array.heap;

import org.autodiff.array.Backend;
import org.autodiff.array.BackendProvider;

/** Offers the backend in plain Java. */
public final class HeapProvider implements BackendProvider {
    /** For the service loader. */
    public HeapProvider() {}

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public Backend create() {
        return new HeapBackend();
    }
}
