package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.functional.Padding;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.nn.Lambda;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.check.ModuleCheck;
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
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.ReLU6;
import org.autodiff.nn.layer.activation.SELU;
import org.autodiff.nn.layer.activation.SiLU;
import org.autodiff.nn.layer.activation.Sigmoid;
import org.autodiff.nn.layer.activation.Softmax;
import org.autodiff.nn.layer.activation.Softmin;
import org.autodiff.nn.layer.activation.Softplus;
import org.autodiff.nn.layer.activation.Softshrink;
import org.autodiff.nn.layer.activation.Softsign;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.activation.Tanhshrink;
import org.autodiff.nn.layer.activation.Threshold;
import org.autodiff.nn.layer.attention.MultiheadAttention;
import org.autodiff.nn.layer.attention.TransformerDecoder;
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
import org.autodiff.nn.layer.normalization.InstanceNorm1d;
import org.autodiff.nn.layer.normalization.InstanceNorm2d;
import org.autodiff.nn.layer.normalization.InstanceNorm3d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.LocalResponseNorm;
import org.autodiff.nn.layer.normalization.NormOptions;
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
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The gradients of each kind of module by its input, to second order, and by its parameters. */
class GradientsOfModulesTest {
    private static final DType F64 = DType.FLOAT64;
    private static final Seed SEED = Seed.of(3);

    /** Numbers that are apart, and away from 0 and other corners, in an order that looks random. */
    private static Tensor apart(int... shape) {
        Tensor x = Tensor.uniform(SEED.child(99), F64, -2, 2, shape);
        double[] values = x.toDoubles();
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        for (int rank = 0; rank < order.length; rank++) {
            values[order[rank]] = (rank + 0.37) * 4 / order.length - 2;
        }
        return Tensor.of(values, values.length).reshape(shape);
    }

    private static void check(Module module, Tensor x) {
        check(module, module::forward, x);
    }

    /** By the input and by every parameter, to second order. */
    private static void check(Module module, UnaryOperator<Tensor> f, Tensor x) {
        GradCheckReport report = ModuleCheck.check(GradCheck.order(2), module, xs -> f.apply(xs[0]), x);
        assertThat(report.verdict()).as(module + ": " + report).isEqualTo(Verdict.PASS);
    }

    private static Map<Module, Tensor> modules() {
        Map<Module, Tensor> all = new LinkedHashMap<>();
        all.put(new Linear(3, 2, true, F64, SEED), apart(4, 3));
        all.put(new Linear(3, 2, false, F64, SEED), apart(2, 2, 3));
        all.put(new AugmentedLinear(3, 2, F64, SEED), apart(4, 3));
        ConvOptions conv = ConvOptions.DEFAULT.withDtype(F64);
        all.put(new Conv1d(2, 3, 3, conv.withPadding(1).withStride(2), SEED), apart(2, 2, 5));
        all.put(new Conv2d(2, 2, new int[] {2, 3}, conv.withGroups(2).withDilation(1, 2), SEED), apart(1, 2, 4, 5));
        all.put(
                new Conv2d(2, 2, 3, conv.withPadding(1).withPaddingMode(Padding.Mode.REFLECT), SEED),
                apart(1, 2, 3, 3));
        all.put(new Conv2d(1, 2, 2, conv.withSamePadding().withBias(false), SEED), apart(1, 1, 3, 3));
        all.put(new Conv3d(1, 2, 2, conv, SEED), apart(1, 1, 3, 2, 3));
        ConvOptions up = ConvOptions.DEFAULT.withDtype(F64);
        all.put(new ConvTranspose1d(2, 2, 3, up.withStride(2).withOutputPadding(1), SEED), apart(1, 2, 3));
        all.put(new ConvTranspose2d(2, 2, 2, up.withGroups(2).withPadding(1), SEED), apart(1, 2, 3, 3));
        all.put(new ConvTranspose3d(1, 2, 2, up.withBias(false), SEED), apart(1, 1, 2, 2, 2));
        all.put(new MaxPool1d(2), apart(1, 2, 4));
        all.put(new MaxPool2d(new Pool(3).withStride(2).withPadding(1)), apart(1, 2, 4, 4));
        all.put(new MaxPool3d(2), apart(1, 1, 2, 4, 2));
        all.put(new AvgPool1d(2, 1), apart(1, 2, 4));
        all.put(new AvgPool2d(new Pool(2).withPadding(1).withCountIncludePad(false)), apart(1, 1, 3, 3));
        all.put(new AvgPool3d(2), apart(1, 1, 2, 2, 4));
        all.put(new AdaptiveAvgPool1d(2), apart(1, 2, 5));
        all.put(new AdaptiveAvgPool2d(2, 3), apart(1, 1, 5, 4));
        all.put(new AdaptiveAvgPool3d(2), apart(1, 1, 3, 2, 4));
        all.put(new AdaptiveMaxPool1d(2), apart(1, 2, 5));
        all.put(new AdaptiveMaxPool2d(2), apart(1, 1, 5, 4));
        all.put(new AdaptiveMaxPool3d(2), apart(1, 1, 3, 2, 4));
        BatchNormOptions batch = BatchNormOptions.DEFAULT.withDtype(F64);
        all.put(new BatchNorm1d(3, batch), apart(4, 3));
        all.put(new BatchNorm2d(2, batch), apart(2, 2, 2, 2));
        all.put(new BatchNorm3d(1, batch.withTracked(false)), apart(2, 1, 2, 1, 2));
        all.put(new BatchNorm1d(2, batch).eval(), apart(3, 2, 2));
        NormOptions norm = NormOptions.DEFAULT.withDtype(F64);
        all.put(new LayerNorm(new int[] {2, 3}, norm), apart(2, 2, 3));
        all.put(new GroupNorm(2, 4, norm), apart(2, 4, 2));
        all.put(new InstanceNorm1d(2, norm), apart(1, 2, 4));
        all.put(new InstanceNorm2d(2), apart(1, 2, 2, 2));
        all.put(new InstanceNorm3d(1, norm), apart(2, 1, 2, 2, 1));
        all.put(new RMSNorm(4, 1e-6, F64), apart(2, 4));
        all.put(new LocalResponseNorm(3, 0.5, 0.75, 1), apart(1, 4, 2));
        all.put(new Flatten(), apart(2, 2, 2));
        all.put(new Unflatten(1, 2, 3), apart(2, 6));
        all.put(new Identity(), apart(3));
        all.put(new PReLU(2, 0.25, F64), apart(2, 2, 3));
        all.put(new Sequential(new Linear(2, 6, true, F64, SEED), new Maxout(3)), apart(2, 2));
        all.put(new Lambda("x sin x", x -> x.mul(x.sin())), apart(4));
        recurrent(all);
        return all;
    }

    private static void recurrent(Map<Module, Tensor> all) {
        RecurrentOptions one = RecurrentOptions.DEFAULT.withDtype(F64);
        RecurrentOptions deep = one.withLayers(2).withBidirectional(true).withBatchFirst(true);
        all.put(new RNN(2, 3, one, SEED), apart(3, 2, 2));
        all.put(new RNN(2, 2, Nonlinearity.RELU, one.withBias(false), SEED), apart(2, 1, 2));
        all.put(new LSTM(2, 2, deep, SEED), apart(1, 3, 2));
        all.put(new GRU(2, 2, deep, SEED), apart(1, 3, 2));
        all.put(new RNNCell(2, 3, Nonlinearity.TANH, true, F64, SEED), apart(2, 2));
        all.put(new LSTMCell(2, 2, true, F64, SEED), apart(2, 2));
        all.put(new GRUCell(2, 2, true, F64, SEED), apart(2, 2));
        MultiheadAttention.Options attention = MultiheadAttention.Options.DEFAULT.withDtype(F64);
        all.put(new MultiheadAttention(4, 2, attention, SEED), apart(3, 1, 4));
        TransformerEncoderLayer.Options encoder = TransformerEncoderLayer.Options.DEFAULT
                .withHidden(3)
                .withDropout(0)
                .withDtype(F64)
                .withActivation(TransformerEncoderLayer.Activation.GELU);
        all.put(new TransformerEncoderLayer(4, 2, encoder, SEED), apart(2, 1, 4));
        all.put(new TransformerEncoderLayer(2, 1, encoder.withNormFirst(true), SEED), apart(2, 1, 2));
        all.put(new TransformerDecoderLayer(4, 2, encoder, SEED), apart(2, 1, 4));
        all.put(new TransformerDecoder(4, 2, 1, encoder.withNormFirst(true), SEED), apart(2, 1, 4));
    }

    @TestFactory
    Stream<DynamicTest> everyModule() {
        return modules().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey().toString(), () -> check(e.getKey(), e.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> everyActivation() {
        List<Module> all = List.of(
                new ReLU(),
                new ReLU6(),
                new Sigmoid(),
                new Tanh(),
                new SELU(),
                new SiLU(),
                new Mish(),
                new Hardsigmoid(),
                new Hardswish(),
                new Softsign(),
                new Tanhshrink(),
                new LogSigmoid(),
                new LeakyReLU(0.1),
                new ELU(0.7),
                new CELU(1.5),
                new GELU(),
                new GELU(true),
                new Softplus(2, 20),
                new Hardtanh(-1, 1.05),
                new Hardshrink(),
                new Softshrink(),
                new Threshold(0.05, -3),
                new GLU(1),
                new Softmax(1),
                new LogSoftmax(-1),
                new Softmin(0),
                new Maxout(2));
        return all.stream().map(m -> DynamicTest.dynamicTest(m.toString(), () -> check(m, apart(2, 4))));
    }

    @Test
    void dropoutWithTheSameMaskEachTime() {
        for (Dropout dropout :
                List.of(new Dropout(0.4, SEED), Dropout.keep(0.4, SEED), Dropout.srivastava(0.4, SEED))) {
            check(
                    dropout,
                    x -> {
                        dropout.rewind();
                        return dropout.forward(x);
                    },
                    apart(3, 4));
        }
    }

    @Test
    void tablesByTheirRows() {
        Tensor index = Tensor.of(new long[] {0, 2, 2, 1}, 2, 2);
        Embedding table = new Embedding(3, 2, F64, SEED);
        check(table, table::forward, index);
        for (Bag mode : Bag.values()) {
            EmbeddingBag bags = new EmbeddingBag(3, 2, mode, F64, SEED);
            check(bags, bags::forward, index);
        }
    }

    @Test
    void statesAndMasksAndFurtherInputs() {
        LSTM lstm = new LSTM(2, 2, RecurrentOptions.DEFAULT.withDtype(F64), SEED);
        Tensor x = apart(3, 1, 2);
        check(lstm, h -> lstm.forward(x, new LstmState(h, h.mul(0.5))).c(), apart(1, 1, 2));
        MultiheadAttention attention =
                new MultiheadAttention(2, 1, MultiheadAttention.Options.DEFAULT.withDtype(F64), SEED);
        Tensor keys = Tensor.normal(SEED.child(7), F64, 0, 1, 4, 1, 2);
        check(
                attention,
                q -> attention.forward(q, keys, keys.mul(2), Mask.CAUSAL).output(),
                apart(4, 1, 2));
    }

    @Test
    void theCheckFindsAWrongGradient() {
        Linear layer = new Linear(2, 2, true, F64, SEED);
        // the value doubles where the gradient does not
        Lambda wrong = new Lambda(x -> layer.forward(x).add(layer.forward(x).detach()));
        assertThat(catchThrowable(() -> check(layer, wrong::forward, apart(2, 2))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The gradient by weight is wrong");
    }
}
