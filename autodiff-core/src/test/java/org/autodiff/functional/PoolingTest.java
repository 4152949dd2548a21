package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Pooling.Pooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pooling and resampling as users call them. */
class PoolingTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Tensor random(int seed, int... shape) {
        return Tensor.normal(Seed.of(seed), DType.FLOAT64, 0, 1, shape);
    }

    private static Tensor line(double... values) {
        return Tensor.of(values, 1, 1, values.length);
    }

    private static void check(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.checked()).isPositive();
    }

    private static double[] gradient(TensorFunction f, Tensor x) {
        try (Tape tape = Tape.record()) {
            Tensor leaf = x.requiresGrad(true);
            return tape.gradients(f.apply(leaf).sum(), leaf).of(0).toDoubles();
        }
    }

    @Test
    void maximaAndWhereTheyWere() {
        Tensor x = Tensor.of(new double[] {1, 5, 2, 0, 3, 4, 9, 8, 7, 6, 0, 1}, 1, 1, 3, 4);
        Pooled p = Pooling.maxPool2dWithIndices(x, new Pool(2).withStride(1));
        assertThat(p.values().toDoubles()).containsExactly(5, 9, 9, 7, 9, 9);
        assertThat(p.indices().toLongs()).containsExactly(1, 6, 6, 8, 6, 6);
        assertThat(p.values().shape()).isEqualTo(Shape.of(1, 1, 2, 3));
        assertThat(Pooling.maxPool2d(x, 2).toDoubles()).containsExactly(5, 9);
        assertThat(Pooling.maxPool2d(x, 3, 2).toDoubles()).containsExactly(7, 9);
        assertThat(Pooling.maxPool2d(x.reshape(3, 4), 3, 2).toDoubles()).containsExactly(7, 9); // no batch at all
    }

    @Test
    void paddingIsNoMaximum() {
        assertThat(Pooling.maxPool1d(line(-1, -2, -3, -4), new Pool(3).withPadding(1))
                        .toDoubles())
                .containsExactly(-1, -3);
        assertThat(Pooling.maxPool1d(line(-INF, -INF), 2).toDoubles()).containsExactly(-INF);
        assertThat(gradient(x -> Pooling.maxPool1d(x[0], 2), line(-INF, -INF))).containsExactly(1, 0);
    }

    @Test
    void theFirstOfEqualMaximaGetsTheGradientAndNanWins() {
        assertThat(gradient(x -> Pooling.maxPool1d(x[0], 3), line(2, 3, 3))).containsExactly(0, 1, 0);
        assertThat(Pooling.maxPool1d(line(2, NAN, 3, 4, 5, 6), 3).toDoubles()).containsExactly(NAN, 6);
        assertThat(gradient(x -> Pooling.maxPool1d(x[0], 3), line(2, NAN, 3, 4, 5, 6)))
                .containsExactly(0, 1, 0, 0, 0, 1);
    }

    /** Each precision has a loop of its own, the single one without branches. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void theOrderOfNumbersThatAreNotOrdinary(DType dtype) {
        Tensor x = line(
                        NAN, 1, 2, // NaN beats what comes after it,
                        2, 1, NAN, // and before it,
                        NAN, NAN, 5, // and a NaN before it
                        0.0, -0.0, -1, // zeros are equal
                        -0.0, 0.0, -1, //
                        -INF, -5, -6, //
                        INF, NAN, INF, //
                        -3, -2, -2, //
                        1e-30, -1e30, 1e30)
                .to(dtype);
        Pooled p = Pooling.maxPool2dWithIndices(x.reshape(1, 1, 1, x.size()), new Pool(1, 3));
        assertThat(p.indices().toLongs()).containsExactly(0, 5, 7, 9, 12, 16, 19, 22, 26);
        assertThat(p.values().dtype()).isEqualTo(dtype);
        // what lies before the input pads the first window, which is then shorter than the others
        Pooled padded = Pooling.maxPool2dWithIndices(x.reshape(1, 1, 1, x.size()), new Pool(1, 3).withPadding(0, 1));
        assertThat(padded.indices().toLongs()).startsWith(0, 2, 7, 8);
    }

    @Test
    void ceilModeAndDilation() {
        Tensor x = line(1, 2, 3, 4, 5);
        assertThat(Pooling.maxPool1d(x, 2).toDoubles()).containsExactly(2, 4);
        assertThat(Pooling.maxPool1d(x, new Pool(2).withCeilMode(true)).toDoubles())
                .containsExactly(2, 4, 5);
        assertThat(Pooling.maxPool1d(x, new Pool(2).withStride(1).withDilation(3))
                        .toDoubles())
                .containsExactly(4, 5);
        // a window that would begin on the right padding is left out
        assertThat(Pooling.maxPool1d(
                                line(1, 2, 3, 4),
                                new Pool(2).withStride(3).withPadding(1).withCeilMode(true))
                        .toDoubles())
                .containsExactly(1, 4);
    }

    @Test
    void meansCountPaddingOrNot() {
        Tensor x = line(6, 12, 18, 24, 30);
        assertThat(Pooling.avgPool1d(x, 2).toDoubles()).containsExactly(9, 21);
        Pool p = new Pool(3).withStride(2).withPadding(1);
        assertThat(Pooling.avgPool1d(x, p).toDoubles()).containsExactly(6, 18, 18);
        assertThat(Pooling.avgPool1d(x, p.withCountIncludePad(false)).toDoubles())
                .containsExactly(9, 18, 27);
        // what lies beyond the padding, which windows in ceil mode may reach, is not counted
        Pool up = new Pool(3).withStride(3).withPadding(1).withCeilMode(true);
        assertThat(Pooling.avgPool1d(x, up).toDoubles()).containsExactly(6, 24);
        assertThat(Pooling.avgPool1d(line(6, 12, 18, 24), up).toDoubles()).containsExactly(6, 14);
        assertThat(Pooling.avgPool1d(line(6, 12, 18, 24), new Pool(3).withCeilMode(true))
                        .toDoubles())
                .containsExactly(12, 24);
    }

    @Test
    void whatIsNotFiniteStaysInItsWindow() {
        assertThat(Pooling.avgPool1d(line(1, 3, INF, 5, 2, 4), 2).toDoubles()).containsExactly(2, INF, 3);
        Tensor x = Tensor.of(new double[] {1, NAN, 2, 4}, 1, 1, 1, 4);
        assertThat(Resampling.upsampleNearest2d(x, 1, 8).toDoubles()).containsExactly(1, 1, NAN, NAN, 2, 2, 4, 4);
        assertThat(Resampling.upsampleBilinear2d(x, 1, 4, false).toDoubles()).containsExactly(1, NAN, 2, 4);
    }

    @Test
    void adaptiveWindowsCoverTheInputEvenly() {
        assertThat(Pooling.adaptiveAvgPool1d(line(1, 2, 3, 4, 5), 2).toDoubles())
                .containsExactly(2, 4);
        assertThat(Pooling.adaptiveMaxPool1d(line(1, 2, 3, 4, 5), 3).toDoubles())
                .containsExactly(2, 4, 5);
        assertThat(Pooling.adaptiveAvgPool1d(line(1, 2), 3).toDoubles()).containsExactly(1, 1.5, 2);
        Tensor x = random(1, 2, 3, 5, 7);
        assertThat(Pooling.adaptiveAvgPool2d(x, 1).toDoubles())
                .containsExactly(x.mean(true, 2, 3).toDoubles(), within(1e-15));
        assertThat(Pooling.adaptiveAvgPool2d(x, 5, 7).toDoubles()).containsExactly(x.toDoubles());
        assertThat(Pooling.adaptiveMaxPool2d(x, 1, 1).toDoubles())
                .containsExactly(x.max(true, 2, 3).toDoubles());
    }

    @Test
    void gradientsToSecondOrder() {
        Tensor x = random(1, 2, 2, 5, 4);
        check(
                in -> Pooling.maxPool2d(in[0], new Pool(3).withStride(2).withPadding(1))
                        .square(),
                x);
        check(
                in -> Pooling.maxPool2d(in[0], new Pool(2, 2).withStride(1).withDilation(2, 1))
                        .square(),
                x);
        check(in -> Pooling.maxPool1d(in[0], 2).square(), x);
        check(in -> Pooling.maxPool3d(in[0], 2).square(), x);
        check(in -> Pooling.adaptiveMaxPool2d(in[0], 3, 2).square(), x);
        check(in -> Pooling.avgPool1d(in[0], new Pool(2).withCeilMode(true)).square(), x);
        check(
                in -> Pooling.avgPool2d(
                                in[0], new Pool(3).withStride(2).withPadding(1).withCountIncludePad(false))
                        .square(),
                x);
        check(in -> Pooling.avgPool3d(in[0], 2, 3, 2).square(), x);
        check(in -> Pooling.adaptiveAvgPool1d(in[0], 3).square(), x);
        check(in -> Pooling.adaptiveAvgPool2d(in[0], 2, 3).square(), x);
        check(in -> Resampling.upsampleNearest2d(in[0], 3, 7).square(), x);
        check(in -> Resampling.upsampleBilinear2d(in[0], 7, 3, false).square(), x);
        check(in -> Resampling.upsampleBilinear2d(in[0], 3, 7, true).square(), x);
        check(in -> Resampling.pixelShuffle(in[0], 1).square(), x);
    }

    @Test
    void bilinearKeepsCentresOrCorners() {
        Tensor x = Tensor.of(new double[] {0, 4}, 1, 1, 1, 2);
        assertThat(Resampling.upsampleBilinear2d(x, 1, 4, false).toDoubles()).containsExactly(0, 1, 3, 4);
        assertThat(Resampling.upsampleBilinear2d(x, 1, 5, true).toDoubles()).containsExactly(0, 1, 2, 3, 4);
        assertThat(Resampling.upsampleBilinear2d(x, 2, 2, true).toDoubles()).containsExactly(0, 4, 0, 4);
        assertThat(Resampling.upsampleBilinear2d(x, 1, 1, true).toDoubles()).containsExactly(0);
        assertThat(Resampling.upsampleBilinear2d(x, 1, 1, false).toDoubles()).containsExactly(2);
    }

    @Test
    void pixelsFromChannelsAndBack() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 8, 1, 1);
        assertThat(Resampling.pixelShuffle(x, 2).toDoubles()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(Resampling.pixelShuffle(x, 2).shape()).isEqualTo(Shape.of(1, 2, 2, 2));
        Tensor two = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 1, 2);
        assertThat(Resampling.pixelShuffle(two, 2).toDoubles()).containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
        Tensor y = random(1, 3, 18, 4, 5);
        assertThat(Resampling.pixelUnshuffle(Resampling.pixelShuffle(y, 3), 3).toDoubles())
                .containsExactly(y.toDoubles());
        check(in -> Resampling.pixelUnshuffle(in[0], 2).square(), random(2, 2, 4, 2));
    }

    @Test
    void emptyBatches() {
        Tensor x = Tensor.zeros(DType.FLOAT32, 0, 3, 6, 6);
        assertThat(Pooling.maxPool2d(x, 2).shape()).isEqualTo(Shape.of(0, 3, 3, 3));
        assertThat(Pooling.avgPool2d(x, 2).shape()).isEqualTo(Shape.of(0, 3, 3, 3));
        assertThat(Pooling.adaptiveAvgPool2d(x, 2).shape()).isEqualTo(Shape.of(0, 3, 2, 2));
        assertThat(Resampling.upsampleNearest2d(x, 2, 9).shape()).isEqualTo(Shape.of(0, 3, 2, 9));
        assertThat(Resampling.pixelShuffle(x.reshape(3, 0, 6, 6), 2).shape()).isEqualTo(Shape.of(3, 0, 12, 12));
        assertThat(gradient(in -> Pooling.maxPool2d(in[0], 2), x)).isEmpty();
    }

    private static void refused(ThrowingCallable call, Class<? extends AutodiffException> type, String... parts) {
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContainingAll(parts);
    }

    @Test
    void mistakesAreNamed() {
        Tensor x = random(1, 2, 3, 6, 6);
        refused(() -> Pooling.maxPool2d(x, 7), ShapeException.class, "maxPool2d", "larger than", "[2, 3, 6, 6]");
        refused(() -> Pooling.maxPool2d(x, 1, 2, 3), ArgumentException.class, "maxPool2d", "kernel", "one for all");
        refused(() -> Pooling.maxPool2d(x), ArgumentException.class, "maxPool2d", "kernel");
        refused(() -> Pooling.avgPool2d(x, 0), ArgumentException.class, "avgPool2d", "kernel", "1 or more");
        refused(() -> Pooling.avgPool2d(x, new Pool(2).withStride(0)), ArgumentException.class, "avgPool2d", "stride");
        refused(() -> Pooling.avgPool2d(x, new Pool(3).withPadding(2)), ArgumentException.class, "avgPool2d", "half");
        refused(
                () -> Pooling.avgPool2d(x, new Pool(2).withDilation(2)),
                ArgumentException.class,
                "avgPool2d",
                "dilation");
        refused(
                () -> Pooling.maxPool2d(x, new Pool(2).withCountIncludePad(false)),
                ArgumentException.class,
                "maxPool2d",
                "means");
        refused(() -> Pooling.maxPool2d(line(1, 2).reshape(2), 2), ShapeException.class, "maxPool2d", "[2]", "rank");
        refused(() -> Pooling.adaptiveAvgPool2d(x, 0), ArgumentException.class, "adaptiveAvgPool2d", "1 or more");
        refused(() -> Pooling.adaptiveMaxPool2d(x, 1, 2, 3), ArgumentException.class, "adaptiveMaxPool2d");
        refused(() -> Resampling.upsampleNearest2d(x, 0, 3), ArgumentException.class, "upsampleNearest2d", "1 or more");
        refused(() -> Resampling.upsampleBilinear2d(x, 1 << 20, 1 << 20, true), ShapeException.class, "2^31-1");
        refused(() -> Resampling.pixelShuffle(x, 2), ShapeException.class, "pixelShuffle", "3 channels");
        refused(() -> Resampling.pixelUnshuffle(x, 4), ShapeException.class, "pixelUnshuffle", "multiples");
        refused(() -> Resampling.pixelShuffle(x, 0), ArgumentException.class, "pixelShuffle", "1 or more");
        Tensor none = Tensor.zeros(DType.FLOAT32, 2, 3, 0, 4);
        refused(() -> Pooling.maxPool2d(none, 1), ShapeException.class, "maxPool2d", "no elements");
        refused(() -> Pooling.adaptiveAvgPool2d(none, 1), ShapeException.class, "adaptiveAvgPool2d", "no elements");
    }

    /** Windows of two by two have a way of their own in single precision: it must choose as the general one does. */
    @Test
    void pairsChooseAsOtherWindowsDo() {
        RandomGenerator random = Seed.of(8).generator();
        double[] few = {0, -0.0, 1, 1, 2, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        double[] values = random.ints(3 * 2 * 17 * 14, 0, few.length)
                .mapToDouble(i -> few[i])
                .toArray();
        Tensor x = Tensor.of(values, 3, 2, 17, 14);
        for (Pool pool : new Pool[] {new Pool(2), new Pool(2).withStride(1), new Pool(2).withStride(3, 1)}) {
            assertThat(Pooling.maxPool2dWithIndices(x.to(DType.FLOAT32), pool)
                            .indices()
                            .toLongs())
                    .isEqualTo(Pooling.maxPool2dWithIndices(x, pool).indices().toLongs());
        }
    }
}
