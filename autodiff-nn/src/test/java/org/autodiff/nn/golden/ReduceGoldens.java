package org.autodiff.nn.golden;

import static org.autodiff.functional.Distance.normalize;

import java.util.List;
import java.util.Map;
import org.autodiff.Reduction;
import org.autodiff.Tensor;
import org.autodiff.functional.Distance;

/** The operations of the reference group {@code reduce}. */
final class ReduceGoldens {
    /** A reduction over axes. */
    @FunctionalInterface
    private interface OverAxes {
        Tensor of(Tensor x, boolean keepDims, int... axes);
    }

    /** An operation along an axis. */
    @FunctionalInterface
    private interface Along {
        Tensor of(Tensor x, int axis);
    }

    private ReduceGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("sum", over(Tensor::sum));
        ops.put("prod", over(Tensor::prod));
        ops.put("mean", over(Tensor::mean));
        ops.put("amax", over(Tensor::max));
        ops.put("amin", over(Tensor::min));
        ops.put("logsumexp", over(Tensor::logSumExp));
        ops.put("var", (in, a) -> List.of(in.x().var(a.number("correction"), a.flag("keepdim"), a.axes("dims"))));
        ops.put("std", (in, a) -> List.of(in.x().std(a.number("correction"), a.flag("keepdim"), a.axes("dims"))));
        ops.put("norm", (in, a) -> List.of(in.x().norm(a.number("p"), a.flag("keepdim"), a.axes("dims"))));
        ops.put(
                "argmax",
                (in, a) -> List.of(
                        a.has("dim")
                                ? in.x().argmax(a.flag("keepdim"), a.integer("dim"))
                                : in.x().argmax()));
        ops.put(
                "argmin",
                (in, a) -> List.of(
                        a.has("dim")
                                ? in.x().argmin(a.flag("keepdim"), a.integer("dim"))
                                : in.x().argmin()));
        ops.put("max_dim", (in, a) -> both(in.x().maxAlong(a.flag("keepdim"), a.integer("dim"))));
        ops.put("min_dim", (in, a) -> both(in.x().minAlong(a.flag("keepdim"), a.integer("dim"))));
        ops.put("softmax", along(Tensor::softmax));
        ops.put("log_softmax", along(Tensor::logSoftmax));
        ops.put("softmin", along(Tensor::softmin));
        ops.put("cumsum", along(Tensor::cumsum));
        ops.put("cumprod", along(Tensor::cumprod));
        ops.put("logcumsumexp", along(Tensor::logCumsumExp));
        ops.put("normalize", (in, a) -> List.of(normalize(in.x(), a.number("p"), a.integer("dim"), a.number("eps"))));
        ops.put(
                "cosine_similarity",
                (in, a) -> List.of(Distance.cosineSimilarity(in.x(), in.y(), a.integer("dim"), a.number("eps"))));
        ops.put(
                "pairwise_distance",
                (in, a) -> List.of(Distance.pairwiseDistance(in.x(), in.y(), a.number("p"), a.number("eps"), false)));
    }

    private static List<Tensor> both(Reduction.Extremes found) {
        return List.of(found.values(), found.indices());
    }

    private static GoldenOp over(OverAxes f) {
        return (in, a) -> List.of(f.of(in.x(), a.flag("keepdim"), a.axes("dims")));
    }

    private static GoldenOp along(Along f) {
        return (in, a) -> List.of(f.of(in.x(), a.integer("dim")));
    }
}
