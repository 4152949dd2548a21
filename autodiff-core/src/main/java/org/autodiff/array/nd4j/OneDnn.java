package org.autodiff.array.nd4j;

import org.autodiff.error.BackendException;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * oneDNN by its own interface: version 3.8, where ND4J's library has 2.3 inside and makes each primitive anew at every call.
 * Its natives are optional; without them ND4J's operations do the work.
 */
final class OneDnn {
    private OneDnn() {}

    /** Loads the library when it is first wanted: a program without convolutions need not wait for it. */
    private static final class Loaded {
        static final dnnl_engine ENGINE = load();

        private static dnnl_engine load() {
            if ("false".equals(System.getProperty("autodiff.onednn")) || !areThere()) {
                return null;
            }
            try {
                return new dnnl_engine(make("engine", to -> dnnl.dnnl_engine_create(to, dnnl.dnnl_cpu, 0)));
            } catch (LinkageError e) {
                if (System.getProperty("autodiff.quiet") == null) {
                    System.err.println(
                            "autodiff: oneDNN's natives are on the class path but do not load, so convolutions"
                                    + " are slower than they could be; do those of org.bytedeco:opencl:3.0-1.5.12 stand beside"
                                    + " them? (-Dautodiff.quiet silences this; " + e + ")");
                }
                return null;
            }
        }

        private static boolean areThere() {
            String library = System.mapLibraryName("jnidnnl");
            return dnnl.class.getResource("/org/bytedeco/dnnl/" + Loader.getPlatform() + "/" + library) != null;
        }
    }

    /** Whether its natives are on the class path, and {@code -Dautodiff.onednn=false} does not forbid them. */
    static boolean isLoaded() {
        return Loaded.ENGINE != null;
    }

    /** The processor, for any thread. */
    static dnnl_engine engine() {
        return Loaded.ENGINE;
    }

    /** A function of the library that makes something, writes its address and returns a status. */
    @FunctionalInterface
    interface Maker {
        int make(PointerPointer<?> to);
    }

    /** The address of what has been made. */
    static Pointer make(String what, Maker maker) {
        Pointer made = makeOrNull(what, maker);
        if (made == null) {
            check(what, dnnl.dnnl_unimplemented);
        }
        return made;
    }

    /** The same, or null where the library has no implementation. */
    static Pointer makeOrNull(String what, Maker maker) {
        try (PointerPointer<?> to = new PointerPointer<>(1)) {
            int status = maker.make(to);
            if (status == dnnl.dnnl_unimplemented) {
                return null;
            }
            check(what, status);
            return to.get();
        }
    }

    static void check(String what, int status) {
        if (status != dnnl.dnnl_success) {
            throw new BackendException("oneDNN's " + what + " failed with status " + status);
        }
    }
}
