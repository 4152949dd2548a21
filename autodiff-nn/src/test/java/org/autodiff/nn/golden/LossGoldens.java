package org.autodiff.nn.golden;

import static org.autodiff.functional.Loss.crossEntropy;
import static org.autodiff.functional.Loss.nllLoss;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.LikelihoodLoss.Bce;
import org.autodiff.functional.LikelihoodLoss.BceWithLogits;
import org.autodiff.functional.LikelihoodLoss.GaussianNll;
import org.autodiff.functional.LikelihoodLoss.KlDiv;
import org.autodiff.functional.LikelihoodLoss.PoissonNll;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Loss.CrossEntropy;
import org.autodiff.functional.Loss.Nll;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.functional.MarginLoss;
import org.autodiff.functional.MarginLoss.Margin;
import org.autodiff.functional.MarginLoss.MultiMargin;
import org.autodiff.functional.MarginLoss.Triplet;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.functional.RegressionLoss.Huber;
import org.autodiff.functional.RegressionLoss.SmoothL1;

/** The operations of the reference group {@code loss}. */
final class LossGoldens {
    private LossGoldens() {}

    /** A loss of an input and a target. */
    @FunctionalInterface
    private interface Loss {
        Tensor of(Tensor input, Tensor target, Inputs in, Attributes a);
    }

    private static GoldenOp loss(Loss f) {
        return (in, a) -> List.of(f.of(in.get("input"), in.get("target"), in, a));
    }

    private static Reduction reduction(Attributes a) {
        String name = a.text("reduction");
        return name.equals("batchmean") ? Reduction.BATCH_MEAN : Reduction.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Margin margin(Attributes a) {
        return Margin.DEFAULT.withMargin(a.number("margin")).withReduction(reduction(a));
    }

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("mse_loss", loss((x, t, in, a) -> RegressionLoss.mseLoss(x, t, reduction(a))));
        ops.put("l1_loss", loss((x, t, in, a) -> RegressionLoss.l1Loss(x, t, reduction(a))));
        ops.put("log_cosh_loss", loss((x, t, in, a) -> RegressionLoss.logCoshLoss(x, t, reduction(a))));
        ops.put(
                "smooth_l1_loss",
                loss((x, t, in, a) -> RegressionLoss.smoothL1Loss(
                        x, t, SmoothL1.DEFAULT.withBeta(a.number("beta")).withReduction(reduction(a)))));
        ops.put(
                "huber_loss",
                loss((x, t, in, a) -> RegressionLoss.huberLoss(
                        x, t, Huber.DEFAULT.withDelta(a.number("delta")).withReduction(reduction(a)))));
        classes(ops);
        likelihoods(ops);
        margins(ops);
    }

    private static void classes(Map<String, GoldenOp> ops) {
        ops.put(
                "cross_entropy_index",
                loss((x, t, in, a) -> crossEntropy(
                        x,
                        t,
                        CrossEntropy.DEFAULT
                                .withWeight(in.get("weight"))
                                .withIgnoreIndex(a.integer("ignore_index"))
                                .withLabelSmoothing(a.number("label_smoothing"))
                                .withReduction(reduction(a)))));
        ops.put(
                "cross_entropy_prob",
                loss((x, t, in, a) -> crossEntropy(
                        x,
                        t,
                        CrossEntropy.DEFAULT
                                .withWeight(in.get("weight"))
                                .withLabelSmoothing(a.number("label_smoothing"))
                                .withReduction(reduction(a)))));
        ops.put(
                "nll_loss",
                loss((x, t, in, a) -> nllLoss(
                        x,
                        t,
                        Nll.DEFAULT
                                .withWeight(in.get("weight"))
                                .withIgnoreIndex(a.integer("ignore_index"))
                                .withReduction(reduction(a)))));
    }

    private static void likelihoods(Map<String, GoldenOp> ops) {
        ops.put(
                "bce_loss",
                loss((x, t, in, a) -> LikelihoodLoss.bceLoss(
                        x, t, Bce.DEFAULT.withWeight(in.get("weight")).withReduction(reduction(a)))));
        ops.put(
                "bce_with_logits_loss",
                loss((x, t, in, a) -> LikelihoodLoss.bceWithLogits(
                        x,
                        t,
                        BceWithLogits.DEFAULT
                                .withWeight(in.get("weight"))
                                .withPosWeight(in.get("pos_weight"))
                                .withReduction(reduction(a)))));
        ops.put(
                "kl_div",
                loss((x, t, in, a) -> LikelihoodLoss.klDiv(
                        x, t, KlDiv.DEFAULT.withLogTarget(a.flag("log_target")).withReduction(reduction(a)))));
        ops.put(
                "poisson_nll_loss",
                loss((x, t, in, a) -> LikelihoodLoss.poissonNll(
                        x,
                        t,
                        PoissonNll.DEFAULT
                                .withLogInput(a.flag("log_input"))
                                .withFull(a.flag("full"))
                                .withEps(a.number("eps"))
                                .withReduction(reduction(a)))));
        ops.put(
                "gaussian_nll_loss",
                loss((x, t, in, a) -> LikelihoodLoss.gaussianNll(
                        x,
                        t,
                        in.get("var"),
                        GaussianNll.DEFAULT
                                .withFull(a.flag("full"))
                                .withEps(a.number("eps"))
                                .withReduction(reduction(a)))));
    }

    private static void margins(Map<String, GoldenOp> ops) {
        ops.put("hinge_loss", loss((x, t, in, a) -> MarginLoss.hinge(x, t, margin(a))));
        ops.put("squared_hinge_loss", loss((x, t, in, a) -> MarginLoss.squaredHinge(x, t, margin(a))));
        ops.put("hinge_embedding_loss", loss((x, t, in, a) -> MarginLoss.hingeEmbedding(x, t, margin(a))));
        ops.put("soft_margin_loss", loss((x, t, in, a) -> MarginLoss.softMargin(x, t, reduction(a))));
        ops.put(
                "multi_margin_loss",
                loss((x, t, in, a) -> MarginLoss.multiMargin(
                        x,
                        t,
                        MultiMargin.DEFAULT
                                .withP(a.integer("p"))
                                .withMargin(a.number("margin"))
                                .withWeight(in.get("weight"))
                                .withReduction(reduction(a)))));
        ops.put(
                "margin_ranking_loss",
                loss((x, t, in, a) -> MarginLoss.marginRanking(in.get("x1"), in.get("x2"), t, margin(a))));
        ops.put(
                "cosine_embedding_loss",
                loss((x, t, in, a) -> MarginLoss.cosineEmbedding(in.get("x1"), in.get("x2"), t, margin(a))));
        ops.put(
                "triplet_margin_loss",
                loss((x, t, in, a) -> MarginLoss.tripletMargin(
                        in.get("anchor"),
                        in.get("positive"),
                        in.get("negative"),
                        Triplet.DEFAULT
                                .withMargin(a.number("margin"))
                                .withP(a.number("p"))
                                .withEps(a.number("eps"))
                                .withSwap(a.flag("swap"))
                                .withReduction(reduction(a)))));
    }
}
