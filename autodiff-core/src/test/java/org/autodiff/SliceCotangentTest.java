package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cotangents of slices add up in place in a sweep, and by zeros around them in a recorded one: both must bring the same.
 * The sizes are those of Java arrays and of native memory, in one piece and in several.
 */
class SliceCotangentTest {
    private static Tensor normal(DType dtype, int... shape) {
        return Tensor.normal(Seed.of(1), dtype, 0, 1, shape);
    }

    private static void assertBothSweepsAgree(Tensor values, UnaryOperator<Tensor> f) {
        Tensor x = values.requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = f.apply(x).sum();
            Tensor recorded = tape.gradientsWithGraph(y, x).of(0);
            Tensor plain = tape.gradients(y, x).of(0);
            assertThat(plain.to(DType.FLOAT64).toDoubles())
                    .isEqualTo(recorded.to(DType.FLOAT64).toDoubles());
            y.backward();
            assertThat(x.grad().to(DType.FLOAT64).toDoubles())
                    .isEqualTo(plain.to(DType.FLOAT64).toDoubles());
        }
    }

    /** Products with different numbers, so that a slice in the wrong place shows. */
    private static Tensor weighted(Tensor x, int axis) {
        Tensor sum = null;
        for (int i = 0; i < x.shape().dim(axis); i++) {
            Tensor part = x.select(axis, i).square().mul(i + 1);
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 4, 5", "1, 3, 4, 5", "2, 3, 4, 5", "0, 7, 40, 30", "1, 7, 40, 30", "2, 7, 40, 30", "1, 70, 3, 50"
    })
    void ofAllIndicesOfAnAxis(int axis, int a, int b, int c) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            assertBothSweepsAgree(normal(dtype, a, b, c), x -> weighted(x, axis));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void thatOverlapOrSkipOrAreEmpty(DType dtype) {
        assertBothSweepsAgree(
                normal(dtype, 6, 50, 40),
                x -> x.slice(1, 0, 30)
                        .mul(x.slice(1, 20, 50))
                        .add(x.slice(1, 10, 40))
                        .add(x.slice(1, 0, 30).square())
                        .sum()
                        .add(x.sliceClipped(1, 0, 50, 7).square().sum())
                        .add(x.slice(1, 5, 5).sum())
                        .add(x.slice(0, 2, 3).square().sum()));
    }

    /** A sweep for the gradient by a slice ends there. */
    @Test
    void bySlices() {
        Tensor x = normal(DType.FLOAT64, 5, 4).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor part = x.slice(0, 1, 3);
            assertThat(tape.gradients(part.mul(3).sum(), part).of(0).toDoubles())
                    .hasSize(8)
                    .containsOnly(3);
        }
    }

    /** The cotangent that a slice meets may belong to others: that of the sum goes to both of its terms. */
    @Test
    void besideCotangentsThatAreShared() {
        Tensor x = normal(DType.FLOAT64, 3, 4).requiresGrad(true);
        Tensor z = normal(DType.FLOAT64, 3, 4).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.slice(0, 0, 1)
                    .sum()
                    .add(x.slice(0, 1, 2).sum())
                    .add(x.add(z).sum());
            y.backward();
        }
        assertThat(x.grad().toDoubles()).containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1);
        assertThat(z.grad().toDoubles()).containsOnly(1);
    }

    @Test
    void ofCotangentsThatAreViews() {
        Tensor x = normal(DType.FLOAT32, 8, 60, 60);
        assertBothSweepsAgree(x, v -> {
            Tensor turned =
                    v.slice(1, 0, 30).transpose(1, 2).mul(v.slice(2, 0, 30).square());
            return turned.add(v.slice(1, 30, 60).transpose(1, 2))
                    .add(v.slice(0, 0, 1).slice(2, 0, 30).mean(0, 1));
        });
    }
}
