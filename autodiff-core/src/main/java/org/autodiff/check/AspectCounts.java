package org.autodiff.check;

import java.util.EnumMap;
import java.util.Map;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Oracle;

/** How many comparisons were made of each aspect of an operation. */
final class AspectCounts {
    private final Map<Aspect, Integer> counts = new EnumMap<>(Aspect.class);

    void add(Aspect aspect, int n) {
        if (n > 0) {
            counts.merge(aspect, n, Integer::sum);
        }
    }

    /** Those of derivatives with difference quotients; {@code repeated} where an input is repeated along an axis. */
    void add(GradCheckReport report, boolean repeated) {
        for (Comparison c : report.comparisons()) {
            boolean truth = c.oracle().isTruth();
            add(Aspect.ORDER_1, truth && c.order() == 1 ? c.elements() : 0);
            add(Aspect.ORDER_2, truth && c.order() == 2 ? c.elements() : 0);
            add(Aspect.JVP, c.oracle() == Oracle.TANGENT_DIFFERENCES && c.order() == 1 ? c.elements() : 0);
            add(Aspect.BROADCAST, repeated && truth && c.order() == 1 ? c.elements() : 0);
        }
    }

    Map<Aspect, Integer> all() {
        return Map.copyOf(counts);
    }
}
