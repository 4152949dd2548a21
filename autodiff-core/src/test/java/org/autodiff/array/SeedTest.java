package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SeedTest {
    @Test
    void theSameSeedGivesTheSameNumbers() {
        assertThat(Seed.of(5)).isEqualTo(new Seed(5));
        RandomGenerator a = Seed.of(5).generator();
        RandomGenerator b = Seed.of(5).generator();
        for (int i = 0; i < 100; i++) {
            assertThat(a.nextLong()).isEqualTo(b.nextLong());
        }
    }

    @Test
    void aGeneratorStartsAnew() {
        Seed seed = Seed.of(6);
        long first = seed.generator().nextLong();
        seed.generator().nextLong();
        assertThat(seed.generator().nextLong()).isEqualTo(first);
    }

    @Test
    void childrenAreAPureFunctionOfSeedAndIndex() {
        assertThat(Seed.of(1).child(3)).isEqualTo(Seed.of(1).child(3));
        assertThat(Seed.of(1).child(3).child(4))
                .isNotEqualTo(Seed.of(1).child(4).child(3));
    }

    @Test
    void childrenOfNeighbouringSeedsAndIndicesAreAllDifferent() {
        Set<Long> seen = new HashSet<>();
        for (int seed = -50; seed < 50; seed++) {
            seen.add((long) seed);
            for (int index = 0; index < 1000; index++) {
                seen.add(Seed.of(seed).child(index).value());
            }
        }
        assertThat(seen).hasSize(100 * 1001);
    }

    @Test
    void streamsOfChildrenAreNotCorrelated() {
        double covariance = 0;
        double mean = 0;
        int n = 10_000;
        for (int i = 0; i < n; i++) {
            double a = Seed.of(9).child(i).generator().nextDouble() - 0.5;
            double b = Seed.of(9).child(i + 1).generator().nextDouble() - 0.5;
            covariance += a * b / n;
            mean += a / n;
        }
        // five standard deviations: 1/12 and sqrt(1/12), each over sqrt(n)
        assertThat(Math.abs(covariance)).isLessThan(5.0 / 12 / 100);
        assertThat(Math.abs(mean)).isLessThan(5 * 0.289 / 100);
    }
}
