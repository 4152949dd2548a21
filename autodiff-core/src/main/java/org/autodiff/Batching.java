package org.autodiff;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;

/**
 * The batching rule of an operation: how {@link Vmap} applies it to many samples at once. An entry whose kind says it, because it
 * works element by element, broadcasts, or reduces over axes, has its rule from there; others state {@link OpBuilder#leading},
 * {@link OpBuilder#aligned} or a rule of their own by {@link OpBuilder#batched}; those that state nothing are applied to one sample
 * after the other.
 */
@FunctionalInterface
public interface Batching {
    /** The results of all samples, along a new first axis. */
    Tensor apply(Samples samples);

    /**
     * One application to many samples.
     *
     * @param op the operation
     * @param attrs its attributes for one sample
     * @param size the number of samples
     * @param inputs one for each input of the operation
     * @param mapped for each input whether it has the samples along its first axis; one that has not is the same for all
     */
    record Samples(OpDef op, Attrs attrs, int size, List<Tensor> inputs, List<Boolean> mapped) {
        /** Copies the lists. */
        public Samples {
            Require.nonNull(op, "Batching.Samples", "the operation", "pass an entry of the table");
            Require.nonNull(attrs, "Batching.Samples", "the attributes", "Attrs.None.NONE stands for none");
            Require.positive(size, "Batching.Samples", "the number of samples");
            inputs = List.copyOf(Require.nonNulls(inputs, "Batching.Samples", "the inputs", "pass tensors"));
            mapped = List.copyOf(
                    Require.nonNulls(mapped, "Batching.Samples", "what is mapped", "pass one for each input"));
            if (mapped.size() != inputs.size()) {
                throw new ArgumentException("Batching.Samples: " + inputs.size() + " inputs, but " + mapped.size()
                        + " times whether one is mapped; pass one for each input");
            }
            for (int i = 0; i < mapped.size(); i++) {
                Shape s = inputs.get(i).shape();
                if (mapped.get(i) && (s.rank() == 0 || s.dim(0) != size)) {
                    throw new ShapeException("Batching.Samples: input " + i + " is mapped and has the shape " + s
                            + "; its first axis must have the " + size + " samples");
                }
            }
        }

        /** The rank that an input has for one sample. */
        int rank(int i) {
            return inputs.get(i).rank() - (mapped.get(i) ? 1 : 0);
        }

        /** An input with the samples along its first axis, repeated (not copied) where it is the same for all. */
        public Tensor expanded(int i) {
            Tensor x = inputs.get(Require.index(i, inputs.size(), "Batching.Samples", "input"));
            return mapped.get(i) ? x : Vmap.repeated(x, size);
        }

        /** An input with axes of size 1 after that of the samples, so that it broadcasts with others of this rank. */
        public Tensor aligned(int i, int rank) {
            Tensor x = inputs.get(Require.index(i, inputs.size(), "Batching.Samples", "input"));
            if (!mapped.get(i) || x.rank() == rank + 1) {
                return x;
            }
            if (x.rank() > rank + 1) {
                throw new ShapeException("Batching.Samples: input " + i + " has rank " + rank(i)
                        + " for one sample; it cannot be aligned with rank " + rank);
            }
            int[] dims = new int[rank + 1];
            Arrays.fill(dims, 1);
            dims[0] = size;
            System.arraycopy(x.shape().toArray(), 1, dims, rank + 2 - x.rank(), x.rank() - 1);
            return x.reshape(dims);
        }

        private Tensor sample(int i, int k) {
            return mapped.get(i) ? inputs.get(i).select(0, k) : inputs.get(i);
        }
    }

    /** Of an operation that broadcasts: the samples are one more axis in front of all others. */
    Batching ALIGNED = s -> {
        given(s);
        int rank = 0;
        for (int i = 0; i < s.inputs().size(); i++) {
            rank = Math.max(rank, s.rank(i));
        }
        Tensor[] all = new Tensor[s.inputs().size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = s.aligned(i, rank);
        }
        return s.op().apply(s.attrs(), all);
    };

    /** Of an operation that takes one more axis in front, of all its inputs, where {@link Attrs#batched} counts it. */
    Batching LEADING = s -> {
        given(s);
        Tensor[] all = new Tensor[s.inputs().size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = s.expanded(i);
        }
        return s.op().apply(s.attrs().batched(s.size()), all);
    };

    /** Of a reduction over {@link Attrs.Axes}: a number has no axis to reduce, and gets one. */
    Batching REDUCED = s -> given(s).rank(0) > 0
            ? LEADING.apply(s)
            : s.op().apply(new Attrs.Axes(new int[] {1}, false), s.expanded(0).reshape(s.size(), 1));

    /** Of any operation: one sample after the other. */
    Batching LOOP = s -> {
        given(s);
        Tensor[] results = new Tensor[s.size()];
        for (int k = 0; k < results.length; k++) {
            Tensor[] all = new Tensor[s.inputs().size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = s.sample(i, k);
            }
            results[k] = s.op().apply(s.attrs(), all);
        }
        return Tensor.stack(0, results);
    };

    /**
     * Of an operation whose first inputs and result have a batch axis of their own in front: samples and batch become one axis, as
     * long as all other inputs are the same for all samples; else one sample after the other.
     *
     * @param rows how many inputs have that axis
     */
    static Batching folded(int rows) {
        return s -> {
            given(s);
            if (s.mapped().lastIndexOf(true) >= rows) {
                return LOOP.apply(s);
            }
            Tensor[] all = s.inputs().toArray(Tensor[]::new);
            for (int i = 0; i < rows; i++) {
                int[] dims = s.expanded(i).shape().toArray();
                int[] folded = Arrays.copyOfRange(dims, 1, dims.length);
                folded[0] *= s.size();
                all[i] = s.expanded(i).reshape(folded);
            }
            Shape one = s.op().shapeOf(s.attrs(), sampleShapes(s));
            return s.op().apply(s.attrs(), all).reshape(one.prepend(s.size()).toArray());
        };
    }

    private static Samples given(Samples s) {
        return Require.nonNull(s, "Batching", "the samples", "pass an application to several");
    }

    private static Shape[] sampleShapes(Samples s) {
        Shape[] all = new Shape[s.inputs().size()];
        for (int i = 0; i < all.length; i++) {
            int[] dims = s.inputs().get(i).shape().toArray();
            all[i] = Shape.of(Arrays.copyOfRange(dims, s.mapped().get(i) ? 1 : 0, dims.length));
        }
        return all;
    }
}
