package org.autodiff.array.nd4j;

import org.autodiff.array.Backend;
import org.autodiff.array.BackendProvider;

/** Offers the native CPU backend. */
public final class NativeProvider implements BackendProvider {
    /** For the service loader. */
    public NativeProvider() {}

    @Override
    public String name() {
        return "native";
    }

    @Override
    public Backend create() {
        return new NativeBackend();
    }
}
