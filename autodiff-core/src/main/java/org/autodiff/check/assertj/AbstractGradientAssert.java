package org.autodiff.check.assertj;

import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Culprit;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.Require;

/**
 * What can be asserted of the outcome of a gradient check, whether it has been run or is run for it.
 *
 * @param <S> the type of the assertion itself
 * @param <A> the type of what is asserted about
 */
public abstract class AbstractGradientAssert<S extends AbstractGradientAssert<S, A>, A> extends AbstractAssert<S, A> {
    /** An assertion about something. */
    protected AbstractGradientAssert(A actual, Class<?> self) {
        super(actual, self);
    }

    /** The report of the check that is asserted about. */
    public abstract GradCheckReport report();

    /** The gradient is confirmed: the verdict is {@link Verdict#PASS}. */
    public S isCorrect() {
        return hasVerdict(Verdict.PASS);
    }

    /** The gradient is wrong: the verdict is {@link Verdict#FAIL}. */
    public S isWrong() {
        return hasVerdict(Verdict.FAIL);
    }

    /** The check comes to this verdict. */
    public S hasVerdict(Verdict expected) {
        Require.choice(expected, "hasVerdict", "the verdict", Verdict.PASS);
        GradCheckReport report = report();
        if (report.verdict() != expected) {
            throw expected == Verdict.PASS
                    ? failure("%s", report.toText())
                    : failure(
                            "Expected the verdict %s, but it is %s:%n%s", expected, report.verdict(), report.toText());
        }
        return myself;
    }

    /** The gradient by the input of a name is wrong, and worst at these indices (none given: at any). */
    public S isWrongAt(String input, int... indices) {
        Require.nonNull(input, "isWrongAt", "the input", "pass its name, such as \"input 0\"");
        Require.nonNull(indices, "isWrongAt", "the indices", "pass none for any element");
        isWrong();
        boolean found = report().failures().stream()
                .anyMatch(c -> c.name().equals(input) && (indices.length == 0 || isAt(c, indices)));
        if (!found) {
            throw failure(
                    "Expected the gradient by %s to be wrong%s, but others are:%n%s",
                    input, indices.length == 0 ? "" : " at " + Arrays.toString(indices), report().toText());
        }
        return myself;
    }

    private static boolean isAt(Comparison c, int[] indices) {
        return c.worst() != null && Arrays.equals(c.worst(), indices);
    }

    /** The gradient is wrong, and the failure is traced to the operation of a name. */
    public S blames(String op) {
        Require.nonNull(op, "blames", "the operation", "pass its name");
        isWrong();
        Culprit culprit = report().culprit();
        if (culprit == null || !Objects.equals(culprit.op(), op)) {
            throw failure(
                    "Expected the operation %s to be blamed, but %s is:%n%s",
                    op, culprit == null ? "none" : culprit.op(), report().toText());
        }
        return myself;
    }

    /** The report says this. */
    public S says(String part) {
        Require.nonNull(part, "says", "the text", "pass a part of what the report says");
        if (!report().toText().contains(part)) {
            throw failure("Expected the report to say%n  %s%nbut it is:%n%s", part, report().toText());
        }
        return myself;
    }
}
