package org.autodiff.array.nd4j.portable;

import org.autodiff.array.Backend;
import org.autodiff.array.BackendProvider;

/** Offers the backend on ND4J's executioner. */
public final class PortableProvider implements BackendProvider {
    /** For the service loader. */
    public PortableProvider() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public Backend create() {
        return new PortableBackend();
    }
}
