package org.autodiff.nn.layer.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/** Sequences of different lengths as one tensor and back, as PyTorch's {@code nn.utils.rnn}; gradients flow both ways. */
public final class Sequences {
    private Sequences() {}

    /** Sequences [time, ...] one beside the other, [longest time, N, ...], with 0 beyond the end of each. */
    public static Tensor padSequence(List<Tensor> sequences) {
        return padSequence(sequences, false, 0);
    }

    /**
     * Sequences one beside the other.
     *
     * @param sequences [time, ...], at least one, alike but for the time
     * @param batchFirst whether the result is [N, longest time, ...] rather than [longest time, N, ...]
     * @param paddingValue what stands beyond the end of a sequence
     */
    public static Tensor padSequence(List<Tensor> sequences, boolean batchFirst, double paddingValue) {
        Require.nonNulls(sequences, "padSequence", "the sequences", "pass tensors");
        if (sequences.isEmpty()) {
            throw new ArgumentException("padSequence: there is no sequence; pass at least one");
        }
        int longest = 0;
        for (Tensor s : sequences) {
            Tensor first = sequences.get(0);
            if (s.rank() == 0
                    || s.rank() != first.rank()
                    || !s.shape().with(0, 0).equals(first.shape().with(0, 0))) {
                throw new ShapeException("padSequence: sequences of shapes "
                        + sequences.stream().map(Tensor::shape).toList()
                        + "; they must be alike in all axes but the first, the time");
            }
            longest = Math.max(longest, s.shape().dim(0));
        }
        Tensor[] padded = new Tensor[sequences.size()];
        for (int i = 0; i < padded.length; i++) {
            Tensor s = sequences.get(i);
            int[] rest = s.shape().with(0, longest - s.shape().dim(0)).toArray();
            padded[i] = rest[0] == 0 ? s : Tensor.concat(0, s, Tensor.full(s.dtype(), paddingValue, rest));
        }
        return Tensor.stack(batchFirst ? 0 : 1, padded);
    }

    /** The sequences of a padded tensor [time, N, ...], each without what lies beyond its length. */
    public static List<Tensor> unpadSequence(Tensor padded, int... lengths) {
        return unpadSequence(padded, false, lengths);
    }

    /**
     * The sequences of a padded tensor, each without what lies beyond its length.
     *
     * @param padded [time, N, ...], or [N, time, ...] if the batch is first
     * @param lengths of each sequence, from 0 to the time
     */
    public static List<Tensor> unpadSequence(Tensor padded, boolean batchFirst, int... lengths) {
        Require.nonNull(padded, "unpadSequence", "the padded tensor", "pass one");
        Require.nonNull(lengths, "unpadSequence", "the lengths", "pass one for each sequence");
        int batch = batchFirst ? 0 : 1;
        if (padded.rank() < 2 || padded.shape().dim(batch) != lengths.length) {
            throw new ShapeException("unpadSequence: a tensor " + padded.shape() + " and " + lengths.length
                    + " lengths; it must be " + (batchFirst ? "[N, time, ...]" : "[time, N, ...]")
                    + " with a length for each of the N sequences");
        }
        int times = padded.shape().dim(1 - batch);
        if (Arrays.stream(lengths).anyMatch(n -> n < 0 || n > times)) {
            throw new ArgumentException("unpadSequence: lengths " + Arrays.toString(lengths) + " of a tensor "
                    + padded.shape() + "; they must be 0 to " + times);
        }
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            all.add(padded.select(batch, i).slice(0, 0, lengths[i]));
        }
        return List.copyOf(all);
    }
}
