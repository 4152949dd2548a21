package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions that long arrays compute together with their derivative, against the same on short ones, which do not. */
class SlopesTest {
    private static final int LONG = 6000;
    private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = Map.of(
            "silu", Tensor::silu,
            "gelu", Tensor::gelu,
            "geluTanh", Tensor::geluTanh,
            "mish", Tensor::mish);

    static Stream<String> functions() {
        return FUNCTIONS.keySet().stream().sorted();
    }

    private static Tensor numbers(DType type) {
        double[] x = Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 4, LONG).toDoubles();
        double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1e-40, 1e30, -1e30
        };
        System.arraycopy(special, 0, x, 100, special.length);
        return Tensor.of(x, LONG).to(type);
    }

    private static double[] gradient(UnaryOperator<Tensor> f, Tensor x, Tensor cotangent) {
        Tensor leaf = x.detach().requiresGrad(true);
        try (Tape tape = Tape.record()) {
            f.apply(leaf).backward(cotangent);
        }
        return leaf.grad().toDoubles();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theGradientIsThatOfShortArrays(String name) {
        UnaryOperator<Tensor> f = FUNCTIONS.get(name);
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor x = numbers(type);
            Tensor g = Tensor.uniform(Seed.of(4), type, -1, 1, LONG);
            double[] whole = gradient(f, x, g);
            double tolerance = type == DType.FLOAT32 ? 2e-6 : 1e-14;
            for (int from = 0; from < LONG; from += 1000) {
                Tensor part = x.slice(0, from, from + 1000);
                double[] expected = gradient(f, part, g.slice(0, from, from + 1000));
                assertArrayEquals(expected, Arrays.copyOfRange(whole, from, from + 1000), tolerance, name + " " + type);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theSecondDerivativeIsThatOfShortArrays(String name) {
        UnaryOperator<Tensor> f = FUNCTIONS.get(name);
        Tensor x = Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 2, LONG);
        double[] whole = second(f, x);
        double[] expected = second(f, x.slice(0, 0, 1000));
        assertArrayEquals(expected, Arrays.copyOf(whole, 1000), 1e-12, name);
    }

    private static double[] second(UnaryOperator<Tensor> f, Tensor x) {
        return org.autodiff.transform.Autodiff.grad(y -> org.autodiff.transform.Autodiff.grad(
                                z -> f.apply(z).sum())
                        .apply(y)
                        .square()
                        .sum())
                .apply(x)
                .toDoubles();
    }

    /** Where the loops in Java are not the nearest there is nothing to gain. */
    @Test
    void theDerivativeWaitsBesideTheValueOfARecordedOperation() {
        assumeTrue(!Backend.get().name().equals("portable"));
        Tensor x = Tensor.normal(Seed.of(5), DType.FLOAT32, 0, 1, LONG).requiresGrad(true);
        assertNull(x.detach().silu().array().residual());
        try (Tape tape = Tape.record()) {
            assertNotNull(x.silu().array().residual());
            assertNull(x.tanh().array().residual());
            assertEquals(LONG, x.gelu().size());
        }
    }
}
