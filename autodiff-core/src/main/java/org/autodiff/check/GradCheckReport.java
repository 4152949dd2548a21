package org.autodiff.check;

import java.util.List;
import org.autodiff.array.Seed;

/**
 * The result of a {@link GradCheck}.
 *
 * @param checked the number of comparisons made
 * @param seed the seed that drew cotangents and tangents: the same one gives the same report
 * @param failures the comparisons that failed, in the order in which they were made
 */
public record GradCheckReport(int checked, Seed seed, List<Failure> failures) {
    /**
     * One comparison that failed.
     *
     * @param order how often the function was differentiated
     * @param of what was differentiated: the function, or a derivative of it
     * @param against what the derivative was compared with
     * @param input the number of the input, or -1 where all take part
     * @param element the element in row-major order, or -1
     * @param analytic what the reverse sweep gave
     * @param expected what the comparison gave
     */
    public record Failure(
            int order, String of, String against, int input, int element, double analytic, double expected) {
        @Override
        public String toString() {
            return "order " + order + (order == 1 ? "" : " (" + of + ")")
                    + (input < 0 ? "" : ", input " + input + ", element " + element) + ": the sweep gives " + analytic
                    + ", the " + against + " " + expected;
        }
    }

    /** Whether everything agreed. */
    public boolean passed() {
        return failures.isEmpty();
    }

    /** A line with the verdict, and the first failures. */
    @Override
    public String toString() {
        if (passed()) {
            return "gradients agree in " + checked + " comparisons";
        }
        StringBuilder s = new StringBuilder(
                "gradients disagree in " + failures.size() + " of " + checked + " comparisons (" + seed + "):");
        for (Failure f : failures.subList(0, Math.min(5, failures.size()))) {
            s.append("\n  ").append(f);
        }
        return s.toString();
    }
}
