package org.autodiff.examples.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autodiff.check.report.Verdict;
import org.junit.jupiter.api.Test;

/** Samples of the checker's proof; {@link Prove} runs all of it. */
class ProofTest {
    @Test
    void smoothProgramsRaiseNoAlarm() {
        List<String> alarms = new ArrayList<>();
        Map<Verdict, Integer> verdicts = SmoothPrograms.check(5000, 60, alarms);
        assertThat(verdicts).as(alarms.toString()).isEqualTo(Map.of(Verdict.PASS, 60));
    }

    @Test
    void kinksAreNeverAFlake() {
        KinkSeeds.functions().forEach((name, k) -> {
            for (KinkSeeds.Where where : KinkSeeds.Where.values()) {
                assertThat(KinkSeeds.verdicts(k, where, 90_000, 15))
                        .as(name + " " + where)
                        .doesNotContainKeys(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.NOT_DIFFERENTIABLE);
                assertThat(KinkSeeds.wrongVerdicts(k, where, 90_000, 15))
                        .as(name + " " + where)
                        .containsKey(Verdict.FAIL)
                        .doesNotContainKey(Verdict.PASS);
            }
        });
    }

    @Test
    void plantedFaultsAreLocated() {
        for (int n : new int[] {0, 4, 9, 17}) {
            PlantedFaults.Planted p = PlantedFaults.of(n, 20);
            assertThat(p.located()).as(p.toString()).isTrue();
        }
    }

    @Test
    void hardPointsGetTheRightVerdict() {
        assertThat(HardPoints.all())
                .allSatisfy(
                        r -> assertThat(r.isRight()).as(r + "\n" + r.report()).isTrue());
    }
}
