package org.autodiff.nn.layer;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.functional.Attention.Mask;

/**
 * A layer of a transformer's encoder (Vaswani et al. 2017): attention of a sequence to itself and a network of two linear
 * layers, each with dropout, a residual connection and layer normalization. x and y [time, N, E], or [N, time, E] if asked for.
 *
 * <p>With the normalization behind: {@code z = norm1(x + attention(x)); y = norm2(z + network(z))}. With it in front: {@code
 * z = x + attention(norm1(x)); y = z + network(norm2(z))}.
 *
 * <p>In a mask of booleans true says that a place may attend to another: the opposite of what {@code src_mask} of PyTorch's
 * module says, as in {@link MultiheadAttention}.
 *
 * <p>Children and parameters as in PyTorch's {@code nn.TransformerEncoderLayer}: {@code self_attn}, {@code linear1}, {@code
 * linear2}, {@code norm1}, {@code norm2}.
 */
public final class TransformerEncoderLayer extends Layer {
    /** What stands between the two linear layers. */
    public enum Activation {
        /** The positive part. */
        RELU,
        /** The Gaussian error linear unit. */
        GELU
    }

    /**
     * What is beyond sizes.
     *
     * @param hidden the size between the two linear layers
     * @param dropout the probability that an element is left out in training, wherever there is dropout
     * @param activation what stands between the two linear layers
     * @param eps that of the normalizations
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
        /** 2048 hidden features, dropout 0.1, ReLU, eps 1e-5, time first, normalization behind, biases, FLOAT32. */
        public static final Options DEFAULT =
                new Options(2048, 0.1, Activation.RELU, 1e-5, false, false, true, DType.FLOAT32);

        /**
         * Checks the numbers.
         *
         * @throws ArgumentException if one is out of its range
         */
        public Options {
            Checks.positive("TransformerEncoderLayer", "the number of hidden features", hidden);
            Checks.probability("TransformerEncoderLayer", "dropout", dropout);
            Checks.notNegative("TransformerEncoderLayer", "eps", eps);
            Checks.choice("TransformerEncoderLayer", "the activation", activation, Activation.RELU);
            Checks.floating("TransformerEncoderLayer", dtype);
        }

        /** These options with another size between the linear layers. */
        public Options withHidden(int value) {
            return new Options(value, dropout, activation, eps, batchFirst, normFirst, bias, dtype);
        }

        /** These options with other dropout. */
        public Options withDropout(double value) {
            return new Options(hidden, value, activation, eps, batchFirst, normFirst, bias, dtype);
        }

        /** These options with another activation. */
        public Options withActivation(Activation value) {
            return new Options(hidden, dropout, value, eps, batchFirst, normFirst, bias, dtype);
        }

        /** These options with another eps. */
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

        /** These options with another element type of the parameters. */
        public Options withDtype(DType value) {
            return new Options(hidden, dropout, activation, eps, batchFirst, normFirst, bias, value);
        }
    }

    /**
     * The parts that have parameters.
     *
     * @param attention of the sequence to itself
     * @param linear1 to the hidden features
     * @param linear2 back
     * @param norm1 that of the attention
     * @param norm2 that of the two linear layers
     */
    public record Parts(
            MultiheadAttention attention, Linear linear1, Linear linear2, LayerNorm norm1, LayerNorm norm2) {
        private static Parts drawn(int features, int heads, Options o, Seed seed) {
            Checks.heads("TransformerEncoderLayer", features, heads);
            Checks.options("TransformerEncoderLayer", o, "Options.DEFAULT");
            Checks.seed("TransformerEncoderLayer", seed);
            NormOptions norm = NormOptions.DEFAULT.withEps(o.eps()).withDtype(o.dtype());
            MultiheadAttention.Options attention =
                    new MultiheadAttention.Options(o.dropout(), o.bias(), o.batchFirst(), o.dtype());
            return new Parts(
                    new MultiheadAttention(features, heads, attention, seed.child(0)),
                    new Linear(features, o.hidden(), o.bias(), o.dtype(), seed.child(1)),
                    new Linear(o.hidden(), features, o.bias(), o.dtype(), seed.child(2)),
                    new LayerNorm(features, norm),
                    new LayerNorm(features, norm));
        }
    }

    private final Options options;
    private final MultiheadAttention attention;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Dropout dropout1;
    private final Dropout dropout2;

    /**
     * A layer with PyTorch's defaults.
     *
     * @param features E
     * @param heads their number, which divides E
     * @param seed source of the initial values, and of the masks
     * @throws ArgumentException if a number is below 1, the heads do not divide the features, or the seed is null
     */
    public TransformerEncoderLayer(int features, int heads, Seed seed) {
        this(features, heads, Options.DEFAULT, seed);
    }

    /**
     * A layer with the given options.
     *
     * @throws ArgumentException if a number is below 1, the heads do not divide the features, or the seed is null
     */
    public TransformerEncoderLayer(int features, int heads, Options options, Seed seed) {
        this(Parts.drawn(features, heads, options, seed), options, seed);
    }

    private TransformerEncoderLayer(Parts parts, Options options, Seed seed) {
        this.options = options;
        double p = options.dropout();
        this.attention = child("self_attn", parts.attention());
        this.linear1 = child("linear1", parts.linear1());
        this.dropout = child("dropout", new Dropout(p, seed.child(3)));
        this.linear2 = child("linear2", parts.linear2());
        this.norm1 = child("norm1", parts.norm1());
        this.norm2 = child("norm2", parts.norm2());
        this.dropout1 = child("dropout1", new Dropout(p, seed.child(4)));
        this.dropout2 = child("dropout2", new Dropout(p, seed.child(5)));
    }

    /**
     * A layer made of given parts.
     *
     * @param options only the activation, the dropout and the place of the normalizations count; the parts have the rest
     */
    public static TransformerEncoderLayer of(Parts parts, Options options, Seed seed) {
        Checks.options("TransformerEncoderLayer.of", options, "Options.DEFAULT");
        Require.nonNull(parts, "TransformerEncoderLayer.of", "the parts", "pass all five");
        return new TransformerEncoderLayer(parts, options, Checks.seed("TransformerEncoderLayer", seed));
    }

    /** Everyone attends to everyone. */
    @Override
    Tensor compute(Tensor x) {
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
                Tensor z = x.add(attend(norm1.forward(x), mask));
                return z.add(network(norm2.forward(z)));
            }
            Tensor z = norm1.forward(x.add(attend(x, mask)));
            return norm2.forward(z.add(network(z)));
        });
    }

    private Tensor attend(Tensor x, Mask mask) {
        return dropout1.forward(attention.forward(x, x, x, mask).output());
    }

    private Tensor network(Tensor x) {
        Tensor hidden = linear1.forward(x);
        Tensor active = options.activation() == Activation.RELU ? hidden.relu() : hidden.gelu();
        return dropout2.forward(linear2.forward(dropout.forward(active)));
    }

    @Override
    protected String extraRepr() {
        return "activation=" + options.activation().name().toLowerCase(Locale.ROOT)
                + (options.normFirst() ? ", normFirst" : "");
    }
}
