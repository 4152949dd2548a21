package org.autodiff.examples.playground;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.examples.Options;
import org.autodiff.nn.data.Csv;
import org.autodiff.nn.data.CsvTable;

/**
 * What a page begins with.
 *
 * @param batchSize points a step
 * @param rate the learning rate
 * @param seed where all that is random comes from
 * @param points rows of x, y and class; none for a data set that is drawn
 */
record First(int batchSize, double rate, long seed, List<List<Number>> points) {
    static final First USUAL = new First(10, 0.1, 1, List.of());

    private static final String FILE = "points.csv";

    /** What the options say, with the points of their directory where one is given. */
    static First of(Options options) {
        return new First(
                options.batchSize(),
                options.lr(),
                options.seedNumber(),
                options.directory() == null ? List.of() : read(options.directory()));
    }

    private static List<List<Number>> read(Path directory) {
        Path file = directory.resolve(FILE);
        CsvTable table = Csv.read(file);
        if (!table.names().equals(List.of("x", "y", "class"))) {
            throw new ArgumentException(
                    "--data: " + file + " has the columns " + table.names() + "; they must be x, y and class");
        }
        double[] numbers = table.numbers(DType.FLOAT64).toDoubles();
        List<List<Number>> rows = new ArrayList<>();
        for (int i = 0; i < table.rows(); i++) {
            double label = numbers[3 * i + 2];
            Number shown = label == 0 || label == 1 ? (Number) (long) label : (Number) label;
            rows.add(List.of(numbers[3 * i], numbers[3 * i + 1], shown));
        }
        try {
            Points.of(rows);
        } catch (ArgumentException e) {
            throw new ArgumentException("--data: " + file + ": " + e.getMessage(), e);
        }
        return rows;
    }

    /** For the page. */
    Reply reply() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("batchSize", batchSize);
        members.put("rate", rate);
        members.put("seed", seed);
        members.put("points", points);
        return Reply.json(members);
    }
}
