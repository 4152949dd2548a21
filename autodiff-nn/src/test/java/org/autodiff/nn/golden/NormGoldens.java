package org.autodiff.nn.golden;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.functional.Embedding;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Normalization.BatchNorm;
import org.autodiff.functional.Normalization.Running;

/** The operations of the reference group {@code norm}. */
final class NormGoldens {
    private NormGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("batch_norm", NormGoldens::batchNorm);
        ops.put(
                "layer_norm",
                (in, a) -> List.of(Normalization.layerNorm(
                        in.x(), a.integers("normalized_shape"), in.get("weight"), in.get("bias"), a.number("eps"))));
        ops.put(
                "group_norm",
                (in, a) -> List.of(Normalization.groupNorm(
                        in.x(), a.integer("groups"), in.get("weight"), in.get("bias"), a.number("eps"))));
        ops.put(
                "instance_norm",
                (in, a) ->
                        List.of(Normalization.instanceNorm(in.x(), in.get("weight"), in.get("bias"), a.number("eps"))));
        ops.put(
                "local_response_norm",
                (in, a) -> List.of(Normalization.localResponseNorm(
                        in.x(), a.integer("size"), a.number("alpha"), a.number("beta"), a.number("k"))));
        ops.put("rms_norm", (in, a) -> List.of(Normalization.rmsNorm(in.x(), in.get("weight"), a.number("eps"))));
        ops.put("embedding", (in, a) -> {
            Tensor weight = in.get("weight");
            Tensor index = in.get("index");
            return List.of(
                    a.has("padding_idx")
                            ? Embedding.embedding(weight, index, a.integer("padding_idx"))
                            : Embedding.embedding(weight, index));
        });
        ops.put(
                "embedding_bag",
                (in, a) -> List.of(Embedding.embeddingBag(
                        in.get("weight"),
                        in.get("index"),
                        Embedding.Bag.valueOf(a.text("mode").toUpperCase(Locale.ROOT)))));
    }

    private static List<Tensor> batchNorm(Inputs in, Attributes a) {
        Tensor weight = in.get("weight");
        Tensor bias = in.get("bias");
        double eps = a.number("eps");
        if (in.get("running_mean") == null) {
            return List.of(Normalization.batchNorm(in.x(), weight, bias, eps));
        }
        Running running = new Running(in.get("running_mean"), in.get("running_var"));
        if (!a.flag("training")) {
            return List.of(Normalization.batchNorm(in.x(), weight, bias, running, eps));
        }
        BatchNorm z = Normalization.batchNorm(in.x(), weight, bias, running, a.number("momentum"), eps);
        return List.of(z.output(), z.running().mean(), z.running().var());
    }
}
