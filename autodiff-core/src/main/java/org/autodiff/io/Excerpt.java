package org.autodiff.io;

/** What a message repeats of a file: not more than a line, however much the file says there. */
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
