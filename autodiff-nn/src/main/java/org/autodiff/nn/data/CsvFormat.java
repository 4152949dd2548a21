package org.autodiff.nn.data;

import java.util.Set;
import org.autodiff.error.ArgumentException;

/**
 * The format of a CSV file.
 *
 * @param header whether the first row holds the names of the columns
 * @param separator what stands between two fields: a comma, a semicolon, a tab
 * @param missing the texts that stand for a missing value, such as "?" or "NA"; an empty field always does
 */
public record CsvFormat(boolean header, char separator, Set<String> missing) {
    /** A header, commas, and only empty fields as missing values. */
    public static final CsvFormat DEFAULT = new CsvFormat(true, ',', Set.of());

    /** Refuses a separator that is a quote, a line break, a letter, a digit or one of {@code . + -}. */
    public CsvFormat {
        if ("\"\r\n.+-".indexOf(separator) >= 0 || Character.isLetterOrDigit(separator)) {
            throw new ArgumentException("CsvFormat: the separator must not be a quote, a line break, a letter, a digit"
                    + " or one of . + -, got '" + separator + "'");
        }
        missing = Set.copyOf(missing);
    }

    /** The same format with or without names in the first row; without them columns are named 0, 1, 2, ... */
    public CsvFormat withHeader(boolean value) {
        return new CsvFormat(value, separator, missing);
    }

    /** The same format with another character between fields. */
    public CsvFormat withSeparator(char value) {
        return new CsvFormat(header, value, missing);
    }

    /** The same format with other texts that stand for a missing value. */
    public CsvFormat withMissing(String... texts) {
        return new CsvFormat(header, separator, Set.of(texts));
    }
}
