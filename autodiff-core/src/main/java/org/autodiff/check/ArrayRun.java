package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.GradCheckReport.Point;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;

/** One run of a check of a gradient written by hand. */
final class ArrayRun {
    private ArrayRun() {}

    static GradCheckReport report(GradCheck settings, ArraySubject s) {
        List<Comparison> comparisons = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Tally nothing = new Tally(s, Oracle.PURITY, -1, 0);
        try {
            String impure = impure(settings, s);
            if (impure.isEmpty()) {
                comparisons.addAll(new Examination(settings, s, true, new ArrayList<>()).run());
                comparisons.addAll(Taylor.of(s, settings.seed()));
            } else {
                comparisons.add(Tally.verdict(nothing, Verdict.NONDETERMINISTIC, impure));
            }
        } catch (ArgumentException e) {
            throw e; // a gradient of the wrong length and the like: the caller's to put right
        } catch (
                RuntimeException e) { // a function of somebody's own may throw anything, and that is what is to be said
            comparisons.add(Tally.verdict(
                    nothing, Verdict.NOT_DIFFERENTIABLE, "at the point the function or its gradient throws " + e));
        }
        boolean any = comparisons.stream()
                .anyMatch(c -> c.elements() > 0 && c.oracle().isTruth());
        Verdict verdict = any ? Verdict.PASS : Verdict.INCONCLUSIVE; // a check that compares nothing confirms nothing
        List<Point> point = new ArrayList<>();
        for (Comparison c : comparisons) {
            verdict = c.oracle().decides() ? verdict.or(c.verdict()) : verdict;
        }
        for (int i = 0; i < s.inputs(); i++) {
            point.add(new Point(s.name(i), s.shape(i).toString(), Direction.scale(s.point(i))));
        }
        return new GradCheckReport(verdict, comparisons, notes, diagnosis(comparisons), null, point, settings.seed());
    }

    private static String diagnosis(List<Comparison> comparisons) {
        List<Comparison> wrong = comparisons.stream()
                .filter(c -> c.oracle() == Oracle.DIFFERENCES && c.verdict() == Verdict.FAIL)
                .toList();
        if (wrong.isEmpty()) {
            return Diagnosis.of(comparisons);
        }
        List<String> right = comparisons.stream()
                .filter(c -> c.oracle() == Oracle.DIFFERENCES && c.verdict() == Verdict.PASS)
                .map(Comparison::name)
                .toList();
        return "The gradient by "
                + String.join(", ", wrong.stream().map(Comparison::name).toList()) + " is wrong"
                + (right.isEmpty() ? "." : "; that by " + String.join(", ", right) + " is right.");
    }

    private static String impure(GradCheck settings, ArraySubject s) {
        double[][] x = new double[s.inputs()][];
        Arrays.setAll(x, s::point);
        double[] a = s.value(x);
        double[] b = s.value(x);
        int changed = s.changedArgument();
        if (changed >= 0) {
            return "the function changes its argument " + s.name(changed);
        }
        if (a.length != b.length) {
            return "the value has " + a.length + " elements at first and " + b.length + " in a second evaluation";
        }
        if (!Arrays.equals(a, b)) {
            return "the value differs in a second evaluation at the same point";
        }
        double[][] u = {Direction.dense(settings.seed(), a.length)};
        double[][] g = s.derivatives(u, List.of()).gradients()[0];
        double[][] h = s.derivatives(u, List.of()).gradients()[0];
        int after = s.changedArgument();
        if (after >= 0) {
            return "the gradient changes its argument " + s.name(after);
        }
        return Arrays.deepEquals(g, h) ? "" : "the gradient differs in a second evaluation at the same point";
    }
}
