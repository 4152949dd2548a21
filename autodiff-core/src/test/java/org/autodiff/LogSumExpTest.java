package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.array.DType;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logarithms of sums of exponentials: their gradients are shares, right for elements of any size. */
class LogSumExpTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static double[] gradient(UnaryOperator<Tensor> f, DType dtype, double... x) {
        return Autodiff.grad(f).apply(Tensor.of(x, x.length).to(dtype)).toDoubles();
    }

    private static Tensor last(Tensor x) {
        return x.logCumsumExp(0).slice(0, x.size() - 1, x.size()).sum();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e3, -1e4, 1e6, 1e8, -1e20, 1e38})
    void equalElementsShareEvenly(double x) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            assertThat(gradient(t -> t.logSumExp(0), dtype, x, x)).containsExactly(0.5, 0.5);
            assertThat(gradient(LogSumExpTest::last, dtype, x, x)).containsExactly(0.5, 0.5);
            // the sum of the first two, though a far larger one comes behind
            assertThat(gradient(t -> t.logCumsumExp(0).slice(0, 1, 2).sum(), dtype, x, x, x + Math.abs(x)))
                    .containsExactly(0.5, 0.5, 0);
            Tensor at = Tensor.of(new double[] {x, x}).to(dtype);
            Tensor ones = Tensor.ones(dtype, 2);
            assertThat(Autodiff.jvp(t -> t.logSumExp(0), at, ones).tangent().item())
                    .isEqualTo(1);
            assertThat(Autodiff.jvp(t -> t.logCumsumExp(0), at, ones).tangent().toDoubles())
                    .containsExactly(1, 1);
            Tensor first = Tensor.of(new double[] {1, 0}).to(dtype);
            assertThat(Autodiff.hvp(t -> t.logSumExp(0), at, first).toDoubles()).containsExactly(0.25, -0.25);
            assertThat(Autodiff.hvp(LogSumExpTest::last, at, first).toDoubles()).containsExactly(0.25, -0.25);
        }
        assertThat(gradient(t -> t.logSumExp(0), DType.FLOAT64, 1e50, 1e50)).containsExactly(0.5, 0.5);
    }

    @Test
    void infiniteElements() {
        UnaryOperator<Tensor> all = t -> t.logSumExp(0);
        assertThat(gradient(all, DType.FLOAT64, INF, 1)).containsExactly(1, 0);
        assertThat(gradient(all, DType.FLOAT64, INF, 1, INF)).containsExactly(0.5, 0, 0.5);
        assertThat(gradient(all, DType.FLOAT64, -INF, 1)).containsExactly(0, 1);
        assertThat(gradient(LogSumExpTest::last, DType.FLOAT64, INF, 1)).containsExactly(1, 0);
        assertThat(gradient(LogSumExpTest::last, DType.FLOAT64, 1, INF)).containsExactly(0, 1);
        assertThat(gradient(LogSumExpTest::last, DType.FLOAT64, -INF, -INF, 1)).containsExactly(0, 0, 1);

        double p = 1 / (1 + Math.E);
        Tensor x = Tensor.of(new double[] {-INF, 0, 1});
        Tensor e = Tensor.of(new double[] {0, 0, 1});
        assertThat(gradient(LogSumExpTest::last, DType.FLOAT64, -INF, 0, 1)[1]).isCloseTo(p, within(1e-15));
        assertThat(Autodiff.jvp(t -> t.logCumsumExp(0), x, e).tangent().toDoubles())
                .satisfies(t -> assertThat(Arrays.copyOf(t, 2)).containsExactly(0, 0))
                .satisfies(t -> assertThat(t[2]).isCloseTo(1 - p, within(1e-15)));
        assertThat(Autodiff.hvp(LogSumExpTest::last, x, e).toDoubles())
                .satisfies(h -> assertThat(h[0]).isZero())
                .satisfies(h -> assertThat(h[1]).isCloseTo(-p * (1 - p), within(1e-15)))
                .satisfies(h -> assertThat(h[2]).isCloseTo(p * (1 - p), within(1e-15)));
    }
}
