package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.nn.Lambda;
import org.autodiff.nn.Module;
import org.autodiff.nn.ModuleList;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.activation.CELU;
import org.autodiff.nn.layer.activation.GLU;
import org.autodiff.nn.layer.activation.Hardtanh;
import org.autodiff.nn.layer.activation.LeakyReLU;
import org.autodiff.nn.layer.activation.Maxout;
import org.autodiff.nn.layer.activation.PReLU;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.Softmax;
import org.autodiff.nn.layer.activation.Softplus;
import org.autodiff.nn.layer.activation.Softshrink;
import org.autodiff.nn.layer.activation.Threshold;
import org.autodiff.nn.layer.attention.MultiheadAttention;
import org.autodiff.nn.layer.attention.TransformerEncoder;
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
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.normalization.GroupNorm;
import org.autodiff.nn.layer.normalization.InstanceNorm1d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.NormOptions;
import org.autodiff.nn.layer.normalization.RMSNorm;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool2d;
import org.autodiff.nn.layer.pooling.AvgPool2d;
import org.autodiff.nn.layer.pooling.MaxPool1d;
import org.autodiff.nn.layer.pooling.MaxPool2d;
import org.autodiff.nn.layer.pooling.MaxPool3d;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.GRUCell;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What modules say of inputs and arguments that do not fit: where, what they expected, what they got. */
class LayerErrorsTest {
    private static final Seed SEED = Seed.of(2);

    private static int[] of(int... dims) {
        return dims;
    }

    static Stream<Arguments> wrongShapes() {
        return Stream.of(
                Arguments.of(new Linear(3, 2, SEED), "[*, 3]", of(2, 4)),
                Arguments.of(new AugmentedLinear(3, 2, SEED), "[*, 3]", of(2, 4)),
                Arguments.of(new Conv1d(16, 2, 3, SEED), "[N, 16, L]", of(2, 3, 8)),
                Arguments.of(new Conv2d(16, 2, 3, SEED), "[N, 16, H, W]", of(2, 3, 8, 8)),
                Arguments.of(new Conv2d(16, 2, 3, SEED), "[N, 16, H, W]", of(16, 8, 8)),
                Arguments.of(new Conv3d(16, 2, 3, SEED), "[N, 16, D, H, W]", of(2, 16, 8, 8)),
                Arguments.of(new ConvTranspose1d(16, 2, 3, SEED), "[N, 16, L]", of(2, 3, 8)),
                Arguments.of(new ConvTranspose2d(16, 2, 3, SEED), "[N, 16, H, W]", of(2, 3, 8, 8)),
                Arguments.of(new ConvTranspose3d(16, 2, 3, SEED), "[N, 16, D, H, W]", of(2, 3, 8, 8, 8)),
                Arguments.of(new MaxPool1d(2), "[N, C, L]", of(2, 4)),
                Arguments.of(new AvgPool2d(2), "[N, C, H, W]", of(2, 4, 4)),
                Arguments.of(new MaxPool3d(2), "[N, C, D, H, W]", of(2, 4, 4, 4)),
                Arguments.of(new AdaptiveAvgPool2d(2), "[N, C, H, W]", of(2, 4)),
                Arguments.of(new BatchNorm2d(4), "[N, 4, H, W]", of(2, 3, 4, 4)),
                Arguments.of(new LayerNorm(3, 4), "[*, 3, 4]", of(2, 4)),
                Arguments.of(new GroupNorm(2, 4), "[N, 4, ...]", of(2, 3, 4)),
                Arguments.of(new InstanceNorm1d(4), "[N, 4, L]", of(2, 4)),
                Arguments.of(new RMSNorm(4), "[*, 4]", of(2, 3)),
                Arguments.of(new PReLU(4), "[N, 4, ...]", of(2, 3)),
                Arguments.of(new Unflatten(1, 2, 2), "size 4 along axis 1", of(2, 3)),
                Arguments.of(new RNN(3, 2, SEED), "[time, N, 3]", of(2, 3)),
                Arguments.of(
                        new LSTM(3, 2, RecurrentOptions.DEFAULT.withBatchFirst(true), SEED),
                        "[N, time, 3]",
                        of(2, 2, 4)),
                Arguments.of(new GRUCell(3, 2, SEED), "[N, 3]", of(2, 4)),
                Arguments.of(new MultiheadAttention(4, 2, SEED), "[time, N, 4]", of(2, 2, 3)),
                Arguments.of(new Flatten(), "a batch [n, ...]", of()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongShapes")
    void aWrongShapeIsNamedWithTheModulesPath(Module module, String expected, int[] shape) {
        Tensor x = Tensor.ones(DType.FLOAT32, shape);
        String kind = module.getClass().getSimpleName();
        String got = ": expected " + expected + ", got " + x.shape() + " into " + module + "; ";

        assertThatThrownBy(() -> module.forward(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith(kind + got);

        Map<String, Module> block = new LinkedHashMap<>();
        block.put("part", module);
        Map<String, Module> whole = new LinkedHashMap<>();
        whole.put("net", new Sequential(new Identity(), new Identity(), new Sequential(block)));
        Sequential root = new Sequential(whole);
        assertThatThrownBy(() -> root.forward(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("net.2.part" + got);
    }

    /** A network of one's own, whose parts are called by forward. */
    private static final class Net extends Module {
        private final Conv2d conv1 = child("conv1", new Conv2d(16, 8, 3, SEED));
        private final ModuleList<Module> heads = child("heads", new ModuleList<>(new Linear(4, 2, SEED)));
        private final Lambda reshaping = child("reshaping", new Lambda(x -> x.reshape(7)));

        @Override
        public Tensor forward(Tensor x) {
            return x.rank() == 4
                    ? conv1.forward(x)
                    : x.rank() == 2 ? heads.get(0).forward(x) : reshaping.forward(x);
        }
    }

    @Test
    void pathsReachIntoModulesOfOnesOwnAndLists() {
        Net net = new Net();
        refuses(
                ShapeException.class,
                () -> net.forward(ones(1, 3, 8, 8)),
                "conv1: expected [N, 16, H, W], got [1, 3, 8, 8]");
        refuses(ShapeException.class, () -> net.forward(ones(1, 3)), "heads.0: expected [*, 4], got [1, 3]");
        refuses(ShapeException.class, () -> net.forward(ones(8)), "reshaping: reshape: ");
        Map<String, Module> whole = new LinkedHashMap<>();
        whole.put("net", new Sequential(net));
        Sequential root = new Sequential(whole);
        refuses(ShapeException.class, () -> root.forward(ones(1, 3, 8, 8)), "net.0.conv1: expected [N, 16, H, W]");
    }

    @Test
    void whatTheCoreRefusesIsNamedToo() {
        Sequential net = new Sequential(new Conv2d(1, 1, 5, SEED), new MaxPool2d(new Pool(4)));
        refuses(ShapeException.class, () -> net.forward(ones(1, 1, 3, 3)), "0: conv", "larger than");
        refuses(ShapeException.class, () -> net.forward(ones(1, 1, 6, 6)), "1: maxPool2d", "larger than");
        Embedding table = new Embedding(4, 3, SEED);
        refuses(IndexException.class, () -> table.forward(Tensor.of(new long[] {4})), "Embedding: ", "4");
        refuses(ShapeException.class, () -> new GLU(0).forward(ones(3, 2)), "GLU: glu: ", "odd");
        refuses(ShapeException.class, () -> new Maxout(2).forward(ones(2, 3)), "Maxout: maxout: ");
        refuses(IndexException.class, () -> new Softmax(2).forward(ones(2, 3)), "Softmax: softmax: ");
    }

    @Test
    void wrongElementTypes() {
        Tensor doubles = Tensor.ones(DType.FLOAT64, 2, 3, 4, 4);
        refuses(
                DTypeException.class,
                () -> new Conv2d(3, 2, 3, SEED).forward(doubles),
                "Conv2d: the parameters are FLOAT32, the input is FLOAT64",
                "to(DType.FLOAT32)");
        refuses(DTypeException.class, () -> new BatchNorm2d(3).forward(doubles), "BatchNorm2d: ", "FLOAT64");
        refuses(DTypeException.class, () -> new LayerNorm(4).forward(doubles), "LayerNorm: ", "FLOAT64");
        refuses(
                DTypeException.class,
                () -> new LSTM(3, 2, SEED).forward(Tensor.ones(DType.FLOAT64, 2, 2, 3)),
                "LSTM: ",
                "FLOAT64");
        refuses(
                DTypeException.class,
                () -> new Embedding(3, 2, SEED).forward(ones(2)),
                "Embedding: expected indices of INT64, got FLOAT32");
        refuses(
                DTypeException.class,
                () -> new EmbeddingBag(3, 2, Bag.MAX, SEED).forward(ones(2, 2)),
                "EmbeddingBag: expected indices of INT64, got FLOAT32");
        refuses(DTypeException.class, () -> ConvOptions.DEFAULT.withDtype(DType.INT64), "FLOAT32 or FLOAT64");
    }

    @Test
    void integersIntoLayersOfFloatingPointNumbers() {
        Tensor x = Tensor.zeros(DType.INT64, 2, 3);
        for (Module layer : List.of(
                new Dropout(0.5, SEED),
                new AlphaDropout(0.5, SEED),
                new ChannelDropout(0.5, SEED),
                new Threshold(0, 1))) {
            refuses(
                    DTypeException.class,
                    () -> layer.forward(x),
                    ": expected FLOAT32 or FLOAT64, got INT64; convert it with to(FLOAT32)");
        }
        Module evaluated = new AlphaDropout(0.5, SEED).eval();
        refuses(DTypeException.class, () -> evaluated.forward(x), "got INT64");
    }

    @Test
    void aSummaryOfAShapeSaysThatIndicesNeedAnExample() {
        Sequential net = new Sequential(new Embedding(4, 3, SEED), new Linear(3, 2, SEED));
        refuses(
                DTypeException.class,
                () -> net.summary(2, 3),
                "zeros of FLOAT32",
                "0: expected indices",
                "summary(Tensor)");
        assertThat(net.summary(Tensor.zeros(DType.INT64, 2, 3))
                        .rows()
                        .get(0)
                        .output()
                        .toArray())
                .containsExactly(2, 3, 2);
    }

    @Test
    void samplesOfOnePositionHaveNoRemedyInTheBatch() {
        assertThatThrownBy(() -> new InstanceNorm1d(3).forward(ones(2, 3, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("several positions")
                .hasMessageNotContainingAny("batch", "earlier");
    }

    @Test
    void headsAreCheckedByTheModuleThatIsMade() {
        TransformerEncoderLayer.Options options = TransformerEncoderLayer.Options.DEFAULT;
        refuses(
                ArgumentException.class,
                () -> new TransformerEncoder(4, 0, 2, options, SEED),
                "TransformerEncoder: the number of heads must be at least 1, got 0");
        refuses(
                ArgumentException.class,
                () -> new TransformerEncoder(4, 3, 2, options, SEED),
                "TransformerEncoder: the number of heads 3 must divide");
        refuses(
                ArgumentException.class,
                () -> new TransformerEncoderLayer(4, 0, SEED),
                "TransformerEncoderLayer: the number of heads");
        refuses(
                ArgumentException.class,
                () -> new MultiheadAttention(4, 0, SEED),
                "MultiheadAttention: the number of heads");
    }

    @Test
    void wrongStatesAndSequences() {
        LSTM lstm = new LSTM(3, 2, SEED);
        Tensor h = ones(1, 5, 2);
        refuses(
                ShapeException.class,
                () -> lstm.forward(ones(4, 6, 3), new LstmState(h, h)),
                "LSTM: expected a state [1, 6, 2], [layers * directions, N, hidden], got [1, 5, 2]");
        refuses(
                ShapeException.class,
                () -> new GRUCell(3, 2, SEED).forward(ones(4, 3), ones(4, 3)),
                "GRUCell: expected a state [4, 2], got [4, 3]");
        MultiheadAttention attention = new MultiheadAttention(4, 2, SEED);
        refuses(
                ShapeException.class,
                () -> attention.forward(ones(3, 2, 4), ones(5, 2, 4), ones(6, 2, 4), Mask.NONE),
                "MultiheadAttention: queries [3, 2, 4], keys [5, 2, 4] and values [6, 2, 4]");
    }

    @Test
    void noInput() {
        refuses(ArgumentException.class, () -> new ReLU().forward(null), "ReLU: the input is null");
        refuses(ArgumentException.class, () -> new GRU(3, 2, SEED).forward(null, null), "GRU: the input is null");
        refuses(ArgumentException.class, () -> new Sequential(new ReLU()).forward(null), "0: the input is null");
    }

    @Test
    void argumentsOutOfRange() {
        ConvOptions conv = ConvOptions.DEFAULT;
        refuses(ArgumentException.class, () -> new Conv2d(0, 2, 3, SEED), "Conv2d: ", "channels", "0");
        refuses(ArgumentException.class, () -> new Conv2d(2, 2, 0, SEED), "Conv2d: the kernel [0]");
        refuses(ArgumentException.class, () -> new Conv2d(2, 2, new int[] {1, 2, 3}, conv, SEED), "2 axes");
        refuses(ArgumentException.class, () -> new Conv2d(4, 6, 3, conv.withGroups(3), SEED), "groups", "3", "4");
        refuses(ArgumentException.class, () -> new Conv2d(4, 6, 3, conv.withGroups(4), SEED), "groups", "4", "6");
        refuses(ArgumentException.class, () -> new Conv2d(4, 6, 3, conv.withStride(0), SEED), "the stride [0]");
        refuses(ArgumentException.class, () -> new Conv2d(4, 6, 3, conv.withPadding(-1), SEED), "the padding [-1]");
        refuses(ArgumentException.class, () -> conv.withStride(2).withSamePadding(), "stride 1, got 2");
        refuses(ArgumentException.class, () -> new Conv2d(1, 1, 3, null), "seed", "Seed.of");
        refuses(
                ArgumentException.class,
                () -> new ConvTranspose1d(1, 1, 3, ConvOptions.DEFAULT.withOutputPadding(1, 1), SEED),
                "the output padding [1, 1]");
        refuses(ArgumentException.class, () -> new MaxPool2d(0), "MaxPool2d: the kernel [0]");
        refuses(ArgumentException.class, () -> new AvgPool2d(2, 0), "AvgPool2d: the stride [0]");
        refuses(ArgumentException.class, () -> new AdaptiveAvgPool2d(1, 2, 3), "AdaptiveAvgPool2d", "2 axes");
        refuses(ArgumentException.class, () -> new BatchNorm2d(0), "BatchNorm2d: the number of channels");
        refuses(ArgumentException.class, () -> BatchNormOptions.DEFAULT.withMomentum(2), "momentum must be in [0, 1]");
        refuses(ArgumentException.class, () -> new LayerNorm(new int[0]), "LayerNorm: the sizes");
        refuses(ArgumentException.class, () -> new GroupNorm(3, 4), "GroupNorm: the number of groups 3 must divide");
        refuses(ArgumentException.class, () -> NormOptions.DEFAULT.withEps(-1), "eps");
        refuses(ArgumentException.class, () -> new Embedding(0, 3, SEED), "Embedding: the number of vectors");
        refuses(ArgumentException.class, () -> Embedding.withPadding(3, 3, 3, SEED), "padding index 3");
        refuses(ArgumentException.class, () -> new LSTM(0, 3, SEED), "LSTM: the size of the input");
        refuses(ArgumentException.class, () -> RecurrentOptions.DEFAULT.withLayers(0), "number of layers");
        refuses(ArgumentException.class, () -> RecurrentOptions.DEFAULT.withDropout(1.5), "dropout must be in [0, 1]");
        refuses(ArgumentException.class, () -> new MultiheadAttention(5, 2, SEED), "heads 2 must divide", "5");
        refuses(ArgumentException.class, () -> new MultiheadAttention(4, 2, null), "seed");
        refuses(ArgumentException.class, () -> new TransformerEncoderLayer(4, 2, null), "seed");
        refuses(ArgumentException.class, () -> new CELU(0), "CELU: alpha must not be 0");
        refuses(ArgumentException.class, () -> new Softplus(0, 20), "Softplus: beta must not be 0");
        refuses(ArgumentException.class, () -> new Hardtanh(1, -1), "Hardtanh: min is 1.0, max -1.0");
        refuses(ArgumentException.class, () -> new Softshrink(-1), "Softshrink: lambda");
        refuses(ArgumentException.class, () -> new LeakyReLU(Double.NaN), "LeakyReLU: slope must be finite");
        refuses(ArgumentException.class, () -> new Maxout(0), "Maxout: pieces");
        refuses(ArgumentException.class, () -> new PReLU(0), "PReLU: the number of parameters");
    }

    @Test
    void givenValuesThatDoNotFitEachOther() {
        refuses(
                ShapeException.class,
                () -> Conv2d.of(ones(2, 3), null, ConvOptions.DEFAULT),
                "Conv2d.of: expected a weight of rank 4, got [2, 3]");
        refuses(
                ShapeException.class,
                () -> Conv2d.of(ones(2, 3, 1, 1), ones(3), ConvOptions.DEFAULT),
                "Conv2d.of: expected a bias [2]");
        refuses(
                ShapeException.class,
                () -> ConvTranspose1d.of(ones(2, 3, 1), ones(2), ConvOptions.DEFAULT),
                "ConvTranspose1d.of: expected a bias [3]");
        refuses(
                DTypeException.class,
                () -> Conv1d.of(ones(2, 3, 1), Tensor.ones(DType.FLOAT64, 2), ConvOptions.DEFAULT),
                "FLOAT64");
        refuses(ShapeException.class, () -> LayerNorm.of(ones(2), ones(3), 0), "LayerNorm.of: weight [2] and bias [3]");
        refuses(
                ShapeException.class,
                () -> BatchNorm1d.of(ones(2), ones(3), BatchNormOptions.DEFAULT),
                "BatchNorm1d.of: weight [2] and bias [3]");
        refuses(ShapeException.class, () -> AugmentedLinear.of(ones(3, 1)), "[out, 1 + in]", "[3, 1]");
        refuses(ShapeException.class, () -> Embedding.of(ones(3)), "[count, dim]", "[3]");
    }

    private static Tensor ones(int... shape) {
        return Tensor.ones(DType.FLOAT32, shape);
    }

    private static void refuses(
            Class<? extends AutodiffException> type, Supplier<?> use, String start, String... parts) {
        assertThatThrownBy(use::get)
                .isInstanceOf(type)
                .hasMessageContaining(start)
                .satisfies(e -> {
                    for (String part : parts) {
                        assertThat(e.getMessage()).contains(part);
                    }
                });
    }
}
