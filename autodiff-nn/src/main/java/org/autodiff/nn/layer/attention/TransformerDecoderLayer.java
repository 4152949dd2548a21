package org.autodiff.nn.layer.attention;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Layer;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.normalization.LayerNorm;

/**
 * A layer of a transformer's decoder (Vaswani et al. 2017): attention of a sequence to itself, attention to a memory, which is the
 * value of an encoder, and a network of two linear layers, each with dropout, a residual connection and layer normalization. x and y
 * [time, N, E], the memory [source time, N, E], or all [N, ..., E] if asked for.
 *
 * <p>With the normalization behind: {@code z = norm1(x + self_attn(x)); w = norm2(z + multihead_attn(z, memory)); y = norm3(w +
 * network(w))}. With it in front: {@code z = x + self_attn(norm1(x)); w = z + multihead_attn(norm2(z), memory); y = w +
 * network(norm3(w))}.
 *
 * <p>In a mask of booleans true says that a place may attend to another: the opposite of what {@code tgt_mask} and
 * {@code memory_mask} of PyTorch's module say, as in {@link MultiheadAttention}. {@code Mask.CAUSAL} keeps the future hidden.
 *
 * <p>Children and parameters as in PyTorch's {@code nn.TransformerDecoderLayer}: {@code self_attn}, {@code multihead_attn},
 * {@code linear1}, {@code linear2}, {@code norm1}, {@code norm2}, {@code norm3}.
 */
public final class TransformerDecoderLayer extends Layer {
    /**
     * The parts of the layer that have parameters.
     *
     * @param selfAttention the attention of the sequence to itself
     * @param attention the attention to the memory
     * @param linear1 the map to the hidden features
     * @param linear2 the map back
     * @param norm1 the normalization of the attention of the sequence to itself
     * @param norm2 the normalization of the attention to the memory
     * @param norm3 the normalization of the two linear layers
     */
    public record Parts(
            MultiheadAttention selfAttention,
            MultiheadAttention attention,
            Linear linear1,
            Linear linear2,
            LayerNorm norm1,
            LayerNorm norm2,
            LayerNorm norm3) {
        private static Parts drawn(int features, int heads, TransformerEncoderLayer.Options o, Seed seed) {
            MultiheadAttention.requireHeads(features, heads, NAME);
            Require.options(o, NAME, "TransformerEncoderLayer.Options.DEFAULT");
            given(seed, NAME);
            return new Parts(
                    new MultiheadAttention(features, heads, o.attention(), seed.child(0)),
                    new MultiheadAttention(features, heads, o.attention(), seed.child(1)),
                    new Linear(features, o.hidden(), o.bias(), o.dtype(), seed.child(2)),
                    new Linear(o.hidden(), features, o.bias(), o.dtype(), seed.child(3)),
                    new LayerNorm(features, o.norm()),
                    new LayerNorm(features, o.norm()),
                    new LayerNorm(features, o.norm()));
        }
    }

    private static final String NAME = "TransformerDecoderLayer";

    private final TransformerEncoderLayer.Options options;
    private final Parts parts;
    private final Dropout dropout;
    private final Dropout dropout1;
    private final Dropout dropout2;
    private final Dropout dropout3;

    /** A layer over E features with PyTorch's defaults; the number of heads, at least 1, divides E. */
    public TransformerDecoderLayer(int features, int heads, Seed seed) {
        this(features, heads, TransformerEncoderLayer.Options.DEFAULT, seed);
    }

    /** A layer with the given options, which are those of an encoder's; the seed draws the initial values and the masks of dropout. */
    public TransformerDecoderLayer(int features, int heads, TransformerEncoderLayer.Options options, Seed seed) {
        this(Parts.drawn(features, heads, options, seed), options, seed);
    }

    private TransformerDecoderLayer(Parts parts, TransformerEncoderLayer.Options options, Seed seed) {
        this.options = options;
        this.parts = parts;
        double p = options.dropout();
        child("self_attn", parts.selfAttention());
        child("multihead_attn", parts.attention());
        child("linear1", parts.linear1());
        this.dropout = child("dropout", new Dropout(p, seed.child(4)));
        child("linear2", parts.linear2());
        child("norm1", parts.norm1());
        child("norm2", parts.norm2());
        child("norm3", parts.norm3());
        this.dropout1 = child("dropout1", new Dropout(p, seed.child(5)));
        this.dropout2 = child("dropout2", new Dropout(p, seed.child(6)));
        this.dropout3 = child("dropout3", new Dropout(p, seed.child(7)));
    }

    /**
     * A layer made of the given parts.
     *
     * @param options only the activation, the dropout and the place of the normalizations count; the parts have the rest
     */
    public static TransformerDecoderLayer of(Parts parts, TransformerEncoderLayer.Options options, Seed seed) {
        Require.options(options, "TransformerDecoderLayer.of", "TransformerEncoderLayer.Options.DEFAULT");
        Require.nonNull(parts, "TransformerDecoderLayer.of", "the parts", "pass all seven");
        return new TransformerDecoderLayer(parts, options, given(seed, NAME));
    }

    /** The value with the sequence as its own memory, without masks. */
    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, x, Mask.NONE, Mask.NONE);
    }

    /** The value for a memory, without masks. */
    public Tensor forward(Tensor x, Tensor memory) {
        return forward(x, memory, Mask.NONE, Mask.NONE);
    }

    /**
     * The layer's value.
     *
     * @param mask which places of the sequence may attend to which, of a shape that broadcasts to [N, heads, time, time]; true
     *     says yes
     * @param memoryMask which places of the sequence may attend to which of the memory, of a shape that broadcasts to
     *     [N, heads, time, source time]; true says yes
     */
    public Tensor forward(Tensor x, Tensor memory, Mask mask, Mask memoryMask) {
        return observed(() -> {
            given(x);
            Require.nonNull(memory, NAME, "the memory", "pass the value of the encoder");
            if (options.normFirst()) {
                Tensor z = x.add(toItself(parts.norm1().forward(x), mask));
                Tensor w = z.add(toMemory(parts.norm2().forward(z), memory, memoryMask));
                return w.add(network(parts.norm3().forward(w)));
            }
            Tensor z = parts.norm1().forward(x.add(toItself(x, mask)));
            Tensor w = parts.norm2().forward(z.add(toMemory(z, memory, memoryMask)));
            return parts.norm3().forward(w.add(network(w)));
        });
    }

    private Tensor toItself(Tensor x, Mask mask) {
        return dropout1.forward(parts.selfAttention().forward(x, x, x, mask).output());
    }

    private Tensor toMemory(Tensor x, Tensor memory, Mask mask) {
        return dropout2.forward(
                parts.attention().forward(x, memory, memory, mask).output());
    }

    private Tensor network(Tensor x) {
        Tensor active = options.activation().of(parts.linear1().forward(x));
        return dropout3.forward(parts.linear2().forward(dropout.forward(active)));
    }

    @Override
    protected String extraRepr() {
        return "activation=" + options.activation().name().toLowerCase(Locale.ROOT)
                + (options.normFirst() ? ", normFirst" : "");
    }
}
