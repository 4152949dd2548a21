package org.autodiff.check.report;

/** A report as a small HTML table. */
final class ReportHtml {
    private ReportHtml() {}

    static String of(GradCheckReport r) {
        StringBuilder s = new StringBuilder("<table class=\"gradcheck\">\n<caption>")
                .append(escaped(r.verdict() + (r.diagnosis().isEmpty() ? "" : ": " + r.diagnosis())))
                .append("</caption>\n<tr>");
        for (String head : new String[] {
            "order",
            "of",
            "oracle",
            "input",
            "output",
            "elements",
            "off",
            "worst at",
            "analytic",
            "numeric",
            "±",
            "step",
            "max abs",
            "max rel",
            "max ulp",
            "verdict",
            "reason"
        }) {
            s.append("<th>").append(head).append("</th>");
        }
        s.append("</tr>\n");
        for (Comparison c : r.comparisons()) {
            s.append("<tr class=\"")
                    .append(c.verdict().name().toLowerCase(java.util.Locale.ROOT))
                    .append("\">");
            cell(s, c.order());
            cell(s, c.of());
            cell(s, c.oracle());
            cell(s, c.name());
            cell(s, c.output());
            cell(s, c.elements());
            cell(s, c.failed());
            cell(s, c.worst() == null ? "" : Numbers.at(c.worst()));
            cell(s, Numbers.plain(c.analytic()));
            cell(s, Numbers.plain(c.numeric()));
            cell(s, Numbers.rough(c.error()));
            cell(s, Numbers.rough(c.step()));
            cell(s, Numbers.rough(c.maxAbsolute()));
            cell(s, Numbers.rough(c.maxRelative()));
            cell(s, Numbers.rough(c.maxUlp()));
            cell(s, c.verdict());
            cell(s, c.reason());
            s.append("</tr>\n");
        }
        s.append("</table>");
        if (r.culprit() != null) {
            s.append("\n<p>")
                    .append(escaped(r.culprit().node() + ": " + r.culprit().what()))
                    .append("</p>");
        }
        return s.toString();
    }

    private static void cell(StringBuilder s, Object value) {
        s.append("<td>").append(escaped(String.valueOf(value))).append("</td>");
    }

    private static String escaped(String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
