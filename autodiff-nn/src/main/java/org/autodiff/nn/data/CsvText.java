package org.autodiff.nn.data;

import java.util.Arrays;

/**
 * The fields of a CSV file, one after the other in one string: objects for millions of short texts would take ten times
 * the memory of the file.
 */
final class CsvText {
    private final DataFile file;
    private final StringBuilder text = new StringBuilder();
    // where each field ends in the text, and on which line of the file each row begins
    private int[] ends = new int[64];
    private int[] lines = new int[16];
    private int fields;
    private int rows;
    private int columns;

    CsvText(DataFile file) {
        this.file = file;
    }

    DataFile file() {
        return file;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The line of the file, counted from 1, on which a row begins. */
    int line(int row) {
        return lines[row];
    }

    String field(int row, int column) {
        int field = row * columns + column;
        return text.substring(field == 0 ? 0 : ends[field - 1], ends[field]);
    }

    void append(int character) {
        text.append((char) character);
    }

    /** The number of characters of the field that is being written. */
    int open() {
        return text.length() - (fields == 0 ? 0 : ends[fields - 1]);
    }

    void endField(boolean stripped) {
        if (stripped) {
            int start = text.length() - open();
            int end = text.length();
            while (end > start && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
                end--;
            }
            text.setLength(end);
        }
        if (fields == ends.length) {
            ends = Arrays.copyOf(ends, ends.length + (ends.length >> 1));
        }
        ends[fields++] = text.length();
    }

    /** Ends a row of {@code width} fields; the first one says how many all must have. */
    void endRow(int line, int width) {
        if (rows == 0) {
            columns = width;
        } else if (width != columns) {
            throw file.error(", line " + line + ": the row has " + width + " fields, but the first row (line "
                    + lines[0] + ") has " + columns
                    + "; complete the row, quote fields that hold the separator, or give"
                    + " another separator with CsvFormat.withSeparator");
        }
        if (rows == lines.length) {
            lines = Arrays.copyOf(lines, lines.length + (lines.length >> 1));
        }
        lines[rows++] = line;
    }

    /** The number of characters of all fields. */
    int length() {
        return text.length();
    }

    /** Takes back the last field, which is empty: the only one of a blank line. */
    void dropField() {
        fields--;
    }
}
