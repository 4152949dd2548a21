package org.autodiff.nn.layer.attention;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Attention;
import org.autodiff.functional.Attention.Attended;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Attention.Projections;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.SeedSequence;
import org.autodiff.nn.init.Init;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Layer;
import org.autodiff.nn.layer.Linear;

/**
 * Attention of several heads (Vaswani et al. 2017); sequences are [time, N, E], or [N, time, E] if asked for.
 *
 * <p>In a mask of booleans true says that a query may attend to a key: the opposite of what {@code attn_mask} of
 * PyTorch's module says. Turn masks from there round with {@code mask.logicalNot()}.
 *
 * <p>Parameters as in PyTorch's {@code nn.MultiheadAttention}: {@code in_proj_weight} [3E, E], {@code in_proj_bias}
 * [3E], {@code out_proj.weight} [E, E], {@code out_proj.bias} [E]. At the start the first is Xavier-uniform, the third
 * as in {@link Linear}, biases are 0.
 */
public final class MultiheadAttention extends Layer {
    /**
     * Options of attention: {@code Options.DEFAULT.withDropout(0.1)}.
     *
     * @param dropout the probability that a weight is zeroed in training
     * @param bias whether there are biases
     * @param batchFirst whether sequences are [N, time, E] rather than [time, N, E]
     * @param dtype element type of the parameters
     */
    public record Options(double dropout, boolean bias, boolean batchFirst, DType dtype) {
        /** PyTorch's defaults: no dropout, with biases, time first, in FLOAT32. */
        public static final Options DEFAULT = new Options(0, true, false, DType.FLOAT32);

        /** Options of a probability in [0, 1] and a floating element type. */
        public Options {
            Require.probability(dropout, NAME, "dropout");
            Parameter.floating(dtype, NAME);
        }

        /** These options with the given dropout of weights. */
        public Options withDropout(double value) {
            return new Options(value, bias, batchFirst, dtype);
        }

        /** These options with or without biases. */
        public Options withBias(boolean value) {
            return new Options(dropout, value, batchFirst, dtype);
        }

        /** These options with sequences as [N, time, E], or [time, N, E]. */
        public Options withBatchFirst(boolean value) {
            return new Options(dropout, bias, value, dtype);
        }

        /** These options with the given element type of the parameters. */
        public Options withDtype(DType value) {
            return new Options(dropout, bias, batchFirst, value);
        }
    }

    private static final String NAME = "MultiheadAttention";

    private final int features;
    private final int heads;
    private final Options options;
    private final Tensor inWeight;
    private final Tensor inBias;
    private final Linear out;
    private final SeedSequence masks;

    /** Attention over E features with {@link Options#DEFAULT}; the number of heads, at least 1, divides E. */
    public MultiheadAttention(int features, int heads, Seed seed) {
        this(features, heads, Options.DEFAULT, seed);
    }

    /** Attention with the given options; the seed draws the initial values and the masks of dropout. */
    public MultiheadAttention(int features, int heads, Options options, Seed seed) {
        this(heads, options, drawn(features, heads, options, seed), seed.child(2));
    }

    private MultiheadAttention(int heads, Options options, Projections p, Seed seed) {
        this.features = p.features();
        this.heads = heads;
        this.options = options;
        this.inWeight = parameter("in_proj_weight", p.inProjWeight());
        this.inBias = p.inProjBias() == null ? null : parameter("in_proj_bias", p.inProjBias());
        this.out = child("out_proj", Linear.of(p.outProjWeight(), p.outProjBias()));
        this.masks = seeds("masks", seed);
    }

    private static Projections drawn(int features, int heads, Options options, Seed seed) {
        requireHeads(features, heads, NAME);
        Require.options(options, NAME, "Options.DEFAULT");
        given(seed, NAME);
        DType dtype = options.dtype();
        return new Projections(
                Init.xavierUniform().sample(seed.child(0), dtype, 3 * features, features),
                options.bias() ? Init.zeros().sample(seed, dtype, 3 * features) : null,
                Init.linearDefault().sample(seed.child(1), dtype, features, features),
                options.bias() ? Init.zeros().sample(seed, dtype, features) : null);
    }

    /**
     * Attention with the given projections.
     *
     * @param options their biases and element type are those of the tensors
     * @param seed source of the masks where there is dropout
     * @throws ArgumentException if the heads do not divide the features
     */
    public static MultiheadAttention of(Projections projections, int heads, Options options, Seed seed) {
        Require.nonNull(projections, "MultiheadAttention.of", "the projections", "pass Projections.of(in, out)");
        requireHeads(projections.features(), heads, NAME);
        Require.options(options, NAME, "Options.DEFAULT");
        return new MultiheadAttention(heads, options, projections, given(seed, NAME));
    }

    /** Throws unless a number of heads divides that of features. */
    static void requireHeads(int features, int heads, String owner) {
        Require.positive(features, owner, "the number of features");
        Require.positive(heads, owner, "the number of heads");
        Require.divisor(heads, owner, "the number of heads", "that of features,", features);
    }

    /** The output of the attention of a sequence to itself, without a mask. */
    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, x, x, Mask.NONE).output();
    }

    /**
     * The attention of queries to keys.
     *
     * @param q queries [L, N, E]
     * @param k keys [S, N, E]
     * @param v values [S, N, E]; all [N, ...] if the batch is first
     * @param mask who may attend to whom, of a shape that broadcasts to [N, heads, L, S]; true says yes, other than in
     *     PyTorch's module
     * @return the output as the queries, and the weights averaged over the heads, [N, L, S]
     */
    public Attended forward(Tensor q, Tensor k, Tensor v, Mask mask) {
        return observed(() -> attended(q, k, v, mask), Attended::output);
    }

    private Attended attended(Tensor q, Tensor k, Tensor v, Mask mask) {
        for (Tensor t : new Tensor[] {given(q), given(k), given(v)}) {
            if (t.rank() != 3 || t.shape().dim(2) != features) {
                String layout = options.batchFirst() ? "[N, time, " + features + "]" : "[time, N, " + features + "]";
                throw misfit(layout, t, "reshape the input, or build the layer for its features");
            }
            requireType(t, inWeight);
        }
        if (options.batchFirst()) {
            return together(q, k, v, mask);
        }
        boolean same = q == k && k == v; // then one product makes all three projections
        Tensor first = q.transpose(0, 1);
        Attended z = together(first, same ? first : k.transpose(0, 1), same ? first : v.transpose(0, 1), mask);
        return new Attended(z.output().transpose(0, 1), z.weights());
    }

    private Attended together(Tensor q, Tensor k, Tensor v, Mask mask) {
        if (!k.shape().equals(v.shape()) || q.shape().dim(0) != k.shape().dim(0)) {
            throw new ShapeException("queries " + shown(q) + ", keys " + shown(k) + " and values " + shown(v)
                    + ": all must have the same number of sequences, keys and values the same length");
        }
        Projections p = new Projections(inWeight, inBias, out.weight(), out.bias());
        return Attention.multiHeadAttention(
                q, k, v, p, heads, mask, w -> isTraining() ? Dropout.inverted(w, options.dropout(), masks) : w);
    }

    /** The shape that the caller gave. */
    private Shape shown(Tensor t) {
        return options.batchFirst() ? t.shape() : t.transpose(0, 1).shape();
    }

    @Override
    protected String extraRepr() {
        return features + ", heads=" + heads
                + (options.dropout() == 0 ? "" : ", dropout=" + options.dropout())
                + (inBias == null ? ", bias=false" : "")
                + (options.batchFirst() ? ", batchFirst" : "");
    }
}
