package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Attention.Mask;

/**
 * The keys that a mask leaves open to each query. Masks cut: what is hidden may be NaN or infinite and has no influence, neither
 * on values nor on derivatives.
 *
 * @param keys true where a key may be attended to; [*, L, S], all true in rows that have none, whose softmax would be 0/0
 * @param queries false for those rows, [*, L, 1]; null where there is no such row
 * @param added what is added to the scores, finite where closed; or null
 */
record OpenKeys(Tensor keys, Tensor queries, Tensor added) {
    /** The keys that a mask leaves open to the queries of scores of this shape and type; null where it hides none. */
    static OpenKeys of(Mask mask, DType type, Shape scores) {
        Require.nonNull(mask, "scaledDotProductAttention", "the mask", "Mask.NONE lets everyone attend to everyone");
        Tensor given = mask.mask();
        if (given == null) {
            return mask.causal() ? of(null, true, scores, null) : null;
        }
        requireMask(type, scores, given);
        if (!given.dtype().isFloating()) {
            return of(given, mask.causal(), scores, null);
        }
        Tensor open = given.stopGradient().ne(Double.NEGATIVE_INFINITY);
        boolean cuts =
                given.size() > 0 && Vmap.numbers(given).stopGradient().min().item() == Double.NEGATIVE_INFINITY;
        if (!cuts && !mask.causal()) {
            return null;
        }
        return of(
                cuts ? open : null,
                mask.causal(),
                scores,
                cuts ? open.where(given, Tensor.scalar(given.dtype(), 0)) : given);
    }

    private static void requireMask(DType type, Shape scores, Tensor mask) {
        String op = "scaledDotProductAttention";
        TensorArguments.requireUsable(op, "mask", mask);
        if (mask.dtype() != DType.BOOL && mask.dtype() != type) {
            throw new DTypeException(op + ": the mask is " + mask.dtype() + ", the scores " + type
                    + "; it must be of the same type, to be added, or BOOL, true where a query may attend");
        }
        if (!mask.shape().broadcastsTo(scores)) {
            throw new ShapeException(op + ": the mask of shape " + mask.shape()
                    + " does not broadcast to the scores' shape " + scores + ", [*, L, S]");
        }
    }

    private static OpenKeys of(Tensor mask, boolean causal, Shape scores, Tensor added) {
        int rows = scores.dim(-2);
        int columns = scores.dim(-1);
        int rank = Math.max(2, mask == null ? 0 : mask.rank());
        int[] dims = new int[rank];
        Arrays.setAll(dims, i -> i < rank - 2 ? mask.shape().dim(i) : scores.dim(i - rank));
        Shape shape = Shape.of(dims);
        boolean[] open = new boolean[shape.size()];
        if (mask == null) {
            Arrays.fill(open, true);
        } else {
            open = mask.expand(dims).toBooleans();
        }
        boolean[] some = new boolean[columns == 0 ? 0 : open.length / columns];
        boolean all = true;
        for (int i = 0; i < some.length; i++) {
            int last = causal ? Math.min(columns, i % rows + 1) : columns;
            Arrays.fill(open, i * columns + last, (i + 1) * columns, false);
            for (int j = 0; j < last; j++) {
                some[i] |= open[i * columns + j];
            }
            if (!some[i]) {
                Arrays.fill(open, i * columns, (i + 1) * columns, true);
                all = false;
            }
        }
        Tensor queries = all ? null : Tensor.of(some, shape.with(-1, 1).toArray());
        return new OpenKeys(Tensor.of(open, dims), queries, added);
    }

    /** The softmax of finite scores over the open keys; 0 in rows that have none. */
    Tensor weights(Tensor scores) {
        Tensor zero = Tensor.scalar(scores.dtype(), 0);
        Tensor x = added == null ? scores : scores.add(added);
        // an addition, for a choice among all scores would be slower
        return only(x.add(keys.where(zero, Tensor.scalar(scores.dtype(), Double.NEGATIVE_INFINITY)))
                .softmax(-1));
    }

    /** The softmax of scores where these, or their derivatives or those by the weights, may be infinite if hidden. */
    Tensor cutWeights(Tensor scores) {
        Tensor x = added == null ? scores : scores.add(added);
        Tensor weights = keys.where(x, Tensor.scalar(x.dtype(), Double.NEGATIVE_INFINITY))
                .softmax(-1);
        return only(keys.where(weights, Tensor.scalar(x.dtype(), 0)));
    }

    /** These rows where there is an open key, 0 elsewhere. */
    Tensor only(Tensor x) {
        return queries == null ? x : queries.where(x, Tensor.scalar(x.dtype(), 0));
    }

    /** Where a query may attend to a key of those that are marked in [*, S]: [*, L, 1]. */
    Tensor sees(DType type, Tensor marked) {
        Tensor seen = keys.to(type).matmul(marked.to(type).unsqueeze(-1)).gt(0);
        return queries == null ? seen : seen.logicalAnd(queries);
    }

    /** What is hidden by the mask of [batch, heads, L, S] in every head from every query: the keys [batch, S, 1]. */
    Tensor hiddenKeys() {
        Tensor open = four(queries == null ? keys : keys.logicalAnd(queries)).to(DType.FLOAT32);
        return open.max(1, 2).eq(0).unsqueeze(-1);
    }

    /** The queries [batch, L, 1] that have no key in any head; null where there are none. */
    Tensor hiddenQueries() {
        return queries == null ? null : four(queries).to(DType.FLOAT32).max(1).eq(0);
    }

    private static Tensor four(Tensor x) {
        int[] dims = new int[4];
        Arrays.setAll(dims, i -> i < 4 - x.rank() ? 1 : x.shape().dim(i - 4));
        return x.reshape(dims);
    }
}
