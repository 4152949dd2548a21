package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.Set;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * The format of a CSV file.
 *
 * @param header whether the first row holds the names of the columns
 * @param separator what stands between two fields: a comma, a semicolon, a tab
 * @param decimal what stands before the fraction of a number: a point, or the comma of many languages
 * @param missing the texts that stand for a missing value, such as "?" or "NA"; an empty field always does
 */
public record CsvFormat(boolean header, char separator, char decimal, Set<String> missing) {
    /** A header, commas between fields, decimal points, and only empty fields as missing values. */
    public static final CsvFormat DEFAULT = new CsvFormat(true, ',', '.', Set.of());

    /**
     * Refuses a separator that is a quote, a line break, a letter, a digit or one of {@code . + -}, and a decimal mark other
     * than a point or a comma. A field with a decimal comma must be quoted where the comma separates fields, too.
     */
    public CsvFormat {
        if ("\"\r\n.+-".indexOf(separator) >= 0 || Character.isLetterOrDigit(separator)) {
            throw new ArgumentException("CsvFormat: the separator must not be a quote, a line break, a letter, a digit"
                    + " or one of . + -, got '" + separator + "'");
        }
        if (decimal != '.' && decimal != ',') {
            throw new ArgumentException(
                    "CsvFormat: the decimal mark must be a point or a comma, got '" + decimal + "'");
        }
        Require.nonNull(missing, "CsvFormat", "the set of texts for a missing value", "give Set.of() for none");
        for (String text : missing) {
            Require.nonNull(text, "CsvFormat", "a text for a missing value", "an empty field is always missing");
        }
        missing = Set.copyOf(missing);
    }

    /** The same format with or without names in the first row; without them columns are named 0, 1, 2, ... */
    public CsvFormat withHeader(boolean value) {
        return new CsvFormat(value, separator, decimal, missing);
    }

    /** The same format with another character between fields. */
    public CsvFormat withSeparator(char value) {
        return new CsvFormat(header, value, decimal, missing);
    }

    /** The same format with numbers as 1.5 or as 1,5. */
    public CsvFormat withDecimal(char value) {
        return new CsvFormat(header, separator, value, missing);
    }

    /** The same format with other texts that stand for a missing value. */
    public CsvFormat withMissing(String... texts) {
        Require.nonNull(texts, "CsvFormat.withMissing", "the list of texts", "give none for only empty fields");
        for (String text : texts) {
            Require.nonNull(text, "CsvFormat.withMissing", "a text", "an empty field is always missing");
        }
        return new CsvFormat(header, separator, decimal, Set.copyOf(Arrays.asList(texts)));
    }
}
