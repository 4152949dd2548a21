package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Culprit;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.GradCheckReport.Point;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/** One run of a check: from the function at a point to the report. */
final class GradCheckRun {
    private static final String LEFT_OUT =
            "with so many elements the complex replay, the Taylor remainder and mixes of active inputs were left out";

    private final GradCheck settings;
    private final TensorFunction f;
    private final String[] names;
    private final Tensor[] given;
    /** Whether the function is all of a program, and not one operation of it. */
    private final boolean whole;

    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    GradCheckRun(GradCheck settings, TensorFunction f, String[] names, Tensor[] xs) {
        this(settings, f, names, xs, true);
    }

    private GradCheckRun(GradCheck settings, TensorFunction f, String[] names, Tensor[] xs, boolean whole) {
        this.settings = settings;
        this.f = Require.nonNull(f, "GradCheck", "the function", "pass one of tensors, such as xs -> xs[0].sin()");
        this.names = Require.nonNulls(names, "GradCheck", "the names", "pass one for each input")
                .clone();
        this.given = Require.nonNull(xs, "GradCheck", "the point", "pass the tensors to differentiate at")
                .clone();
        this.whole = whole;
        for (int i = 0; i < given.length; i++) {
            Require.nonNull(given[i], "GradCheck", "input " + i, "pass the tensor to differentiate at");
            given[i] = given[i].isRecorded() ? given[i].detach() : given[i];
        }
        if (names.length != xs.length) {
            throw new ArgumentException(
                    "GradCheck: " + names.length + " names for " + xs.length + " inputs; give one for each");
        }
    }

    /** A check of one operation, without what only a program can have wrong. */
    static GradCheckReport local(GradCheck settings, TensorFunction f, Tensor... xs) {
        return new GradCheckRun(settings, f, TensorSubject.names(xs.length), xs, false).report();
    }

    /** Each of several results by itself, in one report. */
    static GradCheckReport several(GradCheck settings, Function<Tensor[], List<Tensor>> f, Tensor... xs) {
        Require.nonNull(f, "GradCheck", "the function", "pass one that returns a list of tensors");
        Require.nonNulls(xs, "GradCheck", "the point", "pass the tensors to differentiate at");
        int n;
        try (Tape tape = Tape.record()) {
            n = outputs(f, xs).size();
        }
        Verdict verdict = Verdict.PASS;
        List<Comparison> all = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        GradCheckReport worst = null;
        for (int o = 0; o < n; o++) {
            int output = o;
            GradCheckReport r = settings.check(ts -> outputs(f, ts).get(output), xs);
            r.comparisons().forEach(c -> all.add(Tally.ofOutput(c, output)));
            r.notes().forEach(note -> notes.add("output " + output + ": " + note));
            worst = worst == null || r.verdict().compareTo(worst.verdict()) > 0 ? r : worst;
            verdict = verdict.or(r.verdict());
        }
        if (worst == null) {
            throw new ArgumentException("GradCheck: the function returns an empty list; return its results");
        }
        return new GradCheckReport(
                verdict, all, notes, worst.diagnosis(), worst.culprit(), worst.point(), settings.seed());
    }

    private static List<Tensor> outputs(Function<Tensor[], List<Tensor>> f, Tensor[] xs) {
        return Require.nonNulls(f.apply(xs), "GradCheck", "the function's values", "return a list of tensors");
    }

    GradCheckReport report() {
        Tensor[] xs = Arrays.stream(given)
                .map(x -> x.dtype() == DType.FLOAT32 ? x.to(DType.FLOAT64) : x)
                .toArray(Tensor[]::new);
        if (Arrays.stream(xs).noneMatch(x -> x.dtype().isFloating())) {
            notes.add("there is no floating-point input to differentiate by: nothing was checked");
            return done(Verdict.INCONCLUSIVE, "", null);
        }
        boolean single = Arrays.stream(given).anyMatch(x -> x.dtype() == DType.FLOAT32);
        if (whole) {
            TensorSubject subject = TensorSubject.of(f, xs, names);
            if (LargeCheck.applies(settings, subject)) {
                comparisons.addAll(new LargeCheck(settings, subject, f, xs).run(single ? given : null));
                if (!comparisons.isEmpty()) {
                    notes.add(LEFT_OUT);
                    return done(worst(), "", null);
                }
            }
        }
        if (single && !computesInDouble(xs)) {
            notes.add("the function does not compute in double precision, so that it was checked in FLOAT32 alone");
            xs = given;
            single = false;
        }
        TensorSubject subject = TensorSubject.of(f, xs, names);
        if (!isPure(subject, xs)) {
            return done(worst(), "", null);
        }
        examine(subject);
        if (whole && worst() == Verdict.KINK) {
            attempt(subject, "beside the kink", () -> beside(subject));
        }
        if (whole) {
            attempt(subject, "with cotangents and inputs of other kinds", () -> {
                if (worst().compareTo(Verdict.NOT_DIFFERENTIABLE) < 0) {
                    comparisons.addAll(new Consistency(subject, settings.seed()).run());
                    if (subject.isLarge()) {
                        notes.add(LEFT_OUT);
                        return;
                    }
                    comparisons.addAll(Taylor.of(subject, settings.seed()));
                    if (worst() != Verdict.KINK) {
                        replay(subject);
                    }
                }
            });
            if (single) {
                Tensor[] twice = xs;
                attempt(
                        subject,
                        "in single precision",
                        () -> comparisons.addAll(SinglePrecision.compare(subject, f, given, twice, settings.seed())));
            }
        }
        Verdict verdict = worst();
        String diagnosis = Diagnosis.of(comparisons);
        Culprit culprit = null;
        if (whole && verdict == Verdict.FAIL) {
            int order = comparisons.stream()
                    .filter(c -> c.verdict() == Verdict.FAIL && c.oracle().decides())
                    .mapToInt(Comparison::order)
                    .min()
                    .orElse(1);
            Localization l = Localization.of(settings.withOrder(order), subject);
            culprit = l.culprit();
            notes.addAll(l.notes());
            if (culprit == null && l.isKink() && !new Examination(settings, subject, false, notes).isWrongBeside()) {
                comparisons.replaceAll(c -> c.verdict() == Verdict.FAIL ? Tally.with(c, Verdict.KINK) : c);
                verdict = worst();
                diagnosis = "Every operation is right by itself, but " + l.kink()
                        + " is at a kink, where the rules' conventions do not add up to a derivative of the whole.";
            }
        }
        return done(verdict, diagnosis, culprit);
    }

    /** A value between the one-sided derivatives says nothing of a rule that is wrong wherever there is a derivative. */
    private void beside(TensorSubject subject) {
        if (new Examination(settings, subject, false, notes).isWrongBeside()) {
            comparisons.add(Tally.verdict(
                    new Tally(subject, Oracle.DIFFERENCES, -1, 0),
                    Verdict.FAIL,
                    "the point is at a kink, and the rule is wrong beside it, where there is a derivative"));
        }
    }

    private boolean computesInDouble(Tensor[] xs) {
        try (Tape tape = Tape.record()) {
            f.apply(xs.clone());
            Purity.closeWhatIsOpen(tape);
            return true;
        } catch (DTypeException e) {
            return false; // it uses single precision tensors besides its arguments
        } catch (RuntimeException e) {
            return true; // as it would in single precision: reported there
        }
    }

    private boolean isPure(TensorSubject subject, Tensor[] xs) {
        Tally nothing = new Tally(subject, Oracle.PURITY, -1, 0);
        List<String> faults;
        try (Tape tape = Tape.record()) {
            Tensor y = Require.nonNull(
                    f.apply(TensorSubject.asLeaves(xs)),
                    "GradCheck",
                    "the function's value",
                    "return the tensor that it computes");
            Purity.closeWhatIsOpen(tape);
            if (!y.dtype().isFloating()) {
                comparisons.add(Tally.verdict(
                        nothing,
                        Verdict.NOT_DIFFERENTIABLE,
                        "the function's value is " + y.dtype() + ", which has no derivative"));
                return false;
            }
        } catch (ArgumentException e) {
            if (e.getMessage().startsWith("GradCheck:")) {
                throw e;
            }
            comparisons.add(
                    Tally.verdict(nothing, Verdict.NOT_DIFFERENTIABLE, "at the point the function throws " + e));
            return false;
        } catch (
                RuntimeException e) { // a function of somebody's own may throw anything, and that is what is to be said
            comparisons.add(
                    Tally.verdict(nothing, Verdict.NOT_DIFFERENTIABLE, "at the point the function throws " + e));
            return false;
        }
        if (!whole) {
            return true;
        }
        try {
            faults = new Purity(f, xs, settings.seed()).faults();
        } catch (RuntimeException e) { // a rule of somebody's own may throw anything
            comparisons.add(Tally.verdict(nothing, Verdict.FAIL, thrownBySweep(e)));
            return false;
        }
        if (!faults.isEmpty()) {
            comparisons.add(Tally.verdict(nothing, Verdict.NONDETERMINISTIC, String.join("; ", faults)));
        }
        return faults.isEmpty();
    }

    private static String thrownBySweep(RuntimeException e) {
        return "the reverse sweep throws " + e
                + (e instanceof NullPointerException
                        ? "; a rule that reads its input or output must declare saves(INPUT) or saves(OUTPUT)"
                        : "");
    }

    /** The function, then its derivatives, to the order that was asked for. */
    private void examine(TensorSubject subject) {
        List<TensorSubject> level = List.of(subject);
        for (int n = 1; n <= settings.order(); n++) {
            List<TensorSubject> next = new ArrayList<>();
            for (TensorSubject g : level) {
                if (!attempt(
                        g, g.of(), () -> comparisons.addAll(new Examination(settings, g, whole, notes).run()), n)) {
                    continue;
                }
                if (n < settings.order()) {
                    int order = n;
                    if (g.byElement()) {
                        attempt(
                                g,
                                g.of(),
                                () -> comparisons.addAll(
                                        Mixed.compare(g, settings.seed().child(order))),
                                n + 1);
                    }
                    next.add(g.gradient(settings.seed().child(100L + n)));
                    if (!withoutForward()) {
                        next.add(g.tangent(settings.seed().child(200L + n)));
                    }
                }
            }
            if (worst().compareTo(Verdict.KINK) >= 0 && n == 1 && worst() != Verdict.FAIL) {
                break; // where the first derivative does not exist there is no second one
            }
            level = next;
        }
    }

    private boolean withoutForward() {
        return notes.stream().anyMatch(s -> s.startsWith("forward mode is not available"));
    }

    private boolean attempt(TensorSubject subject, String what, Runnable part) {
        return attempt(subject, what, part, 1);
    }

    private boolean attempt(TensorSubject subject, String what, Runnable part, int order) {
        Tally nothing = new Tally(subject, Oracle.CONNECTION, -1, 0);
        try {
            part.run();
            return true;
        } catch (AutodiffException e) {
            boolean once = order > 1;
            comparisons.add(Tally.verdict(
                    nothing,
                    once ? Verdict.INCONCLUSIVE : Verdict.FAIL,
                    (once ? "order " + order + " cannot be checked: " : "the sweep throws ") + e.getMessage()));
            return false;
        } catch (RuntimeException e) { // a rule of somebody's own may throw anything, and that is what is to be said
            comparisons.add(Tally.verdict(nothing, Verdict.FAIL, "in " + what + ": " + thrownBySweep(e)));
            return false;
        }
    }

    private void replay(TensorSubject subject) {
        ReplayOracle replay = new ReplayOracle(subject, settings);
        comparisons.addAll(replay.compare());
        if (replay.withoutForm() != null) {
            notes.add("the complex replay does not apply: " + replay.withoutForm());
        }
    }

    private Verdict worst() {
        boolean any = comparisons.stream()
                .anyMatch(c -> c.elements() > 0 && c.order() == 1 && c.oracle().isTruth());
        Verdict v = any ? Verdict.PASS : Verdict.INCONCLUSIVE; // a check that compares nothing confirms nothing
        for (Comparison c : comparisons) {
            v = c.oracle().decides() && !isBacked(c) ? v.or(c.verdict()) : v;
        }
        return v;
    }

    /** Whether a numeric value that was not good enough is made up for by the replay; one that is good and differs is not. */
    private boolean isBacked(Comparison c) {
        boolean differs = c.error() < 1e-3 * Math.abs(c.numeric())
                && Math.abs(c.analytic() - c.numeric()) > 0.1 * Math.max(Math.abs(c.analytic()), Math.abs(c.numeric()));
        return c.verdict() == Verdict.INCONCLUSIVE
                && !differs
                && c.order() == 1
                && settings.step() == 0
                && (c.oracle() == Oracle.DIFFERENCES || c.oracle() == Oracle.TANGENT_DIFFERENCES)
                && comparisons.stream()
                        .anyMatch(r -> r.oracle() == Oracle.REPLAY && r.input() == c.input() && r.passed());
    }

    private GradCheckReport done(Verdict verdict, String diagnosis, Culprit culprit) {
        List<Point> point = new ArrayList<>();
        for (int i = 0; i < given.length; i++) {
            point.add(new Point(
                    names[i],
                    given[i].shape().toString(),
                    given[i].dtype().isFloating() ? Direction.scale(given[i].toDoubles()) : 0));
        }
        return new GradCheckReport(verdict, comparisons, notes, diagnosis, culprit, point, settings.seed());
    }
}
