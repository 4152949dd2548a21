package org.autodiff.check.mutation;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.OpDef;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.Mode;
import org.autodiff.check.report.Verdict;

/**
 * A mutant and what became of it.
 *
 * @param op the name of the operation
 * @param flaw the kind of mistake
 * @param side the direction that is wrong
 * @param order the order of the derivative that is wrong first, 1 or 2; 0 for an equivalent mutant
 * @param fate what became of it
 * @param mutant what is wrong, in one line
 */
public record Trial(String op, Flaw flaw, Side side, int order, Fate fate, String mutant) {
    /** The points of the operation's own check; more are drawn to show that a mutant is equivalent. */
    private static final Seed SEED = Seed.of(31);

    private static final int RANDOM = 20;
    private static final int INPUTS = 3;

    /** The trials of each {@code every}-th mutant of an operation, of those whose change applies to one of its samples. */
    static List<Trial> of(OpDef op, int every) {
        List<Trial> all = new ArrayList<>();
        int number = op.name().hashCode() & 0xFFFF; // so that each operation begins elsewhere
        for (Mutant m : mutants(op)) {
            Trial t = number++ % every == 0 ? of(m) : null;
            if (t != null) {
                all.add(t);
            }
        }
        return all;
    }

    private static List<Mutant> mutants(OpDef op) {
        List<Mutant> all = new ArrayList<>();
        int inputs = op.arity() < 0 ? INPUTS : op.arity();
        for (Change change : Changes.of(op)) {
            for (int i = 0; i < inputs; i++) {
                for (Side side : change.side() == Side.BOTH ? Side.values() : new Side[] {change.side()}) {
                    all.add(new Mutant(op, change, side, i, false));
                    all.add(new Mutant(op, change, side, i, true));
                }
            }
        }
        return all;
    }

    private static Trial of(Mutant mutant) {
        OpDef right = mutant.original();
        OpDef wrong = mutant.operation();
        List<Point> first = new ArrayList<>();
        List<Point> second = new ArrayList<>();
        differing(Point.of(right, SEED), right, wrong, first, second);
        if (!mutant.isApplied()) {
            return null;
        }
        for (int n = 0; n < RANDOM && first.isEmpty() && second.isEmpty(); n++) {
            differing(Point.of(right, Seed.of(1000 + n)), right, wrong, first, second);
        }
        int order = !first.isEmpty() ? 1 : !second.isEmpty() ? 2 : 0;
        return new Trial(
                right.name(), mutant.flaw(), mutant.side(), order, fate(wrong, first, second), mutant.toString());
    }

    private static void differing(List<Point> points, OpDef right, OpDef wrong, List<Point> first, List<Point> second) {
        for (Point p : points) {
            List<double[]> a = p.first(wrong);
            List<double[]> b = a == null ? null : p.first(right);
            if (b == null) {
                continue;
            }
            if (!Point.agree(a, b)) {
                first.add(p);
                continue;
            }
            a = p.second(wrong);
            b = a == null ? null : p.second(right);
            if (b != null && !Point.agree(a, b)) {
                second.add(p);
            }
        }
    }

    private static Fate fate(OpDef wrong, List<Point> first, List<Point> second) {
        if (first.isEmpty() && second.isEmpty()) {
            return Fate.EQUIVALENT;
        }
        for (Point p : first) {
            GradCheck quick = GradCheck.DEFAULT.withMode(Mode.FAST).withDirections(1);
            if (fails(quick, wrong, p) || fails(GradCheck.DEFAULT, wrong, p)) {
                return Fate.KILLED_AT_ORDER_1;
            }
        }
        for (List<Point> points : List.of(first, second)) {
            for (Point p : points) {
                if (fails(GradCheck.order(2), wrong, p)) {
                    return Fate.KILLED_AT_ORDER_2;
                }
            }
        }
        return Fate.SURVIVED;
    }

    private static boolean fails(GradCheck check, OpDef op, Point p) {
        return check.check(p.function(op), p.variables()).verdict() == Verdict.FAIL;
    }

    /** The mutant and its fate, in one line. */
    @Override
    public String toString() {
        return fate + ": " + mutant;
    }
}
