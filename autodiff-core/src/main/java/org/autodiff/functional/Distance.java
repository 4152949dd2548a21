package org.autodiff.functional;

import org.autodiff.PowerOfTwo;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.ShapeRule;

/** Distances, cosine similarity and normalization of vectors. */
public final class Distance {
    private Distance() {}

    /** The vectors of x along an axis, each divided by its p-norm, or by {@code eps} if that is more. */
    @Composite("x / \\max(\\|x\\|_p, \\varepsilon)")
    public static Tensor normalize(Tensor x, double p, int axis, double eps) {
        Require.nonNull(x, "normalize", "x", "pass a tensor");
        Tensor norm = x.norm(p, true, axis);
        if (x.size() == 0 || PowerOfTwo.isOrdinary(norm)) {
            return x.div(norm.clamp(eps, Double.POSITIVE_INFINITY));
        }
        Tensor scale = PowerOfTwo.of(x, eps, axis); // for the derivatives
        Tensor small = x.div(scale);
        return small.div(small.norm(p, true, axis).maximum(scale.reciprocal().mul(eps)));
    }

    /** The vectors of x along an axis, each divided by its Euclidean norm; the zero vector stays as it is. */
    public static Tensor normalize(Tensor x, int axis) {
        Require.nonNull(x, "normalize", "x", "pass a tensor");
        return normalize(x, 2, axis, 1e-12);
    }

    /**
     * The cosine of the angle between vectors along an axis of both, broadcast, which vanishes. Each length counts as
     * {@code eps} at least.
     */
    @Composite("\\frac{x \\cdot y}{\\max(\\|x\\|, \\varepsilon) \\max(\\|y\\|, \\varepsilon)}")
    public static Tensor cosineSimilarity(Tensor x, Tensor y, int axis, double eps) {
        Require.nonNull(y, "cosineSimilarity", "y", "pass a tensor");
        Require.nonNull(x, "cosineSimilarity", "x", "pass a tensor");
        Shape both = ShapeRule.BROADCAST.apply("cosineSimilarity", new Shape[] {x.shape(), y.shape()}, Attrs.None.NONE);
        return normalize(wide(x, both), 2, axis, eps)
                .mul(normalize(wide(y, both), 2, axis, eps))
                .sum(axis);
    }

    private static Tensor wide(Tensor x, Shape to) {
        return x.shape().equals(to) ? x : x.expand(to.toArray());
    }

    /**
     * The p-norms of the differences of vectors along the last axis, which stays with size 1 if {@code keepDims}. To each
     * element {@code eps} is added first, so that equal vectors have a gradient, as PyTorch does it.
     */
    @Composite("\\|x - y + \\varepsilon\\|_p")
    public static Tensor pairwiseDistance(Tensor x, Tensor y, double p, double eps, boolean keepDims) {
        Require.nonNull(x, "pairwiseDistance", "x", "pass a tensor");
        return x.sub(y).add(eps).norm(p, keepDims, -1);
    }
}
