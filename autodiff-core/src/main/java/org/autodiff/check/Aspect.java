package org.autodiff.check;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.autodiff.OpDef;
import org.autodiff.array.DType;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Oracle;
import org.autodiff.error.Require;
import org.autodiff.op.ShapeRule;

/** What there is to check of an operation. {@link OpCheck} counts what it has compared of each. */
public enum Aspect {
    /** The value against the reference. */
    VALUE,
    /** The gradient against difference quotients. */
    ORDER_1,
    /** The derivatives of the gradient and of the tangent against difference quotients. */
    ORDER_2,
    /** The tangent against difference quotients. */
    JVP,
    /** Gradients by inputs that are repeated along an axis. */
    BROADCAST,
    /** Inputs behind other strides. */
    VIEW,
    /** Inputs without elements: computed with a gradient of the right shape, or refused by name. */
    EMPTY,
    /** Many samples at once inside vmap against one after the other, in value and gradient. */
    VMAP,
    /** The convention at each point without a derivative. */
    KINK;

    /** What an operation has to have checked, by its kind: by its rule, the rule of its shape, its inputs and its kinks. */
    public static Set<Aspect> demandedOf(OpDef op) {
        Require.nonNull(op, "Aspect.demandedOf", "op", "pass an entry of the table");
        Set<Aspect> all = EnumSet.of(VALUE, EMPTY, VMAP);
        boolean floating = op.domains().stream().anyMatch(d -> d.dtype() == DType.FLOAT64);
        if (floating) {
            all.add(VIEW);
        }
        if (floating && op.isDifferentiable()) {
            all.addAll(EnumSet.of(ORDER_1, ORDER_2, JVP));
            if (op.shape() == ShapeRule.BROADCAST && op.arity() > 1) {
                all.add(BROADCAST);
            }
        }
        if (!op.kinks().isEmpty()) {
            all.add(KINK);
        }
        return all;
    }

    /** How many comparisons were made of each aspect of an operation. */
    static final class Counts {
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
                add(ORDER_1, truth && c.order() == 1 ? c.elements() : 0);
                add(ORDER_2, truth && c.order() == 2 ? c.elements() : 0);
                add(JVP, c.oracle() == Oracle.TANGENT_DIFFERENCES && c.order() == 1 ? c.elements() : 0);
                add(BROADCAST, repeated && truth && c.order() == 1 ? c.elements() : 0);
            }
        }

        Map<Aspect, Integer> all() {
            return Map.copyOf(counts);
        }
    }
}
