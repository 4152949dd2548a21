package org.autodiff.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The reference in {@code docs} is what the table says today; if not, the failure names what differs and the command. */
class OpReferenceTest {
    private static final Path FOLDER = Path.of("../docs/reference");
    private static final String COMMAND =
            "autodiff-examples/src/main/scripts/run.sh org.autodiff.examples.reference.OpReference docs/reference";

    @Test
    void theReferenceIsNotStale() throws IOException {
        Map<String, String> written = new TreeMap<>();
        for (Path file : OpReference.existing(FOLDER)) {
            written.put(OpReference.name(FOLDER, file), Files.readString(file));
        }
        assertThat(differences(written, OpReference.files()))
                .as(
                        "docs/reference is not what the operation table says. Write it by\n\n    %s\n\nand commit it with the"
                                + " operations that differ",
                        COMMAND)
                .isEmpty();
    }

    @Test
    void theDifferencesNameTheOperations() {
        Map<String, String> written =
                Map.of("scan.md", "# Scan\n\n## cumsum\n\na\n\n## cumprod\n\nb\n", "plots/old.svg", "");
        Map<String, String> now =
                Map.of("scan.md", "# Scan\n\n## cumsum\n\na\n\n## cumprod\n\nc\n\n## cummax\n\nd\n", "plots/x.svg", "");
        assertThat(differences(written, now))
                .containsExactly(
                        "plots/old.svg is out of date",
                        "plots/x.svg is new",
                        "scan.md: cummax is new, cumprod differs");
    }

    private static List<String> differences(Map<String, String> written, Map<String, String> now) {
        List<String> all = new ArrayList<>();
        for (String file : union(written, now)) {
            String before = written.get(file);
            String after = now.get(file);
            if (before == null || after == null) {
                all.add(file + (before == null ? " is new" : " is out of date"));
            } else if (!before.equals(after)) {
                all.add(file + ": " + sections(before, after));
            }
        }
        return all;
    }

    private static String sections(String before, String after) {
        Map<String, String> old = sections(before);
        Map<String, String> now = sections(after);
        List<String> all = new ArrayList<>();
        for (String name : union(old, now)) {
            if (!now.getOrDefault(name, "").equals(old.getOrDefault(name, ""))) {
                all.add(name + (!old.containsKey(name) ? " is new" : !now.containsKey(name) ? " is gone" : " differs"));
            }
        }
        return String.join(", ", all);
    }

    /** The parts of a page by their heading, which is an operation's name. */
    private static Map<String, String> sections(String page) {
        Map<String, String> all = new HashMap<>();
        for (String part : page.split("(?m)^#+ ")) {
            String[] lines = part.split("\n", 2);
            all.put(lines[0], lines.length > 1 ? lines[1].strip() : "");
        }
        return all;
    }

    private static TreeSet<String> union(Map<String, String> a, Map<String, String> b) {
        TreeSet<String> all = new TreeSet<>(a.keySet());
        all.addAll(b.keySet());
        return all;
    }
}
