package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/**
 * The rows of a CSV file, as text until numbers or classes are asked for. Read by {@link Csv}.
 *
 * <p>Columns are told by name or by number; numbers count from 0, and negative ones from the end, so that -1 is the last
 * column. A table does not change: selecting columns or rows gives another one over the same text. Errors count lines
 * and columns of the file from 1, as editors do.
 *
 * <p>A missing value, which is an empty field or one of {@link CsvFormat#missing()}, is refused where a number or a
 * class is needed, unless {@link #withoutMissing()} or {@link #missingAs} says what to do.
 */
public final class CsvTable {
    private final CsvText text;
    private final List<String> header;
    private final CsvFormat format;
    // the rows and columns of the text that this table looks at
    private final int[] rows;
    private final int[] columns;
    private final OptionalDouble fill;

    CsvTable(CsvText text, CsvFormat format) {
        int first = format.header() ? 1 : 0;
        if (text.rows() <= first) {
            throw text.file().error(": there is no row of data" + (text.rows() == 1 ? " after the header" : ""));
        }
        this.text = text;
        this.header = IntStream.range(0, text.columns())
                .mapToObj(column -> format.header() ? text.field(0, column) : Integer.toString(column))
                .toList();
        this.format = format;
        this.rows = IntStream.range(first, text.rows()).toArray();
        this.columns = IntStream.range(0, text.columns()).toArray();
        this.fill = OptionalDouble.empty();
    }

    private CsvTable(CsvTable source, int[] rows, int[] columns, OptionalDouble fill) {
        this.text = source.text;
        this.header = source.header;
        this.format = source.format;
        this.rows = rows;
        this.columns = columns;
        this.fill = fill;
    }

    /** The number of rows of data, without the header. */
    public int rows() {
        return rows.length;
    }

    /** The names of the columns: those of the header, or 0, 1, 2, ... as in the file. */
    public List<String> names() {
        return Arrays.stream(columns).mapToObj(header::get).toList();
    }

    /** One field as text; row and column are in range. */
    public String text(int row, int column) {
        if (row < 0 || row >= rows.length) {
            throw new IndexException(
                    where("text") + "no row " + row + "; there are " + rows.length + ", counted from 0");
        }
        return text.field(rows[row], columns[checked(column)]);
    }

    /**
     * These columns only, in this order.
     *
     * @throws ArgumentException if there is no column, or more than one, of a name, or if no name is given
     */
    public CsvTable select(String... names) {
        return select(numbers("select", names));
    }

    /**
     * These columns only, in this order.
     *
     * @throws IndexException if there is no column of a number
     * @throws ArgumentException if no number is given
     */
    public CsvTable select(int... numbers) {
        Require.nonNull(numbers, text.file().where() + ".select", "the numbers", "give those of columns");
        if (numbers.length == 0) {
            throw new ArgumentException(where("select") + "no column is left");
        }
        int[] selected =
                Arrays.stream(numbers).map(number -> columns[checked(number)]).toArray();
        return new CsvTable(this, rows, selected, fill);
    }

    /**
     * All columns but these.
     *
     * @throws ArgumentException if there is no column, or more than one, of a name, or if no column is left
     */
    public CsvTable without(String... names) {
        return without(numbers("without", names));
    }

    /**
     * All columns but these.
     *
     * @throws IndexException if there is no column of a number
     * @throws ArgumentException if no column is left
     */
    public CsvTable without(int... numbers) {
        Require.nonNull(numbers, text.file().where() + ".without", "the numbers", "give those of columns");
        Set<Integer> dropped = new TreeSet<>();
        Arrays.stream(numbers).map(this::checked).forEach(dropped::add);
        return select(IntStream.range(0, columns.length)
                .filter(column -> !dropped.contains(column))
                .toArray());
    }

    /**
     * Only the rows that have a value in every column of this table.
     *
     * @throws DataException if no row is left
     */
    public CsvTable withoutMissing() {
        int[] complete = Arrays.stream(rows)
                .filter(row -> Arrays.stream(columns).noneMatch(column -> isMissing(text.field(row, column))))
                .toArray();
        if (complete.length == 0) {
            throw text.file()
                    .error(": every one of the " + rows.length
                            + " rows misses a value; select the columns that matter first");
        }
        return new CsvTable(this, complete, columns, fill);
    }

    /** The same table with this number in place of missing ones; NaN is allowed. Classes must not be missing still. */
    public CsvTable missingAs(double value) {
        return new CsvTable(this, rows, columns, OptionalDouble.of(value));
    }

    /**
     * All columns as numbers.
     *
     * @return FLOAT32 [rows, columns]
     * @throws DataException as {@link #numbers(DType)} does
     */
    public Tensor numbers() {
        return numbers(DType.FLOAT32);
    }

    /**
     * All columns as numbers, decimal with a point and perhaps an exponent.
     *
     * @param dtype FLOAT32 or FLOAT64
     * @return [rows, columns]
     * @throws DataException if a field is missing or no number, NaN and infinity among them, or if a number is too
     *     large for the element type; the message names file, line and column
     * @throws ArgumentException for another element type, or if so many numbers do not fit an array
     */
    public Tensor numbers(DType dtype) {
        if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
            throw new ArgumentException(where("numbers") + "expected FLOAT32 or FLOAT64, got " + dtype);
        }
        if ((long) rows.length * columns.length > Integer.MAX_VALUE - 8) {
            throw new ArgumentException(where("numbers") + rows.length + " rows of " + columns.length
                    + " columns do not fit an array; select fewer columns");
        }
        double[] values = new double[rows.length * columns.length];
        int next = 0;
        for (int row : rows) {
            for (int column : columns) {
                double value = value(row, column);
                if (dtype == DType.FLOAT32 && Float.isInfinite((float) value) && !Double.isInfinite(value)) {
                    throw wrong(row, column, value + " is too large for FLOAT32; read FLOAT64");
                }
                values[next++] = value;
            }
        }
        return Tensor.of(values, rows.length, columns.length).to(dtype);
    }

    /** {@link #classNames(int)} of the column of this name. */
    public List<String> classNames(String label) {
        return classNames(number(label));
    }

    /**
     * The different texts of a column, sorted: by value if all are whole numbers, otherwise by their characters. The
     * place of a name is the number of its class, which so does not depend on the order of the rows.
     *
     * @throws DataException if a field is missing
     * @throws IndexException if there is no such column
     */
    public List<String> classNames(int label) {
        int column = columns[checked(label)];
        Set<String> names = new TreeSet<>();
        for (int row : rows) {
            names.add(className(row, column));
        }
        List<String> sorted = new ArrayList<>(names);
        if (sorted.stream().allMatch(name -> name.matches("-?\\d{1,18}"))) {
            // stable: different texts of the same number, such as 7 and 07, stay in the order of their characters
            sorted.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
        }
        return List.copyOf(sorted);
    }

    /** {@link #classification(int)} with the column of this name. */
    public TensorDataset classification(String label) {
        return classification(number(label));
    }

    /**
     * One column as the class, all others as inputs.
     *
     * @return inputs FLOAT32 [rows, columns - 1], labels INT64 [rows]: places in {@link #classNames(int)}
     * @throws DataException if an input is no number or a field is missing
     * @throws IndexException if there is no such column
     */
    public TensorDataset classification(int label) {
        return classification(label, classNames(label));
    }

    /** {@link #classification(int, List)} with the column of this name. */
    public TensorDataset classification(String label, List<String> classNames) {
        return classification(number(label), classNames);
    }

    /**
     * One column as the class, all others as inputs, with the classes of another table: the way to read a test set with
     * the numbers of the training set.
     *
     * @param classNames the place of a name is the number of its class
     * @return inputs FLOAT32 [rows, columns - 1], labels INT64 [rows]
     * @throws DataException if an input is no number, a field is missing, or a class is not among the names
     * @throws IndexException if there is no such column
     */
    public TensorDataset classification(int label, List<String> classNames) {
        int column = columns[checked(label)];
        Map<String, Integer> numbers = new HashMap<>();
        classNames.forEach(name -> numbers.putIfAbsent(name, numbers.size()));
        if (numbers.size() < classNames.size()) {
            throw new ArgumentException(where("classification") + "a class is named twice: " + classNames);
        }
        long[] labels = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            String name = className(rows[i], column);
            Integer number = numbers.get(name);
            if (number == null) {
                throw wrong(rows[i], column, "'" + shown(name) + "' is none of the " + numbers.size() + " classes");
            }
            labels[i] = number;
        }
        return new TensorDataset(without(label).numbers(), Tensor.of(labels, labels.length));
    }

    /** {@link #regression(int)} with the column of this name. */
    public TensorDataset regression(String target) {
        return regression(number(target));
    }

    /**
     * One column as the number to predict, all others as inputs.
     *
     * @return inputs FLOAT32 [rows, columns - 1], labels FLOAT32 [rows, 1]
     * @throws DataException if a field is no number
     * @throws IndexException if there is no such column
     */
    public TensorDataset regression(int target) {
        return new TensorDataset(without(target).numbers(), select(target).numbers());
    }

    /** For example {@code CsvTable[150 rows of sepal_length, species]}. */
    @Override
    public String toString() {
        return "CsvTable[" + rows.length + " rows of "
                + (columns.length <= 8 ? String.join(", ", names()) : columns.length + " columns") + "]";
    }

    private int[] numbers(String method, String... names) {
        Require.nonNull(names, text.file().where() + "." + method, "the names", "give those of columns");
        return Arrays.stream(names).mapToInt(this::number).toArray();
    }

    private int number(String name) {
        int[] found = IntStream.range(0, columns.length)
                .filter(column -> header.get(columns[column]).equals(name))
                .toArray();
        if (found.length == 1) {
            return found[0];
        }
        throw new ArgumentException(text.file().where()
                + (found.length == 0
                        ? ": no column is named '" + name + "'; there are " + names()
                        : ": " + found.length + " columns are named '" + name + "'; give the number"));
    }

    private int checked(int column) {
        int counted = column < 0 ? column + columns.length : column;
        if (counted < 0 || counted >= columns.length) {
            throw new IndexException(text.file().where() + ": no column " + column + "; there are " + columns.length
                    + ", counted from 0, or backwards from -1");
        }
        return counted;
    }

    private boolean isMissing(String field) {
        return field.isEmpty() || format.missing().contains(field);
    }

    private String className(int row, int column) {
        String name = text.field(row, column);
        if (isMissing(name)) {
            throw wrong(row, column, "the class is missing; leave such rows out with withoutMissing()");
        }
        return name;
    }

    private double value(int row, int column) {
        String field = text.field(row, column);
        if (isMissing(field)) {
            return fill.orElseThrow(() -> wrong(
                    row,
                    column,
                    "the value is missing; leave such rows out with withoutMissing(), or fill them with"
                            + " missingAs(number)"));
        }
        // parseDouble alone would also take 1d, 0x1p3, NaN and Infinity
        if (!field.chars().allMatch(c -> c == format.decimal() || "0123456789+-eE".indexOf(c) >= 0)) {
            throw noNumber(row, column, field, null);
        }
        try {
            double value = Double.parseDouble(field.replace(format.decimal(), '.'));
            if (Double.isInfinite(value)) {
                throw wrong(row, column, "'" + shown(field) + "' is too large for a number");
            }
            return value;
        } catch (NumberFormatException e) {
            throw noNumber(row, column, field, e);
        }
    }

    private DataException noNumber(int row, int column, String field, NumberFormatException cause) {
        char other = format.decimal() == '.' ? ',' : '.';
        if (field.matches("[+-]?\\d*[" + other + "]\\d+([eE][+-]?\\d+)?")) {
            String mark = other == ',' ? "comma" : "point";
            String message = "'" + shown(field) + "' is not a number as it has a decimal " + mark
                    + "; read such numbers with" + " CsvFormat.withDecimal('" + other + "')";
            return new DataException(wrong(row, column, message).getMessage(), cause);
        }
        String message = "'" + shown(field) + "' is not a number; correct it, leave the column out with without(), or"
                + " name the text in CsvFormat.withMissing";
        return new DataException(wrong(row, column, message).getMessage(), cause);
    }

    private DataException wrong(int row, int column, String what) {
        String name = header.get(column);
        return text.file()
                .error(", line " + text.line(row) + ", column " + (column + 1) + " (" + shown(name) + "): " + what);
    }

    private String where(String method) {
        return "CsvTable." + method + "(" + text.file().path() + "): ";
    }

    private static String shown(String field) {
        return field.length() <= 40 ? field : field.substring(0, 40) + "...";
    }
}
