package org.autodiff.nn.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.io.AtomicFile;

/**
 * Numbers of each epoch in a file, for other programs. A training that goes on writes into the same file: the lines of
 * earlier epochs stay, those of the epoch that is written and of later ones are replaced, so that none is there twice. The
 * file is written whole or not at all; a program that is killed leaves no half line.
 */
public final class TrainingLog {
    private static final String NAMES = "[A-Za-z][A-Za-z0-9_]*";

    private final Path file;
    private final boolean csv;
    private final Pattern line;

    private TrainingLog(Path file, boolean csv, String line) {
        this.file = Require.nonNull(file, "TrainingLog", "the file", "pass the path of the one to write into");
        this.csv = csv;
        this.line = Pattern.compile(line);
    }

    /**
     * A table with a head: {@code epoch,loss,accuracy}. NaN and infinite numbers are {@code NaN} and {@code Infinity}.
     */
    public static TrainingLog csv(Path file) {
        return new TrainingLog(file, true, "(\\d{1,9})(,.*)?");
    }

    /** A JSON object a line; NaN and infinite numbers, which JSON does not have, are null. */
    public static TrainingLog jsonLines(Path file) {
        return new TrainingLog(file, false, "\\{\"epoch\":(\\d{1,9})[,}].*");
    }

    /**
     * Writes an epoch's line.
     *
     * @param epoch counted from 0
     * @param values by name, in a map that keeps its order; names of letters, digits and {@code _}
     * @throws ArgumentException if the epoch is negative, a name is of another form or {@code epoch}
     * @throws FileException if the file cannot be written, or is there and is no such log, or one with other columns
     */
    public void write(int epoch, Map<String, Double> values) {
        Require.notNegative(epoch, "TrainingLog.write", "the epoch, counted from 0,");
        Require.nonNull(values, "TrainingLog.write", "the map of values", "pass an empty one for none");
        values.forEach((name, value) -> {
            Require.nonNull(value, "TrainingLog.write", "the value of '" + name + "'", "pass NaN where there is none");
            if (name == null || !name.matches(NAMES) || name.equals("epoch")) {
                throw new ArgumentException("TrainingLog.write: the name '" + name
                        + "' is not of letters, digits and _, or is that of the first column");
            }
        });
        List<String> lines = new ArrayList<>();
        List<String> old = read();
        if (csv) {
            String head = values.keySet().stream().map(name -> "," + name).collect(Collectors.joining("", "epoch", ""));
            if (!old.isEmpty() && !old.get(0).equals(head)) {
                throw new FileException(file + ": its first line is '" + old.get(0) + "', expected '" + head
                        + "'; write into another file");
            }
            lines.add(head);
        }
        for (int i = csv ? 1 : 0; i < old.size(); i++) {
            Matcher matcher = line.matcher(old.get(i));
            if (!matcher.matches()) {
                throw new FileException(file + ": line " + (i + 1) + " is no epoch's; write into another file");
            }
            if (Integer.parseInt(matcher.group(1)) < epoch) {
                lines.add(old.get(i));
            }
        }
        lines.add(csv ? row(epoch, values) : object(epoch, values));
        String text = String.join("\n", lines) + "\n";
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * A line after each of a trainer's epochs: the loss of the training, and what a validation that comes before has
     * measured.
     */
    public Callback of(Validation validation) {
        Require.nonNull(validation, "TrainingLog.of", "the validation", "pass the callback that comes before this one");
        return new Callback() {
            @Override
            public boolean epoch(int epoch, double loss) {
                Map<String, Double> values = new LinkedHashMap<>();
                values.put("train_loss", loss);
                values.putAll(validation.values());
                write(epoch, values);
                return true;
            }
        };
    }

    private List<String> read() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new FileException(file + ": cannot be read: " + e, e);
        }
    }

    private static String row(int epoch, Map<String, Double> values) {
        return values.values().stream().map(v -> "," + v).collect(Collectors.joining("", "" + epoch, ""));
    }

    private static String object(int epoch, Map<String, Double> values) {
        return values.entrySet().stream()
                .map(e -> ",\"" + e.getKey() + "\":" + (Double.isFinite(e.getValue()) ? e.getValue() : "null"))
                .collect(Collectors.joining("", "{\"epoch\":" + epoch, "}"));
    }
}
