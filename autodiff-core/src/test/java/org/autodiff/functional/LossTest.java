package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
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
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.autodiff.functional.LikelihoodLoss.Bce;
import org.autodiff.functional.LikelihoodLoss.BceWithLogits;
import org.autodiff.functional.LikelihoodLoss.KlDiv;
import org.autodiff.functional.Loss.CrossEntropy;
import org.autodiff.functional.Loss.Nll;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.functional.RegressionLoss.Huber;
import org.autodiff.functional.RegressionLoss.SmoothL1;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Losses beyond the table and the reference cases: extreme values, what they refuse, what is left out. */
class LossTest {
    private static final Seed SEED = Seed.of(41);
    private static final float INF = Float.POSITIVE_INFINITY;

    /** All losses of an input and a target that must be alike. */
    private static Map<String, BinaryOperator<Tensor>> pairs() {
        Map<String, BinaryOperator<Tensor>> all = new LinkedHashMap<>();
        all.put("mseLoss", RegressionLoss::mseLoss);
        all.put("halfSquaredError", (x, t) -> RegressionLoss.halfSquaredError(x, t, Reduction.MEAN));
        all.put("l1Loss", RegressionLoss::l1Loss);
        all.put("smoothL1Loss", RegressionLoss::smoothL1Loss);
        all.put("huberLoss", RegressionLoss::huberLoss);
        all.put("logCoshLoss", RegressionLoss::logCoshLoss);
        all.put("bceLoss", LikelihoodLoss::bceLoss);
        all.put("bceWithLogits", LikelihoodLoss::bceWithLogits);
        all.put("klDiv", LikelihoodLoss::klDiv);
        all.put("poissonNll", LikelihoodLoss::poissonNll);
        all.put(
                "gaussianNll",
                (x, t) -> LikelihoodLoss.gaussianNll(
                        x, t, Tensor.ones(x.dtype(), x.shape().toArray())));
        all.put("hinge", MarginLoss::hinge);
        all.put("squaredHinge", MarginLoss::squaredHinge);
        all.put("hingeEmbedding", MarginLoss::hingeEmbedding);
        all.put("softMargin", MarginLoss::softMargin);
        all.put("marginRanking", (x, t) -> MarginLoss.marginRanking(x, x, t));
        return all;
    }

    private static Tensor draw(int i, double low, double high, int... shape) {
        return Tensor.uniform(SEED.child(i), DType.FLOAT64, low, high, shape);
    }

    private static Tensor ones(int... shape) {
        return Tensor.ones(DType.FLOAT32, shape);
    }

    private static void assertSound(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> shapesThatWouldBroadcast() {
        return pairs().entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), () -> {
                    for (int[] target : new int[][] {{4}, {3, 1}, {1, 3, 4}, {}}) {
                        assertThatThrownBy(() -> e.getValue().apply(ones(3, 4), ones(target)))
                                .isInstanceOf(ShapeException.class)
                                .hasMessageContainingAll(
                                        e.getKey() + ":",
                                        "[3, 4]",
                                        Shape.of(target).toString());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> typesThatDiffer() {
        return pairs().entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), () -> {
                    for (DType type : new DType[] {DType.FLOAT64, DType.INT64, DType.BOOL}) {
                        assertThatThrownBy(() -> e.getValue().apply(ones(3), Tensor.ones(type, 3)))
                                .isInstanceOf(DTypeException.class)
                                .hasMessageContainingAll(e.getKey() + ":", "FLOAT32", type.toString());
                    }
                    Tensor labels = Tensor.of(new long[] {1, 1, 1});
                    assertThatThrownBy(() -> e.getValue().apply(labels, labels))
                            .isInstanceOf(DTypeException.class)
                            .hasMessageContaining("INT64");
                }));
    }

    /** As PyTorch: the mean of nothing is NaN, its sum 0, and no gradient is invented. */
    @TestFactory
    Stream<DynamicTest> emptyBatches() {
        Map<String, BinaryOperator<Tensor>> all = pairs();
        all.put("crossEntropy of labels", (x, t) -> Loss.crossEntropy(x, Tensor.of(new long[0], 0)));
        all.put("crossEntropy of distributions", Loss::crossEntropy);
        all.put("nllLoss", (x, t) -> Loss.nllLoss(x, Tensor.of(new long[0], 0)));
        all.put("multiMargin", (x, t) -> MarginLoss.multiMargin(x, Tensor.of(new long[0], 0)));
        all.put("cosineEmbedding", (x, t) -> MarginLoss.cosineEmbedding(x, t, ones(0)));
        all.put("tripletMargin", (x, t) -> MarginLoss.tripletMargin(x, t, t));
        return all.entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), () -> {
                    try (Tape tape = Tape.record()) {
                        Tensor x = ones(0, 3).requiresGrad(true);
                        Tensor y = e.getValue().apply(x, ones(0, 3));
                        assertThat(y.item()).isNaN();
                        assertThat(tape.gradients(y, x).of(0).shape()).isEqualTo(x.shape());
                    }
                }));
    }

    @Test
    void nothingToCompare() {
        Tensor x = ones(3);
        assertThatThrownBy(() -> RegressionLoss.mseLoss(x, null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("mseLoss", "target is null");
        Tensor gone;
        try (Tape tape = Tape.record()) {
            gone = x.requiresGrad(true).mul(2);
            assertThat(tape.size()).isPositive();
        }
        assertThatThrownBy(() -> LikelihoodLoss.bceLoss(x, gone))
                .isInstanceOf(TapeException.class)
                .hasMessageContainingAll("bceLoss", "closed tape");
    }

    /** The mean and the sum are those of the losses that NONE leaves, and a number is a loss too. */
    @Test
    void reductions() {
        Tensor x = draw(1, -2, 2, 4, 3);
        Tensor t = draw(2, -2, 2, 4, 3);
        Tensor each = RegressionLoss.mseLoss(x, t, Reduction.NONE);
        assertThat(each.shape()).isEqualTo(x.shape());
        assertThat(RegressionLoss.mseLoss(x, t).item()).isEqualTo(each.mean().item());
        assertThat(RegressionLoss.mseLoss(x, t, Reduction.SUM).item())
                .isEqualTo(each.sum().item());
        assertThat(RegressionLoss.mseLoss(x, t, Reduction.BATCH_MEAN).item())
                .isEqualTo(each.sum().item() / 4);
        Tensor number = Tensor.scalar(DType.FLOAT64, 3);
        assertThat(RegressionLoss.huberLoss(number, Tensor.scalar(DType.FLOAT64, 1))
                        .item())
                .isEqualTo(1.5);
        assertThatThrownBy(() -> RegressionLoss.mseLoss(number, number, Reduction.BATCH_MEAN))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("mseLoss", "BATCH_MEAN", "[]");
    }

    private static void assertLossAndSlope(Tensor input, TensorFunction f, float[] losses, float[] slopes) {
        try (Tape tape = Tape.record()) {
            Tensor x = input.requiresGrad(true);
            Tensor y = f.apply(x);
            assertClose(y.toFloats(), losses);
            assertClose(tape.gradients(y.sum(), x).of(0).toFloats(), slopes);
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] != expected[i]) { // infinities are equal or wrong
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    @Test
    void logitsOfAnySize() {
        Tensor x = Tensor.of(new float[] {1e4f, -1e4f, 1e4f, -1e4f, 0, -30});
        Tensor t = Tensor.of(new float[] {1, 0, 0, 1, 0.5f, 0});
        assertLossAndSlope(
                x,
                xs -> LikelihoodLoss.bceWithLogits(xs[0], t, BceWithLogits.DEFAULT.withReduction(Reduction.NONE)),
                new float[] {0, 0, 1e4f, 1e4f, 0.6931472f, 0},
                new float[] {0, 0, 1, -1, 0, 0});
        assertLossAndSlope(
                x,
                xs -> LikelihoodLoss.bceWithLogits(
                        xs[0],
                        t,
                        BceWithLogits.DEFAULT
                                .withPosWeight(Tensor.of(new float[] {2}))
                                .withReduction(Reduction.NONE)),
                new float[] {0, 0, 1e4f, 2e4f, 1.5f * 0.6931472f, 0},
                new float[] {0, 0, 1, -2, -0.25f, 0});
        Tensor sign = Tensor.of(new float[] {1, -1, -1, 1, 1, -1});
        assertLossAndSlope(
                x,
                xs -> MarginLoss.softMargin(xs[0], sign, Reduction.NONE),
                new float[] {0, 0, 1e4f, 1e4f, 0.6931472f, 0},
                new float[] {0, 0, 1, -1, -0.5f, 0});
        assertLossAndSlope(
                x,
                xs -> RegressionLoss.logCoshLoss(xs[0], Tensor.zeros(DType.FLOAT32, 6), Reduction.NONE),
                new float[] {1e4f - 0.693f, 1e4f - 0.693f, 1e4f - 0.693f, 1e4f - 0.693f, 0, 30 - 0.6931472f},
                new float[] {1, -1, 1, -1, 0, -1});
    }

    /** A small slope is not lost beside 1: it is what learns from rare positives. */
    @Test
    void slopesOfConfidentLogitsAreExact() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new float[] {-30}).requiresGrad(true);
            Tensor y = LikelihoodLoss.bceWithLogits(x, Tensor.of(new float[] {0}));
            assertThat(y.item()).isCloseTo(Math.exp(-30), within(1e-19));
            assertThat(tape.gradients(y, x).of(0).item()).isCloseTo(Math.exp(-30), within(1e-19));
        }
    }

    @Test
    void infiniteErrorsHaveFiniteSlopes() {
        Tensor x = Tensor.of(new float[] {INF, -INF, 3});
        Tensor zero = Tensor.zeros(DType.FLOAT32, 3);
        assertLossAndSlope(
                x,
                xs -> RegressionLoss.huberLoss(
                        xs[0], zero, Huber.DEFAULT.withDelta(2).withReduction(Reduction.NONE)),
                new float[] {INF, INF, 4},
                new float[] {2, -2, 2});
        assertLossAndSlope(
                x,
                xs -> RegressionLoss.smoothL1Loss(xs[0], zero, SmoothL1.DEFAULT.withReduction(Reduction.NONE)),
                new float[] {INF, INF, 2.5f},
                new float[] {1, -1, 1});
    }

    @Test
    void probabilitiesOfZeroAndOne() {
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (Tape tape = Tape.record()) {
                Tensor p = Tensor.of(new double[] {0, 1, 0, 1}).to(type).requiresGrad(true);
                Tensor t = Tensor.of(new double[] {0, 1, 1, 0}).to(type);
                Tensor y = LikelihoodLoss.bceLoss(p, t, Bce.DEFAULT.withReduction(Reduction.NONE));
                assertThat(y.toDoubles()).containsExactly(new double[] {0, 0, 100, 100}, within(0.0));
                double[] g = tape.gradients(y.sum(), p).of(0).toDoubles();
                assertThat(g[0]).isZero();
                assertThat(g[1]).isZero();
                assertThat(g[2]).isCloseTo(-1e12, within(1e5));
                assertThat(g[3]).isCloseTo(1e12, within(1e5));
            }
        }
        Tensor logs = Tensor.of(new float[] {-INF, 0, -1});
        Tensor p = Tensor.of(new float[] {0, 1, 0});
        assertLossAndSlope(
                logs,
                xs -> LikelihoodLoss.klDiv(xs[0], p, KlDiv.DEFAULT.withReduction(Reduction.NONE)),
                new float[] {0, 0, 0},
                new float[] {0, -1, 0});
        assertLossAndSlope(
                logs,
                xs -> LikelihoodLoss.klDiv(
                        xs[0], logs, KlDiv.DEFAULT.withLogTarget(true).withReduction(Reduction.NONE)),
                new float[] {0, 0, 0},
                new float[] {0, -1, (float) -Math.exp(-1)});
    }

    @Test
    void aVarianceThatIsTooSmallCanGrow() {
        try (Tape tape = Tape.record()) {
            Tensor v = Tensor.of(new double[] {0, 1e-9}).requiresGrad(true);
            Tensor x = Tensor.of(new double[] {1, 1});
            Tensor y = LikelihoodLoss.gaussianNll(
                    x,
                    x.add(1),
                    v,
                    LikelihoodLoss.GaussianNll.DEFAULT.withEps(1e-3).withReduction(Reduction.SUM));
            assertThat(y.item()).isCloseTo(1000 + Math.log(1e-3), within(1e-9));
            assertThat(tape.gradients(y, v).of(0).toDoubles()).containsOnly((1000 - 1e6) / 2);
        }
    }

    @Test
    void countsOfZeroHaveNoStirlingTerm() {
        Tensor x = Tensor.of(new double[] {0.3, 0.3, 0.3});
        Tensor t = Tensor.of(new double[] {0, 1, 5});
        double[] y = LikelihoodLoss.poissonNll(
                        x, t, LikelihoodLoss.PoissonNll.DEFAULT.withFull(true).withReduction(Reduction.NONE))
                .toDoubles();
        assertThat(y[0]).isEqualTo(Math.exp(0.3));
        assertThat(y[1]).isEqualTo(Math.exp(0.3) - 0.3);
        assertThat(y[2]).isCloseTo(Math.exp(0.3) - 1.5 + Math.log(120), within(0.02));
    }

    @Test
    void targetsOutOfRange() {
        Tensor half = Tensor.of(new float[] {0.5f, 0.5f});
        Tensor beyond = Tensor.of(new float[] {1, 1.5f});
        Tensor zeroOne = Tensor.of(new float[] {1, 0});
        assertThatThrownBy(() -> LikelihoodLoss.bceLoss(half, beyond))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("bceLoss", "target", "1.5", "position 1", "0 to 1");
        assertThatThrownBy(() -> LikelihoodLoss.bceLoss(beyond, half))
                .hasMessageContainingAll("bceLoss", "input", "1.5");
        assertThatThrownBy(() -> LikelihoodLoss.bceWithLogits(half, beyond))
                .hasMessageContainingAll("bceWithLogits", "target", "1.5");
        assertThatThrownBy(() -> LikelihoodLoss.klDiv(half, half.neg()))
                .hasMessageContainingAll("klDiv", "-0.5", "0 or more");
        assertThatThrownBy(() -> LikelihoodLoss.poissonNll(half, half.neg()))
                .hasMessageContainingAll("poissonNll", "-0.5");
        assertThatThrownBy(() -> LikelihoodLoss.gaussianNll(half, half, half.neg()))
                .hasMessageContainingAll("gaussianNll", "variance", "-0.5");
        for (String loss : List.of("hinge", "squaredHinge", "hingeEmbedding", "softMargin", "marginRanking")) {
            assertThatThrownBy(() -> pairs().get(loss).apply(half, zeroOne))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContainingAll(loss, "target", "0.0 at position 1", "1 or -1");
        }
    }

    @Test
    void settingsOutOfRange() {
        assertThatThrownBy(() -> Huber.DEFAULT.withDelta(0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("delta");
        assertThatThrownBy(() -> SmoothL1.DEFAULT.withBeta(-1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("beta");
        assertThatThrownBy(() -> CrossEntropy.DEFAULT.withLabelSmoothing(1.5))
                .hasMessageContainingAll("labelSmoothing", "1.5");
        assertThatThrownBy(() -> MarginLoss.MultiMargin.DEFAULT.withP(3))
                .hasMessageContainingAll("multiMargin: p", "3");
        assertThatThrownBy(() -> MarginLoss.Triplet.DEFAULT.withP(0)).hasMessageContainingAll("tripletMargin: p", "0");
        assertThatThrownBy(() -> MarginLoss.Margin.DEFAULT.withMargin(Double.NaN))
                .hasMessageContainingAll("margin", "NaN");
        assertThatThrownBy(() -> LikelihoodLoss.GaussianNll.DEFAULT.withEps(0)).hasMessageContaining("eps");
    }

    @Test
    void weightsThatDoNotFit() {
        Tensor x = ones(3, 4);
        assertThatThrownBy(() -> LikelihoodLoss.bceLoss(x, x, Bce.DEFAULT.withWeight(ones(3))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("bceLoss", "weight", "[3]", "[3, 4]");
        assertThatThrownBy(() -> LikelihoodLoss.bceWithLogits(x, x, BceWithLogits.DEFAULT.withPosWeight(ones(2, 3, 4))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("bceWithLogits", "posWeight", "[2, 3, 4]", "[3, 4]");
        Tensor labels = Tensor.of(new long[3]);
        assertThatThrownBy(() -> Loss.crossEntropy(x, labels, CrossEntropy.DEFAULT.withWeight(ones(3))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("crossEntropy", "weight", "[3]", "[3, 4]", "[4]");
        assertThatThrownBy(() -> Loss.nllLoss(x, labels, Nll.DEFAULT.withWeight(Tensor.ones(DType.FLOAT64, 4))))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("nllLoss", "weight", "FLOAT64");
    }

    @Test
    void labelsThatDoNotFit() {
        Tensor x = ones(3, 4);
        Tensor wrong = Tensor.of(new long[] {0, -100, 1});
        for (AutodiffException e : new AutodiffException[] {
            caught(() -> Loss.nllLoss(x, wrong)),
            caught(() -> Loss.crossEntropy(x, wrong)),
            caught(() -> Loss.crossEntropy(x, wrong, CrossEntropy.DEFAULT.withLabelSmoothing(0.1))),
            caught(() -> MarginLoss.multiMargin(x, wrong))
        }) {
            assertThat(e)
                    .isInstanceOf(IndexException.class)
                    .hasMessageContainingAll("label -100", "position 1", "4 classes", "ignoreIndex");
        }
        assertThatThrownBy(() -> Loss.nllLoss(x, Tensor.of(new long[4])))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("nllLoss", "[3, 4]", "[4]", "[3]");
        assertThatThrownBy(() -> Loss.nllLoss(x, ones(3)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("nllLoss", "FLOAT32", "INT64");
        assertThatThrownBy(() -> MarginLoss.multiMargin(ones(3, 4, 2), Tensor.of(new long[6], 3, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("multiMargin", "[3, 4, 2]", "[3, 2]");
        assertThatThrownBy(() -> MarginLoss.cosineEmbedding(x, x, ones(4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("cosineEmbedding", "[3, 4]", "[4]");
    }

    private static AutodiffException caught(Runnable call) {
        try {
            call.run();
        } catch (AutodiffException e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    /** A position left out does not spoil the others, whatever its logits are. */
    @Test
    void positionsLeftOut() {
        Tensor x = Tensor.of(new double[] {Double.NaN, 1, 0.5, 2, Double.POSITIVE_INFINITY, 0}, 3, 2);
        Tensor labels = Tensor.of(new long[] {-100, 1, -100});
        for (CrossEntropy options : new CrossEntropy[] {
            CrossEntropy.DEFAULT,
            CrossEntropy.DEFAULT.withLabelSmoothing(0.2).withWeight(Tensor.of(new double[] {1, 3}))
        }) {
            try (Tape tape = Tape.record()) {
                Tensor leaf = x.requiresGrad(true);
                CrossEntropy o = options.withIgnoreIndex(-100);
                double one = Loss.crossEntropy(x.slice(0, 1, 2), Tensor.of(new long[] {1}), options)
                        .item();
                Tensor mean = Loss.crossEntropy(leaf, labels, o);
                assertThat(mean.item()).isEqualTo(one);
                double[] g = tape.gradients(mean, leaf).of(0).toDoubles();
                assertThat(new double[] {g[0], g[1], g[4], g[5]}).containsOnly(0);
                assertThat(g[2]).isPositive();
                assertThat(Loss.crossEntropy(leaf, labels, o.withReduction(Reduction.NONE))
                                .toDoubles())
                        .startsWith(0)
                        .endsWith(0);
                Tensor none = Tensor.of(new long[] {-100, -100, -100});
                Tensor nothing = Loss.crossEntropy(leaf, none, o);
                assertThat(nothing.item()).isNaN();
                assertThat(tape.gradients(nothing, leaf).of(0).toDoubles()).containsOnly(0);
                assertThat(Loss.crossEntropy(leaf, none, o.withReduction(Reduction.SUM))
                                .item())
                        .isZero();
            }
        }
    }

    @Test
    void defaultSettingsAreThePlainLoss() {
        Tensor x = draw(1, -2, 2, 5, 3);
        Tensor labels = Tensor.of(new long[] {0, 2, 1, 1, 0});
        double plain = Loss.crossEntropy(x, labels).item();
        assertThat(Loss.crossEntropy(x, labels, CrossEntropy.DEFAULT).item()).isEqualTo(plain);
        assertThat(Loss.crossEntropy(x, labels, CrossEntropy.DEFAULT.withIgnoreIndex(-1))
                        .item())
                .isEqualTo(plain);
        assertThat(Loss.nllLoss(x.logSoftmax(1), labels).item()).isCloseTo(plain, within(1e-15));
        Tensor exact = labels.oneHot(3).to(DType.FLOAT64);
        assertThat(Loss.crossEntropy(x, exact).item()).isCloseTo(plain, within(1e-15));
        assertThat(Loss.crossEntropy(x, exact, CrossEntropy.DEFAULT.withLabelSmoothing(0.3))
                        .item())
                .isCloseTo(
                        Loss.crossEntropy(x, labels, CrossEntropy.DEFAULT.withLabelSmoothing(0.3))
                                .item(),
                        within(1e-15));
    }

    /** The second derivatives of what is composed, and the gradients by weights and targets, which are not constants here. */
    @Test
    void derivativesOfComposedLosses() {
        Tensor x = draw(1, -2, 2, 2, 3);
        Tensor weight = draw(2, 0.5, 2, 3);
        Tensor labels = Tensor.of(new long[] {2, 0});
        for (Reduction r : Reduction.values()) {
            CrossEntropy o = CrossEntropy.DEFAULT.withLabelSmoothing(0.2).withReduction(r);
            assertSound(t -> Loss.crossEntropy(t[0], labels, o.withWeight(t[1])), x, weight);
            assertSound(t -> Loss.crossEntropy(t[0], t[1], o.withWeight(t[2])), x, draw(3, 0, 1, 2, 3), weight);
            assertSound(
                    t -> Loss.nllLoss(t[0], labels, Nll.DEFAULT.withWeight(t[1]).withReduction(r)), x, weight);
        }
        assertSound(
                t -> LikelihoodLoss.poissonNll(t[0], t[1], LikelihoodLoss.PoissonNll.DEFAULT.withFull(true)),
                x,
                draw(4, 1.5, 4, 2, 3));
        assertSound(
                t -> RegressionLoss.smoothL1Loss(t[0], t[1], SmoothL1.DEFAULT.withBeta(0.3)), x, draw(5, 3, 4, 2, 3));
        Tensor sign = Tensor.of(new double[] {1, -1});
        assertSound(
                t -> MarginLoss.cosineEmbedding(t[0], t[1], sign, MarginLoss.Margin.DEFAULT.withMargin(-1)),
                x,
                draw(6, -2, 2, 2, 3));
        assertSound(
                t -> MarginLoss.multiMargin(
                        t[0],
                        labels,
                        MarginLoss.MultiMargin.DEFAULT.withP(2).withMargin(5).withWeight(t[1])),
                x,
                weight);
        for (double p : new double[] {1, 2, 3}) {
            assertSound(
                    t -> MarginLoss.tripletMargin(
                            t[0],
                            t[1],
                            t[2],
                            MarginLoss.Triplet.DEFAULT.withP(p).withMargin(9).withSwap(true)),
                    x,
                    draw(7, 3, 5, 2, 3),
                    draw(8, 6, 8, 2, 3));
        }
    }
}
