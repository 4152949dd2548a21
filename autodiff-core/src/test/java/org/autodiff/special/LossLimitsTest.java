package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.LikelihoodLoss.Bce;
import org.autodiff.functional.LikelihoodLoss.BceWithLogits;
import org.autodiff.functional.LikelihoodLoss.GaussianNll;
import org.autodiff.functional.LikelihoodLoss.KlDiv;
import org.autodiff.functional.LikelihoodLoss.PoissonNll;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.functional.MarginLoss;
import org.autodiff.functional.MarginLoss.Margin;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.functional.RegressionLoss.Huber;
import org.autodiff.functional.RegressionLoss.SmoothL1;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Losses at every pair of a special prediction and a special target, in both types and with every reduction: the value, the
 * slope by both sweeps and the second derivative, against formulas on doubles for the limit.
 *
 * <p>Conventions, where the limit does not say what is right:
 *
 * <ul>
 *   <li>NaN in, NaN out; but a target of 0 in klDiv, and in no other loss, does not look at the prediction.
 *   <li>The error between two infinities of one sign is NaN: no limit exists.
 *   <li>An infinite loss with weight 0 counts 0 and has slope 0: what does not count, does not matter.
 *   <li>-inf as a target's logarithm is a probability of 0, whatever the prediction.
 *   <li>At kinks the slopes are those that the losses document.
 * </ul>
 */
class LossLimitsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    /** A loss and the formulas of its value and of its first and second derivative by the prediction. */
    private record Case(
            String name,
            BinaryOperator<Tensor> loss,
            double[] inputs,
            double[] targets,
            DoubleBinaryOperator value,
            DoubleBinaryOperator slope,
            DoubleBinaryOperator curvature) {}

    private static double[] numbers(DType type) {
        double tiny = type == DType.FLOAT32 ? 1e-38f : 1e-300;
        double huge = type == DType.FLOAT32 ? 1e38f : 1e300;
        return new double[] {0, -0.0, tiny, -tiny, 1, -1, huge, -huge, INF, -INF, Double.NaN};
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double times(double weight, double x) {
        return weight == 0 && !Double.isNaN(x) ? 0 : weight * x;
    }

    private static double positive(double x) {
        return Double.isNaN(x) ? x : Math.max(0, x);
    }

    private static List<Case> cases(DType type) {
        double[] all = numbers(type);
        double tiny = all[2];
        double huge = all[6];
        double[] shares = {0, tiny, 0.25, 1};
        double[] signs = {1, -1};
        double[] counts = {0, tiny, 1, type == DType.FLOAT32 ? 1e25 : huge};
        double[] rates = {0, tiny, 1, huge, INF, Double.NaN};
        List<Case> cases = new ArrayList<>();
        Reduction none = Reduction.NONE;
        BceWithLogits logits = BceWithLogits.DEFAULT.withReduction(none);
        cases.add(new Case(
                "bceWithLogits",
                (x, t) -> LikelihoodLoss.bceWithLogits(x, t, logits),
                all,
                shares,
                (x, t) -> times(x > 0 ? 1 - t : t, Math.abs(x)) + Math.log1p(Math.exp(-Math.abs(x))),
                (x, t) -> sigmoid(x) - t,
                (x, t) -> sigmoid(x) * sigmoid(-x)));
        cases.add(new Case(
                "bceWithLogits posWeight",
                (x, t) -> LikelihoodLoss.bceWithLogits(x, t, logits.withPosWeight(Tensor.scalar(x.dtype(), 2.5))),
                all,
                shares,
                (x, t) -> times(2.5 * t, softplus(-x)) + times(1 - t, softplus(x)),
                (x, t) -> -2.5 * t * sigmoid(-x) + (1 - t) * sigmoid(x),
                (x, t) -> (2.5 * t + 1 - t) * sigmoid(x) * sigmoid(-x)));
        cases.add(new Case(
                "bceWithLogits weight 0",
                (x, t) -> LikelihoodLoss.bceWithLogits(x, t, logits.withWeight(Tensor.scalar(x.dtype(), 0))),
                all,
                shares,
                (x, t) -> 0 * Math.signum(x),
                (x, t) -> 0,
                (x, t) -> 0));
        cases.add(new Case(
                "bceLoss",
                (x, t) -> LikelihoodLoss.bceLoss(x, t, Bce.DEFAULT.withReduction(none)),
                new double[] {0, tiny, 0.25, 1, Double.NaN},
                shares,
                (x, t) -> -t * Math.max(Math.log(x), -100) - (1 - t) * Math.max(Math.log1p(-x), -100),
                (x, t) -> (x - t) / Math.max(x * (1 - x), 1e-12f),
                (x, t) -> {
                    double q = x * (1 - x);
                    return q > 1e-12f ? 1 / q - (x - t) * (1 - 2 * x) / q / q : 1 / (double) 1e-12f;
                }));
        cases.add(new Case(
                "poissonNll",
                (x, t) -> LikelihoodLoss.poissonNll(x, t, PoissonNll.DEFAULT.withReduction(none)),
                all,
                counts,
                (x, t) -> Math.exp(x) == INF && t * x == INF ? INF : Math.exp(x) - times(t, x),
                (x, t) -> Math.exp(x) - t,
                (x, t) -> Math.exp(x)));
        PoissonNll ofRate = PoissonNll.DEFAULT.withLogInput(false).withEps(0).withReduction(none);
        cases.add(new Case(
                "poissonNll of rates",
                (x, t) -> LikelihoodLoss.poissonNll(x, t, ofRate),
                rates,
                counts,
                (x, t) -> x == INF ? INF : x - times(t, Math.log(x)),
                (x, t) -> t == 0 ? 1 : 1 - t / x,
                (x, t) -> t == 0 ? 0 : t / x / x));
        cases.add(new Case(
                "klDiv",
                (x, t) -> LikelihoodLoss.klDiv(x, t, KlDiv.DEFAULT.withReduction(none)),
                all,
                counts,
                (x, t) -> t == 0 ? 0 : t * (Math.log(t) - x),
                (x, t) -> -t,
                (x, t) -> 0));
        cases.add(new Case(
                "klDiv of logarithms",
                (x, t) -> LikelihoodLoss.klDiv(
                        x, t, KlDiv.DEFAULT.withLogTarget(true).withReduction(none)),
                all,
                new double[] {-INF, -1e4, -1, 0},
                (x, t) -> Math.exp(t) == 0 ? 0 : Math.exp(t) * (t - x),
                (x, t) -> -Math.exp(t),
                (x, t) -> 0));
        cases.add(new Case(
                "gaussianNll",
                (x, t) -> LikelihoodLoss.gaussianNll(
                        x,
                        t,
                        Tensor.scalar(x.dtype(), 2).expand(x.shape().toArray()),
                        GaussianNll.DEFAULT.withReduction(none)),
                all,
                all,
                (x, t) -> 0.5 * (Math.log(2) + (x - t) / 2 * (x - t)),
                (x, t) -> (x - t) / 2,
                (x, t) -> 0.5));
        regression(cases, all);
        margins(cases, all, signs);
        return cases;
    }

    private static void regression(List<Case> cases, double[] all) {
        Reduction none = Reduction.NONE;
        ofError(
                cases,
                all,
                "mseLoss",
                (x, t) -> RegressionLoss.mseLoss(x, t, none),
                (d, u) -> d * d,
                (d, u) -> 2 * d,
                (d, u) -> 2);
        ofError(
                cases,
                all,
                "halfSquaredError",
                (x, t) -> RegressionLoss.halfSquaredError(x, t, none),
                (d, u) -> d * d / 2,
                (d, u) -> d,
                (d, u) -> 1);
        ofError(
                cases,
                all,
                "l1Loss",
                (x, t) -> RegressionLoss.l1Loss(x, t, none),
                (d, u) -> Math.abs(d),
                (d, u) -> Math.signum(d),
                (d, u) -> 0);
        ofError(
                cases,
                all,
                "logCoshLoss",
                (x, t) -> RegressionLoss.logCoshLoss(x, t, none),
                (d, u) -> Math.abs(d) + Math.log1p(Math.expm1(-2 * Math.abs(d)) / 2),
                (d, u) -> Math.tanh(d),
                (d, u) -> 1 - Math.tanh(d) * Math.tanh(d));
        for (double delta : new double[] {0.75, INF}) {
            DoubleBinaryOperator value = (d, u) -> Math.abs(d) <= delta ? d * d / 2 : delta * (Math.abs(d) - delta / 2);
            DoubleBinaryOperator slope = (d, u) -> Math.max(-delta, Math.min(delta, d));
            ofError(
                    cases,
                    all,
                    "huberLoss " + delta,
                    (x, t) -> RegressionLoss.huberLoss(
                            x, t, Huber.DEFAULT.withDelta(delta).withReduction(none)),
                    value,
                    slope,
                    (d, u) -> Math.abs(d) < delta ? 1 : Math.abs(d) > delta ? 0 : 0.5);
        }
        for (double beta : new double[] {0, 0.75}) {
            ofError(
                    cases,
                    all,
                    "smoothL1Loss " + beta,
                    (x, t) -> RegressionLoss.smoothL1Loss(
                            x, t, SmoothL1.DEFAULT.withBeta(beta).withReduction(none)),
                    (d, u) -> Math.abs(d) < beta ? d / beta * d / 2 : Math.abs(d) - beta / 2,
                    (d, u) -> Math.abs(d) < beta ? d / beta : Math.signum(d),
                    (d, u) -> Math.abs(d) < beta ? 1 / beta : 0);
        }
    }

    private static void ofError(
            List<Case> cases,
            double[] all,
            String name,
            BinaryOperator<Tensor> loss,
            DoubleBinaryOperator value,
            DoubleBinaryOperator slope,
            DoubleBinaryOperator curvature) {
        cases.add(new Case(
                name,
                loss,
                all,
                all,
                (x, t) -> value.applyAsDouble(x - t, 0),
                (x, t) -> slope.applyAsDouble(x - t, 0),
                (x, t) -> curvature.applyAsDouble(x - t, 0)));
    }

    private static void margins(List<Case> cases, double[] all, double[] signs) {
        Margin half = Margin.DEFAULT.withMargin(0.5).withReduction(Reduction.NONE);
        cases.add(new Case(
                "hinge",
                (x, t) -> MarginLoss.hinge(x, t, half),
                all,
                signs,
                (x, t) -> positive(0.5 - x * t),
                (x, t) -> x * t < 0.5 ? -t : 0,
                (x, t) -> 0));
        cases.add(new Case(
                "squaredHinge",
                (x, t) -> MarginLoss.squaredHinge(x, t, half),
                all,
                signs,
                (x, t) -> positive(0.5 - x * t) * positive(0.5 - x * t),
                (x, t) -> -2 * t * positive(0.5 - x * t),
                (x, t) -> x * t < 0.5 ? 2 : 0));
        cases.add(new Case(
                "hingeEmbedding",
                (x, t) -> MarginLoss.hingeEmbedding(x, t, half),
                all,
                signs,
                (x, t) -> t > 0 ? x : positive(0.5 - x),
                (x, t) -> t > 0 ? 1 : x < 0.5 ? -1 : 0,
                (x, t) -> 0));
        cases.add(new Case(
                "softMargin",
                (x, t) -> MarginLoss.softMargin(x, t, Reduction.NONE),
                all,
                signs,
                (x, t) -> softplus(-x * t),
                (x, t) -> -t * sigmoid(-x * t),
                (x, t) -> sigmoid(x) * sigmoid(-x)));
        cases.add(new Case(
                "marginRanking",
                (x, t) -> MarginLoss.marginRanking(
                        x, t, Tensor.scalar(x.dtype(), 1).expand(x.shape().toArray()), half),
                all,
                all,
                (x, t) -> positive(0.5 - (x - t)),
                (x, t) -> x - t < 0.5 ? -1 : 0,
                (x, t) -> 0));
    }

    @TestFactory
    Stream<DynamicTest> everyPair() {
        return Stream.of(DType.FLOAT64, DType.FLOAT32)
                .flatMap(type ->
                        cases(type).stream().map(c -> dynamicTest(c.name() + " " + type, () -> check(c, type))));
    }

    private static void check(Case c, DType type) {
        List<String> wrong = new ArrayList<>();
        for (double a : c.inputs()) {
            for (double b : c.targets()) {
                Tensor x = Tensor.full(type, a, 1);
                Tensor t = Tensor.full(type, b, 1);
                double x0 = x.toDoubles()[0];
                double t0 = t.toDoubles()[0];
                String at = "(" + a + ", " + b + ")";
                double value = c.value().applyAsDouble(x0, t0);
                compare(wrong, type, "value" + at, value, c.loss().apply(x, t));
                for (boolean mean : new boolean[] {true, false}) {
                    Tensor all = Tensor.full(type, a, 2);
                    Tensor z = c.loss().apply(all, Tensor.full(type, b, 2));
                    // reduced, but where the sum overflows
                    if (Double.isInfinite(value) || !(Math.abs(value) > (type == DType.FLOAT32 ? 1e38 : 1e300))) {
                        compare(wrong, type, "reduced" + at, mean ? value : 2 * value, mean ? z.mean() : z.sum());
                    }
                }
                if (Double.isNaN(value) || Double.isNaN(a) || Double.isNaN(b)) {
                    continue;
                }
                double slope = c.slope().applyAsDouble(x0, t0);
                Tensor one = Tensor.ones(type, 1);
                compare(
                        wrong,
                        type,
                        "gradient" + at,
                        slope,
                        Autodiff.vjp(xs -> c.loss().apply(xs[0], t), one, x).gradient());
                compare(
                        wrong,
                        type,
                        "jvp" + at,
                        slope,
                        Autodiff.jvp(z -> c.loss().apply(z, t), x, one).tangent());
                compare(
                        wrong,
                        type,
                        "hvp" + at,
                        c.curvature().applyAsDouble(x0, t0),
                        Autodiff.hvp(z -> c.loss().apply(z, t).sum(), x, one));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void compare(List<String> wrong, DType type, String what, double expected, Tensor actual) {
        double got = actual.toDoubles()[0];
        double e = type == DType.FLOAT32 ? (float) expected : expected;
        double tolerance = type == DType.FLOAT32 ? 1e-5 : 1e-12;
        boolean good = Double.isNaN(e)
                ? Double.isNaN(got)
                : e == got
                        || Math.abs(e - got)
                                <= tolerance * Math.max(Math.abs(e), type == DType.FLOAT32 ? 1e-30 : 1e-290);
        if (!good) {
            wrong.add(what + ": " + got + " for " + e);
        }
    }
}
