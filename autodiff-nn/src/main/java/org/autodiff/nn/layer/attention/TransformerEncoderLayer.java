package org.autodiff.nn.layer.attention;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Layer;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.NormOptions;

/**
 * A layer of a transformer's encoder (Vaswani et al. 2017): attention of a sequence to itself and a network of two
 * linear layers, each with dropout, a residual connection and layer normalization. x and y [time, N, E], or [N, time,
 * E] if asked for.
 *
 * <p>With the normalization behind: {@code z = norm1(x + attention(x)); y = norm2(z + network(z))}. With it in front:
 * {@code z = x + attention(norm1(x)); y = z + network(norm2(z))}.
 *
 * <p>In a mask of booleans true says that a place may attend to another: the opposite of what {@code src_mask} of
 * PyTorch's module says, as in {@link MultiheadAttention}.
 *
 * <p>Children and parameters as in PyTorch's {@code nn.TransformerEncoderLayer}: {@code self_attn}, {@code linear1},
 * {@code linear2}, {@code norm1}, {@code norm2}.
 */
public final class TransformerEncoderLayer extends Layer {
    /** Activation functions between the two linear layers. */
    public enum Activation {
        /** Rectified linear unit. */
        RELU,
        /** Gaussian error linear unit. */
        GELU;

        Tensor of(Tensor x) {
            return this == RELU ? x.relu() : x.gelu();
        }
    }

    /**
     * Options of a transformer's encoder layer: {@code Options.DEFAULT.withHidden(512)}.
     *
     * @param hidden the number of features between the two linear layers
     * @param dropout the probability that an element is zeroed in training, in all places of dropout
     * @param activation the function between the two linear layers
     * @param eps the number that the normalizations add to the variance
     * @param batchFirst whether sequences are [N, time, E] rather than [time, N, E]
     * @param normFirst whether the normalizations stand in front
     * @param bias whether the linear layers and the attention have biases
     * @param dtype element type of the parameters
     */
    public record Options(
            int hidden,
            double dropout,
            Activation activation,
            double eps,
            boolean batchFirst,
            boolean normFirst,
            boolean bias,
            DType dtype) {
        /** PyTorch's defaults: 2048 hidden, dropout 0.1, ReLU, eps 1e-5, time first, norm behind, biases, FLOAT32. */
        public static final Options DEFAULT =
                new Options(2048, 0.1, Activation.RELU, 1e-5, false, false, true, DType.FLOAT32);

        /** Options of a positive size, a probability, a finite eps that is not negative, and a floating type. */
        public Options {
            Require.positive(hidden, NAME, "the number of hidden features");
            Require.probability(dropout, NAME, "dropout");
            Require.notNegative(eps, NAME, "eps");
            Require.choice(activation, NAME, "the activation", Activation.RELU);
            Parameter.floating(dtype, NAME);
        }

        /** These options with the given number of features between the linear layers. */
        public Options withHidden(int value) {
            return new Options(value, dropout, activation, eps, batchFirst, normFirst, bias, dtype);
        }

        /** These options with the given dropout. */
        public Options withDropout(double value) {
            return new Options(hidden, value, activation, eps, batchFirst, normFirst, bias, dtype);
        }

        /** These options with the given activation. */
        public Options withActivation(Activation value) {
            return new Options(hidden, dropout, value, eps, batchFirst, normFirst, bias, dtype);
        }

        /** These options with the given eps. */
        public Options withEps(double value) {
            return new Options(hidden, dropout, activation, value, batchFirst, normFirst, bias, dtype);
        }

        /** These options with sequences as [N, time, E], or [time, N, E]. */
        public Options withBatchFirst(boolean value) {
            return new Options(hidden, dropout, activation, eps, value, normFirst, bias, dtype);
        }

        /** These options with the normalizations in front, or behind. */
        public Options withNormFirst(boolean value) {
            return new Options(hidden, dropout, activation, eps, batchFirst, value, bias, dtype);
        }

        /** These options with or without biases. */
        public Options withBias(boolean value) {
            return new Options(hidden, dropout, activation, eps, batchFirst, normFirst, value, dtype);
        }

        /** These options with the given element type of the parameters. */
        public Options withDtype(DType value) {
            return new Options(hidden, dropout, activation, eps, batchFirst, normFirst, bias, value);
        }

        /** The options of attention. */
        MultiheadAttention.Options attention() {
            return new MultiheadAttention.Options(dropout, bias, batchFirst, dtype);
        }

        /** The options of the normalizations. */
        NormOptions norm() {
            return NormOptions.DEFAULT.withEps(eps).withDtype(dtype);
        }
    }

    /**
     * The parts of the layer that have parameters.
     *
     * @param attention the attention of the sequence to itself
     * @param linear1 the map to the hidden features
     * @param linear2 the map back
     * @param norm1 the normalization of the attention
     * @param norm2 the normalization of the two linear layers
     */
    public record Parts(
            MultiheadAttention attention, Linear linear1, Linear linear2, LayerNorm norm1, LayerNorm norm2) {
        private static Parts drawn(int features, int heads, Options o, Seed seed) {
            MultiheadAttention.requireHeads(features, heads, NAME);
            Require.options(o, NAME, "Options.DEFAULT");
            given(seed, NAME);
            return new Parts(
                    new MultiheadAttention(features, heads, o.attention(), seed.child(0)),
                    new Linear(features, o.hidden(), o.bias(), o.dtype(), seed.child(1)),
                    new Linear(o.hidden(), features, o.bias(), o.dtype(), seed.child(2)),
                    new LayerNorm(features, o.norm()),
                    new LayerNorm(features, o.norm()));
        }
    }

    private static final String NAME = "TransformerEncoderLayer";

    private final Options options;
    private final Parts parts;
    private final Dropout dropout;
    private final Dropout dropout1;
    private final Dropout dropout2;

    /** A layer over E features with {@link Options#DEFAULT}; the number of heads, at least 1, divides E. */
    public TransformerEncoderLayer(int features, int heads, Seed seed) {
        this(features, heads, Options.DEFAULT, seed);
    }

    /** A layer with the given options; the seed draws the initial values and the masks of dropout. */
    public TransformerEncoderLayer(int features, int heads, Options options, Seed seed) {
        this(Parts.drawn(features, heads, options, seed), options, seed);
    }

    private TransformerEncoderLayer(Parts parts, Options options, Seed seed) {
        this.options = options;
        this.parts = parts;
        double p = options.dropout();
        child("self_attn", parts.attention());
        child("linear1", parts.linear1());
        this.dropout = child("dropout", new Dropout(p, seed.child(3)));
        child("linear2", parts.linear2());
        child("norm1", parts.norm1());
        child("norm2", parts.norm2());
        this.dropout1 = child("dropout1", new Dropout(p, seed.child(4)));
        this.dropout2 = child("dropout2", new Dropout(p, seed.child(5)));
    }

    /**
     * A layer made of the given parts.
     *
     * @param options only the activation, the dropout and the place of the normalizations count; the parts have the rest
     */
    public static TransformerEncoderLayer of(Parts parts, Options options, Seed seed) {
        Require.options(options, "TransformerEncoderLayer.of", "Options.DEFAULT");
        Require.nonNull(parts, "TransformerEncoderLayer.of", "the parts", "pass all five");
        return new TransformerEncoderLayer(parts, options, given(seed, NAME));
    }

    /** The value without a mask. */
    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, Mask.NONE);
    }

    /**
     * The layer's value.
     *
     * @param mask who may attend to whom, of a shape that broadcasts to [N, heads, time, time]; true says yes
     */
    public Tensor forward(Tensor x, Mask mask) {
        return observed(() -> {
            given(x);
            if (options.normFirst()) {
                Tensor z = x.add(attend(parts.norm1().forward(x), mask));
                return z.add(network(parts.norm2().forward(z)));
            }
            Tensor z = parts.norm1().forward(x.add(attend(x, mask)));
            return parts.norm2().forward(z.add(network(z)));
        });
    }

    private Tensor attend(Tensor x, Mask mask) {
        return dropout1.forward(parts.attention().forward(x, x, x, mask).output());
    }

    private Tensor network(Tensor x) {
        Tensor active = options.activation().of(parts.linear1().forward(x));
        return dropout2.forward(parts.linear2().forward(dropout.forward(active)));
    }

    @Override
    protected String extraRepr() {
        return "activation=" + options.activation().name().toLowerCase(Locale.ROOT)
                + (options.normFirst() ? ", normFirst" : "");
    }
}
