package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Padding.Mode;
import org.autodiff.nn.Module;
import org.autodiff.nn.ModuleDict;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.attention.TransformerEncoder;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.junit.jupiter.api.Test;

/** Layers that are a few operations, and modules by name. */
class FurtherLayersTest {
    private static final Seed SEED = Seed.of(12);

    private static Tensor count(int... shape) {
        int n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] values = new double[n];
        Arrays.setAll(values, i -> i);
        return Tensor.of(values, shape);
    }

    @Test
    void paddingOfEachKind() {
        Tensor x = count(1, 3).add(1);
        assertThat(new Pad(1, 2).forward(x).toDoubles()).containsExactly(0, 1, 2, 3, 0, 0);
        assertThat(Pad.constant(-1, 1, 0).forward(x).toDoubles()).containsExactly(-1, 1, 2, 3);
        assertThat(new Pad(Mode.REFLECT, 2, 1).forward(x).toDoubles()).containsExactly(3, 2, 1, 2, 3, 2);
        assertThat(new Pad(Mode.REPLICATE, 2, 1).forward(x).toDoubles()).containsExactly(1, 1, 1, 2, 3, 3);
        assertThat(new Pad(Mode.CIRCULAR, 1, 1).forward(x).toDoubles()).containsExactly(3, 1, 2, 3, 1);
        assertThat(Pad.constant(2, 1, 0)).hasToString("Pad(constant=2.0, [1, 0])");
    }

    @Test
    void imagesMadeLarger() {
        Tensor x = count(1, 1, 1, 2);
        assertThat(Upsample.nearest(2).forward(x).toDoubles()).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
        assertThat(Upsample.bilinear(2, false).forward(x).toDoubles())
                .containsExactly(new double[] {0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1}, within(1e-15));
        assertThat(Upsample.bilinear(2, true).forward(x).toDoubles())
                .containsExactly(new double[] {0, 1.0 / 3, 2.0 / 3, 1, 0, 1.0 / 3, 2.0 / 3, 1}, within(1e-15));
    }

    /** Each side fits an int, the number of elements does not: 4 * 10^10, and 2^32, which as an int is 0. */
    @Test
    void imagesThatWouldBeTooLargeAreRefused() {
        for (Upsample layer : List.of(Upsample.nearest(100_000), Upsample.bilinear(100_000, false))) {
            assertThatThrownBy(() -> layer.forward(count(1, 1, 2, 2)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContainingAll("Upsample", "[1, 1, 200000, 200000]", "more than 2^31-1 elements");
        }
        assertThatThrownBy(() -> Upsample.nearest(1 << 15).forward(count(1, 1, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("[1, 1, 65536, 65536]", "more than 2^31-1 elements");
        assertThatThrownBy(() -> Upsample.nearest(Integer.MAX_VALUE).forward(count(1, 1, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("4294967294 x 4294967294 pixels");
    }

    @Test
    void shufflesAndBack() {
        Tensor x = count(2, 4, 3, 2);
        assertThat(new PixelUnshuffle(2).forward(new PixelShuffle(2).forward(x)).toDoubles())
                .containsExactly(x.toDoubles());
        assertThat(new ChannelShuffle(2).forward(count(1, 6, 1)).toDoubles()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(new ChannelShuffle(2)
                        .forward(new ChannelShuffle(2).forward(x))
                        .toDoubles())
                .containsExactly(x.toDoubles());
    }

    @Test
    void wholeChannelsAreDropped() {
        ChannelDropout layer = new ChannelDropout(0.25, SEED);
        Tensor x = Tensor.ones(DType.FLOAT32, 40, 50, 2, 3);
        float[] y = layer.forward(x).toFloats();
        int kept = 0;
        for (int channel = 0; channel < 2000; channel++) {
            float first = y[channel * 6];
            assertThat(first == 0 || Math.abs(first - 4f / 3) < 1e-6f).isTrue();
            for (int i = 1; i < 6; i++) {
                assertThat(y[channel * 6 + i]).isEqualTo(first);
            }
            kept += first == 0 ? 0 : 1;
        }
        assertThat(kept).isBetween(1430, 1570);
        assertThat(layer.forward(x).toFloats()).isNotEqualTo(y);
        layer.rewind();
        assertThat(layer.forward(x).toFloats()).isEqualTo(y);
        layer.eval();
        assertThat(layer.forward(x)).isSameAs(x);
        assertThat(new ChannelDropout(1, SEED).forward(x).toFloats()).containsOnly(0);
    }

    /** Mean 0 and variance 1 stay, as the paper promises; what is replaced has one value. */
    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        Tensor x = Tensor.normal(SEED, DType.FLOAT64, 0, 1, 200, 500);
        AlphaDropout layer = new AlphaDropout(0.3, SEED);
        double[] y = layer.forward(x).toDoubles();
        double mean = Arrays.stream(y).average().orElseThrow();
        double variance = Arrays.stream(y).map(v -> v * v).average().orElseThrow() - mean * mean;
        assertThat(mean).isCloseTo(0, within(0.01));
        assertThat(variance).isCloseTo(1, within(0.01));
        double limit = -1.7580993408473766;
        double scale = 1 / Math.sqrt(0.7 * (1 + 0.3 * limit * limit));
        double replaced = scale * limit - scale * 0.3 * limit;
        long count =
                Arrays.stream(y).filter(v -> Math.abs(v - replaced) < 1e-12).count();
        assertThat(count).isBetween(29500L, 30500L);
        layer.eval();
        assertThat(layer.forward(x)).isSameAs(x);
        assertThat(new AlphaDropout(1, SEED)
                        .forward(Tensor.ones(DType.FLOAT64, 2))
                        .toDoubles())
                .containsOnly(0);
    }

    @Test
    void theBilinearMap() {
        Bilinear layer = new Bilinear(2, 3, 1, true, DType.FLOAT64, SEED);
        Tensor x = count(1, 2).add(1);
        Tensor y = count(1, 3).sub(1);
        double[] w = layer.weight().toDoubles();
        // x = (1, 2), y = (-1, 0, 1)
        double expected = -w[0] + w[2] - 2 * w[3] + 2 * w[5] + layer.bias().item();
        assertThat(layer.forward(x, y).item()).isCloseTo(expected, within(1e-15));
        assertThat(Arrays.stream(w).map(Math::abs).max().orElseThrow()).isLessThan(1 / Math.sqrt(2));
        try (Tape tape = Tape.record()) {
            layer.forward(x, y).sum().backward();
        }
        assertThat(layer.weight().grad().toDoubles()).containsExactly(-1, 0, 1, -2, 0, 2);
        assertThat(layer).hasToString("Bilinear(in1=2, in2=3, out=1, bias=true)");
    }

    @Test
    void encodersAreTheirLayers() {
        TransformerEncoderLayer.Options options = TransformerEncoderLayer.Options.DEFAULT
                .withHidden(5)
                .withNormFirst(true)
                .withDtype(DType.FLOAT64);
        TransformerEncoder encoder = new TransformerEncoder(4, 2, 2, options, SEED);
        encoder.eval();
        Tensor x = Tensor.normal(SEED, DType.FLOAT64, 0, 1, 3, 2, 4);
        Tensor y = x;
        for (String part : new String[] {"layers.0", "layers.1", "norm"}) {
            y = encoder.module(part).forward(y);
        }
        assertThat(encoder.forward(x).toDoubles()).containsExactly(y.toDoubles());
        assertThat(encoder.parameters())
                .extracting(Parameter::name)
                .contains("layers.0.self_attn.in_proj_weight", "layers.1.linear2.bias", "norm.weight");
        assertThat(encoder.module("layers.0")
                        .stateDict()
                        .asMap()
                        .get("linear1.weight")
                        .toDoubles())
                .isNotEqualTo(encoder.module("layers.1")
                        .stateDict()
                        .asMap()
                        .get("linear1.weight")
                        .toDoubles());
        TransformerEncoder behind = new TransformerEncoder(4, 2, 1, options.withNormFirst(false), SEED);
        assertThat(behind.children()).containsOnlyKeys("layers");
    }

    @Test
    void modulesByName() {
        Map<String, Module> parts = new LinkedHashMap<>();
        parts.put("left", new Linear(2, 3, SEED));
        parts.put("act", new ReLU());
        ModuleDict<Module> dict = new ModuleDict<>(parts);
        dict.put("right", new Linear(3, 1, SEED));
        assertThat(dict.size()).isEqualTo(3);
        assertThat(dict.children()).containsOnlyKeys("left", "act", "right");
        assertThat(dict.get("act")).isInstanceOf(ReLU.class);
        assertThat(dict.parameters())
                .extracting(Parameter::name)
                .containsExactly("left.weight", "left.bias", "right.weight", "right.bias");
        assertThatThrownBy(() -> dict.get("up"))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("up", "[left, act, right]");
        assertThatThrownBy(() -> dict.put("act", new ReLU())).isInstanceOf(ArgumentException.class);
        assertThat(dict.size()).isEqualTo(3);
        assertThatThrownBy(() -> dict.forward(Tensor.ones(DType.FLOAT32, 2)))
                .hasMessageContaining("call its modules by name");
    }

    @Test
    void whatTheyRefuse() {
        Tensor x = Tensor.ones(DType.FLOAT32, 2, 5);
        assertThatThrownBy(() -> new Pad(1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("pairs");
        assertThatThrownBy(() -> new Pad(1, 1, 1, 1, 1, 1).forward(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("Pad: ", "[2, 5]");
        assertThatThrownBy(() -> Upsample.nearest(0)).hasMessageContaining("Upsample: the factor");
        assertThatThrownBy(() -> Upsample.nearest(2).forward(x)).hasMessageContaining("expected [N, C, H, W]");
        assertThatThrownBy(() -> new ChannelShuffle(2).forward(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("multiple of 2");
        assertThatThrownBy(() -> new ChannelDropout(1.5, SEED)).hasMessageContaining("[0, 1]");
        assertThatThrownBy(() -> new ChannelDropout(0.5, SEED).forward(Tensor.ones(DType.FLOAT32, 2)))
                .hasMessageContaining("[N, C, ...]");
        assertThatThrownBy(() -> new AlphaDropout(0.5, null)).hasMessageContaining("Seed.of");
        assertThatThrownBy(() -> new Bilinear(2, 0, 1, SEED)).hasMessageContaining("second input");
        assertThatThrownBy(() -> new Bilinear(5, 5, 1, SEED).forward(x, x.to(DType.FLOAT64)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("FLOAT64");
        assertThatThrownBy(() -> new Bilinear(5, 4, 1, SEED).forward(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("bilinear");
        assertThatThrownBy(() -> new TransformerEncoder(4, 2, 0, TransformerEncoderLayer.Options.DEFAULT, SEED))
                .hasMessageContaining("number of layers");
    }
}
