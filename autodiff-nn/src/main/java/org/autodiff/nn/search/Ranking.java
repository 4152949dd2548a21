package org.autodiff.nn.search;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.error.FileException;
import org.autodiff.io.AtomicFile;
import org.autodiff.nn.text.Table;

/** What a search found: its settings, ranked by the mean of their scores, those that failed last. Printed, it is a table. */
public final class Ranking {
    private final Space space;
    private final List<Outcome> outcomes;

    private Ranking(Space space, List<Outcome> outcomes) {
        this.space = space;
        this.outcomes = outcomes;
    }

    /** Of equal means the one tried first comes first. */
    static Ranking of(Space space, List<Outcome> tried, boolean minimize) {
        Comparator<Outcome> byMean = Comparator.comparingDouble(Outcome::mean);
        Comparator<Outcome> failedLast = Comparator.comparing(outcome -> outcome.failure() != null);
        return new Ranking(
                space,
                tried.stream()
                        .sorted(failedLast
                                .thenComparing(minimize ? byMean : byMean.reversed())
                                .thenComparingInt(Outcome::number))
                        .toList());
    }

    /** The outcome of the best setting. */
    public Outcome best() {
        return outcomes.get(0);
    }

    /** All outcomes, the best first. */
    public List<Outcome> outcomes() {
        return outcomes;
    }

    /**
     * Writes a line for each setting as comma-separated values (RFC 4180): rank, number, round, the hyperparameters by name,
     * mean, std, the scores by seed, and the first failure. Numbers are written with all their digits; what does not exist is
     * empty.
     *
     * @throws FileException if the file cannot be written
     */
    public void writeCsv(Path file) {
        int seeds = best().scores().size();
        List<String> heads = heads("mean", "std");
        IntStream.range(0, seeds).forEach(s -> heads.add("score_" + s));
        heads.add("failure");
        StringBuilder lines = new StringBuilder(line(heads.stream()));
        for (int rank = 1; rank <= outcomes.size(); rank++) {
            Outcome outcome = outcomes.get(rank - 1);
            List<String> cells = new ArrayList<>(place(rank, outcome));
            space.hyperparameters()
                    .forEach(h -> cells.add(outcome.setting().get(h).toString()));
            Stream.concat(Stream.of(outcome.mean(), outcome.deviation()), outcome.scores().stream())
                    .forEach(number -> cells.add(number.isNaN() ? "" : number.toString()));
            cells.add(failure(outcome));
            lines.append(line(cells.stream()));
        }
        AtomicFile.write(file, out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String line(Stream<String> cells) {
        return cells.map(Ranking::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    private List<String> heads(String... behind) {
        List<String> heads = new ArrayList<>(List.of("rank", "number", "round"));
        space.hyperparameters().forEach(h -> heads.add(h.name()));
        heads.addAll(List.of(behind));
        return heads;
    }

    private static List<String> place(int rank, Outcome outcome) {
        return List.of("" + rank, "" + outcome.number(), "" + outcome.round());
    }

    private static String failure(Outcome outcome) {
        RuntimeException failure = outcome.failure();
        return failure == null ? "" : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** The table: a line for each setting, numbers with four digits. */
    @Override
    public String toString() {
        return first(outcomes.size());
    }

    /** The table of the first few settings; with their failures, if there are any. */
    public String first(int count) {
        List<Outcome> shown = outcomes.subList(0, Math.min(count, outcomes.size()));
        boolean failures = shown.stream().anyMatch(outcome -> outcome.failure() != null);
        List<String> heads = failures ? heads("mean", "std", "failure") : heads("mean", "std");
        Table table = new Table(heads, column -> failures && column == heads.size() - 1);
        for (int rank = 1; rank <= shown.size(); rank++) {
            Outcome outcome = shown.get(rank - 1);
            List<String> cells = new ArrayList<>(place(rank, outcome));
            space.hyperparameters().forEach(h -> cells.add(outcome.setting().text(h)));
            cells.add(rounded(outcome.mean()));
            cells.add(rounded(outcome.deviation()));
            if (failures) {
                cells.add(failure(outcome));
            }
            table.row(cells.stream());
        }
        return table.toString();
    }

    private static String rounded(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%.4g", number);
    }
}
