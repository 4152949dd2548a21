package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.functional.Attention;
import org.autodiff.functional.Attention.Affine;
import org.autodiff.functional.Attention.Attended;
import org.autodiff.functional.Attention.Encoder;
import org.autodiff.functional.Attention.EncoderWeights;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Attention.Projections;
import org.autodiff.functional.Convolution;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.Layers;
import org.autodiff.functional.Recurrent.LstmSequence;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.functional.Recurrent.Sequence;
import org.autodiff.functional.Recurrent.Weights;

/** The operations of the reference group {@code nnblock}. */
final class NnBlockGoldens {
    private NnBlockGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put(
                "rnn_cell",
                (in, a) -> List.of(Recurrent.rnnCell(in.x(), in.get("h"), weights(in, ""), nonlinearity(a))));
        ops.put("lstm_cell", (in, a) -> {
            LstmState next = Recurrent.lstmCell(in.x(), new LstmState(in.get("h"), in.get("c")), weights(in, ""));
            return List.of(next.h(), next.c());
        });
        ops.put("gru_cell", (in, a) -> List.of(Recurrent.gruCell(in.x(), in.get("h"), weights(in, ""))));
        ops.put("rnn_seq", (in, a) -> {
            Sequence s = Recurrent.rnn(in.x(), in.get("h0"), layers(in, a), nonlinearity(a));
            return List.of(s.output(), s.h());
        });
        ops.put("lstm_seq", (in, a) -> {
            LstmSequence s = Recurrent.lstm(in.x(), new LstmState(in.get("h0"), in.get("c0")), layers(in, a));
            return List.of(s.output(), s.h(), s.c());
        });
        ops.put("gru_seq", (in, a) -> {
            Sequence s = Recurrent.gru(in.x(), in.get("h0"), layers(in, a));
            return List.of(s.output(), s.h());
        });
        ops.put("scaled_dot_product_attention", (in, a) -> {
            Attended z = Attention.scaledDotProductAttention(in.get("q"), in.get("k"), in.get("v"), mask(in, a));
            return List.of(z.output(), z.weights());
        });
        ops.put("multi_head_attention", (in, a) -> {
            Attended z = Attention.multiHeadAttention(
                    in.get("q"),
                    in.get(in.get("k") == null ? "q" : "k"),
                    in.get(in.get("v") == null ? "q" : "v"),
                    projections(in),
                    a.integer("num_heads"),
                    mask(in, a));
            return List.of(z.output(), z.weights());
        });
        ops.put("transformer_encoder_layer", (in, a) -> List.of(encoderLayer(in, a)));
        ops.put("resnet_basic_block", (in, a) -> List.of(basicBlock(in, a)));
    }

    private static Tensor encoderLayer(Inputs in, Attributes a) {
        EncoderWeights weights = new EncoderWeights(
                projections(in),
                new Affine(in.get("w1"), in.get("b1")),
                new Affine(in.get("w2"), in.get("b2")),
                new Affine(in.get("ln1_w"), in.get("ln1_b")),
                new Affine(in.get("ln2_w"), in.get("ln2_b")));
        Encoder options = new Encoder(a.integer("num_heads"))
                .withNormFirst(a.flag("norm_first"))
                .withActivation(a.text("activation").equals("gelu") ? Tensor::gelu : Tensor::relu)
                .withMask(mask(in, a))
                .withEps(a.number("eps"));
        return Attention.transformerEncoderLayer(in.x(), weights, options);
    }

    /** He et al. 2015: a model, and so composed here of what the library has. */
    private static Tensor basicBlock(Inputs in, Attributes a) {
        Conv first = Conv.DEFAULT.withStride(a.integer("stride")).withPadding(1);
        Tensor y = normed(Convolution.conv2d(in.x(), in.get("conv1_w"), null, first), in, "bn1", a)
                .relu();
        Tensor z = normed(Convolution.conv2d(y, in.get("conv2_w"), null, Conv.DEFAULT.withPadding(1)), in, "bn2", a);
        if (in.get("down_w") == null) {
            return z.add(in.x()).relu();
        }
        Conv shortcut = Conv.DEFAULT.withStride(a.integer("stride"));
        return z.add(normed(Convolution.conv2d(in.x(), in.get("down_w"), null, shortcut), in, "dbn", a))
                .relu();
    }

    private static Tensor normed(Tensor x, Inputs in, String name, Attributes a) {
        return Normalization.batchNorm(x, in.get(name + "_w"), in.get(name + "_b"), a.number("eps"));
    }

    private static Nonlinearity nonlinearity(Attributes a) {
        return Nonlinearity.valueOf(a.text("nonlinearity").toUpperCase(Locale.ROOT));
    }

    private static Weights weights(Inputs in, String suffix) {
        return new Weights(
                in.get("w_ih" + suffix), in.get("w_hh" + suffix), in.get("b_ih" + suffix), in.get("b_hh" + suffix));
    }

    private static Layers layers(Inputs in, Attributes a) {
        List<Weights> all = new ArrayList<>();
        for (int layer = 0; layer < a.integer("num_layers"); layer++) {
            all.add(weights(in, "_l" + layer));
            if (a.flag("bidirectional")) {
                all.add(weights(in, "_l" + layer + "_reverse"));
            }
        }
        return new Layers(all, a.flag("bidirectional"), a.flag("batch_first"));
    }

    private static Mask mask(Inputs in, Attributes a) {
        return new Mask(in.get("mask"), a.flag("causal"));
    }

    private static Projections projections(Inputs in) {
        return new Projections(
                in.get("in_proj_weight"), in.get("in_proj_bias"), in.get("out_proj_weight"), in.get("out_proj_bias"));
    }
}
