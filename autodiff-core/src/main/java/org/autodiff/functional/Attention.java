package org.autodiff.functional;

import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;
import org.autodiff.op.ShapeRule;

/**
 * Scaled dot-product and multi-head attention (Vaswani et al. 2017), and a transformer's encoder layer, as functions of their
 * parameters, whose layouts are PyTorch's.
 */
public final class Attention {
    private Attention() {}

    /**
     * An attention mask: which queries may attend to which keys.
     *
     * @param mask of a shape that broadcasts to the scores' [*, L, S], or null: BOOL, true where a query may attend to a
     *     key; or floating-point numbers, which are added to the scores and through which gradients flow, minus infinity
     *     where a query may not attend to a key. What a mask hides has no influence, be it NaN or infinite
     * @param causal whether query i attends to keys 0 to i only
     */
    public record Mask(Tensor mask, boolean causal) {
        /** No mask: each query attends to all keys. */
        public static final Mask NONE = new Mask(null, false);

        /** The causal mask: query i attends to keys 0 to i. */
        public static final Mask CAUSAL = new Mask(null, true);

        /** The mask of a tensor, not causal. */
        public static Mask of(Tensor mask) {
            return new Mask(mask, false);
        }

        /** This mask with query i attending to keys 0 to i only, of those that the tensor allows, or not. */
        public Mask withCausal(boolean value) {
            return new Mask(mask, value);
        }
    }

    /**
     * The result of attention.
     *
     * @param output [*, L, Ev]
     * @param weights how much of each value is in it, [*, L, S]; each row sums to 1, or is 0 where all is masked
     */
    public record Attended(Tensor output, Tensor weights) {}

    /**
     * The parameters of attention with several heads over E features.
     *
     * @param inProjWeight [3E, E]: the projections to queries, keys and values, one below the other
     * @param inProjBias [3E], or null for none
     * @param outProjWeight [E, E]
     * @param outProjBias [E], or null for none
     */
    public record Projections(Tensor inProjWeight, Tensor inProjBias, Tensor outProjWeight, Tensor outProjBias) {
        /** Parameters whose shapes fit each other. */
        public Projections {
            TensorArguments.requireUsable("Projections", "inProjWeight", inProjWeight);
            TensorArguments.requireUsable("Projections", "outProjWeight", outProjWeight);
            int e = outProjWeight.rank() == 2 ? outProjWeight.shape().dim(1) : -1;
            boolean good = e >= 0
                    && outProjWeight.shape().dim(0) == e
                    && inProjWeight.shape().equals(Shape.of(3 * e, e))
                    && (inProjBias == null || inProjBias.shape().equals(Shape.of(3 * e)))
                    && (outProjBias == null || outProjBias.shape().equals(Shape.of(e)));
            if (!good) {
                throw new ShapeException("Projections: inProjWeight " + inProjWeight.shape() + ", inProjBias "
                        + (inProjBias == null ? "none" : inProjBias.shape()) + ", outProjWeight "
                        + outProjWeight.shape() + ", outProjBias "
                        + (outProjBias == null ? "none" : outProjBias.shape())
                        + "; they must be [3E, E], [3E], [E, E] and [E]");
            }
        }

        /** Parameters without biases. */
        public static Projections of(Tensor inProjWeight, Tensor outProjWeight) {
            return new Projections(inProjWeight, null, outProjWeight, null);
        }

        /** The number of features. */
        public int features() {
            return outProjWeight.shape().dim(0);
        }

        /** The projections to queries, keys and values; of one product where the inputs are the same. */
        private List<Tensor> project(Tensor q, Tensor k, Tensor v) {
            int e = features();
            if (q == k && k == v) {
                Tensor all = Linear.linear(q, inProjWeight, inProjBias);
                return all.chunk(-1, 3);
            }
            return List.of(project(q, 0), project(k, e), project(v, 2 * e));
        }

        private Tensor project(Tensor x, int row) {
            int end = row + features();
            return Linear.linear(
                    x, inProjWeight.slice(0, row, end), inProjBias == null ? null : inProjBias.slice(0, row, end));
        }
    }

    /**
     * Scaled dot-product attention: for each query the mean of the values, weighted by the softmax of its products with the
     * keys.
     *
     * @param q queries [*, L, E]
     * @param k keys [*, S, E]
     * @param v values [*, S, Ev]
     */
    @Composite("\\operatorname{softmax}(x y^\\top/\\sqrt{E} + m)\\,z")
    public static Attended scaledDotProductAttention(Tensor q, Tensor k, Tensor v, Mask mask) {
        return scaledDotProductAttention(q, k, v, mask, UnaryOperator.identity());
    }

    /**
     * Scaled dot-product attention with weights that are changed before they are used.
     *
     * @param onWeights what becomes of the weights, such as dropout: of the same shape
     */
    public static Attended scaledDotProductAttention(
            Tensor q, Tensor k, Tensor v, Mask mask, UnaryOperator<Tensor> onWeights) {
        Require.nonNull(onWeights, "scaledDotProductAttention", "onWeights", "pass a function");
        requireFit(q, k, v);
        OpenKeys open = OpenKeys.of(mask, q.dtype(), scoresShape(q, k));
        if (open == null) {
            Tensor scores = scores(q, k);
            Tensor weights = changed(onWeights, (mask.mask() == null ? scores : scores.add(mask.mask())).softmax(-1));
            return new Attended(weights.matmul(v), weights);
        }
        if (TensorArguments.isFinite(k)
                && TensorArguments.isFinite(v)
                && (open.queries() == null || TensorArguments.isFinite(q))) {
            Tensor weights = open.weights(scores(q, k));
            if (TensorArguments.isFinite(weights)) { // else a score has overflowed
                weights = changed(onWeights, weights);
                return new Attended(weights.matmul(v), weights);
            }
        }
        return cut(q, k, v, open, onWeights);
    }

    private static Tensor changed(UnaryOperator<Tensor> onWeights, Tensor weights) {
        return Require.returned(onWeights.apply(weights), "scaledDotProductAttention", "onWeights");
    }

    private static Tensor scores(Tensor q, Tensor k) {
        return q.mul(1 / Math.sqrt(q.shape().dim(-1))).matmul(k, false, true);
    }

    private static Shape scoresShape(Tensor q, Tensor k) {
        Shape[] batches = {
            q.shape().with(-1, 1).with(-2, 1), k.shape().with(-1, 1).with(-2, 1)
        };
        Shape batch = ShapeRule.BROADCAST.apply("scaledDotProductAttention (batch axes)", batches, null);
        return batch.with(-2, q.shape().dim(-2)).with(-1, k.shape().dim(-2));
    }

    /**
     * Attention where something is infinite, NaN or huge. Zero times it would be NaN, in values and derivatives, so it is computed without
     * the keys that are not finite. Rows that may attend to one of them then get the value that they have with it, and a
     * derivative of NaN.
     */
    private static Attended cut(Tensor q, Tensor k, Tensor v, OpenKeys open, UnaryOperator<Tensor> onWeights) {
        Tensor bad = isBad(k).logicalOr(isBad(v));
        Tensor out = bad.unsqueeze(-1);
        Tensor zero = Tensor.scalar(q.dtype(), 0);
        Tensor weights = changed(onWeights, open.cutWeights(scores(open.only(q), out.where(zero, k))));
        Tensor output = weights.matmul(out.where(zero, v));
        Tensor sees = open.sees(q.dtype(), bad);
        Tensor with = open.cutWeights(scores(q, k)).stopGradient();
        return new Attended(
                sees.where(replaced(output, with.matmul(v)), output), sees.where(replaced(weights, with), weights));
    }

    /** Other values for x, with a derivative of NaN: that of a hypotenuse of length 0. */
    private static Tensor replaced(Tensor x, Tensor values) {
        return values.stopGradient().add(x.sub(x.stopGradient()).hypot(Tensor.scalar(x.dtype(), 0)));
    }

    /** Whether products of elements are finite, so that those with a weight of 0 are 0. */
    private static boolean isModerate(Tensor x) {
        return TensorArguments.isFinite(x.stopGradient().square());
    }

    /** Which of the vectors [*, S, E] have an element that is NaN or infinite: [*, S]. */
    private static Tensor isBad(Tensor x) {
        Tensor all = x.stopGradient().isFinite().to(DType.FLOAT32);
        return all.shape().dim(-1) == 0 ? all.sum(-1).ne(0) : all.min(-1).eq(0);
    }

    private static void requireFit(Tensor q, Tensor k, Tensor v) {
        String op = "scaledDotProductAttention";
        TensorArguments.requireType(op, "queries", q, "keys", k);
        TensorArguments.requireType(op, "queries", q, "values", v);
        boolean good = q.rank() >= 2
                && k.rank() >= 2
                && v.rank() >= 2
                && q.shape().dim(-1) == k.shape().dim(-1)
                && q.shape().dim(-1) > 0
                && k.shape().dim(-2) == v.shape().dim(-2);
        if (!good) {
            throw new ShapeException(op + ": queries " + q.shape() + ", keys " + k.shape() + " and values " + v.shape()
                    + "; they must be [*, L, E], [*, S, E] and [*, S, Ev]");
        }
    }

    /**
     * Multi-head attention, each head to its own part of the features: projections to queries, keys and values, {@link
     * #scaledDotProductAttention} of each head, and a projection of all outputs together.
     *
     * @param q queries [batch, L, E]
     * @param k keys [batch, S, E]
     * @param v values [batch, S, E]
     * @param heads their number, which divides E
     * @param mask of a shape that broadcasts to [batch, heads, L, S]
     * @return the output [batch, L, E], and the weights averaged over the heads [batch, L, S]
     */
    @Composite("\\operatorname{concat}_h(\\operatorname{attention}(x W^q_h, y W^k_h, z W^v_h))\\,W^o")
    public static Attended multiHeadAttention(Tensor q, Tensor k, Tensor v, Projections weights, int heads, Mask mask) {
        Require.nonNull(weights, "multiHeadAttention", "weights", "pass one, as Projections of this package");
        return multiHeadAttention(q, k, v, weights, heads, mask, UnaryOperator.identity());
    }

    /**
     * Multi-head attention with weights that are changed before they are used.
     *
     * @param onWeights what becomes of the weights [batch, heads, L, S], such as dropout: of the same shape
     */
    public static Attended multiHeadAttention(
            Tensor q, Tensor k, Tensor v, Projections weights, int heads, Mask mask, UnaryOperator<Tensor> onWeights) {
        Require.nonNull(weights, "multiHeadAttention", "weights", "pass one, as Projections of this package");
        requireFit(q, k, v, weights, heads);
        List<Tensor> projected = projected(q, k, v, weights, heads, mask);
        Attended each = scaledDotProductAttention(
                split(projected.get(0), heads),
                split(projected.get(1), heads),
                split(projected.get(2), heads),
                mask,
                onWeights);
        Tensor together = each.output().permute(0, 2, 1, 3).reshape(q.shape().toArray());
        return new Attended(
                Linear.linear(together, weights.outProjWeight(), weights.outProjBias()),
                each.weights().mean(1));
    }

    /** The projections; of what is not finite and hidden in all heads, those of zero, for derivatives by the weights. */
    private static List<Tensor> projected(Tensor q, Tensor k, Tensor v, Projections weights, int heads, Mask mask) {
        Shape scores =
                Shape.of(q.shape().dim(0), heads, q.shape().dim(1), k.shape().dim(1));
        OpenKeys open = TensorArguments.isFinite(q) && TensorArguments.isFinite(k) && TensorArguments.isFinite(v)
                ? null
                : OpenKeys.of(mask, q.dtype(), scores);
        if (open == null) {
            return weights.project(q, k, v);
        }
        Tensor hidden = open.hiddenKeys();
        Tensor rows = open.hiddenQueries();
        Tensor zero = Tensor.scalar(q.dtype(), 0);
        return weights.project(rows == null ? q : rows.where(zero, q), hidden.where(zero, k), hidden.where(zero, v));
    }

    private static void requireFit(Tensor q, Tensor k, Tensor v, Projections weights, int heads) {
        String op = "multiHeadAttention";
        TensorArguments.requireUsable(op, "queries", q);
        TensorArguments.requireUsable(op, "keys", k);
        TensorArguments.requireUsable(op, "values", v);
        int e = weights.features();
        boolean good = q.rank() == 3
                && k.rank() == 3
                && q.shape().dim(2) == e
                && k.shape().dim(2) == e
                && q.shape().dim(0) == k.shape().dim(0)
                && k.shape().equals(v.shape());
        if (!good) {
            throw new ShapeException(op + ": queries " + q.shape() + ", keys " + k.shape() + " and values " + v.shape()
                    + "; for projections of " + e + " features they must be [batch, L, " + e + "], [batch, S, " + e
                    + "] and the same");
        }
        if (heads < 1 || e % heads != 0) {
            throw new ArgumentException(op + ": " + heads + " heads for " + e + " features of an input " + q.shape()
                    + "; the number of heads must divide that of features");
        }
    }

    /** [batch, L, E] as [batch, heads, L, E / heads]. */
    private static Tensor split(Tensor x, int heads) {
        Shape s = x.shape();
        return x.reshape(s.dim(0), s.dim(1), heads, s.dim(2) / heads).permute(0, 2, 1, 3);
    }

    /** Weight and bias of an affine map or of a normalization; the bias may be null. */
    public record Affine(Tensor weight, Tensor bias) {
        /** At least a weight. */
        public Affine {
            TensorArguments.requireUsable("Affine", "weight", weight);
        }
    }

    /**
     * The parameters of a transformer's encoder layer over E features, with F features inside.
     *
     * @param attention over E features
     * @param linear1 [F, E] and [F]
     * @param linear2 [E, F] and [E]
     * @param norm1 of the attention, [E] each
     * @param norm2 of the two linear maps, [E] each
     */
    public record EncoderWeights(Projections attention, Affine linear1, Affine linear2, Affine norm1, Affine norm2) {}

    /**
     * Options of {@link #transformerEncoderLayer}.
     *
     * @param heads the number of heads, which divides E
     * @param normFirst whether the inputs of both parts are normalized, rather than the sums with their outputs (Xiong et al. 2020)
     * @param activation between the two linear maps
     * @param mask which positions attend to which
     * @param eps added to variances
     */
    public record Encoder(int heads, boolean normFirst, UnaryOperator<Tensor> activation, Mask mask, double eps) {
        /** This number of heads, normalization after each part, relu, no mask, eps 1e-5. */
        public Encoder(int heads) {
            this(heads, false, Tensor::relu, Mask.NONE, 1e-5);
        }

        /** These options with the normalization before each part, or after it. */
        public Encoder withNormFirst(boolean value) {
            return new Encoder(heads, value, activation, mask, eps);
        }

        /** These options with another activation. */
        public Encoder withActivation(UnaryOperator<Tensor> value) {
            return new Encoder(heads, normFirst, value, mask, eps);
        }

        /** These options with another mask. */
        public Encoder withMask(Mask value) {
            return new Encoder(heads, normFirst, activation, value, eps);
        }

        /** These options with another number added to variances. */
        public Encoder withEps(double value) {
            return new Encoder(heads, normFirst, activation, mask, value);
        }
    }

    /**
     * A layer of a transformer's encoder (Vaswani et al. 2017): attention of a sequence to itself, then two linear maps with an
     * activation between, each with its input added; without dropout.
     *
     * @param x [batch, L, E]
     * @return [batch, L, E]
     */
    @Composite("y = n_1(x + a(x)),\\quad n_2(y + W_2 f(W_1 y + b_1) + b_2)")
    public static Tensor transformerEncoderLayer(Tensor x, EncoderWeights weights, Encoder options) {
        TensorArguments.requireUsable("transformerEncoderLayer", "input", x);
        if (x.rank() != 3) {
            throw new ShapeException(
                    "transformerEncoderLayer: the input has shape " + x.shape() + "; it must be [batch, L, E]");
        }
        Affine norm1 = weights.norm1();
        Affine norm2 = weights.norm2();
        if (options.normFirst()) {
            Tensor y = x.add(attendToItself(normed(x, norm1, options), weights, options));
            return y.add(forward(normed(y, norm2, options), weights, options));
        }
        Tensor y = normed(x.add(attendToItself(x, weights, options)), norm1, options);
        return normed(y.add(forward(y, weights, options)), norm2, options);
    }

    private static Tensor attendToItself(Tensor x, EncoderWeights weights, Encoder options) {
        return multiHeadAttention(x, x, x, weights.attention(), options.heads(), options.mask())
                .output();
    }

    private static Tensor forward(Tensor x, EncoderWeights weights, Encoder options) {
        Affine first = weights.linear1();
        Affine second = weights.linear2();
        return Linear.linear(
                options.activation().apply(Linear.linear(x, first.weight(), first.bias())),
                second.weight(),
                second.bias());
    }

    private static Tensor normed(Tensor x, Affine norm, Encoder options) {
        int[] features = {x.shape().dim(-1)};
        return Normalization.layerNorm(x, features, norm.weight(), norm.bias(), options.eps());
    }
}
