package org.autodiff.nn.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.functional.Attention.Attended;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Attention.Projections;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.attention.MultiheadAttention;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer.Activation;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer.Parts;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.model.BasicBlock;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference cases of all operations that have a module, values and gradients by all parameters, by modules that hold these. */
class ModuleGoldenTest {
    private static final List<String> GROUPS = List.of("activation", "conv", "norm", "nnblock");

    private static final Map<String, GoldenOp> OPS = ops();

    private static Map<String, GoldenOp> ops() {
        Map<String, GoldenOp> ops = new HashMap<>();
        LayerGoldens.register(ops);
        ops.put("resnet_basic_block", ModuleGoldenTest::residualBlock);
        ops.put("transformer_encoder_layer", ModuleGoldenTest::encoderLayer);
        ops.put("multi_head_attention", ModuleGoldenTest::attention);
        return Map.copyOf(ops);
    }

    @TestFactory
    Stream<DynamicTest> modules() {
        return GROUPS.stream()
                .flatMap(group -> Golden.cases(group).stream())
                .filter(c -> OPS.containsKey(c.text("op")) && LayerGoldens.fits(c))
                .map(c -> DynamicTest.dynamicTest(
                        c.name(),
                        () -> assertThat(GoldenRun.failures(c, OPS.get(c.text("op"))))
                                .isEmpty()));
    }

    private static List<Tensor> residualBlock(Inputs in, Attributes a) {
        double eps = a.number("eps");
        ConvOptions plain = ConvOptions.DEFAULT.withBias(false);
        ConvOptions strided = plain.withStride(a.integer("stride"));
        Module downsample = in.get("down_w") == null
                ? null
                : new Sequential(Conv2d.of(in.get("down_w"), null, strided), norm(in, "dbn", eps));
        BasicBlock block = BasicBlock.of(
                Conv2d.of(in.get("conv1_w"), null, strided.withPadding(1)),
                norm(in, "bn1", eps),
                Conv2d.of(in.get("conv2_w"), null, plain.withPadding(1)),
                norm(in, "bn2", eps),
                downsample);
        return List.of(block.forward(in.x()));
    }

    private static BatchNorm2d norm(Inputs in, String name, double eps) {
        return BatchNorm2d.of(in.get(name + "_w"), in.get(name + "_b"), BatchNormOptions.DEFAULT.withEps(eps));
    }

    private static List<Tensor> encoderLayer(Inputs in, Attributes a) {
        double eps = a.number("eps");
        TransformerEncoderLayer.Options options = TransformerEncoderLayer.Options.DEFAULT
                .withDropout(0)
                .withActivation(Activation.valueOf(a.text("activation").toUpperCase(Locale.ROOT)))
                .withNormFirst(a.flag("norm_first"));
        TransformerEncoderLayer layer = TransformerEncoderLayer.of(
                new Parts(
                        attentionOf(in, a),
                        Linear.of(in.get("w1"), in.get("b1")),
                        Linear.of(in.get("w2"), in.get("b2")),
                        LayerNorm.of(in.get("ln1_w"), in.get("ln1_b"), eps),
                        LayerNorm.of(in.get("ln2_w"), in.get("ln2_b"), eps)),
                options,
                Seed.of(0));
        return List.of(layer.forward(in.x(), new Mask(null, a.flag("causal"))));
    }

    private static List<Tensor> attention(Inputs in, Attributes a) {
        Tensor q = in.get("q");
        Tensor k = in.get("k") == null ? q : in.get("k");
        Tensor v = in.get("v") == null ? q : in.get("v");
        Attended z = attentionOf(in, a).forward(q, k, v, new Mask(in.get("mask"), a.flag("causal")));
        return List.of(z.output(), z.weights());
    }

    private static MultiheadAttention attentionOf(Inputs in, Attributes a) {
        Projections projections = new Projections(
                in.get("in_proj_weight"), in.get("in_proj_bias"), in.get("out_proj_weight"), in.get("out_proj_bias"));
        MultiheadAttention.Options options = MultiheadAttention.Options.DEFAULT.withBatchFirst(true);
        return MultiheadAttention.of(projections, a.integer("num_heads"), options, Seed.of(0));
    }
}
