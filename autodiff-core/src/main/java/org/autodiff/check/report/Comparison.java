package org.autodiff.check.report;

import java.util.Arrays;
import org.autodiff.error.Require;

/**
 * The comparison of one derivative, by one input and of one output, with one oracle. The numbers are those of the worst
 * element; a comparison along a direction has no element.
 *
 * @param order how often the function is differentiated
 * @param of what was differentiated: {@code the function}, or a derivative of it
 * @param oracle what the derivative was compared with
 * @param input the number of the input, or -1 where all take part
 * @param name the name of the input, or of all
 * @param output the number of the output
 * @param elements the number of elements or directions that were compared
 * @param failed how many of them disagree
 * @param maxAbsolute the largest difference
 * @param maxRelative the largest difference relative to the larger of the two values, over elements that are not lost in
 *     the oracle's own error
 * @param maxUlp that in units in the last place of a double
 * @param worst the indices of the worst element in its input, or null
 * @param analytic the derivative there
 * @param numeric the oracle's value there
 * @param error the estimated error of the oracle's value
 * @param step the step of the difference quotient, or 0
 * @param verdict the outcome
 * @param interval the derivatives from the two sides where the function has a kink, else null
 * @param reason why the verdict is not {@link Verdict#PASS}, in words; empty where the numbers say it
 */
public record Comparison(
        int order,
        String of,
        Oracle oracle,
        int input,
        String name,
        int output,
        int elements,
        int failed,
        double maxAbsolute,
        double maxRelative,
        double maxUlp,
        int[] worst,
        double analytic,
        double numeric,
        double error,
        double step,
        Verdict verdict,
        Interval interval,
        String reason) {

    /** The derivatives from the two sides of a kink. */
    public record Interval(double low, double high) {
        /** Whether a value lies between them, or differs from that by no more than a tolerance. */
        public boolean contains(double value, double tolerance) {
            return value >= low - tolerance && value <= high + tolerance;
        }

        @Override
        public String toString() {
            return "[" + Numbers.plain(low) + ", " + Numbers.plain(high) + "]";
        }
    }

    /** A copy of the indices. */
    public Comparison {
        String owner = "Comparison";
        Require.nonNull(of, owner, "what was differentiated", "pass \"the function\"");
        Require.choice(oracle, owner, "the oracle", Oracle.DIFFERENCES);
        Require.nonNull(name, owner, "the name of the input", "pass one");
        worst = worst == null ? null : worst.clone();
        Require.choice(verdict, owner, "the verdict", Verdict.PASS);
        Require.nonNull(reason, owner, "the reason", "pass an empty text for none");
    }

    /** The indices of the worst element in its input, or null where there is none. */
    @Override
    public int[] worst() {
        return worst == null ? null : worst.clone();
    }

    /** Whether it found nothing wrong. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }

    /** What was compared and how it came out, in one line. */
    @Override
    public String toString() {
        return ReportText.line(this);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Comparison c && toString().equals(c.toString()) && elements == c.elements;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new int[] {order, input, output, elements});
    }
}
