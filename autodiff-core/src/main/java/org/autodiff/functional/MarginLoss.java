package org.autodiff.functional;

import java.util.Arrays;
import java.util.OptionalLong;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.Composite;

/**
 * Losses that are 0 beyond a margin: of scores with targets 1 and -1, of rankings, of embeddings. The gradient where the
 * margin is just reached is that of the losing side, as in PyTorch, unless stated. Nothing is broadcast.
 */
public final class MarginLoss {
    private MarginLoss() {}

    /** A margin, and what becomes of the losses. */
    public record Margin(double margin, Reduction reduction) {
        /** Settings that make sense. */
        public Margin {
            LossArguments.requireReduction("Margin", reduction);
            LossArguments.requireSetting("Margin: the margin", margin, Double.isFinite(margin), "finite");
        }

        /** This margin, the mean. */
        public static Margin of(double margin) {
            return new Margin(margin, Reduction.MEAN);
        }

        /** What becomes of the losses. */
        public Margin reduction(Reduction value) {
            return new Margin(margin, value);
        }
    }

    /** The settings of {@link #multiMargin(Tensor, Tensor, MultiMargin)}; {@link #options()} and what is changed from there. */
    public record MultiMargin(int p, double margin, Tensor weight, Reduction reduction) {
        /** Settings that make sense. */
        public MultiMargin {
            LossArguments.requireReduction("multiMargin", reduction);
            LossArguments.requireSetting("multiMargin: p", p, p == 1 || p == 2, "1 or 2");
            LossArguments.requireSetting("multiMargin: margin", margin, Double.isFinite(margin), "finite");
        }

        /** p 1, margin 1, no weight, the mean. */
        public static MultiMargin options() {
            return new MultiMargin(1, 1, null, Reduction.MEAN);
        }

        /** The power of each shortfall, 1 or 2. */
        public MultiMargin p(int value) {
            return new MultiMargin(value, margin, weight, reduction);
        }

        /** By how much the right score must exceed each other. */
        public MultiMargin margin(double value) {
            return new MultiMargin(p, value, weight, reduction);
        }

        /** Factors of the samples' losses by their classes, [C]. */
        public MultiMargin weight(Tensor value) {
            return new MultiMargin(p, margin, value, reduction);
        }

        /** What becomes of the losses of the samples. */
        public MultiMargin reduction(Reduction value) {
            return new MultiMargin(p, margin, weight, value);
        }
    }

    /** The settings of {@link #tripletMargin(Tensor, Tensor, Tensor, Triplet)}; {@link #options()} and what is changed from there. */
    public record Triplet(double margin, double p, double eps, boolean swap, Reduction reduction) {
        /** Settings that make sense. */
        public Triplet {
            LossArguments.requireReduction("tripletMargin", reduction);
            LossArguments.requireSetting("tripletMargin: margin", margin, Double.isFinite(margin), "finite");
            LossArguments.requireSetting("tripletMargin: p", p, p > 0, "greater than 0");
            LossArguments.requireSetting("tripletMargin: eps", eps, eps >= 0, "0 or more");
        }

        /** margin 1, p 2, eps 1e-6, no swap, the mean. */
        public static Triplet options() {
            return new Triplet(1, 2, 1e-6, false, Reduction.MEAN);
        }

        /** By how much the negative must be further away than the positive. */
        public Triplet margin(double value) {
            return new Triplet(value, p, eps, swap, reduction);
        }

        /** The norm that distances are measured by. */
        public Triplet p(double value) {
            return new Triplet(margin, value, eps, swap, reduction);
        }

        /** What is added to each difference, so that none is 0. */
        public Triplet eps(double value) {
            return new Triplet(margin, p, value, swap, reduction);
        }

        /** Whether the negative's distance is that to the anchor or to the positive, whichever is smaller (Balntas 2016). */
        public Triplet swap(boolean value) {
            return new Triplet(margin, p, eps, value, reduction);
        }

        /** What becomes of the losses of the triplets. */
        public Triplet reduction(Reduction value) {
            return new Triplet(margin, p, eps, swap, value);
        }
    }

    /** The mean of {@link #hinge(Tensor, Tensor, Margin)} with margin 1. */
    public static Tensor hinge(Tensor input, Tensor target) {
        return hinge(input, target, Margin.of(1));
    }

    /** By how much scores fall short of the margin, on the side that targets of 1 and -1 say. */
    @Composite("\\max(0, m - x y)")
    public static Tensor hinge(Tensor input, Tensor target, Margin options) {
        LossArguments.requireOptions("hinge", options, "Margin.of(margin)");
        return options.reduction().of("hinge", shortfall("hinge", input, target, options.margin()));
    }

    /** The mean of {@link #squaredHinge(Tensor, Tensor, Margin)} with margin 1. */
    public static Tensor squaredHinge(Tensor input, Tensor target) {
        return squaredHinge(input, target, Margin.of(1));
    }

    /** The square of {@link #hinge(Tensor, Tensor, Margin)}. */
    @Composite("\\max(0, m - x y)^2")
    public static Tensor squaredHinge(Tensor input, Tensor target, Margin options) {
        LossArguments.requireOptions("squaredHinge", options, "Margin.of(margin)");
        return options.reduction()
                .of(
                        "squaredHinge",
                        shortfall("squaredHinge", input, target, options.margin())
                                .square());
    }

    private static Tensor shortfall(String op, Tensor input, Tensor target, double margin) {
        LossArguments.requireAlike(op, "input", input, "target", target);
        LossArguments.requireSigns(op, target);
        return positive(input.mul(target).rsub(margin));
    }

    /** The positive part, with the derivative 1 at 0. */
    private static Tensor positive(Tensor x) {
        return x.clamp(0, Double.POSITIVE_INFINITY);
    }

    /** The mean of {@link #hingeEmbedding(Tensor, Tensor, Margin)} with margin 1. */
    public static Tensor hingeEmbedding(Tensor input, Tensor target) {
        return hingeEmbedding(input, target, Margin.of(1));
    }

    /** Distances of pairs: the distance itself where they are alike (target 1), what it lacks of the margin where not (-1). */
    @Composite("y = 1 \\mathbin{?} x : \\max(0, m - x)")
    public static Tensor hingeEmbedding(Tensor input, Tensor target, Margin options) {
        LossArguments.requireOptions("hingeEmbedding", options, "Margin.of(margin)");
        LossArguments.requireAlike("hingeEmbedding", "input", input, "target", target);
        LossArguments.requireSigns("hingeEmbedding", target);
        return options.reduction()
                .of("hingeEmbedding", target.gt(0).where(input, positive(input.rsub(options.margin()))));
    }

    /** The mean of {@link #softMargin(Tensor, Tensor, Reduction)}. */
    public static Tensor softMargin(Tensor input, Tensor target) {
        return softMargin(input, target, Reduction.MEAN);
    }

    /** The logistic loss of scores with targets of 1 and -1; exact for scores of any size. */
    @Composite("\\ln(1 + e^{-x y})")
    public static Tensor softMargin(Tensor input, Tensor target, Reduction reduction) {
        LossArguments.requireReduction("softMargin", reduction);
        LossArguments.requireAlike("softMargin", "input", input, "target", target);
        LossArguments.requireSigns("softMargin", target);
        return reduction.of("softMargin", input.mul(target).neg().softplus());
    }

    /** The mean of {@link #multiMargin(Tensor, Tensor, MultiMargin)} with p 1 and margin 1. */
    public static Tensor multiMargin(Tensor input, Tensor target) {
        return multiMargin(input, target, MultiMargin.options());
    }

    /**
     * The hinge loss of several classes (Crammer and Singer 2001, with the sum over classes): the mean over the classes of
     * what the right score lacks to exceed each other by the margin. The gradient where the margin is just reached is 0.
     *
     * @param input scores [N, C], or [C]
     * @param target class indices, INT64 [N], or []
     */
    @Composite("\\frac{w_y}C \\sum_{j \\ne y} \\max(0, m - x_y + x_j)^p")
    public static Tensor multiMargin(Tensor input, Tensor target, MultiMargin options) {
        LossArguments.requireOptions("multiMargin", options, "MultiMargin.options()");
        if (input.rank() > 2) {
            throw new ShapeException("multiMargin: the input has shape " + input.shape() + ", the target "
                    + target.shape() + "; they must be [N, C] and [N], or [C] and []");
        }
        ClassRows rows = ClassRows.of("multiMargin", input, target, OptionalLong.empty());
        int classes = rows.classes();
        LossArguments.requireLabels("multiMargin", rows.labels().toLongs(), classes);
        Tensor x = rows.scores();
        Tensor others = rows.labels().oneHot(classes).to(x.dtype()).rsub(1);
        Tensor short1 = x.sub(rows.picked(x).reshape(rows.labels().size(), 1))
                .add(options.margin())
                .relu()
                .mul(others);
        Tensor losses = (options.p() == 2 ? short1.square() : short1).sum(1).div(classes);
        if (options.weight() != null) {
            LossArguments.requireClassWeight("multiMargin", input, classes, options.weight());
            losses = losses.mul(options.weight().indexSelect(0, rows.labels()));
        }
        return options.reduction()
                .of("multiMargin", losses.reshape(target.shape().toArray()));
    }

    /** The mean of {@link #marginRanking(Tensor, Tensor, Tensor, Margin)} with margin 0. */
    public static Tensor marginRanking(Tensor x1, Tensor x2, Tensor target) {
        return marginRanking(x1, x2, target, Margin.of(0));
    }

    /** By how much x1 does not exceed x2 by the margin (target 1), or x2 x1 (target -1). */
    @Composite("\\max(0, m - z(x - y))")
    public static Tensor marginRanking(Tensor x1, Tensor x2, Tensor target, Margin options) {
        LossArguments.requireOptions("marginRanking", options, "Margin.of(margin)");
        LossArguments.requireAlike("marginRanking", "x1", x1, "x2", x2);
        LossArguments.requireAlike("marginRanking", "x1", x1, "target", target);
        LossArguments.requireSigns("marginRanking", target);
        return options.reduction()
                .of("marginRanking", positive(x1.sub(x2).mul(target).rsub(options.margin())));
    }

    /** The mean of {@link #cosineEmbedding(Tensor, Tensor, Tensor, Margin)} with margin 0. */
    public static Tensor cosineEmbedding(Tensor x1, Tensor x2, Tensor target) {
        return cosineEmbedding(x1, x2, target, Margin.of(0));
    }

    /**
     * Pairs of vectors by the cosine of their angle: 1 - cos where they are alike (target 1), what cos has beyond the margin
     * where not (-1). The squares of both norms count 1e-12 (in single precision) more, as in PyTorch.
     *
     * @param x1 vectors [*, D]
     * @param x2 of the same shape
     * @param target 1 or -1, [*]
     */
    @Composite("z = 1 \\mathbin{?} 1 - \\cos(x, y) : \\max(0, \\cos(x, y) - m)")
    public static Tensor cosineEmbedding(Tensor x1, Tensor x2, Tensor target, Margin options) {
        LossArguments.requireOptions("cosineEmbedding", options, "Margin.of(margin)");
        LossArguments.requireAlike("cosineEmbedding", "x1", x1, "x2", x2);
        LossArguments.requireType("cosineEmbedding", "x1", x1, "target", target);
        LossArguments.requireSigns("cosineEmbedding", target);
        if (x1.rank() == 0 || !target.shape().equals(vectors(x1))) {
            throw new ShapeException("cosineEmbedding: x1 has shape " + x1.shape() + ", the target " + target.shape()
                    + "; they must be [*, D] and [*], one target for each pair of vectors");
        }
        Tensor cos = x1.mul(x2).sum(-1).div(norm(x1).mul(norm(x2)));
        return options.reduction()
                .of("cosineEmbedding", target.gt(0).where(cos.rsub(1), positive(cos.sub(options.margin()))));
    }

    private static Shape vectors(Tensor x) {
        return Shape.of(Arrays.copyOf(x.shape().toArray(), x.rank() - 1));
    }

    /* The root of each norm by itself: the product of the squares would overflow in single precision from 1e10 on. */
    private static Tensor norm(Tensor x) {
        return x.square().sum(-1).add(1e-12f).sqrt();
    }

    /** The mean of {@link #tripletMargin(Tensor, Tensor, Tensor, Triplet)} with margin 1 and the Euclidean norm. */
    public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMargin(anchor, positive, negative, Triplet.options());
    }

    /**
     * By how much the negative is not further away from the anchor than the positive by the margin.
     *
     * @param anchor vectors [*, D]
     * @param positive of the same shape
     * @param negative of the same shape
     */
    @Composite("\\max(0, \\lVert x - y + \\epsilon\\rVert_p - \\lVert x - z + \\epsilon\\rVert_p + m)")
    public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative, Triplet options) {
        LossArguments.requireOptions("tripletMargin", options, "Triplet.options()");
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
