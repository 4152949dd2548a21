package org.autodiff.io;

/** Excerpts of files in messages: at most a line, however long the text in the file. */
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
