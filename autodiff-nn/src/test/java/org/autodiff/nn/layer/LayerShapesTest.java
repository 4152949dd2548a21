package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.InPlace;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Attention.Attended;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.functional.Padding;
import org.autodiff.functional.ParametricActivation;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Recurrent.LstmSequence;
import org.autodiff.functional.Recurrent.Sequence;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.activation.CELU;
import org.autodiff.nn.layer.activation.ELU;
import org.autodiff.nn.layer.activation.GELU;
import org.autodiff.nn.layer.activation.GLU;
import org.autodiff.nn.layer.activation.Hardshrink;
import org.autodiff.nn.layer.activation.Hardsigmoid;
import org.autodiff.nn.layer.activation.Hardswish;
import org.autodiff.nn.layer.activation.Hardtanh;
import org.autodiff.nn.layer.activation.LeakyReLU;
import org.autodiff.nn.layer.activation.LogSigmoid;
import org.autodiff.nn.layer.activation.LogSoftmax;
import org.autodiff.nn.layer.activation.Maxout;
import org.autodiff.nn.layer.activation.Mish;
import org.autodiff.nn.layer.activation.PReLU;
import org.autodiff.nn.layer.activation.ReLU6;
import org.autodiff.nn.layer.activation.SELU;
import org.autodiff.nn.layer.activation.SiLU;
import org.autodiff.nn.layer.activation.Softmax;
import org.autodiff.nn.layer.activation.Softmin;
import org.autodiff.nn.layer.activation.Softplus;
import org.autodiff.nn.layer.activation.Softshrink;
import org.autodiff.nn.layer.activation.Softsign;
import org.autodiff.nn.layer.activation.Tanhshrink;
import org.autodiff.nn.layer.activation.Threshold;
import org.autodiff.nn.layer.attention.MultiheadAttention;
import org.autodiff.nn.layer.attention.TransformerDecoderLayer;
import org.autodiff.nn.layer.attention.TransformerEncoder;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.autodiff.nn.layer.convolution.Conv1d;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.Conv3d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.convolution.ConvTranspose1d;
import org.autodiff.nn.layer.convolution.ConvTranspose2d;
import org.autodiff.nn.layer.convolution.ConvTranspose3d;
import org.autodiff.nn.layer.normalization.GroupNorm;
import org.autodiff.nn.layer.normalization.InstanceNorm2d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.RMSNorm;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool1d;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool2d;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool3d;
import org.autodiff.nn.layer.pooling.AdaptiveMaxPool1d;
import org.autodiff.nn.layer.pooling.AdaptiveMaxPool2d;
import org.autodiff.nn.layer.pooling.AdaptiveMaxPool3d;
import org.autodiff.nn.layer.pooling.AvgPool1d;
import org.autodiff.nn.layer.pooling.AvgPool2d;
import org.autodiff.nn.layer.pooling.AvgPool3d;
import org.autodiff.nn.layer.pooling.MaxPool1d;
import org.autodiff.nn.layer.pooling.MaxPool2d;
import org.autodiff.nn.layer.pooling.MaxPool3d;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.GRUCell;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.LSTMCell;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.layer.recurrent.RNNCell;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shapes that modules give, and that they are the functions of the core which they name. */
class LayerShapesTest {
    private static final Seed SEED = Seed.of(4);

    private static int[] of(int... dims) {
        return dims;
    }

    static Stream<Arguments> shapes() {
        ConvOptions conv = ConvOptions.DEFAULT;
        ConvOptions up = ConvOptions.DEFAULT;
        RecurrentOptions both = RecurrentOptions.DEFAULT.withBidirectional(true).withLayers(2);
        return Stream.of(
                Arguments.of(new Conv1d(2, 5, 3, SEED), of(4, 2, 10), of(4, 5, 8)),
                Arguments.of(
                        new Conv2d(3, 16, 3, conv.withStride(2).withPadding(1), SEED), of(2, 3, 9, 8), of(2, 16, 5, 4)),
                Arguments.of(
                        new Conv2d(3, 4, new int[] {1, 3}, conv.withSamePadding(), SEED),
                        of(2, 3, 5, 6),
                        of(2, 4, 5, 6)),
                Arguments.of(
                        new Conv2d(1, 1, 4, conv.withSamePadding().withDilation(2), SEED),
                        of(1, 1, 7, 6),
                        of(1, 1, 7, 6)),
                Arguments.of(new Conv3d(1, 2, 2, SEED), of(1, 1, 3, 4, 5), of(1, 2, 2, 3, 4)),
                Arguments.of(new ConvTranspose1d(2, 3, 4, up.withStride(2), SEED), of(1, 2, 5), of(1, 3, 12)),
                Arguments.of(
                        new ConvTranspose2d(
                                2, 3, 3, up.withStride(2).withPadding(1).withOutputPadding(1), SEED),
                        of(1, 2, 4, 5),
                        of(1, 3, 8, 10)),
                Arguments.of(new ConvTranspose3d(2, 3, 2, SEED), of(1, 2, 2, 2, 2), of(1, 3, 3, 3, 3)),
                Arguments.of(new MaxPool1d(3), of(1, 2, 10), of(1, 2, 3)),
                Arguments.of(
                        new MaxPool2d(new Pool(3).withStride(2).withPadding(1)), of(1, 2, 112, 112), of(1, 2, 56, 56)),
                Arguments.of(new MaxPool2d(3, 2), of(1, 2, 9, 8), of(1, 2, 4, 3)),
                Arguments.of(new MaxPool3d(2), of(1, 2, 4, 5, 6), of(1, 2, 2, 2, 3)),
                Arguments.of(new AvgPool1d(2), of(1, 2, 5), of(1, 2, 2)),
                Arguments.of(new AvgPool2d(new Pool(2).withCeilMode(true)), of(1, 2, 5, 5), of(1, 2, 3, 3)),
                Arguments.of(new AvgPool3d(2, 1), of(1, 2, 3, 3, 3), of(1, 2, 2, 2, 2)),
                Arguments.of(new AdaptiveAvgPool1d(7), of(1, 2, 5), of(1, 2, 7)),
                Arguments.of(new AdaptiveAvgPool2d(7), of(1, 2, 3, 14), of(1, 2, 7, 7)),
                Arguments.of(new AdaptiveAvgPool3d(1, 2, 3), of(1, 2, 4, 5, 6), of(1, 2, 1, 2, 3)),
                Arguments.of(new AdaptiveMaxPool1d(3), of(1, 2, 5), of(1, 2, 3)),
                Arguments.of(new AdaptiveMaxPool2d(2, 3), of(1, 2, 5, 5), of(1, 2, 2, 3)),
                Arguments.of(new AdaptiveMaxPool3d(2), of(1, 2, 4, 5, 6), of(1, 2, 2, 2, 2)),
                Arguments.of(new Flatten(0, 1), of(2, 3, 4), of(6, 4)),
                Arguments.of(new Unflatten(-1, 2, 3), of(4, 6), of(4, 2, 3)),
                Arguments.of(new LayerNorm(3, 4), of(2, 5, 3, 4), of(2, 5, 3, 4)),
                Arguments.of(new GroupNorm(2, 4), of(2, 4, 3), of(2, 4, 3)),
                Arguments.of(new InstanceNorm2d(4), of(2, 4, 3, 3), of(2, 4, 3, 3)),
                Arguments.of(new RMSNorm(4), of(2, 3, 4), of(2, 3, 4)),
                Arguments.of(new GLU(), of(2, 6), of(2, 3)),
                Arguments.of(new Maxout(2), of(3, 6, 4), of(3, 3, 4)),
                Arguments.of(new RNN(3, 5, SEED), of(7, 2, 3), of(7, 2, 5)),
                Arguments.of(new LSTM(3, 5, both, SEED), of(7, 2, 3), of(7, 2, 10)),
                Arguments.of(new GRU(3, 5, both.withBatchFirst(true), SEED), of(2, 7, 3), of(2, 7, 10)),
                Arguments.of(new RNNCell(3, 5, SEED), of(2, 3), of(2, 5)),
                Arguments.of(new LSTMCell(3, 5, SEED), of(2, 3), of(2, 5)),
                Arguments.of(new GRUCell(3, 5, SEED), of(2, 3), of(2, 5)),
                Arguments.of(new MultiheadAttention(6, 3, SEED), of(4, 2, 6), of(4, 2, 6)),
                Arguments.of(new TransformerEncoderLayer(6, 3, SEED), of(4, 2, 6), of(4, 2, 6)),
                Arguments.of(
                        new TransformerEncoder(6, 3, 2, TransformerEncoderLayer.Options.DEFAULT, SEED),
                        of(4, 2, 6),
                        of(4, 2, 6)),
                Arguments.of(new TransformerDecoderLayer(6, 3, SEED), of(4, 2, 6), of(4, 2, 6)),
                Arguments.of(new Bilinear(3, 3, 5, SEED), of(4, 3), of(4, 5)),
                Arguments.of(new Pad(1, 2, 3, 0), of(2, 4, 5), of(2, 7, 8)),
                Arguments.of(Upsample.nearest(3), of(1, 2, 4, 5), of(1, 2, 12, 15)),
                Arguments.of(Upsample.bilinear(2, false), of(1, 2, 4, 5), of(1, 2, 8, 10)),
                Arguments.of(new PixelShuffle(2), of(1, 8, 3, 4), of(1, 2, 6, 8)),
                Arguments.of(new PixelUnshuffle(2), of(1, 2, 6, 8), of(1, 8, 3, 4)),
                Arguments.of(new ChannelShuffle(2), of(1, 6, 3), of(1, 6, 3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void shapesAsInPyTorch(Module module, int[] in, int[] out) {
        assertThat(module.forward(Tensor.normal(SEED, DType.FLOAT32, 0, 1, in))
                        .shape()
                        .toArray())
                .containsExactly(out);
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function(new ReLU6(), Tensor::relu6),
                function(new SELU(), Tensor::selu),
                function(new SiLU(), Tensor::silu),
                function(new Mish(), Tensor::mish),
                function(new Hardsigmoid(), Tensor::hardsigmoid),
                function(new Hardswish(), Tensor::hardswish),
                function(new Softsign(), Tensor::softsign),
                function(new Tanhshrink(), Tensor::tanhshrink),
                function(new LogSigmoid(), Tensor::logSigmoid),
                function(new LeakyReLU(), x -> ParametricActivation.leakyRelu(x, 0.01)),
                function(new ELU(), x -> ParametricActivation.elu(x, 1)),
                function(new CELU(2), x -> ParametricActivation.celu(x, 2)),
                function(new GELU(), Tensor::gelu),
                function(new GELU(true), Tensor::geluTanh),
                function(new Softplus(), Tensor::softplus),
                function(new Softplus(3, 4), x -> ParametricActivation.softplus(x, 3, 4)),
                function(new Hardtanh(-2, 1), x -> ParametricActivation.hardtanh(x, -2, 1)),
                function(new Hardshrink(), x -> ParametricActivation.hardshrink(x, 0.5)),
                function(new Softshrink(1), x -> ParametricActivation.softshrink(x, 1)),
                function(new Threshold(0.1, 20), x -> ParametricActivation.threshold(x, 0.1, 20)),
                function(new GLU(0), x -> ParametricActivation.glu(x, 0)),
                function(new Softmax(1), x -> x.softmax(1)),
                function(new LogSoftmax(0), x -> x.logSoftmax(0)),
                function(new Softmin(1), x -> x.softmin(1)),
                function(new Maxout(3, -1), x -> ParametricActivation.maxout(x, -1, 3)),
                function(new PReLU(), x -> ParametricActivation.leakyRelu(x, 0.25)),
                function(new Identity(), x -> x));
    }

    private static Arguments function(Module module, UnaryOperator<Tensor> f) {
        return Arguments.of(module, f);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void activationsAreTheirFunctions(Module module, UnaryOperator<Tensor> f) {
        Tensor x = Tensor.normal(SEED, DType.FLOAT32, 0, 3, 4, 6);
        assertThat(module.forward(x).toFloats()).isEqualTo(f.apply(x).toFloats());
    }

    @Test
    void samePaddingOfAnEvenKernelIsLongerAtTheEnd() {
        Conv1d ones = Conv1d.of(Tensor.ones(DType.FLOAT32, 1, 1, 2), null, ConvOptions.DEFAULT.withSamePadding());
        assertThat(ones.forward(Tensor.of(new float[] {1, 2, 4}, 1, 1, 3)).toFloats())
                .containsExactly(3, 6, 4);
        assertThat(ones).hasToString("Conv1d(1, 1, kernel=2, bias=false, padding=same)");
    }

    @Test
    void paddingModesFillWithOtherElements() {
        ConvOptions wide = ConvOptions.DEFAULT.withPadding(1);
        Tensor weight = Tensor.of(new float[] {1, 10, 100}, 1, 1, 3);
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 1, 3);
        assertThat(Conv1d.of(weight, null, wide).forward(x).toFloats()).containsExactly(210, 321, 32);
        ConvOptions reflected = wide.withPaddingMode(Padding.Mode.REFLECT);
        assertThat(Conv1d.of(weight, null, reflected).forward(x).toFloats()).containsExactly(212, 321, 232);
        ConvOptions repeated = wide.withPaddingMode(Padding.Mode.REPLICATE);
        assertThat(Conv1d.of(weight, null, repeated).forward(x).toFloats()).containsExactly(211, 321, 332);
        ConvOptions circular = wide.withPaddingMode(Padding.Mode.CIRCULAR);
        assertThat(Conv1d.of(weight, null, circular).forward(x).toFloats()).containsExactly(213, 321, 132);
    }

    @Test
    void paddingOfSeveralAxesIsEachAxisOwn() {
        Tensor x = Tensor.normal(SEED, DType.FLOAT64, 0, 1, 1, 1, 4, 5);
        Tensor weight = Tensor.normal(SEED.child(1), DType.FLOAT64, 0, 1, 1, 1, 3, 5);
        ConvOptions wide = ConvOptions.DEFAULT.withPadding(1, 2);
        Tensor circular = Conv2d.of(weight, null, wide.withPaddingMode(Padding.Mode.CIRCULAR))
                .forward(x);
        // each element of a circular convolution is found in that of the input laid twice side by side
        Tensor tiled = x.repeat(1, 1, 3, 3);
        Tensor plain = Conv2d.of(weight, null, ConvOptions.DEFAULT).forward(tiled);
        assertThat(circular.toDoubles())
                .containsExactly(plain.slice(2, 3, 7).slice(3, 3, 8).toDoubles(), within(1e-12));
    }

    @Test
    void finalStatesStandInLayersAndDirections() {
        RecurrentOptions options =
                RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true).withBatchFirst(true);
        Tensor x = Tensor.normal(SEED, DType.FLOAT32, 0, 1, 2, 4, 3);
        Sequence gru = new GRU(3, 5, options, SEED).forward(x, null);
        assertThat(gru.h().shape().toArray()).containsExactly(4, 2, 5);
        // the last layer's forward state stands at the end of the output, its reverse state at the beginning
        assertThat(gru.output().select(1, -1).slice(1, 0, 5).toFloats())
                .isEqualTo(gru.h().select(0, 2).toFloats());
        assertThat(gru.output().select(1, 0).slice(1, 5, 10).toFloats())
                .isEqualTo(gru.h().select(0, 3).toFloats());
        LstmSequence lstm = new LSTM(3, 5, options, SEED).forward(x, null);
        assertThat(lstm.c().shape().toArray()).containsExactly(4, 2, 5);
    }

    @Test
    void dropoutBetweenRecurrentLayersActsInTrainingOnly() {
        RecurrentOptions options = RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true);
        Tensor x = Tensor.normal(SEED, DType.FLOAT32, 0, 1, 4, 2, 3);
        LSTM plain = new LSTM(3, 5, options, SEED);
        LSTM dropping = new LSTM(3, 5, options.withDropout(0.5), SEED);
        LSTM all = new LSTM(3, 5, options.withDropout(1), SEED);
        LstmSequence expected = plain.forward(x, null);

        LstmSequence trained = dropping.forward(x, null);
        assertThat(trained.output().toFloats()).isNotEqualTo(expected.output().toFloats());
        assertThat(trained.h().shape()).isEqualTo(expected.h().shape());
        // the first layer is behind no dropout
        assertThat(trained.h().slice(0, 0, 2).toFloats())
                .isEqualTo(expected.h().slice(0, 0, 2).toFloats());
        assertThat(trained.c().slice(0, 0, 2).toFloats())
                .isEqualTo(expected.c().slice(0, 0, 2).toFloats());
        // where all is dropped the second layer does not see the input
        assertThat(all.forward(x, null).output().toFloats())
                .isEqualTo(all.forward(x.mul(2), null).output().toFloats());
        dropping.eval();
        assertThat(dropping.forward(x, null).output().toFloats())
                .isEqualTo(expected.output().toFloats());
    }

    @Test
    void cellsAreTheStepsOfLayers() {
        Tensor x = Tensor.normal(SEED, DType.FLOAT64, 0, 1, 2, 1, 3);
        RecurrentOptions options = RecurrentOptions.DEFAULT.withDtype(DType.FLOAT64);
        GRU layer = new GRU(3, 4, options, SEED);
        GRUCell cell = new GRUCell(3, 4, true, DType.FLOAT64, SEED);
        for (int i = 0; i < 4; i++) {
            InPlace.assign(
                    cell.parameters().get(i).tensor(), layer.parameters().get(i).tensor());
        }
        Tensor second = cell.forward(x.select(0, 1), cell.forward(x.select(0, 0)));
        assertThat(second.toDoubles())
                .containsExactly(layer.forward(x, null).h().toDoubles(), within(1e-12));
    }

    @Test
    void attentionTakesMasksAndGivesWeights() {
        MultiheadAttention attention = new MultiheadAttention(6, 3, SEED);
        Tensor q = Tensor.normal(SEED, DType.FLOAT32, 0, 1, 2, 4, 6);
        Tensor k = Tensor.normal(SEED.child(1), DType.FLOAT32, 0, 1, 5, 4, 6);
        Attended z = attention.forward(q, k, k, Mask.NONE);
        assertThat(z.output().shape().toArray()).containsExactly(2, 4, 6);
        assertThat(z.weights().shape().toArray()).containsExactly(4, 2, 5);

        // the last two keys of the first sequence stand for nothing
        boolean[] keep = new boolean[20];
        for (int i = 0; i < 20; i++) {
            keep[i] = i != 3 && i != 4;
        }
        Attended masked = attention.forward(q, k, k, Mask.of(Tensor.of(keep, 4, 1, 1, 5)));
        assertThat(masked.weights().select(0, 0).slice(1, 3, 5).toFloats()).containsOnly(0);
        assertThat(masked.weights().select(0, 1).toFloats())
                .isEqualTo(z.weights().select(0, 1).toFloats());
        assertThat(masked.output().select(1, 1).toFloats())
                .isEqualTo(z.output().select(1, 1).toFloats());
    }

    @Test
    void batchFirstIsTheSameWithAxesSwapped() {
        Tensor x = Tensor.normal(SEED, DType.FLOAT32, 0, 1, 5, 2, 6);
        MultiheadAttention first =
                new MultiheadAttention(6, 2, MultiheadAttention.Options.DEFAULT.withBatchFirst(true), SEED);
        assertThat(first.forward(x.transpose(0, 1)).transpose(0, 1).toFloats())
                .isEqualTo(new MultiheadAttention(6, 2, SEED).forward(x).toFloats());
        TransformerEncoderLayer.Options options = TransformerEncoderLayer.Options.DEFAULT.withDropout(0);
        assertThat(new TransformerEncoderLayer(6, 2, options.withBatchFirst(true), SEED)
                        .forward(x.transpose(0, 1), Mask.CAUSAL)
                        .transpose(0, 1)
                        .toFloats())
                .isEqualTo(new TransformerEncoderLayer(6, 2, options, SEED)
                        .forward(x, Mask.CAUSAL)
                        .toFloats());
    }

    @Test
    void dropoutOfAttentionActsInTrainingOnly() {
        Tensor x = Tensor.normal(SEED, DType.FLOAT32, 0, 1, 5, 2, 6);
        MultiheadAttention.Options options = MultiheadAttention.Options.DEFAULT.withDropout(0.5);
        MultiheadAttention attention = new MultiheadAttention(6, 1, options, SEED);
        Attended z = attention.forward(x, x, x, Mask.NONE);
        int zeros = 0;
        for (float w : z.weights().toFloats()) {
            zeros += w == 0 ? 1 : 0;
        }
        assertThat(zeros).isBetween(10, 40); // of 50
        attention.eval();
        assertThat(attention.forward(x).toFloats())
                .isEqualTo(new MultiheadAttention(6, 1, SEED).forward(x).toFloats());

        TransformerEncoderLayer layer = new TransformerEncoderLayer(6, 2, SEED);
        assertThat(layer.forward(x).toFloats()).isNotEqualTo(layer.forward(x).toFloats());
        layer.eval();
        assertThat(layer.forward(x).toFloats()).isEqualTo(layer.forward(x).toFloats());
    }

    @Test
    void tablesGiveRowsAndPaddingGetsNoGradient() {
        Embedding table = Embedding.withPadding(4, 3, 0, SEED);
        Tensor index = Tensor.of(new long[] {0, 2, 2, 3, 0, 1}, 2, 3);
        Tensor y = table.forward(index);
        assertThat(y.shape().toArray()).containsExactly(2, 3, 3);
        assertThat(y.select(0, 0).select(0, 1).toFloats())
                .isEqualTo(table.weight().select(0, 2).toFloats());
        try (Tape tape = Tape.record()) {
            table.forward(index).sum().backward();
        }
        assertThat(table.weight().grad().toFloats()).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 1, 1, 1);
        EmbeddingBag bags = new EmbeddingBag(4, 3, Bag.SUM, SEED);
        assertThat(bags.forward(index).shape().toArray()).containsExactly(2, 3);
        assertThat(Embedding.of(table.weight()).forward(index).toFloats()).isEqualTo(y.toFloats());
    }
}
