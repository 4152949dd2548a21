package org.autodiff.check.report;

import java.util.List;
import java.util.Optional;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;

/**
 * The result of a gradient check. Everything else, a text, a table, an assertion, is a view of it.
 *
 * @param verdict the outcome: the worst of the comparisons', softened where localisation has shown the reason to be a kink
 * @param comparisons what was compared with what, in the order in which it was done
 * @param notes what else was learned: inputs that the result does not depend on, oracles that do not apply, and why
 * @param diagnosis which of forward, vjp, jvp and step is wrong, in a sentence; empty where nothing is
 * @param culprit the operation that is wrong, where one was found; else null
 * @param point the inputs, for a test that repeats the failure
 * @param seed the seed that drew cotangents, directions and samples: the same one gives the same report
 */
public record GradCheckReport(
        Verdict verdict,
        List<Comparison> comparisons,
        List<String> notes,
        String diagnosis,
        Culprit culprit,
        List<Point> point,
        Seed seed) {

    /** One input of the function that was checked. */
    public record Point(String name, String shape, double magnitude) {
        /** Checks that there are texts. */
        public Point {
            Require.nonNull(name, "Point", "the name", "pass that of the input");
            Require.nonNull(shape, "Point", "the shape", "pass it as written, [3, 4]");
        }
    }

    /** A copy of the lists. */
    public GradCheckReport {
        String owner = "GradCheckReport";
        Require.choice(verdict, owner, "the verdict", Verdict.PASS);
        comparisons = List.copyOf(Require.nonNulls(comparisons, owner, "the comparisons", "pass List.of() for none"));
        notes = List.copyOf(Require.nonNulls(notes, owner, "the notes", "pass List.of() for none"));
        Require.nonNull(diagnosis, owner, "the diagnosis", "pass an empty text for none");
        point = List.copyOf(Require.nonNulls(point, owner, "the point", "pass List.of() for none"));
        Require.nonNull(seed, owner, "the seed", "pass Seed.of(number)");
    }

    /** The same report with other notes. */
    public GradCheckReport withNotes(List<String> value) {
        return new GradCheckReport(
                verdict,
                comparisons,
                Require.nonNulls(value, "withNotes", "the notes", "pass List.of() for none"),
                diagnosis,
                culprit,
                point,
                seed);
    }

    /** Whether the derivative was confirmed: the verdict is {@link Verdict#PASS}. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }

    /** How many elements and directions were compared. */
    public int checked() {
        return comparisons.stream().mapToInt(Comparison::elements).sum();
    }

    /** The comparisons with the verdict {@link Verdict#FAIL}. */
    public List<Comparison> failures() {
        return with(Verdict.FAIL);
    }

    /** The comparisons with a verdict. */
    public List<Comparison> with(Verdict v) {
        return comparisons.stream()
                .filter(c -> c.verdict() == v && c.oracle().decides())
                .toList();
    }

    /** The comparison to look at first: the first of the worst verdict, the function's values before anything derived. */
    public Optional<Comparison> worst() {
        return comparisons.stream()
                .filter(c -> c.oracle().decides() && c.verdict() != Verdict.PASS)
                .reduce((a, b) -> b.verdict().compareTo(a.verdict()) > 0 ? b : a);
    }

    /** The whole report as text, as a test that fails prints it. */
    public String toText() {
        return ReportText.of(this);
    }

    /** The whole report as JSON. */
    public String toJson() {
        return ReportJson.of(this);
    }

    /** The whole report as an HTML table, without a head, to be put into a page. */
    public String toHtml() {
        return ReportHtml.of(this);
    }

    /** The same as {@link #toText}. */
    @Override
    public String toString() {
        return toText();
    }
}
