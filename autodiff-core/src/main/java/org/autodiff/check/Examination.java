package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.array.Seed;
import org.autodiff.check.NumericDerivative.Curve;
import org.autodiff.check.Subject.Derivatives;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Numbers;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/** Compares the derivatives that a subject claims with those that its values show, and both sweeps with each other. */
final class Examination {
    /** More outputs than these are compared by their products with cotangents only, and a sample of them by itself. */
    private static final int MOST_OUTPUTS = 32;

    /** How many points beside a kink are looked at, and how far off they are, relative to the point. */
    private static final int NUDGES = 160;

    private static final double NUDGE = 1e-5;

    /** At how many of them the rule itself is checked. */
    private static final int JUDGED = 8;

    /** Both sweeps compute the same sum in another order: agreement to rounding is expected. */
    static final double ADJOINT_RTOL = 1e-10;

    /** What rounding may leave of a derivative that is zero, in units of the values' rounding over the point's scale. */
    private static final double ROUNDINGS = 64;

    /** The same for a derivative of a derivative, whose terms cancel more. */
    private static final double MORE_ROUNDINGS = 1e3;

    private final GradCheck settings;
    private final Subject s;
    private final Seed seed;
    private final boolean thorough;
    private final boolean nudged;
    private final List<String> notes;
    private final List<Comparison> comparisons = new ArrayList<>();
    private String thrown;

    /**
     * @param thorough whether outputs are weighed against each other, which a single operation does not need
     */
    Examination(GradCheck settings, Subject s, boolean thorough, List<String> notes) {
        this(settings, s, thorough, false, notes);
    }

    /**
     * @param nudged whether the point was moved off a kink already
     */
    private Examination(GradCheck settings, Subject s, boolean thorough, boolean nudged, List<String> notes) {
        this.thorough = thorough;
        this.nudged = nudged;
        this.settings = settings;
        this.s = s;
        this.seed = settings.seed().child(s.order());
        this.notes = notes;
    }

    /** All comparisons of the subject. */
    List<Comparison> run() {
        double[][] x = new double[s.inputs()][];
        Arrays.setAll(x, s::point);
        double[] y = s.value(x);
        int bad = firstNotFinite(y);
        if (bad >= 0) {
            for (int i = 0; i < s.inputs(); i++) {
                add(i, Verdict.NOT_DIFFERENTIABLE, "the value is " + y[bad] + " at element " + bad);
            }
            return comparisons;
        }
        List<double[]> cotangents = new ArrayList<>();
        cotangents.add(Direction.dense(seed, y.length));
        double[] balanced = balanced(x, y);
        if (balanced != null) {
            cotangents.add(balanced);
        }
        List<Direction> directions = Directions.of(settings, s, seed, cotangents.get(0));
        boolean joint = Directions.isJoint(settings, s);
        Direction all = joint ? directions.get(0) : Direction.random(s, -1, seed.child(500), 0);
        List<Direction> asked = new ArrayList<>(directions);
        if (!joint) {
            asked.add(all);
        }
        Derivatives d = s.derivatives(cotangents.toArray(double[][]::new), asked);
        if (y.length == 1) { // told as the derivative itself, though asked for by a cotangent that is not 1
            d = d.dividedBy(cotangents.get(0)[0]);
            cotangents.set(0, new double[] {1});
        }
        if (d.withoutForward() != null && s.order() == 1) {
            notes.add("forward mode is not available and was left out: " + d.withoutForward());
        }
        compare(x, y, cotangents, directions, d);
        boolean fails = comparisons.stream().anyMatch(c -> c.verdict() == Verdict.FAIL);
        if (fails && joint) { // which of them?
            List<Direction> each = Directions.each(settings, s, seed);
            compare(x, y, cotangents, each, s.derivatives(cotangents.toArray(double[][]::new), each));
        }
        double[] tangent = d.tangents()[joint ? 0 : directions.size()];
        if (tangent != null && y.length > 0) {
            adjoint(y, cotangents.get(0), all, d.gradients()[0], tangent);
        }
        if (thrown != null) {
            notes.add("beside the point the function throws " + thrown);
        }
        return comparisons;
    }

    private static int firstNotFinite(double[] y) {
        for (int i = 0; i < y.length; i++) {
            if (!Double.isFinite(y[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Outputs of very different size hide each other in one product, so another one weighs them by how they change. */
    private double[] balanced(double[][] x, double[] y) {
        if (!s.byElement() || y.length < 2 || !thorough) {
            return null;
        }
        Direction v = Direction.random(s, -1, seed.child(600), 0);
        double[] up = at(v.moved(x, v.base()), y.length);
        double[] down = at(v.moved(x, -v.base()), y.length);
        double[] u = Direction.dense(seed.child(601), y.length);
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int o = 0; o < u.length; o++) {
            double change = Math.abs(up[o] - down[o]);
            if (change > 100 * s.unit() * Math.abs(y[o]) && Double.isFinite(change)) {
                most = Math.max(most, change);
                least = Math.min(least, change);
                u[o] /= change;
            } else {
                u[o] = 0;
            }
        }
        if (!(most > 1e3 * least)) {
            return null;
        }
        for (int o = 0; o < u.length; o++) {
            u[o] *= least;
        }
        return u;
    }

    /** The values at a point beside; NaN where the function throws. */
    private double[] at(double[][] x, int size) {
        try {
            double[] y = s.value(x);
            if (y.length != size) {
                throw new IllegalStateException("a value of " + y.length + " elements instead of " + size);
            }
            return y;
        } catch (RuntimeException e) { // the edge of the function's domain, perhaps: it counts as undefined there
            thrown = thrown == null ? String.valueOf(e) : thrown;
            double[] none = new double[size];
            Arrays.fill(none, Double.NaN);
            return none;
        }
    }

    private void compare(
            double[][] x, double[] y, List<double[]> cotangents, List<Direction> directions, Derivatives d) {
        int[] outputs =
                d.withoutForward() != null ? new int[0] : Directions.chosen(y.length, MOST_OUTPUTS, seed.child(400));
        int m = outputs.length;
        int n = m + cotangents.size();
        double[] at0 = components(y, outputs, cotangents, false);
        double[] noise = components(y, outputs, cotangents, true);
        for (int c = 0; c < n; c++) {
            noise[c] *= 2 * s.unit();
        }
        double[][] largest = largest(n, m, outputs, directions, d);
        List<Item> items = new ArrayList<>();
        for (int j = 0; j < directions.size(); j++) {
            Direction v = directions.get(j);
            double[] tangent = d.tangents()[j];
            int slot = v.input() < 0 ? s.inputs() : v.input();
            Curve curve = t -> components(at(v.moved(x, t), y.length), outputs, cotangents, false);
            NumericDerivative numeric =
                    new NumericDerivative(curve, at0, noise, s.unit(), mostNoise(), v.base(), v.least(), v.jitter());
            double[] analytic = new double[n];
            double[] floor = new double[n];
            boolean[] open = new boolean[n];
            boolean any = false;
            for (int c = 0; c < n; c++) {
                if (c < m && tangent == null) {
                    continue;
                }
                analytic[c] = claimed(d, j, v, c, outputs);
                floor[c] = 1e-8 * Math.max(largest[slot][c], c < m ? 0 : v.size(d.gradients()[c - m]));
                open[c] = isOpen(numeric, c, analytic[c], floor[c]);
                any |= open[c];
            }
            if (any && settings.step() == 0) {
                boolean frugal = v.element() < 0 && s.isLarge();
                numeric.climb(c -> open[c], frugal ? c -> open[c] && isOpen(numeric, c, analytic[c], floor[c]) : null);
            }
            for (int c = 0; c < n; c++) {
                if (c >= m || tangent != null) {
                    Outcome o = Outcome.of(analytic[c], numeric, c, tolerances(v, floor[c]), s.order());
                    boolean doubtful = settings.step() > 0 && (o.verdict() != Verdict.PASS || !o.isSignificant());
                    o = doubtful ? withoutStep(o, v, curve, at0, noise, c, analytic[c]) : o;
                    boolean alarm = settings.step() == 0 && o.verdict() == Verdict.FAIL && o.interval() == null;
                    o = alarm ? withMostNoise(o, v, curve, at0, c, analytic[c], floor[c]) : o;
                    items.add(
                            new Item(slot, j, c, analytic[c], numeric.value(c), numeric.error(c), numeric.step(c), o));
                }
            }
        }
        excuse(x, items, cotangents, directions, outputs);
        Tally[] reverse = new Tally[s.inputs() + 1];
        Tally[] forward = new Tally[s.inputs() + 1];
        for (int i = 0; i <= s.inputs(); i++) {
            int input = i == s.inputs() ? -1 : i;
            reverse[i] = new Tally(s, Oracle.DIFFERENCES, input, 0);
            forward[i] = new Tally(s, Oracle.TANGENT_DIFFERENCES, input, 0);
        }
        double most = 0;
        for (Item i : items) {
            most = i.outcome().isSignificant() ? Math.max(most, Math.abs(i.numeric())) : most;
        }
        for (int i = 0; i <= s.inputs(); i++) {
            reverse[i].beside(most);
            forward[i].beside(most);
        }
        for (Item i : items) {
            (i.component() < m ? forward : reverse)
                    [i.slot()].add(
                            directions.get(i.direction()).element(),
                            i.analytic(),
                            i.numeric(),
                            i.error(),
                            i.step(),
                            i.outcome());
        }
        if (Stream.of(reverse, forward).flatMap(Stream::of).anyMatch(Tally::isNotDifferentiable)) {
            Stream.of(reverse, forward).flatMap(Stream::of).forEach(Tally::excuseNotFinite);
        }
        for (int i = 0; i <= s.inputs(); i++) {
            boolean connected = i == s.inputs() || d.connected()[i] || s.order() > 1;
            if (i < s.inputs() && s.point(i).length == 0) {
                add(i, Verdict.PASS, "it has no elements: there is nothing to compare");
            } else if (!connected) {
                Comparison c = reverse[i].done();
                add(
                        i,
                        c.verdict() == Verdict.PASS ? Verdict.INCONCLUSIVE : Verdict.FAIL,
                        c.verdict() == Verdict.PASS
                                ? "the result does not depend on " + s.name(i)
                                        + ": nothing was checked. Does the function use a tensor that it has captured, instead of its argument?"
                                : "no gradient flows to " + s.name(i)
                                        + ", but the values change with it: the connection is cut, by detach() or by numbers read into Java");
            } else if (i < s.inputs()) {
                skipped(i);
            }
            if (connected && !reverse[i].isEmpty()) {
                comparisons.add(reverse[i].done());
            }
            if (connected && !forward[i].isEmpty()) {
                comparisons.add(forward[i].done());
            }
        }
    }

    private boolean isOpen(NumericDerivative numeric, int c, double analytic, double floor) {
        return !Outcome.isSettled(analytic, numeric.value(c), numeric.error(c), settings.rtol(), floor)
                || Kinks.suspected(numeric, c);
    }

    /** One derivative of one component. */
    private record Item(
            int slot,
            int direction,
            int component,
            double analytic,
            double numeric,
            double error,
            double step,
            Outcome outcome) {}

    private static double claimed(Derivatives d, int j, Direction v, int c, int[] outputs) {
        return c < outputs.length ? d.tangents()[j][outputs[c]] : v.dot(d.gradients()[c - outputs.length]);
    }

    /**
     * Where several branches meet, as in ties of three, the derivatives along one line do not show all of them. A value of
     * the rule that lies between those at points beside, where the rule is right, is a convention and not a fault.
     */
    private void excuse(
            double[][] x, List<Item> items, List<double[]> cotangents, List<Direction> directions, int[] outputs) {
        boolean kink = items.stream().anyMatch(i -> i.outcome().interval() != null);
        boolean fails = items.stream().anyMatch(i -> i.outcome().verdict() == Verdict.FAIL);
        if (!kink || !fails || s.order() > 1 || nudged) {
            return;
        }
        double[] low = new double[items.size()];
        double[] high = new double[items.size()];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        double per = cotangents.get(0).length == 1 ? Direction.dense(seed, 1)[0] : 1;
        double[][] us =
                cotangents.size() == 1 && per != 1 ? new double[][] {{per}} : cotangents.toArray(double[][]::new);
        for (int n = 0; n < NUDGES; n++) {
            Direction way = Direction.random(s, -1, seed.child(2000 + n), 0);
            Subject beside = s.at(way.moved(x, NUDGE));
            // farther on as well, for one point may have come as near to another kink
            if (n < JUDGED && isWrong(beside) && isWrong(s.at(way.moved(x, 100 * NUDGE)))) {
                return; // wrong beside the kink as well
            }
            Derivatives d = beside.derivatives(us, directions);
            d = per == 1 ? d : d.dividedBy(per);
            for (int k = 0; k < low.length; k++) {
                Item i = items.get(k);
                double a = claimed(d, i.direction(), directions.get(i.direction()), i.component(), outputs);
                low[k] = Math.min(low[k], a);
                high[k] = Math.max(high[k], a);
            }
        }
        for (int k = 0; k < low.length; k++) {
            Item i = items.get(k);
            Comparison.Interval hull = new Comparison.Interval(low[k], high[k]);
            double size = Math.max(Math.abs(low[k]), Math.abs(high[k]));
            if (i.outcome().verdict() == Verdict.FAIL && hull.contains(i.analytic(), 1e-4 * size)) {
                Outcome o = new Outcome(
                        Verdict.KINK,
                        true,
                        "a kink where several branches meet: the derivatives beside the point are within " + hull
                                + ", and the rule's value lies in that interval",
                        hull);
                items.set(
                        k,
                        new Item(
                                i.slot(),
                                i.direction(),
                                i.component(),
                                i.analytic(),
                                i.numeric(),
                                i.error(),
                                i.step(),
                                o));
            }
        }
    }

    /** Whether the derivatives are wrong beside the point as well, where the kink that it is at is out of the way. */
    boolean isWrongBeside() {
        double[][] x = new double[s.inputs()][];
        Arrays.setAll(x, s::point);
        for (int n = 0; n < (s.isLarge() ? 1 : JUDGED); n++) {
            Direction way = Direction.random(s, -1, seed.child(2000 + n), 0);
            if (isWrong(s.at(way.moved(x, NUDGE))) && isWrong(s.at(way.moved(x, 100 * NUDGE)))) {
                return true;
            }
        }
        return false;
    }

    private boolean isWrong(Subject beside) {
        GradCheck quick = settings.withMode(Mode.FAST).withDirections(2);
        return new Examination(quick, beside, false, true, new ArrayList<>())
                .run().stream().anyMatch(c -> c.verdict() == Verdict.FAIL);
    }

    private Outcome.Tolerances tolerances(Direction v, double floor) {
        double scale = v.element() >= 0 ? Direction.scale(s.point(v.input())) : 1;
        return new Outcome.Tolerances(settings.rtol(), floor, zero() / scale);
    }

    /** What rounding on the way may leave of a derivative that is zero, over the whole scale of the point. */
    private double zero() {
        return (s.order() > 1 ? MORE_ROUNDINGS : ROUNDINGS) * s.unit() * s.magnitude();
    }

    /**
     * An alarm is believed if it stands when the rounding is taken to be that of the largest values on the way: where the
     * values are differences of larger ones, what is seen of their rounding may be too little by chance.
     */
    private Outcome withMostNoise(
            Outcome o, Direction v, Curve curve, double[] at0, int c, double analytic, double floor) {
        double[] noise = new double[at0.length];
        Arrays.fill(noise, mostNoise() / 4);
        NumericDerivative n =
                new NumericDerivative(curve, at0, noise, s.unit(), mostNoise(), v.base(), v.least(), v.jitter());
        n.climb(i -> i == c, null);
        Outcome second = Outcome.of(analytic, n, c, tolerances(v, floor), s.order());
        if (second.verdict() == Verdict.PASS && second.isSignificant()) {
            return second;
        }
        return second.verdict() == Verdict.PASS || second.verdict() == Verdict.INCONCLUSIVE
                ? Outcome.of(
                        Verdict.INCONCLUSIVE,
                        "the rounding of the largest values on the way, " + Numbers.rough(s.magnitude())
                                + ", may be all of the difference")
                : o;
    }

    /** What the largest values on the way can leave in one value by rounding. */
    private double mostNoise() {
        return 4 * s.unit() * s.magnitude();
    }

    /** The step that the user has set is blamed where a better one agrees. */
    private Outcome withoutStep(
            Outcome o, Direction v, Curve curve, double[] at0, double[] noise, int c, double analytic) {
        Direction own = v.element() >= 0
                ? Direction.element(s, v.input(), v.element(), 0, false)
                : Direction.random(s, v.input(), seed, 0);
        NumericDerivative better =
                new NumericDerivative(curve, at0, noise, s.unit(), mostNoise(), own.base(), own.least(), own.jitter());
        better.climb(i -> i == c, null);
        Outcome second = Outcome.of(analytic, better, c, tolerances(v, 0), s.order());
        return second.verdict() == Verdict.PASS && second.isSignificant()
                ? Outcome.of(
                        Verdict.INCONCLUSIVE,
                        "the step is wrong: with " + Numbers.rough(settings.step())
                                + " the difference quotient is off, with " + Numbers.rough(better.step(c))
                                + " it agrees with the rule; leave the step to the checker")
                : o;
    }

    private void skipped(int i) {
        double[] point = s.point(i);
        for (int k = 0; k < point.length; k++) {
            if (!Double.isFinite(point[k])) {
                add(
                        i,
                        Verdict.INCONCLUSIVE,
                        "the point is " + point[k] + " at " + Numbers.at(Numbers.indices(s.shape(i), k))
                                + ": no difference can be taken there");
                return;
            }
        }
    }

    private void add(int input, Verdict verdict, String reason) {
        comparisons.add(Tally.verdict(new Tally(s, Oracle.CONNECTION, input, 0), verdict, reason));
    }

    /** For each input and component the largest derivative claimed: what is much smaller is not significant. */
    private double[][] largest(int n, int m, int[] outputs, List<Direction> directions, Derivatives d) {
        double[][] all = new double[s.inputs() + 1][n];
        for (int j = 0; j < directions.size(); j++) {
            Direction v = directions.get(j);
            double[] row = all[v.input() < 0 ? s.inputs() : v.input()];
            for (int c = 0; c < n; c++) {
                double a = c >= m
                        ? v.dot(d.gradients()[c - m])
                        : d.tangents()[j] == null ? 0 : d.tangents()[j][outputs[c]];
                row[c] = Math.max(row[c], Math.abs(a));
            }
        }
        return all;
    }

    /** Some outputs, and the products of all with cotangents; or the sizes of both. */
    private static double[] components(double[] y, int[] outputs, List<double[]> cotangents, boolean sizes) {
        double[] all = new double[outputs.length + cotangents.size()];
        for (int c = 0; c < outputs.length; c++) {
            all[c] = sizes ? Math.abs(y[outputs[c]]) : y[outputs[c]];
        }
        for (int p = 0; p < cotangents.size(); p++) {
            double[] u = cotangents.get(p);
            double sum = 0;
            for (int o = 0; o < y.length; o++) {
                sum += sizes ? Math.abs(u[o] * y[o]) : u[o] * y[o];
            }
            all[outputs.length + p] = sum;
        }
        return all;
    }

    private void adjoint(double[] y, double[] u, Direction v, double[][] gradient, double[] tangent) {
        double back = v.dot(gradient);
        double forth = 0;
        double size = v.size(gradient);
        double rounding = 0;
        for (int o = 0; o < u.length; o++) {
            forth += u[o] * tangent[o];
            size += Math.abs(u[o] * tangent[o]);
            rounding += Math.abs(u[o] * y[o]);
        }
        double lost = Math.max(ROUNDINGS * s.unit() * rounding, s.order() > 1 ? zero() : 0); // two zeros up to rounding
        double tolerance =
                Math.abs(back) + Math.abs(forth) <= lost ? lost : ADJOINT_RTOL * (s.unit() > 1e-10 ? 1e5 : 1) * size;
        Tally t = new Tally(s, Oracle.ADJOINT, -1, 0);
        t.add(-1, back, forth, tolerance, 0, Outcome.near(back, forth, tolerance));
        comparisons.add(t.done());
    }
}
