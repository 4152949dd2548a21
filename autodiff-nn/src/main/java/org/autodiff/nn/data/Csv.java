package org.autodiff.nn.data;

import java.nio.file.Path;
import org.autodiff.error.Require;

/**
 * Reads tables of comma-separated values.
 *
 * <p>The format is that of RFC 4180 in UTF-8: a row a line, every row with the same number of fields; a field with
 * separators, quotes or line breaks in it stands in double quotes, and a quote in it is doubled. Beyond that, lines
 * may end with LF, CR LF or CR (also in a quoted field, where each is read as LF), blank lines are passed over, a byte
 * order mark is ignored, and spaces and tabs around a field do not belong to it unless they are quoted.
 *
 * <pre>{@code
 * CsvTable iris = Csv.read(Path.of("iris.csv"));
 * TensorDataset samples = iris.classification("species");
 * List<String> names = iris.classNames("species");
 *
 * CsvTable digits = Csv.read(Path.of("optdigits.tra"), CsvFormat.DEFAULT.withHeader(false));
 * TensorDataset train = digits.classification(-1);
 * }</pre>
 */
public final class Csv {
    private Csv() {}

    /** A table with a header and commas; see {@link #read(Path, CsvFormat)}. */
    public static CsvTable read(Path file) {
        return read(file, CsvFormat.DEFAULT);
    }

    /**
     * A table in the given format.
     *
     * @throws DataException if the file is missing, unreadable, not UTF-8, too large for the heap or without a row of
     *     data, if a row has more or fewer fields than the first, or if a quote is where none may be; the message names
     *     the file, the line and the column, both counted from 1
     */
    public static CsvTable read(Path file, CsvFormat format) {
        Require.nonNull(format, "Csv.read", "the format", "give CsvFormat.DEFAULT or one of your own");
        return new CsvTable(CsvReader.read(new DataFile("Csv.read", file), format), format);
    }
}
