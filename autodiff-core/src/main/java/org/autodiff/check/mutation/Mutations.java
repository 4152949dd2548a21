package org.autodiff.check.mutation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.autodiff.OpDef;
import org.autodiff.error.Require;
import org.autodiff.inspect.Ops;

/**
 * The proof of the gradient checker by mutation: the rules of operations are made wrong in each of the ways in which people
 * get them wrong ({@link Flaw}), in each direction and by each input, and each mutant is checked by
 * {@link org.autodiff.check.GradCheck} on the operation's samples. A mutant is equivalent where its derivatives to the second
 * order, by inputs, cotangents and tangents, are those of the right rule up to rounding on all samples and 20 random points of
 * each: nothing is wrong then.
 *
 * <pre>{@code
 * Mutations m = Mutations.of(List.of(MyOperations.SOFTSIGN));
 * }</pre>
 *
 * @param trials each mutant and what became of it
 */
public record Mutations(List<Trial> trials) {
    /** Copies the list. */
    public Mutations {
        trials = List.copyOf(Require.nonNulls(trials, "Mutations", "trials", "pass those of operations"));
    }

    /** Tries all mutants of these operations; those without a derivative have none. */
    public static Mutations of(List<OpDef> ops) {
        return sample(ops, 1);
    }

    /** Tries each {@code every}-th mutant of these operations. */
    public static Mutations sample(List<OpDef> ops, int every) {
        Require.nonNulls(ops, "Mutations.sample", "ops", "pass entries of the table");
        Require.positive(every, "Mutations.sample", "the distance between mutants");
        return new Mutations(ops.parallelStream()
                .filter(OpDef::isDifferentiable)
                .flatMap(op -> Trial.of(op, every).stream())
                .toList());
    }

    /** How many have a fate. */
    public long count(Fate fate) {
        return trials.stream().filter(t -> t.fate() == fate).count();
    }

    /** The part of the mutants that are not equivalent which was killed. */
    public double killed() {
        return part(t -> t.order() > 0, t -> t.fate() != Fate.SURVIVED);
    }

    /** The part of the mutants whose first derivative is wrong which the check of the first order alone has killed. */
    public double killedAtOrderOne() {
        return part(t -> t.order() == 1, t -> t.fate() == Fate.KILLED_AT_ORDER_1);
    }

    private double part(Predicate<Trial> whole, Predicate<Trial> part) {
        long all = trials.stream().filter(whole).count();
        return all == 0 ? 1 : (double) trials.stream().filter(whole.and(part)).count() / all;
    }

    /** The mutants of one fate, a line each. */
    public List<String> list(Fate fate) {
        return trials.stream()
                .filter(t -> t.fate() == fate)
                .map(Trial::toString)
                .toList();
    }

    /** The table by kind of mistake, direction and order. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(
                "                                  killed/total, first wrong at\norder 1: by order 1 alone    by all     order 2: by all    equivalent\n");
        for (Flaw flaw : Flaw.values()) {
            line(s, flaw.toString(), t -> t.flaw() == flaw);
        }
        for (Side side : Side.values()) {
            line(s, "in " + side, t -> t.side() == side);
        }
        line(s, "all", t -> true);
        return s.append(String.format(
                        Locale.ROOT,
                        "killed %.2f %% of the mutants that are not equivalent; order 1 alone %.2f %% of those wrong at order 1%n",
                        100 * killed(),
                        100 * killedAtOrderOne()))
                .toString();
    }

    private void line(StringBuilder s, String name, Predicate<Trial> of) {
        long[] n = new long[6];
        trials.stream().filter(of).forEach(t -> {
            boolean killed = t.fate() != Fate.SURVIVED;
            if (t.order() == 0) {
                n[5]++;
            } else {
                n[t.order() == 1 ? 0 : 3]++;
                n[t.order() == 1 ? 1 : 4] += killed ? 1 : 0;
                n[2] += t.fate() == Fate.KILLED_AT_ORDER_1 ? 1 : 0;
            }
        });
        s.append(String.format(
                Locale.ROOT,
                "%-32s %12s %12s %12s %8d%n",
                name,
                n[2] + "/" + n[0],
                n[1] + "/" + n[0],
                n[4] + "/" + n[3],
                n[5]));
    }

    /**
     * Prints the table, the survivors and the equivalent mutants. Arguments: a regular expression of operations' names, all if
     * none; and {@code every=N} for each N-th mutant only.
     */
    public static void main(String[] args) {
        PrintStream out = System.out;
        long start = System.nanoTime();
        String names = Arrays.stream(args)
                .filter(a -> !a.startsWith("every="))
                .findFirst()
                .orElse(".*");
        int every = Arrays.stream(args)
                .filter(a -> a.startsWith("every="))
                .mapToInt(a -> Integer.parseInt(a.substring(6)))
                .findFirst()
                .orElse(1);
        List<OpDef> ops = new ArrayList<>(Ops.all());
        ops.removeIf(op -> !op.name().matches(names) || !op.isDifferentiable());
        Mutations m = sample(ops, every);
        out.println(m.trials().size() + " mutants of " + ops.size() + " operations in "
                + (System.nanoTime() - start) / 1_000_000_000 + " s");
        out.print(m);
        m.list(Fate.SURVIVED).forEach(out::println);
        m.list(Fate.EQUIVALENT).forEach(out::println);
    }
}
