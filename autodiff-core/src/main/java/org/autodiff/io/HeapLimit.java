package org.autodiff.io;

/**
 * The limit on a file's content in memory at once: half of the heap, so that a huge or hostile file is an error of that
 * file and not the end of the program.
 */
public final class HeapLimit {
    /** Some virtual machines keep a few elements of the longest array for themselves. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private HeapLimit() {}

    /** Half of the heap, in bytes. */
    public static long ofAll() {
        return Runtime.getRuntime().maxMemory() / 2;
    }

    /**
     * Half of the heap, or the longest array of elements of a width if that is less, in bytes.
     *
     * @param width of an element, in bytes
     */
    public static long ofArray(int width) {
        return Math.min(ofAll(), (long) LONGEST_ARRAY * width);
    }

    /**
     * The message for content that exceeds the limit, to follow the name of the file.
     *
     * @param bytes what it takes
     * @param most the limit, one of this class
     */
    public static String exceeded(long bytes, long most) {
        return "the content takes " + bytes + " bytes, but at most " + most
                + " (half of the heap, and what an array can hold) are read; split the file or enlarge the heap"
                + " with -Xmx";
    }
}
