package org.autodiff.check.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.autodiff.Arithmetic;
import org.autodiff.inspect.Ops;
import org.junit.jupiter.api.Test;

/** A sample of the mutants of the whole table; the main class of {@link Mutations} tries all. */
class MutationsTest {
    @Test
    void aSampleOfTheWholeTableIsKilled() {
        Mutations m = Mutations.sample(Ops.all(), 60);

        assertThat(m.trials()).hasSizeGreaterThan(300);
        assertThat(m.trials()).extracting(Trial::flaw).contains(Flaw.values());
        assertThat(m.list(Fate.SURVIVED)).as(m.toString()).isEmpty();
        assertThat(m.killed()).isEqualTo(1);
        assertThat(m.killedAtOrderOne()).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void equivalentMutantsAreTold() {
        Mutations m = Mutations.of(List.of(Arithmetic.MUL));

        assertThat(m.list(Fate.SURVIVED)).isEmpty();
        assertThat(m.count(Fate.EQUIVALENT)).isPositive();
        assertThat(m.list(Fate.EQUIVALENT)) // the derivative by an input does not read that input
                .contains("equivalent: mul, vjp by input 0 reads input 0 times 1.01")
                .doesNotContain("equivalent: mul, vjp by input 0 reads input 1 times 1.01");
        assertThat(m.toString()).contains("missing sum over broadcast axes", "killed 100.00 %");
    }
}
