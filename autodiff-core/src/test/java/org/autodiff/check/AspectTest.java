package org.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Activation;
import org.autodiff.Arithmetic;
import org.autodiff.Comparison;
import org.autodiff.OpDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate of the table's tests: what a check has not compared is missing. */
class AspectTest {
    @Test
    void aKindDemandsItsAspects() {
        assertThat(Aspect.demandedOf(Arithmetic.MUL))
                .containsExactlyInAnyOrder(
                        Aspect.VALUE,
                        Aspect.ORDER_1,
                        Aspect.ORDER_2,
                        Aspect.JVP,
                        Aspect.BROADCAST,
                        Aspect.VIEW,
                        Aspect.EMPTY,
                        Aspect.VMAP);
        assertThat(Aspect.demandedOf(Activation.RELU)).contains(Aspect.KINK).doesNotContain(Aspect.BROADCAST);
        assertThat(Aspect.demandedOf(Comparison.GT))
                .containsExactlyInAnyOrder(Aspect.VALUE, Aspect.VIEW, Aspect.EMPTY, Aspect.VMAP);
    }

    @ParameterizedTest
    @EnumSource(Aspect.class)
    void oneThatWasNotComparedIsMissing(Aspect aspect) {
        OpDef op = aspect == Aspect.KINK ? Activation.RELU : Arithmetic.MUL;
        OpCheck.Report report = OpCheck.check(op);
        assertThat(report.missing(op)).isEmpty();

        Map<Aspect, Integer> counts = new EnumMap<>(Aspect.class);
        counts.putAll(report.counts());
        counts.remove(aspect);
        OpCheck.Report without = new OpCheck.Report(report.checked(), List.of(), counts);
        assertThat(without.missing(op)).containsExactly(aspect);
    }
}
