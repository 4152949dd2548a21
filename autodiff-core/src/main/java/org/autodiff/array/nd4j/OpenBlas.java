package org.autodiff.array.nd4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Loads OpenBLAS with the kernels that fit the processor. Version 0.3.19, which ND4J brings, is older than AMD's
 * processors with AVX-512 and takes its AVX2 kernels there; later versions take those for Skylake-X, and so does this
 * class. Products of 128 x 64 x 128 take 23 us that way instead of 29 (docs/design/0003).
 *
 * <p>OpenBLAS asks the environment once, while it is loaded, and Java has no way to change that. So for as long as the
 * loading takes, the C library's list of variables is replaced by one with another entry.
 */
final class OpenBlas {
    private static final String VARIABLE = "OPENBLAS_CORETYPE";
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Set<String> NEEDED = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    /** Kept for ever: another thread may have begun to read it. */
    private static PointerPointer<Pointer> extended;

    private OpenBlas() {}

    /** Loads it, unless it has been loaded already: then its choice stays. */
    static synchronized void load() {
        if (extended != null || System.getenv(VARIABLE) != null || !isNewerThanOpenBlas()) {
            Loader.load(openblas_nolapack.class);
            return;
        }
        Loader.load(org.bytedeco.javacpp.presets.javacpp.class);
        Pointer environ = Loader.addressof("environ");
        if (environ == null || environ.isNull()) {
            Loader.load(openblas_nolapack.class);
            return;
        }
        PointerPointer<Pointer> variable = new PointerPointer<>(environ).capacity(1);
        Pointer before = variable.get();
        extended = with(new PointerPointer<>(before), VARIABLE + "=SkylakeX");
        variable.put(0, extended);
        try {
            Loader.load(openblas_nolapack.class);
        } finally {
            variable.put(0, before);
        }
    }

    /** A list of variables with one more; such a list ends with a null pointer. */
    private static PointerPointer<Pointer> with(PointerPointer<Pointer> list, String entry) {
        int n = 0;
        while (list.get(n) != null && !list.get(n).isNull()) {
            n++;
        }
        PointerPointer<Pointer> longer = new PointerPointer<>(n + 2L);
        for (int i = 0; i < n; i++) {
            longer.put(i, list.get(i));
        }
        return longer.put(n, new BytePointer(entry).retainReference()).put(n + 1L, (Pointer) null);
    }

    /** Whether this is a processor of AMD's with AVX-512, on Linux. */
    private static boolean isNewerThanOpenBlas() {
        if (!Files.isReadable(PROCESSORS)) {
            return false;
        }
        try {
            List<String> lines = Files.readAllLines(PROCESSORS);
            boolean amd = lines.stream().anyMatch(l -> l.startsWith("vendor_id") && l.endsWith("AuthenticAMD"));
            return amd
                    && lines.stream()
                            .filter(l -> l.startsWith("flags"))
                            .findFirst()
                            .map(l -> List.of(l.split("\\s+")).containsAll(NEEDED))
                            .orElse(false);
        } catch (IOException e) {
            return false; // then OpenBLAS's own choice is as good as any
        }
    }
}
