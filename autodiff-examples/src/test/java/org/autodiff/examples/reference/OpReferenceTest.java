package org.autodiff.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The reference in {@code docs} is what the table says today; if not, run {@link OpReference}. */
class OpReferenceTest {
    private static final Path FOLDER = Path.of("../docs/reference");

    @Test
    void theReferenceIsNotStale() throws IOException {
        Map<String, String> committed = new TreeMap<>();
        for (Path file : OpReference.existing(FOLDER)) {
            committed.put(OpReference.name(FOLDER, file), Files.readString(file));
        }
        Map<String, String> now = OpReference.files();
        assertThat(committed.keySet()).as("files; run OpReference").isEqualTo(now.keySet());
        now.forEach((name, text) ->
                assertThat(committed.get(name)).as("%s; run OpReference", name).isEqualTo(text));
    }
}
