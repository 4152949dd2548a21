package org.autodiff.functional;

import java.util.OptionalLong;
import java.util.function.BinaryOperator;
import org.autodiff.PowerOfTwo;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.Composite;

/**
 * Margin losses, which are 0 beyond a margin: hinge losses of scores with targets 1 and -1, of rankings and of embeddings.
 * The gradient where the margin is just reached is that of the losing side, as in PyTorch, unless stated. Unless the options
 * have another {@link Reduction}, the result is the mean. Nothing is broadcast.
 */
public final class MarginLoss {
    private MarginLoss() {}

    /** A margin, and the reduction of the losses. */
    public record Margin(double margin, Reduction reduction) {
        /** Margin 1, the mean. */
        public static final Margin DEFAULT = new Margin(1, Reduction.MEAN);

        /** Checks the ranges. */
        public Margin {
            Require.choice(reduction, "Margin", "the reduction", Reduction.MEAN);
            Require.finite(margin, "Margin", "the margin");
        }

        /** These options with another margin. */
        public Margin withMargin(double value) {
            return new Margin(value, reduction);
        }

        /** These options with another reduction of the losses. */
        public Margin withReduction(Reduction value) {
            return new Margin(margin, value);
        }
    }

    /** Options of {@link #multiMargin(Tensor, Tensor, MultiMargin)}. */
    public record MultiMargin(int p, double margin, Tensor weight, Reduction reduction) {
        /** p 1, margin 1, no weight, the mean. */
        public static final MultiMargin DEFAULT = new MultiMargin(1, 1, null, Reduction.MEAN);

        /** Checks the ranges. */
        public MultiMargin {
            Require.choice(reduction, "multiMargin", "the reduction", Reduction.MEAN);
            if (p != 1 && p != 2) {
                throw new ArgumentException("multiMargin: p must be 1 or 2, got " + p);
            }
            Require.finite(margin, "multiMargin", "margin");
        }

        /** These options with another power of each shortfall, 1 or 2. */
        public MultiMargin withP(int value) {
            return new MultiMargin(value, margin, weight, reduction);
        }

        /** These options with another margin by which the right score must exceed each other. */
        public MultiMargin withMargin(double value) {
            return new MultiMargin(p, value, weight, reduction);
        }

        /** These options with factors of the losses by class, [C]; null for none. */
        public MultiMargin withWeight(Tensor value) {
            return new MultiMargin(p, margin, value, reduction);
        }

        /** These options with another reduction of the losses. */
        public MultiMargin withReduction(Reduction value) {
            return new MultiMargin(p, margin, weight, value);
        }
    }

    /** Options of {@link #tripletMargin(Tensor, Tensor, Tensor, Triplet)}. */
    public record Triplet(double margin, double p, double eps, boolean swap, Reduction reduction) {
        /** Margin 1, p 2, eps 1e-6, no swap, the mean. */
        public static final Triplet DEFAULT = new Triplet(1, 2, 1e-6, false, Reduction.MEAN);

        /** Checks the ranges. */
        public Triplet {
            Require.choice(reduction, "tripletMargin", "the reduction", Reduction.MEAN);
            Require.finite(margin, "tripletMargin", "margin");
            LossArguments.requireAboveZero("tripletMargin: p", p);
            Require.notNegative(eps, "tripletMargin", "eps");
        }

        /** These options with another margin by which the negative must be further away than the positive. */
        public Triplet withMargin(double value) {
            return new Triplet(value, p, eps, swap, reduction);
        }

        /** These options with another order of the norm that distances are measured by. */
        public Triplet withP(double value) {
            return new Triplet(margin, value, eps, swap, reduction);
        }

        /** These options with another number that is added to each difference, so that none is 0. */
        public Triplet withEps(double value) {
            return new Triplet(margin, p, value, swap, reduction);
        }

        /** These options with the negative's distance taken to the anchor or the positive, whichever is nearer (Balntas 2016). */
        public Triplet withSwap(boolean value) {
            return new Triplet(margin, p, eps, value, reduction);
        }

        /** These options with another reduction of the losses. */
        public Triplet withReduction(Reduction value) {
            return new Triplet(margin, p, eps, swap, value);
        }
    }

    /** The mean hinge loss with margin 1. */
    public static Tensor hinge(Tensor input, Tensor target) {
        return hinge(input, target, Margin.DEFAULT);
    }

    /**
     * The hinge loss: by how much scores fall short of the margin on the side of their targets.
     *
     * @param input scores
     * @param target 1 or -1, of the input's shape and type
     */
    @Composite("\\max(0, m - x y)")
    public static Tensor hinge(Tensor input, Tensor target, Margin options) {
        double m = Require.options(options, "hinge", "Margin.DEFAULT").margin();
        return signed(
                "hinge",
                input,
                target,
                options.reduction(),
                (x, y) -> positive(x.mul(y).rsub(m)));
    }

    /** The mean squared hinge loss with margin 1. */
    public static Tensor squaredHinge(Tensor input, Tensor target) {
        return squaredHinge(input, target, Margin.DEFAULT);
    }

    /** The square of the hinge loss; see {@link #hinge(Tensor, Tensor, Margin)}. */
    @Composite("\\max(0, m - x y)^2")
    public static Tensor squaredHinge(Tensor input, Tensor target, Margin options) {
        double m = Require.options(options, "squaredHinge", "Margin.DEFAULT").margin();
        return signed(
                "squaredHinge",
                input,
                target,
                options.reduction(),
                (x, y) -> positive(x.mul(y).rsub(m)).square());
    }

    private static Tensor signed(
            String op, Tensor input, Tensor target, Reduction reduction, BinaryOperator<Tensor> losses) {
        return LossArguments.losses(
                op, input, target, reduction, (x, y) -> losses.apply(x, LossArguments.requireSigns(op, y)));
    }

    /** The positive part, with the derivative 1 at 0. */
    private static Tensor positive(Tensor x) {
        return x.clamp(0, Double.POSITIVE_INFINITY);
    }

    /** The mean hinge embedding loss with margin 1. */
    public static Tensor hingeEmbedding(Tensor input, Tensor target) {
        return hingeEmbedding(input, target, Margin.DEFAULT);
    }

    /**
     * The hinge embedding loss of the distances of pairs: the distance where they are alike, what it lacks of the margin where
     * they are not.
     *
     * @param input distances
     * @param target 1 for pairs that are alike, -1 for others; of the input's shape and type
     */
    @Composite("y = 1 \\mathbin{?} x : \\max(0, m - x)")
    public static Tensor hingeEmbedding(Tensor input, Tensor target, Margin options) {
        double m = Require.options(options, "hingeEmbedding", "Margin.DEFAULT").margin();
        return signed(
                "hingeEmbedding",
                input,
                target,
                options.reduction(),
                (x, y) -> y.gt(0).where(x, positive(x.rsub(m))));
    }

    /** The mean logistic loss of scores with targets 1 and -1. */
    public static Tensor softMargin(Tensor input, Tensor target) {
        return softMargin(input, target, Reduction.MEAN);
    }

    /** The logistic loss of scores with targets 1 and -1; exact for scores of any size. */
    @Composite("\\ln(1 + e^{-x y})")
    public static Tensor softMargin(Tensor input, Tensor target, Reduction reduction) {
        return signed(
                "softMargin", input, target, reduction, (x, y) -> x.mul(y).neg().softplus());
    }

    /** The mean multi-class hinge loss with p 1 and margin 1. */
    public static Tensor multiMargin(Tensor input, Tensor target) {
        Require.nonNull(input, "multiMargin", "input", "pass a tensor");
        return multiMargin(input, target, MultiMargin.DEFAULT);
    }

    /**
     * The multi-class hinge loss (Crammer and Singer 2001, with the sum over classes): the mean over the classes of what the
     * right score lacks to exceed each other by the margin. The gradient where the margin is just reached is 0.
     *
     * @param input scores [N, C], or [C]
     * @param target class indices, INT64 [N], or []
     */
    @Composite("\\frac{w_y}C \\sum_{j \\ne y} \\max(0, m - x_y + x_j)^p")
    public static Tensor multiMargin(Tensor input, Tensor target, MultiMargin options) {
        Require.nonNull(input, "multiMargin", "input", "pass a tensor");
        Require.options(options, "multiMargin", "MultiMargin.DEFAULT");
        if (input.rank() > 2) {
            throw new ShapeException("multiMargin: the input has shape " + input.shape() + ", the target "
                    + target.shape() + "; they must be [N, C] and [N], or [C] and []");
        }
        ClassRows rows = ClassRows.of("multiMargin", input, target, OptionalLong.empty());
        int classes = rows.classes();
        LossArguments.requireLabels("multiMargin", Vmap.numbers(rows.labels()).toLongs(), classes);
        Tensor x = rows.scores();
        Tensor others = rows.labels().oneHot(classes).eq(0);
        Tensor gaps = x.sub(rows.picked(x).unsqueeze(1)).add(options.margin());
        // cut, for the gap between an infinite score and itself would be NaN
        Tensor lacking = others.where(gaps, Tensor.scalar(x.dtype(), 0)).relu();
        Tensor losses = (options.p() == 2 ? lacking.square() : lacking).sum(1).div(classes);
        Tensor weights = rows.weights(input, options.weight());
        return rows.reduced(LossArguments.weighted(losses, weights), null, options.reduction());
    }

    /** The mean margin ranking loss with margin 0. */
    public static Tensor marginRanking(Tensor x1, Tensor x2, Tensor target) {
        return marginRanking(x1, x2, target, Margin.DEFAULT.withMargin(0));
    }

    /**
     * The margin ranking loss: by how much x1 does not exceed x2 by the margin (target 1), or x2 x1 (target -1).
     *
     * @param x1 scores
     * @param x2 of the same shape and type
     * @param target 1 or -1, of the same shape and type
     */
    @Composite("\\max(0, m - z(x - y))")
    public static Tensor marginRanking(Tensor x1, Tensor x2, Tensor target, Margin options) {
        Require.options(options, "marginRanking", "Margin.DEFAULT");
        LossArguments.requireAlike("marginRanking", "x1", x1, "x2", x2);
        LossArguments.requireAlike("marginRanking", "x1", x1, "target", target);
        LossArguments.requireSigns("marginRanking", target);
        Tensor lead = x1.sub(x2).mul(target);
        return options.reduction().of("marginRanking", positive(lead.rsub(options.margin())));
    }

    /** The mean cosine embedding loss with margin 0. */
    public static Tensor cosineEmbedding(Tensor x1, Tensor x2, Tensor target) {
        return cosineEmbedding(x1, x2, target, Margin.DEFAULT.withMargin(0));
    }

    /**
     * The cosine embedding loss of pairs of vectors: 1 - cos where they are alike, what the cosine of their angle has beyond
     * the margin where they are not. The squares of both norms count 1e-12 (in single precision) more, as in PyTorch.
     *
     * @param x1 vectors [*, D]
     * @param x2 of the same shape and type
     * @param target 1 for pairs that are alike, -1 for others; [*]
     */
    @Composite("z = 1 \\mathbin{?} 1 - \\cos(x, y) : \\max(0, \\cos(x, y) - m)")
    public static Tensor cosineEmbedding(Tensor x1, Tensor x2, Tensor target, Margin options) {
        Require.options(options, "cosineEmbedding", "Margin.DEFAULT");
        LossArguments.requireAlike("cosineEmbedding", "x1", x1, "x2", x2);
        TensorArguments.requireType("cosineEmbedding", "x1", x1, "target", target);
        LossArguments.requireSigns("cosineEmbedding", target);
        if (x1.rank() == 0 || !target.shape().equals(ClassRows.without(x1.shape(), x1.rank() - 1))) {
            throw new ShapeException("cosineEmbedding: x1 has shape " + x1.shape() + ", the target " + target.shape()
                    + "; they must be [*, D] and [*], one target for each pair of vectors");
        }
        Tensor norm1 = norm(x1, Tensor.scalar(x1.dtype(), 1));
        Tensor norm2 = norm(x2, Tensor.scalar(x2.dtype(), 1));
        Tensor cos = PowerOfTwo.isOrdinary(norm1) && PowerOfTwo.isOrdinary(norm2)
                ? x1.mul(x2).sum(-1).div(norm1.mul(norm2))
                : unit(x1).mul(unit(x2)).sum(-1);
        Tensor losses = target.gt(0).where(cos.rsub(1), positive(cos.sub(options.margin())));
        return options.reduction().of("cosineEmbedding", losses);
    }

    /* The root of each norm by itself: the product of the squares would overflow in single precision from 1e10 on. */
    private static Tensor norm(Tensor x, Tensor scale) {
        return x.square().sum(-1).add(scale.square().reciprocal().mul(1e-12f)).sqrt();
    }

    /** Vectors over their norms, without squares that overflow. */
    private static Tensor unit(Tensor x) {
        Tensor scale = PowerOfTwo.of(x, 1e-6, -1);
        Tensor small = x.div(scale);
        return small.div(norm(small, scale.squeeze(-1)).unsqueeze(-1));
    }

    /** The mean triplet margin loss with margin 1 and the Euclidean norm. */
    public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMargin(anchor, positive, negative, Triplet.DEFAULT);
    }

    /**
     * The triplet margin loss: by how much the negative is not further away from the anchor than the positive by the margin.
     *
     * @param anchor vectors [*, D]
     * @param positive of the same shape and type
     * @param negative of the same shape and type
     */
    @Composite("\\max(0, \\lVert x - y + \\epsilon\\rVert_p - \\lVert x - z + \\epsilon\\rVert_p + m)")
    public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative, Triplet options) {
        Require.options(options, "tripletMargin", "Triplet.DEFAULT");
        LossArguments.requireAlike("tripletMargin", "anchor", anchor, "positive", positive);
        LossArguments.requireAlike("tripletMargin", "anchor", anchor, "negative", negative);
        if (anchor.rank() == 0) {
            throw new ShapeException("tripletMargin: the anchor has shape []; it must be [*, D], vectors");
        }
        Tensor near = distance(anchor, positive, options);
        Tensor far = distance(anchor, negative, options);
        if (options.swap()) {
            far = far.minimum(distance(positive, negative, options));
        }
        return options.reduction().of("tripletMargin", positive(near.sub(far).add(options.margin())));
    }

    private static Tensor distance(Tensor x, Tensor y, Triplet options) {
        return Distance.pairwiseDistance(x, y, options.p(), options.eps(), false);
    }
}
