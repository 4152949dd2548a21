package org.autodiff.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.AutodiffException;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer.Activation;
import org.junit.jupiter.api.Test;

/**
 * The decoder against values computed by NumPy 2.4 from the formulas, head by head and row by row, of which the first are also those
 * of libtorch 2.7.1's {@code TransformerDecoderLayer} to the digits that it prints. Element i of a parameter or input is
 * {@code sin(1.7 i + k)}, where k is the sum of its name's characters modulo 97.
 */
class TransformerDecoderTest {
    private static final Seed SEED = Seed.of(3);

    private static final TransformerEncoderLayer.Options OPTIONS =
            TransformerEncoderLayer.Options.DEFAULT.withHidden(6).withDropout(0).withDtype(DType.FLOAT64);

    private static final double[] BEHIND_WITHOUT_MASKS = {
        0.8354419193323974, -0.7650393582139586, -0.861327973194415, -0.8227133372843085,
        0.8585189364195556, -0.5753892861555795, -0.8430175514129168, -0.9492890687668591,
        0.827010073855192, -0.6291443341218094, -0.8474034750925997, -0.7370663865222948,
        0.8520116181334868, -0.5628076225435444, -0.8411867476169916, -0.9036705379189167,
        0.8235804618317251, -0.5544976997851141, -0.8406939455220024, -0.6915580978351262,
        0.8483681843299058, -0.5476233719040493, -0.8395244657744898, -0.8751717750799137
    };

    private static final double[] BEHIND_WITH_MASKS = {
        0.8757142910698659, -0.6178946567654666, -0.8500290276643283, -1.0620117883231806,
        0.8255484602686981, -0.7454581467344821, -0.8595722885109016, -0.744983416351353,
        0.8325638821954858, -0.6835046055038001, -0.8525850698348715, -0.7902716181784667,
        0.8329705893348894, -0.4976595882106691, -0.8349676189029827, -0.7494241412044261,
        0.8168024933462494, -0.5706605462431741, -0.8430593454646292, -0.6393786088750641,
        0.8289634529385762, -0.6237277518074793, -0.8467425267115174, -0.7512100480183888
    };

    private static final double[] IN_FRONT_WITH_MASKS = {
        -0.3156927696001228,
        -5.178877233549671,
        0.7439067810210518,
        2.152719487968355,
        0.4003768798116665,
        -2.9570256429093114,
        2.195254580395112,
        3.1754709985311775,
        0.6941014899178368,
        -2.2857936749692884,
        1.9409493888403624,
        2.6792022663599555,
        0.9971043195696692,
        -2.343971595826066,
        1.1900001670893374,
        1.8352499502820672,
        1.9175271702211625,
        -2.96252482939931,
        0.3402060330314287,
        0.7452172821864116,
        1.7128733402355365,
        -3.6700890921360623,
        -0.5867422613219155,
        0.9385004688869125
    };

    private static Tensor wave(String name, Shape shape) {
        int k = name.chars().sum() % 97;
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(1.7 * i + k);
        }
        return Tensor.of(values, shape.toArray());
    }

    private static <M extends Module> M filled(M module) {
        for (Parameter p : module.parameters()) {
            InPlace.assign(p.tensor(), wave(p.name(), p.tensor().shape()));
        }
        return module;
    }

    private static final Tensor X = wave("x", Shape.of(3, 2, 4));
    private static final Tensor MEMORY = wave("memory", Shape.of(5, 2, 4));

    /** True where a place i may attend to a place j of the memory: PyTorch's mask is its reverse. */
    private static Mask some() {
        boolean[] open = new boolean[15];
        for (int i = 0; i < open.length; i++) {
            open[i] = (i / 5 + i % 5) % 3 != 0;
        }
        return new Mask(Tensor.of(open, 3, 5), false);
    }

    @Test
    void normalizationBehind() {
        TransformerDecoderLayer layer = filled(new TransformerDecoderLayer(4, 2, OPTIONS, SEED));
        assertThat(layer.forward(X, MEMORY).toDoubles()).containsExactly(BEHIND_WITHOUT_MASKS, within(1e-13));
        assertThat(layer.forward(X, MEMORY, Mask.CAUSAL, some()).toDoubles())
                .containsExactly(BEHIND_WITH_MASKS, within(1e-13));
    }

    @Test
    void normalizationInFront() {
        TransformerEncoderLayer.Options options = OPTIONS.withNormFirst(true).withActivation(Activation.GELU);
        TransformerDecoderLayer layer = filled(new TransformerDecoderLayer(4, 2, options, SEED));
        assertThat(layer.forward(X, MEMORY, Mask.CAUSAL, some()).toDoubles())
                .containsExactly(IN_FRONT_WITH_MASKS, within(1e-13));
    }

    @Test
    void batchFirstIsTheSameTransposed() {
        TransformerDecoderLayer layer = filled(new TransformerDecoderLayer(4, 2, OPTIONS.withBatchFirst(true), SEED));
        Tensor y = layer.forward(X.transpose(0, 1), MEMORY.transpose(0, 1), Mask.CAUSAL, some());
        assertThat(y.transpose(0, 1).toDoubles()).containsExactly(BEHIND_WITH_MASKS, within(1e-13));
    }

    @Test
    void theFutureIsHidden() {
        TransformerDecoder decoder = new TransformerDecoder(4, 2, 2, OPTIONS, SEED);
        Tensor y = decoder.forward(X, MEMORY, Mask.CAUSAL, Mask.NONE);
        Tensor changed = Tensor.concat(0, X.slice(0, 0, 2), X.slice(0, 2, 3).mul(-5));
        Tensor z = decoder.forward(changed, MEMORY, Mask.CAUSAL, Mask.NONE);
        assertThat(z.slice(0, 0, 2).toDoubles())
                .containsExactly(y.slice(0, 0, 2).toDoubles(), within(1e-14));
        assertThat(z.toDoubles()).isNotEqualTo(y.toDoubles());
    }

    @Test
    void decodersAreTheirLayers() {
        TransformerDecoder decoder = new TransformerDecoder(4, 2, 2, OPTIONS.withNormFirst(true), SEED);
        Tensor y = X;
        for (String part : new String[] {"layers.0", "layers.1"}) {
            y = ((TransformerDecoderLayer) decoder.module(part)).forward(y, MEMORY, Mask.CAUSAL, some());
        }
        y = decoder.module("norm").forward(y);
        assertThat(decoder.forward(X, MEMORY, Mask.CAUSAL, some()).toDoubles()).containsExactly(y.toDoubles());
        assertThat(new TransformerDecoder(4, 2, 1, OPTIONS, SEED).children()).containsOnlyKeys("layers");
    }

    @Test
    void dropoutActsInTrainingOnly() {
        TransformerDecoderLayer layer = new TransformerDecoderLayer(4, 2, OPTIONS.withDropout(0.5), SEED);
        assertThat(layer.forward(X, MEMORY).toDoubles())
                .isNotEqualTo(layer.forward(X, MEMORY).toDoubles());
        layer.eval();
        assertThat(layer.forward(X, MEMORY).toDoubles())
                .isEqualTo(layer.forward(X, MEMORY).toDoubles());
    }

    @Test
    void errors() {
        TransformerDecoderLayer layer = new TransformerDecoderLayer(4, 2, OPTIONS, SEED);
        assertThatThrownBy(() -> layer.forward(X, null))
                .isInstanceOf(AutodiffException.class)
                .hasMessageContaining("TransformerDecoderLayer: the memory");
        assertThatThrownBy(() -> layer.forward(X, Tensor.zeros(DType.FLOAT64, 5, 3, 4)))
                .isInstanceOf(AutodiffException.class)
                .hasMessageContaining("number of sequences");
        assertThatThrownBy(() -> layer.forward(X, Tensor.zeros(DType.FLOAT64, 5, 2, 3)))
                .isInstanceOf(AutodiffException.class)
                .hasMessageContaining("[time, N, 4]");
        assertThatThrownBy(() -> new TransformerDecoderLayer(4, 3, SEED))
                .isInstanceOf(AutodiffException.class)
                .hasMessageContaining("must divide");
        assertThatThrownBy(() -> new TransformerDecoder(4, 2, 0, OPTIONS, SEED))
                .isInstanceOf(AutodiffException.class)
                .hasMessageContaining("the number of layers");
        assertThatThrownBy(() -> TransformerDecoderLayer.of(null, OPTIONS, SEED))
                .isInstanceOf(AutodiffException.class)
                .hasMessageContaining("all seven");
    }
}
