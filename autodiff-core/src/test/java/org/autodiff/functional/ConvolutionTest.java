package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Convolution.Conv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions as users call them: what the table of operations does not say of them. */
class ConvolutionTest {
    private static Tensor random(int seed, int... shape) {
        return Tensor.normal(Seed.of(seed), DType.FLOAT64, 0, 1, shape);
    }

    private static void check(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.checked()).isPositive();
    }

    private static double dot(Tensor x, Tensor y) {
        return x.mul(y).sum().item();
    }

    @Test
    void isACrossCorrelation() {
        Tensor x = Tensor.of(new double[] {1, 2, 4, 8}, 1, 1, 4);
        Tensor w = Tensor.of(new double[] {10, 1}, 1, 1, 2);
        assertThat(Convolution.conv1d(x, w).toDoubles()).containsExactly(12, 24, 48);
        Tensor b = Tensor.of(new double[] {0.5});
        assertThat(Convolution.conv1d(x, w, b, Conv.DEFAULT.withStride(2).withPadding(1))
                        .toDoubles())
                .containsExactly(1.5, 24.5, 80.5);
        assertThat(Convolution.conv1d(x, w, b, Conv.DEFAULT.withDilation(3)).toDoubles())
                .containsExactly(18.5);
    }

    @Test
    void shapesAreThoseOfTheLayers() {
        Tensor image = Tensor.zeros(DType.FLOAT32, 2, 3, 32, 32);
        assertThat(Convolution.conv2d(image, Tensor.zeros(DType.FLOAT32, 6, 3, 5, 5))
                        .shape())
                .isEqualTo(Shape.of(2, 6, 28, 28));
        Conv half = Conv.DEFAULT.withStride(2).withPadding(1);
        Tensor w = Tensor.zeros(DType.FLOAT32, 8, 3, 3, 3);
        assertThat(Convolution.conv2d(image, w, null, half).shape()).isEqualTo(Shape.of(2, 8, 16, 16));
        Tensor back = Tensor.zeros(DType.FLOAT32, 2, 8, 16, 16);
        assertThat(Convolution.convTranspose2d(back, w, null, half).shape()).isEqualTo(Shape.of(2, 3, 31, 31));
        assertThat(Convolution.convTranspose2d(back, w, null, half, 1).shape()).isEqualTo(Shape.of(2, 3, 32, 32));
        assertThat(Convolution.convTranspose2d(back, w, null, half, 0, 1).shape())
                .isEqualTo(Shape.of(2, 3, 31, 32));
        Tensor volume = Tensor.zeros(DType.FLOAT32, 1, 2, 5, 6, 7);
        Tensor deep = Tensor.zeros(DType.FLOAT32, 4, 2, 2, 3, 4);
        assertThat(Convolution.conv3d(volume, deep).shape()).isEqualTo(Shape.of(1, 4, 4, 4, 4));
        assertThat(Convolution.convTranspose3d(volume, Tensor.zeros(DType.FLOAT32, 2, 1, 2, 2, 2), null, Conv.DEFAULT)
                        .shape())
                .isEqualTo(Shape.of(1, 1, 6, 7, 8));
    }

    @Test
    void theTransposedConvolutionIsItsTranspose() {
        for (Conv c : new Conv[] {
            Conv.DEFAULT,
            Conv.DEFAULT.withStride(2).withPadding(1),
            Conv.DEFAULT.withDilation(2).withPadding(1, 2).withGroups(2)
        }) {
            Tensor x = random(1, 2, 4, 9, 9);
            Tensor w = random(2, 6, 4 / c.groups(), 3, 3);
            Tensor z = Convolution.conv2d(x, w, null, c);
            Tensor y = random(3, z.shape().toArray());
            assertThat(dot(z, y)).isCloseTo(dot(x, Convolution.convTranspose2d(y, w, null, c)), within(1e-10));
        }
    }

    @Test
    void gradientsToSecondOrder() {
        Tensor x = random(1, 1, 2, 4, 5);
        Tensor w = random(2, 3, 2, 2, 3);
        Tensor b = random(3, 3);
        check(
                in -> Convolution.conv2d(in[0], in[1], in[2], Conv.DEFAULT.withPadding(1))
                        .square(),
                x,
                w,
                b);
        check(
                in -> Convolution.convTranspose2d(in[0], in[1], in[2], Conv.DEFAULT.withStride(2), 1)
                        .square(),
                random(4, 1, 3, 2, 2),
                w,
                random(5, 2));
    }

    /** Then the stride alone would allow no such length, and another convolution has more windows over it. */
    @Test
    void outputPaddingBelowTheDilation() {
        Tensor y = random(1, 1, 2, 3);
        Tensor w = random(2, 2, 1, 2);
        Conv c = Conv.DEFAULT.withDilation(3);
        assertThat(Convolution.convTranspose1d(y, w, null, c, 2).shape()).isEqualTo(Shape.of(1, 1, 8));
        check(in -> Convolution.convTranspose1d(in[0], in[1], null, c, 2).square(), y, w);
    }

    /** Once by one kernel for both gradients, once by operations that are recorded. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void recordedGradientsAreTheSame(DType dtype) {
        for (int stride = 1; stride <= 2; stride++) {
            Conv c = Conv.DEFAULT.withStride(stride).withPadding(1);
            try (Tape tape = Tape.record()) {
                Tensor x = random(1, 4, 5, 16, 16).to(dtype).requiresGrad(true);
                Tensor w = random(2, 6, 5, 3, 3).to(dtype).requiresGrad(true);
                Tensor y = Convolution.conv2d(x, w, null, c).square().sum();
                Gradients once = tape.gradients(y, x, w);
                Gradients again = tape.gradientsWithGraph(y, x, w);
                for (int i = 0; i < 2; i++) {
                    double[] a = once.of(i).toDoubles();
                    double[] b = again.of(i).toDoubles();
                    double large = dtype == DType.FLOAT32 ? 2e-3 : 1e-11; // sums of some thousand products of size 10
                    for (int k = 0; k < a.length; k++) {
                        assertThat(a[k]).isCloseTo(b[k], within(large));
                    }
                    assertThat(again.of(i).isRecorded()).isTrue();
                }
            }
        }
    }

    @Test
    void oneOfTheGradientsAlone() {
        try (Tape tape = Tape.record()) {
            Tensor x = random(1, 2, 3, 10, 10);
            Tensor w = random(2, 4, 3, 3, 3);
            Tensor lx = x.requiresGrad(true);
            Tensor lw = w.requiresGrad(true);
            Gradients both = tape.gradients(Convolution.conv2d(lx, lw).sum(), lx, lw);
            assertThat(tape.gradients(Convolution.conv2d(lx, w).sum(), lx).of(0).toDoubles())
                    .containsExactly(both.of(0).toDoubles(), within(1e-12));
            assertThat(tape.gradients(Convolution.conv2d(x, lw).sum(), lw).of(0).toDoubles())
                    .containsExactly(both.of(1).toDoubles(), within(1e-12));
        }
    }

    @Test
    void aProductWithTheUnfoldedInputIsAConvolution() {
        Tensor x = random(1, 2, 3, 6, 7);
        Tensor w = random(2, 4, 3, 2, 3);
        Conv c = Conv.DEFAULT.withStride(2, 1).withPadding(1, 0).withDilation(1, 2);
        Tensor z = Convolution.conv2d(x, w, null, c);
        Tensor product = w.reshape(4, 18)
                .matmul(Convolution.unfold(x, c, 2, 3))
                .reshape(z.shape().toArray());
        assertThat(product.toDoubles()).containsExactly(z.toDoubles(), within(1e-12));
    }

    @Test
    void foldingCountsHowOftenEachElementWasRead() {
        Tensor ones = Tensor.ones(DType.FLOAT64, 1, 1, 4);
        Conv c = Conv.DEFAULT;
        assertThat(Convolution.fold(Convolution.unfold(ones, c, 3), c, new int[] {4}, 3)
                        .toDoubles())
                .containsExactly(1, 2, 2, 1);
    }

    private static void refused(ThrowingCallable call, Class<? extends AutodiffException> type, String... parts) {
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContainingAll(parts);
    }

    @Test
    void mistakesAreNamed() {
        Tensor x = random(1, 2, 4, 6, 6);
        Tensor w = random(2, 6, 4, 3, 3);
        Conv c = Conv.DEFAULT;
        refused(
                () -> Convolution.conv2d(x.reshape(8, 6, 6), w),
                ShapeException.class,
                "conv2d",
                "[8, 6, 6]",
                "[N, C, H, W]",
                "reshape");
        refused(() -> Convolution.conv1d(x, w), ShapeException.class, "conv1d", "[N, C, L]");
        refused(() -> Convolution.conv2d(x, null), ArgumentException.class, "conv2d", "null");
        refused(
                () -> Convolution.conv2d(x, random(1, 6, 3, 3, 3)),
                ShapeException.class,
                "conv",
                "4 channels",
                "[6, 3, 3, 3]");
        refused(
                () -> Convolution.conv2d(x, w, null, c.withGroups(2)),
                ShapeException.class,
                "conv",
                "2 groups",
                "in/groups");
        refused(
                () -> Convolution.conv2d(x, w, null, c.withGroups(3)),
                ShapeException.class,
                "conv",
                "3 groups",
                "common divisor");
        refused(
                () -> Convolution.conv2d(x, random(1, 6, 4, 7, 7)),
                ShapeException.class,
                "conv",
                "larger than",
                "more padding");
        refused(() -> Convolution.conv2d(x, w, null, c.withDilation(3)), ShapeException.class, "conv", "spans 7");
        refused(
                () -> Convolution.conv2d(x, w, null, c.withStride(1, 2, 3)),
                ArgumentException.class,
                "conv",
                "stride",
                "one for all");
        refused(
                () -> Convolution.conv2d(x, w, null, c.withStride(-1)),
                ArgumentException.class,
                "conv",
                "stride",
                "1 or more");
        refused(() -> Convolution.conv2d(x, w, random(1, 5), c), ShapeException.class, "conv", "bias", "[6]");
        refused(() -> Convolution.conv2d(x, w, random(1, 6, 1, 1), c), ShapeException.class, "conv", "bias", "[6]");
        refused(
                () -> Convolution.conv2d(x, w, null, c.withPadding(1 << 30)),
                ShapeException.class,
                "conv",
                "more than 2^31-1");
        refused(
                () -> Convolution.convTranspose2d(x, w, null, c),
                ShapeException.class,
                "convTranspose2d",
                "4 channels",
                "[in,");
        Tensor t = random(3, 4, 2, 3, 3);
        refused(
                () -> Convolution.convTranspose2d(x, t, null, c, 1),
                ArgumentException.class,
                "convTranspose2d",
                "output padding");
        refused(
                () -> Convolution.convTranspose2d(x, t, null, c.withPadding(9)),
                ShapeException.class,
                "convTranspose2d",
                "less padding");
        refused(() -> Convolution.unfold(x, c, 7), ShapeException.class, "unfold", "larger than");
        refused(() -> Convolution.unfold(x, c), ArgumentException.class, "unfold", "kernel");
        refused(() -> Convolution.fold(x, c, new int[] {4, 4}, 2), ShapeException.class, "fold", "rank 3");
    }

    /** A kernel may add the bias on the way. */
    @Test
    void aBiasIsAddedWhateverTheKernel() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (int groups : new int[] {1, 2, 8}) {
                Tensor x = Tensor.normal(Seed.of(1), dtype, 0, 1, 4, 8, 20, 20);
                Tensor w = Tensor.normal(Seed.of(2), dtype, 0, 1, 8, 8 / groups, 3, 3);
                Tensor b = Tensor.normal(Seed.of(3), dtype, 0, 1, 8);
                Conv c = Conv.DEFAULT.withPadding(1).withGroups(groups);
                Tensor expected = Convolution.conv2d(x, w, null, c)
                        .add(b.reshape(8, 1, 1))
                        .to(DType.FLOAT64);
                assertThat(Convolution.conv2d(x, w, b, c)
                                .to(DType.FLOAT64)
                                .sub(expected)
                                .abs()
                                .max()
                                .item())
                        .isLessThan(dtype == DType.FLOAT32 ? 1e-5 : 1e-13);
            }
        }
    }
}
