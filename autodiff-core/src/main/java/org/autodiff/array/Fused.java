package org.autodiff.array;

import java.util.List;

/**
 * Functions of corresponding elements of several arrays as steps that follow each other, so that all of them can be done on
 * some elements before the next ones are looked at. Step i computes value i from earlier ones. Truth values are 1 and 0.
 *
 * @param results which values are the results
 */
public record Fused(List<Step> steps, List<Integer> results) {
    /** A step. */
    public sealed interface Step {}

    /** The element of an input. */
    public record Input(int number) implements Step {}

    /** A number. */
    public record Constant(double value) implements Step {}

    /** A function of a value. */
    public record One(Unary f, int x) implements Step {}

    /** A function of two values. */
    public record Two(Binary f, int x, int y) implements Step {}

    /** Whether two values compare so. */
    public record Test(Comparator f, int x, int y) implements Step {}

    /** The value x where c is not 0, else y. */
    public record Choice(int c, int x, int y) implements Step {}

    /** Copies the lists. */
    public Fused {
        steps = List.copyOf(steps);
        results = List.copyOf(results);
    }

    /** A function whose result is the last value. */
    public Fused(List<Step> steps) {
        this(steps, List.of(steps.size() - 1));
    }

    /** The values that a step reads. */
    public static int[] reads(Step step) {
        if (step instanceof One s) {
            return new int[] {s.x};
        }
        if (step instanceof Two s) {
            return new int[] {s.x, s.y};
        }
        if (step instanceof Test s) {
            return new int[] {s.x, s.y};
        }
        return step instanceof Choice s ? new int[] {s.c, s.x, s.y} : new int[0];
    }

    /**
     * A place for each value, such that values which are needed at the same time have different ones. One that nobody reads
     * after a step may share its place with that step's value; constants and inputs that are one number keep theirs.
     *
     * @param lasting which inputs are one number
     */
    public int[] places(boolean[] lasting) {
        int[] last = new int[steps.size()];
        for (int i = 0; i < last.length; i++) {
            for (int x : reads(steps.get(i))) {
                last[x] = i;
            }
        }
        for (int result : results) {
            last[result] = last.length;
        }
        int[] places = new int[last.length];
        int lowest = 0; // beneath are those of the lasting ones
        for (int i = 0; i < last.length; i++) {
            places[i] = lasts(i, lasting) ? lowest++ : 0;
        }
        boolean[] taken = new boolean[last.length];
        for (int i = 0; i < last.length; i++) {
            if (lasts(i, lasting)) {
                continue;
            }
            for (int x : reads(steps.get(i))) {
                taken[places[x]] &= last[x] > i;
            }
            places[i] = lowest;
            while (taken[places[i]]) {
                places[i]++;
            }
            taken[places[i]] = true;
        }
        return places;
    }

    /** Whether a value is the same for all elements. */
    public boolean lasts(int i, boolean[] lasting) {
        Step step = steps.get(i);
        return step instanceof Constant || step instanceof Input in && lasting[in.number];
    }

    /** About how much one element costs, in additions. */
    public int cost() {
        return steps.stream()
                .mapToInt(s -> s instanceof One one ? one.f.weight() : s instanceof Two two ? two.f.weight() : 1)
                .sum();
    }

    /** The same in elements that are only copied. */
    public int weight() {
        return Math.max(1, cost() / 4);
    }
}
