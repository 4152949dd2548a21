package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.activation.PReLU;
import org.autodiff.nn.layer.attention.MultiheadAttention;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.autodiff.nn.layer.convolution.Conv1d;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.Conv3d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.convolution.ConvTranspose1d;
import org.autodiff.nn.layer.convolution.ConvTranspose2d;
import org.autodiff.nn.layer.convolution.ConvTranspose3d;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.GroupNorm;
import org.autodiff.nn.layer.normalization.InstanceNorm1d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.NormOptions;
import org.autodiff.nn.layer.normalization.RMSNorm;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.GRUCell;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.LSTMCell;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules start as PyTorch's do, and the same seed gives the same values. */
class InitialValuesTest {
    private static final Seed SEED = Seed.of(11);

    /** Modules of which every parameter is uniform on (-b, b), and b. */
    static Stream<Arguments> uniform() {
        return Stream.of(
                Arguments.of(new Conv1d(20, 40, 5, SEED), 1 / Math.sqrt(20 * 5)),
                Arguments.of(new Conv2d(20, 40, 3, ConvOptions.DEFAULT.withGroups(4), SEED), 1 / Math.sqrt(20 / 4 * 9)),
                Arguments.of(new Conv3d(4, 40, 2, SEED), 1 / Math.sqrt(4 * 8)),
                // PyTorch takes the second axis for the inputs, also where that is the outputs'
                Arguments.of(new ConvTranspose1d(40, 20, 5, SEED), 1 / Math.sqrt(20 * 5)),
                Arguments.of(
                        new ConvTranspose2d(40, 40, 3, ConvOptions.DEFAULT.withGroups(4), SEED),
                        1 / Math.sqrt(40 / 4 * 9)),
                Arguments.of(new ConvTranspose3d(40, 30, 2, SEED), 1 / Math.sqrt(30 * 8)),
                Arguments.of(new RNN(7, 49, SEED), 1.0 / 7),
                Arguments.of(new LSTM(7, 49, RecurrentOptions.DEFAULT.withLayers(2), SEED), 1.0 / 7),
                Arguments.of(new GRU(7, 49, RecurrentOptions.DEFAULT.withBidirectional(true), SEED), 1.0 / 7),
                Arguments.of(new LSTMCell(7, 49, SEED), 1.0 / 7));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uniform")
    void uniformByTheNumberOfInputs(Module module, double bound) {
        for (Parameter p : module.parameters()) {
            double[] values = p.tensor().toDoubles();
            double most = Arrays.stream(values).map(Math::abs).max().orElseThrow();
            assertThat(most).as(p.toString()).isBetween((values.length < 100 ? 0.8 : 0.95) * bound, bound * 1.0000001);
            assertThat(Arrays.stream(values).average().orElseThrow())
                    .as(p.toString())
                    .isCloseTo(0, within(5 * bound / Math.sqrt(3 * values.length)));
        }
    }

    @Test
    void normalizationsStartAsTheIdentity() {
        for (Module m : List.of(
                new BatchNorm2d(3),
                new LayerNorm(3),
                new GroupNorm(3, 3),
                new InstanceNorm1d(3, NormOptions.DEFAULT))) {
            assertThat(m.stateDict().get("weight").toFloats()).containsOnly(1);
            assertThat(m.stateDict().get("bias").toFloats()).containsOnly(0);
        }
        assertThat(new RMSNorm(3).weight().toFloats()).containsOnly(1);
        assertThat(new BatchNorm2d(3).runningMean().toFloats()).containsOnly(0);
        assertThat(new BatchNorm2d(3).runningVar().toFloats()).containsOnly(1);
        assertThat(new PReLU(3).weight().toFloats()).containsOnly(0.25f);
    }

    @Test
    void tablesAreNormalAndThePaddingIsZero() {
        double[] values = new Embedding(100, 60, SEED).weight().toDoubles();
        double squares = Arrays.stream(values).map(v -> v * v).sum() / values.length;
        assertThat(squares).isCloseTo(1, within(0.05));
        assertThat(Arrays.stream(values).max().orElseThrow()).isGreaterThan(3);

        Embedding padded = Embedding.withPadding(4, 3, -2, SEED);
        assertThat(padded.weight().select(0, 2).toFloats()).containsOnly(0);
        assertThat(padded.weight().select(0, 1).toFloats()).doesNotContain(0);
        assertThat(padded).hasToString("Embedding(4, 3, padding=2)");
    }

    @Test
    void attentionIsXavierUniformWithBiasesOf0() {
        MultiheadAttention attention = new MultiheadAttention(48, 4, SEED);
        double bound = Math.sqrt(6.0 / (48 + 3 * 48));
        double[] in = attention.stateDict().get("in_proj_weight").toDoubles();
        assertThat(Arrays.stream(in).map(Math::abs).max().orElseThrow()).isBetween(0.99 * bound, bound * 1.0000001);
        double[] out = attention.stateDict().get("out_proj.weight").toDoubles();
        assertThat(Arrays.stream(out).map(Math::abs).max().orElseThrow())
                .isBetween(0.99 / Math.sqrt(48), 1.0000001 / Math.sqrt(48));
        assertThat(attention.stateDict().get("in_proj_bias").toFloats()).containsOnly(0);
        assertThat(attention.stateDict().get("out_proj.bias").toFloats()).containsOnly(0);
    }

    @Test
    void theSeedDecides() {
        List<Function<Seed, Module>> makers = List.of(
                s -> new Conv2d(2, 3, 3, s),
                s -> new ConvTranspose2d(2, 3, 3, s),
                s -> new AugmentedLinear(2, 3, s),
                s -> new Embedding(4, 3, s),
                s -> new LSTM(2, 3, s),
                s -> new GRUCell(2, 3, s),
                s -> new MultiheadAttention(4, 2, s),
                s -> new TransformerEncoderLayer(4, 2, s));
        for (Function<Seed, Module> maker : makers) {
            assertThat(values(maker.apply(SEED))).isEqualTo(values(maker.apply(SEED)));
            assertThat(values(maker.apply(Seed.of(12)))).isNotEqualTo(values(maker.apply(SEED)));
        }
    }

    private static List<Double> values(Module module) {
        return module.parameters().stream()
                .flatMap(p -> Arrays.stream(p.tensor().toDoubles()).boxed())
                .toList();
    }

    @Test
    void noTwoParametersOfAModuleAreDrawnAlike() {
        LSTM lstm = new LSTM(5, 5, RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true), SEED);
        List<Float> firsts =
                lstm.parameters().stream().map(p -> p.tensor().toFloats()[0]).toList();
        assertThat(firsts).doesNotHaveDuplicates();
    }

    @Test
    void theDummyInputFormIsTheSameFunction() {
        Linear usual = new Linear(3, 2, true, DType.FLOAT64, SEED);
        AugmentedLinear augmented = new AugmentedLinear(3, 2, DType.FLOAT64, SEED);
        Tensor x = Tensor.normal(SEED, DType.FLOAT64, 0, 1, 2, 4, 3);

        assertThat(augmented.weight().shape().toArray()).containsExactly(2, 4);
        assertThat(augmented.weight().select(1, 0).toDoubles())
                .isEqualTo(usual.bias().toDoubles());
        assertThat(augmented.forward(x).shape().toArray()).containsExactly(2, 4, 2);
        assertThat(augmented.forward(x).toDoubles())
                .containsExactly(usual.forward(x).toDoubles(), within(1e-14));
        assertThat(augmented.toLinear().forward(x).toDoubles())
                .containsExactly(usual.forward(x).toDoubles(), within(1e-14));
        Linear plain = new Linear(3, 2, false, DType.FLOAT64, SEED);
        assertThat(AugmentedLinear.of(plain).forward(x).toDoubles())
                .containsExactly(plain.forward(x).toDoubles(), within(1e-14));
        assertThat(AugmentedLinear.of(augmented.weight()).parameters().get(0).tensor())
                .isSameAs(augmented.weight());
    }
}
