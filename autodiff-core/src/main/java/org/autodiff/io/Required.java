package org.autodiff.io;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** Checks of the arguments of readers and writers, made before a file is touched. */
final class Required {
    private Required() {}

    /** Checks that there is a path. */
    static Path path(String owner, Path file) {
        return Require.nonNull(file, owner, "the path", "give that of a file");
    }

    /**
     * Checks a map of what is to be written: no nulls, and names that files can hold.
     *
     * @param what an entry is, such as {@code tensor}
     */
    static void entries(String owner, String what, Map<String, ?> entries) {
        Require.nonNull(entries, owner, "the map of each " + what, "pass Map.of() for none");
        entries.forEach((name, value) -> {
            Require.nonNull(name, owner, "the name of a " + what, "give it one");
            text(owner, "the name of a " + what, name);
            Require.nonNull(value, owner, "the " + what + " '" + Excerpt.of(name) + "'", "leave it out of the map");
        });
    }

    /** Checks that a text can be written in UTF-8; another one would be read instead of it. */
    static void text(String owner, String what, String text) {
        OptionalInt half = halfPair(text);
        if (half.isPresent()) {
            throw new ArgumentException(String.format(
                    "%s: %s has half of a surrogate pair, U+%04X, which is no character; write both halves or none",
                    owner, what, half.getAsInt()));
        }
    }

    /** A surrogate without its other half, if there is one. */
    static OptionalInt halfPair(CharSequence text) {
        return text.codePoints()
                .filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                .findFirst();
    }
}
