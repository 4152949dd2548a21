package org.autodiff.check.report;

import java.util.List;
import java.util.Locale;

/** A report as a test that fails prints it. */
final class ReportText {
    private static final int MOST_OTHERS = 6;

    private ReportText() {}

    static String of(GradCheckReport r) {
        StringBuilder s = new StringBuilder(headline(r));
        Comparison worst = r.worst().orElse(null);
        if (worst != null && worst.elements() > 0) {
            s.append("\n\n").append(numbers(worst));
        }
        if (worst != null && !worst.reason().isEmpty()) {
            s.append("\n\n  ").append(sentence(worst.reason()));
        }
        if (!r.diagnosis().isEmpty()) {
            s.append("\n\n  ").append(r.diagnosis());
        }
        if (r.culprit() != null) {
            culprit(s, r.culprit());
        }
        if (worst != null) {
            others(s, r, worst);
        }
        for (String note : r.notes()) {
            s.append("\n  note         ").append(note);
        }
        if (!r.passed()) {
            s.append("\n\n  to repeat    seed ").append(r.seed().value());
            for (GradCheckReport.Point p : r.point()) {
                s.append("; ").append(p.name()).append(' ').append(p.shape());
            }
            if (r.culprit() != null && !r.culprit().test().isEmpty()) {
                s.append("; the operation alone, on a shrunken input:\n\n      ")
                        .append(r.culprit().test().replace("\n", "\n      "));
            }
        }
        return s.toString();
    }

    private static String headline(GradCheckReport r) {
        Comparison worst = r.worst().orElse(null);
        if (r.verdict() == Verdict.PASS) {
            int orders =
                    r.comparisons().stream().mapToInt(Comparison::order).max().orElse(1);
            return "gradients agree in " + r.checked() + " comparisons" + (orders > 1 ? " to order " + orders : "");
        }
        if (worst == null) {
            return r.verdict() + ": nothing was compared"
                    + r.comparisons().stream()
                            .filter(c -> !c.reason().isEmpty())
                            .findFirst()
                            .map(c -> "; " + c.name() + ": " + c.reason())
                            .orElse("");
        }
        String of = worst.of().equals("the function") ? "" : ", of " + worst.of();
        String where = worst.worst() == null || worst.worst().length == 0 || worst.elements() == 0
                ? ""
                : " at " + Numbers.at(worst.worst());
        String by = worst.input() < 0 ? "" : " by " + worst.name();
        String how = "   (order " + worst.order() + of + ", " + direction(worst.oracle())
                + (worst.elements() == 0 ? "" : "; " + worst.failed() + " of " + worst.elements() + " are off")
                + ")";
        return switch (r.verdict()) {
            case FAIL -> "The gradient" + by + " is wrong" + where + how;
            case KINK -> "KINK: the gradient" + by + where + " is at a kink   (order " + worst.order() + of + ")";
            case NOT_DIFFERENTIABLE ->
                "NOT_DIFFERENTIABLE: no gradient" + by + where + "   (order " + worst.order() + of + ")";
            case NONDETERMINISTIC -> "NONDETERMINISTIC: the function does not do the same each time";
            default ->
                "INCONCLUSIVE: the gradient" + by + where + " could not be confirmed   (order " + worst.order() + of
                        + ", " + direction(worst.oracle()) + ")";
        };
    }

    private static String direction(Oracle oracle) {
        return switch (oracle) {
            case DIFFERENCES -> "reverse";
            case TANGENT_DIFFERENCES -> "forward";
            default -> oracle.toString();
        };
    }

    private static String numbers(Comparison c) {
        StringBuilder s = new StringBuilder();
        s.append("  analytic    ").append(signed(c.analytic()));
        boolean differences = c.oracle() == Oracle.DIFFERENCES || c.oracle() == Oracle.TANGENT_DIFFERENCES;
        s.append("\n  ").append(differences ? "numeric     " : "expected    ").append(signed(c.numeric()));
        if (c.error() > 0) {
            s.append(" ± ").append(Numbers.rough(c.error()));
        }
        s.append("      ").append(c.oracle());
        if (differences && c.step() > 0) {
            s.append(", extrapolated; step ").append(Numbers.rough(c.step()));
        }
        double error = Math.abs(c.analytic() - c.numeric());
        double larger = Math.max(Math.abs(c.analytic()), Math.abs(c.numeric()));
        s.append("\n  error       ").append(String.format(Locale.ROOT, "%-14s", Numbers.rough(error)));
        if (larger > 0 && error > 0) {
            s.append(Numbers.rough(error / Math.abs(c.numeric() == 0 ? larger : c.numeric())))
                    .append(" relative");
            if (c.verdict() == Verdict.FAIL && c.error() > 0 && c.interval() == null) {
                s.append("; the numeric value is ")
                        .append(Numbers.rough(error / c.error()))
                        .append(" times surer than that");
            }
        }
        return s.toString();
    }

    private static String signed(double v) {
        return (v < 0 ? "" : " ") + Numbers.plain(v);
    }

    private static void culprit(StringBuilder s, Culprit c) {
        s.append("\n\n  guilty       ").append(c.node());
        if (c.source() != null) {
            s.append("      ").append(c.source());
        }
        if (c.module() != null) {
            s.append(c.source() == null ? "      in " : ", in ").append(c.module());
        }
        s.append("\n               ").append(c.what());
    }

    private static void others(StringBuilder s, GradCheckReport r, Comparison worst) {
        List<Comparison> rest = r.comparisons().stream()
                .filter(c -> c != worst && c.verdict() != Verdict.PASS)
                .toList();
        for (Comparison c : rest.subList(0, Math.min(MOST_OTHERS, rest.size()))) {
            s.append(c == rest.get(0) ? "\n\n  also         " : "\n               ")
                    .append(line(c));
        }
        if (rest.size() > MOST_OTHERS) {
            s.append("\n               and ").append(rest.size() - MOST_OTHERS).append(" more");
        }
    }

    static String line(Comparison c) {
        StringBuilder s = new StringBuilder()
                .append(c.verdict())
                .append(" order ")
                .append(c.order())
                .append(c.of().equals("the function") ? "" : " (" + c.of() + ")")
                .append(", ")
                .append(c.name());
        if (c.output() > 0) {
            s.append(", output ").append(c.output());
        }
        if (c.worst() != null && c.worst().length > 0) {
            s.append(' ').append(Numbers.at(c.worst()));
        }
        if (c.elements() > 0) {
            s.append(": ")
                    .append(Numbers.plain(c.analytic()))
                    .append(" against ")
                    .append(Numbers.plain(c.numeric()))
                    .append(" ± ")
                    .append(Numbers.rough(c.error()))
                    .append(" (")
                    .append(c.oracle())
                    .append(')');
        }
        return s.append(c.reason().isEmpty() ? "" : "; " + c.reason()).toString();
    }

    private static String sentence(String reason) {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + (reason.endsWith("?") ? "" : ".");
    }
}
