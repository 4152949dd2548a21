package org.autodiff.check.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.autodiff.io.Json;

/** A report as JSON. Numbers that JSON cannot write, NaN and infinities, are strings. */
final class ReportJson {
    private ReportJson() {}

    static String of(GradCheckReport r) {
        return "{\"verdict\":" + text(r.verdict().name())
                + ",\"seed\":" + r.seed().value()
                + ",\"checked\":" + r.checked()
                + ",\"diagnosis\":" + text(r.diagnosis())
                + ",\"culprit\":" + (r.culprit() == null ? "null" : culprit(r.culprit()))
                + ",\"point\":" + list(r.point().stream().map(ReportJson::point).toList())
                + ",\"notes\":" + list(r.notes().stream().map(ReportJson::text).toList())
                + ",\"comparisons\":"
                + list(r.comparisons().stream().map(ReportJson::comparison).toList())
                + "}";
    }

    private static String comparison(Comparison c) {
        return "{\"order\":" + c.order()
                + ",\"of\":" + text(c.of())
                + ",\"oracle\":" + text(c.oracle().name())
                + ",\"input\":" + c.input()
                + ",\"name\":" + text(c.name())
                + ",\"output\":" + c.output()
                + ",\"elements\":" + c.elements()
                + ",\"failed\":" + c.failed()
                + ",\"maxAbsolute\":" + number(c.maxAbsolute())
                + ",\"maxRelative\":" + number(c.maxRelative())
                + ",\"maxUlp\":" + number(c.maxUlp())
                + ",\"worst\":" + (c.worst() == null ? "null" : Numbers.at(c.worst()))
                + ",\"analytic\":" + number(c.analytic())
                + ",\"numeric\":" + number(c.numeric())
                + ",\"error\":" + number(c.error())
                + ",\"step\":" + number(c.step())
                + ",\"verdict\":" + text(c.verdict().name())
                + ",\"interval\":"
                + (c.interval() == null
                        ? "null"
                        : "[" + number(c.interval().low()) + ","
                                + number(c.interval().high()) + "]")
                + ",\"reason\":" + text(c.reason())
                + "}";
    }

    private static String culprit(Culprit c) {
        return "{\"node\":" + text(c.node())
                + ",\"index\":" + c.index()
                + ",\"op\":" + text(c.op())
                + ",\"source\":" + (c.source() == null ? "null" : text(c.source()))
                + ",\"module\":" + (c.module() == null ? "null" : text(c.module()))
                + ",\"what\":" + text(c.what())
                + ",\"byElimination\":" + c.byElimination()
                + ",\"test\":" + text(c.test())
                + "}";
    }

    private static String point(GradCheckReport.Point p) {
        return "{\"name\":" + text(p.name()) + ",\"shape\":" + text(p.shape()) + ",\"magnitude\":"
                + number(p.magnitude()) + "}";
    }

    private static String list(List<String> items) {
        return items.stream().collect(Collectors.joining(",", "[", "]"));
    }

    private static String text(String s) {
        return Json.quoted(s);
    }

    private static String number(double v) {
        return Double.isFinite(v) ? String.format(Locale.ROOT, "%s", v) : text(String.valueOf(v));
    }
}
