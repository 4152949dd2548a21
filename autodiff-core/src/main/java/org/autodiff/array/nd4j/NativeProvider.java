package org.autodiff.array.nd4j;

import java.util.Optional;
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

    /** Not where ND4J has loaded the library of another device, such as CUDA. */
    @Override
    public Optional<Backend> offer() {
        return Natives.areOfTheCpu() ? Optional.of(create()) : Optional.empty();
    }

    @Override
    public Backend create() {
        return new NativeBackend();
    }
}
