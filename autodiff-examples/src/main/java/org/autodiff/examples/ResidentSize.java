package org.autodiff.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The memory that this process holds just now, native memory included. */
public final class ResidentSize {
    /** Where Linux tells it. */
    static final Path STATUS = Path.of("/proc/self/status");

    private ResidentSize() {}

    /** It in kilobytes; empty where the system does not tell. */
    public static OptionalLong kilobytes() {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
