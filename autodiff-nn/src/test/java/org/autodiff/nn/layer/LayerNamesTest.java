package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.InPlace;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.layer.activation.PReLU;
import org.autodiff.nn.layer.attention.MultiheadAttention;
import org.autodiff.nn.layer.attention.TransformerDecoderLayer;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.autodiff.nn.layer.convolution.Conv1d;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.Conv3d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.convolution.ConvTranspose1d;
import org.autodiff.nn.layer.convolution.ConvTranspose2d;
import org.autodiff.nn.layer.convolution.ConvTranspose3d;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.BatchNorm3d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.normalization.GroupNorm;
import org.autodiff.nn.layer.normalization.InstanceNorm2d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.NormOptions;
import org.autodiff.nn.layer.normalization.RMSNorm;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.GRUCell;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.LSTMCell;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.layer.recurrent.RNNCell;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The names, shapes and order of the entries of state dicts: those that PyTorch 2's modules of the same arguments have. */
class LayerNamesTest {
    private static final Seed SEED = Seed.of(1);

    static Stream<Arguments> states() {
        RecurrentOptions recurrent = RecurrentOptions.DEFAULT;
        return Stream.of(
                Arguments.of(new Linear(3, 2, SEED), "weight [2, 3], bias [2]"),
                Arguments.of(
                        new Conv1d(4, 6, 3, ConvOptions.DEFAULT.withGroups(2), SEED), "weight [6, 2, 3], bias [6]"),
                Arguments.of(
                        new Conv2d(3, 8, new int[] {3, 5}, ConvOptions.DEFAULT, SEED), "weight [8, 3, 3, 5], bias [8]"),
                Arguments.of(new Conv3d(1, 2, 3, ConvOptions.DEFAULT.withBias(false), SEED), "weight [2, 1, 3, 3, 3]"),
                Arguments.of(new ConvTranspose1d(4, 6, 3, SEED), "weight [4, 6, 3], bias [6]"),
                Arguments.of(
                        new ConvTranspose2d(4, 6, 3, ConvOptions.DEFAULT.withGroups(2), SEED),
                        "weight [4, 3, 3, 3], bias [6]"),
                Arguments.of(new ConvTranspose3d(1, 2, 2, SEED), "weight [1, 2, 2, 2, 2], bias [2]"),
                Arguments.of(
                        new BatchNorm2d(4),
                        "weight [4], bias [4], running_mean [4], running_var [4], num_batches_tracked []"),
                Arguments.of(
                        new BatchNorm1d(4, BatchNormOptions.DEFAULT.withAffine(false)),
                        "running_mean [4], running_var [4], num_batches_tracked []"),
                Arguments.of(new BatchNorm3d(4, BatchNormOptions.DEFAULT.withTracked(false)), "weight [4], bias [4]"),
                Arguments.of(new LayerNorm(3, 4), "weight [3, 4], bias [3, 4]"),
                Arguments.of(new LayerNorm(3, NormOptions.PLAIN), ""),
                Arguments.of(new GroupNorm(2, 4), "weight [4], bias [4]"),
                Arguments.of(new InstanceNorm2d(4), ""),
                Arguments.of(new InstanceNorm2d(4, NormOptions.DEFAULT), "weight [4], bias [4]"),
                Arguments.of(new RMSNorm(5), "weight [5]"),
                Arguments.of(new Embedding(10, 3, SEED), "weight [10, 3]"),
                Arguments.of(new EmbeddingBag(10, 3, Bag.MEAN, SEED), "weight [10, 3]"),
                Arguments.of(new PReLU(4), "weight [4]"),
                Arguments.of(new Bilinear(3, 4, 5, SEED), "weight [5, 3, 4], bias [5]"),
                Arguments.of(
                        new RNN(3, 5, SEED),
                        "weight_ih_l0 [5, 3], weight_hh_l0 [5, 5], bias_ih_l0 [5], bias_hh_l0 [5]"),
                Arguments.of(
                        new LSTM(3, 5, recurrent.withLayers(2).withBidirectional(true), SEED),
                        "weight_ih_l0 [20, 3], weight_hh_l0 [20, 5], bias_ih_l0 [20], bias_hh_l0 [20], "
                                + "weight_ih_l0_reverse [20, 3], weight_hh_l0_reverse [20, 5], "
                                + "bias_ih_l0_reverse [20], bias_hh_l0_reverse [20], "
                                + "weight_ih_l1 [20, 10], weight_hh_l1 [20, 5], bias_ih_l1 [20], bias_hh_l1 [20], "
                                + "weight_ih_l1_reverse [20, 10], weight_hh_l1_reverse [20, 5], "
                                + "bias_ih_l1_reverse [20], bias_hh_l1_reverse [20]"),
                Arguments.of(
                        new GRU(3, 5, recurrent.withLayers(2).withBias(false), SEED),
                        "weight_ih_l0 [15, 3], weight_hh_l0 [15, 5], weight_ih_l1 [15, 5], weight_hh_l1 [15, 5]"),
                Arguments.of(new RNNCell(3, 5, SEED), "weight_ih [5, 3], weight_hh [5, 5], bias_ih [5], bias_hh [5]"),
                Arguments.of(
                        new LSTMCell(3, 5, SEED), "weight_ih [20, 3], weight_hh [20, 5], bias_ih [20], bias_hh [20]"),
                Arguments.of(new GRUCell(3, 5, false, DType.FLOAT32, SEED), "weight_ih [15, 3], weight_hh [15, 5]"),
                Arguments.of(
                        new MultiheadAttention(4, 2, SEED),
                        "in_proj_weight [12, 4], in_proj_bias [12], out_proj.weight [4, 4], out_proj.bias [4]"),
                Arguments.of(
                        new MultiheadAttention(4, 2, MultiheadAttention.Options.DEFAULT.withBias(false), SEED),
                        "in_proj_weight [12, 4], out_proj.weight [4, 4]"),
                Arguments.of(
                        new TransformerEncoderLayer(4, 2, TransformerEncoderLayer.Options.DEFAULT.withHidden(8), SEED),
                        "self_attn.in_proj_weight [12, 4], self_attn.in_proj_bias [12], "
                                + "self_attn.out_proj.weight [4, 4], self_attn.out_proj.bias [4], "
                                + "linear1.weight [8, 4], linear1.bias [8], linear2.weight [4, 8], linear2.bias [4], "
                                + "norm1.weight [4], norm1.bias [4], norm2.weight [4], norm2.bias [4]"),
                Arguments.of(
                        new TransformerDecoderLayer(4, 2, TransformerEncoderLayer.Options.DEFAULT.withHidden(8), SEED),
                        "self_attn.in_proj_weight [12, 4], self_attn.in_proj_bias [12], "
                                + "self_attn.out_proj.weight [4, 4], self_attn.out_proj.bias [4], "
                                + "multihead_attn.in_proj_weight [12, 4], multihead_attn.in_proj_bias [12], "
                                + "multihead_attn.out_proj.weight [4, 4], multihead_attn.out_proj.bias [4], "
                                + "linear1.weight [8, 4], linear1.bias [8], linear2.weight [4, 8], linear2.bias [4], "
                                + "norm1.weight [4], norm1.bias [4], norm2.weight [4], norm2.bias [4], "
                                + "norm3.weight [4], norm3.bias [4]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void namesAndShapesAndOrder(Module module, String expected) {
        String actual = module.stateDict().asMap().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().shape())
                .collect(Collectors.joining(", "));

        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void aStateLoadsIntoAModuleOfTheSameKind(Module module, String names) {
        module.parameters().forEach(p -> InPlace.scale(p.tensor(), 2));
        List<float[]> before =
                module.parameters().stream().map(p -> p.tensor().toFloats()).toList();
        StateDict state = module.stateDict();
        module.parameters().forEach(p -> InPlace.scale(p.tensor(), 0));

        module.loadStateDict(state);

        for (int i = 0; i < before.size(); i++) {
            assertThat(module.parameters().get(i).tensor().toFloats()).isEqualTo(before.get(i));
        }
    }
}
