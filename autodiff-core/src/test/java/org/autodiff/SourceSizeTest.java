package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file that outgrows a sitting's reading is split by meaning. */
class SourceSizeTest {
    private static final long MOST_LINES = 500;

    @Test
    void noSourceFileIsLongerThanTheLimit() throws IOException {
        Map<Path, Long> lines = new TreeMap<>();
        for (Path file : sources()) {
            try (Stream<String> text = Files.lines(file)) {
                lines.put(file, text.count());
            }
        }
        assertThat(lines).as("source files found").isNotEmpty();
        lines.values().removeIf(count -> count <= MOST_LINES);
        assertThat(lines).as("source files of more than %d lines", MOST_LINES).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        Stream.Builder<Path> found = Stream.builder();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(root(), "autodiff-*")) {
            for (Path module : modules) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                    }
                }
            }
        }
        return found.build().collect(Collectors.toList());
    }

    /** The directory of the whole project, whether the tests start there or in a module. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("autodiff-core")) ? here : here.getParent();
    }
}
