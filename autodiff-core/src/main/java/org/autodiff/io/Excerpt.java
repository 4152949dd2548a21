package org.autodiff.io;

/** An excerpt of a file's content for a message: one line, however long the content is. */
final class Excerpt {
    private static final int LONGEST = 200;

    private Excerpt() {}

    /** The text of a value, cut off with a note where it is long. */
    static String of(Object value) {
        String text = String.valueOf(value).strip();
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + "... (" + text.length() + " characters in all)";
    }
}
