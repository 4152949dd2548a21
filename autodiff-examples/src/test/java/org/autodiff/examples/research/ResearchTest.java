package org.autodiff.examples.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.check.GradCheck;
import org.autodiff.check.OpCheck;
import org.autodiff.functional.Creation;
import org.junit.jupiter.api.Test;

/**
 * The programs of research give the numbers that other programs gave: Newton's and Nelder and Mead's methods of NumPy and SciPy,
 * complex steps, 40-digit arithmetic, NIST's certified values.
 */
class ResearchTest {
    private static void assertClose(double[] values, double tolerance, double... expected) {
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(values[i]).as("number %d", i).isCloseTo(expected[i], within(tolerance * Math.abs(expected[i])));
        }
    }

    @Test
    void blackScholes() {
        assertClose(
                BlackScholes.run(105),
                1e-13,
                11.192138178992326,
                0.69082722371166443,
                0.019376005494958229,
                -0.00071531392379571717);
    }

    @Test
    void bayesianLogisticRegression() {
        assertClose(
                BayesianLogisticRegression.run(),
                1e-12,
                0.3200623215834959,
                1.7738210202017557,
                -0.8256759910016107,
                -21.819334575428115);
    }

    @Test
    void gaussianProcess() {
        assertClose(
                GaussianProcess.run(),
                1e-6,
                0.5184769429891025,
                -0.17524612536107395,
                -2.1374855655926708,
                0.799134555838366);
    }

    @Test
    void neuralOde() {
        assertClose(
                NeuralOde.run(), 1e-12, 8.65459277525579, 0.6413272401695267, -1.705995023334711, -5.322861414859687);
    }

    @Test
    void physicsInformedNetwork() {
        assertThat(PhysicsInformedNetwork.run()).isLessThan(1e-3);
    }

    @Test
    void modelAgnosticMetaLearning() {
        assertClose(Maml.run(), 1e-12, 1.0 / 6, 0.5, 4.9071875);
    }

    @Test
    void hamiltonianMonteCarlo() {
        double[] z = HamiltonianMonteCarlo.run(5000); // of independent draws the deviations would be 0.014 to 0.02
        assertThat(z[0]).isCloseTo(1, within(0.06));
        assertThat(z[1]).isCloseTo(-1, within(0.06));
        assertThat(z[2]).isCloseTo(1, within(0.08));
        assertThat(z[3]).isCloseTo(0.8, within(0.08));
        assertThat(z[4]).isBetween(0.9, 1.0);
    }

    @Test
    void implicitFixedPoint() {
        assertClose(
                ImplicitFixedPoint.run(),
                1e-13,
                0.692692999685637,
                -0.726532454602963,
                0.6832137164236978,
                1.0846284114261882);
        Tensor w = Creation.tensor(new double[][] {{0.3, -0.2}, {0.1, 0.4}});
        Tensor b = Tensor.of(new double[] {0.5, -0.7});
        assertThat(GradCheck.order(2)
                        .check(ImplicitFixedPoint.FIXED_POINT, w, b)
                        .failures())
                .isEmpty();
    }

    @Test
    void nistRegressions() {
        for (NistData problem : List.of(NistData.MISRA1A, NistData.THURBER)) {
            assertClose(NistRegression.fit(problem), 1e-8, problem.certified());
        }
    }

    @Test
    void anOperationOfOnesOwn() {
        assertClose(OwnOperation.run(), 1e-14, 1, 0.18393972058572116, -0.050750731213729759);
        assertThat(OpCheck.check(OwnOperation.LAMBERT_W).failures()).isEmpty();
    }

    @Test
    void deepSets() {
        double[] errors = DeepSets.run();
        assertThat(errors[0]).isGreaterThan(0.3);
        assertThat(errors[1]).isLessThan(0.01);
    }

    @Test
    void eachClassIsShorterThan45Lines() throws IOException {
        Path folder = Path.of("src/main/java/org/autodiff/examples/research");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> !f.endsWith("NistData.java")).toList()) {
                long lines = Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                        .count();
                assertThat(lines).as(file.toString()).isLessThan(45);
            }
        }
    }
}
