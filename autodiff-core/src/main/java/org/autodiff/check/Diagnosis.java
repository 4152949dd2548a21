package org.autodiff.check;

import java.util.List;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/** Which of values, reverse sweep, forward sweep and step is wrong, by which oracles agree with which. */
final class Diagnosis {
    private Diagnosis() {}

    static String of(List<Comparison> all) {
        int order = all.stream()
                .filter(c -> c.verdict() == Verdict.FAIL && c.oracle().decides())
                .mapToInt(Comparison::order)
                .min()
                .orElse(0);
        String step = all.stream()
                .map(Comparison::reason)
                .filter(r -> r.startsWith("the step is wrong"))
                .findFirst()
                .orElse(null);
        if (order == 0) {
            return step == null ? "" : "The rules are right, the step of the difference quotients is wrong.";
        }
        boolean reverse = has(all, order, Oracle.DIFFERENCES, Verdict.FAIL);
        boolean forward = has(all, order, Oracle.TANGENT_DIFFERENCES, Verdict.FAIL);
        boolean forwardRight = has(all, order, Oracle.TANGENT_DIFFERENCES, Verdict.PASS) && !forward;
        boolean reverseRight = has(all, order, Oracle.DIFFERENCES, Verdict.PASS) && !reverse;
        boolean adjoint = has(all, order, Oracle.ADJOINT, Verdict.FAIL);
        boolean replayed = has(all, 1, Oracle.REPLAY, Verdict.PASS) && !has(all, 1, Oracle.REPLAY, Verdict.FAIL);
        String second = order == 1 ? "" : " of order " + order;
        if (order == 1 && reverse && replayed) {
            return "The derivative" + second
                    + " agrees with the formulas of the operations, computed again with complex numbers,"
                    + " but not with the values: the forward computation is wrong, or reads numbers into Java.";
        }
        if (reverse && forward && !adjoint) {
            return "The gradient (vjp) and the tangent (jvp)" + second
                    + " agree with each other, but not with the values: the forward computation is wrong, or both rules are.";
        }
        if (reverse && forward) {
            return "Neither the gradient (vjp) nor the tangent (jvp)" + second
                    + " agrees with the values, nor with each other: both rules are wrong.";
        }
        if (reverse && forwardRight) {
            return "The tangent (jvp)" + second + " agrees with the numeric value"
                    + (adjoint ? ", the adjoint identity fails" : "") + ": values and jvp are right, the vjp is wrong.";
        }
        if (forward && reverseRight) {
            return "The gradient (vjp)" + second + " agrees with the numeric value"
                    + (adjoint ? ", the adjoint identity fails" : "") + ": values and vjp are right, the jvp is wrong.";
        }
        if (reverse) {
            return "The gradient (vjp)" + second + " does not agree with the values.";
        }
        if (forward) {
            return "The tangent (jvp)" + second + " does not agree with the values.";
        }
        if (adjoint) {
            return "The two sweeps disagree" + second
                    + ": the adjoint identity fails, by less than the values could show.";
        }
        if (has(all, order, Oracle.MIXED, Verdict.FAIL)) {
            return "The gradient of the tangent differs from that of the gradient: one of the rules cannot be differentiated again.";
        }
        if (has(all, order, Oracle.CONNECTION, Verdict.FAIL)) {
            return "The connection from an input to the result is cut.";
        }
        if (has(all, order, Oracle.COTANGENT, Verdict.FAIL)) {
            return "The gradient depends on how the cotangent lies in memory, or is not linear in it.";
        }
        if (has(all, order, Oracle.ACTIVITY, Verdict.FAIL)) {
            return "The gradient by an input depends on whether other inputs are active.";
        }
        return "";
    }

    private static boolean has(List<Comparison> all, int order, Oracle oracle, Verdict verdict) {
        return all.stream().anyMatch(c -> c.order() == order && c.oracle() == oracle && c.verdict() == verdict);
    }
}
