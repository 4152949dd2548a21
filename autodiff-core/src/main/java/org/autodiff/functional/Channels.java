package org.autodiff.functional;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.Movement;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Range;

/** The channels of tensors [N, C, ...], with one number for each of them. */
final class Channels {
    private Channels() {}

    /** All axes but that of the channels. */
    static int[] otherAxes(Shape x) {
        return IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    }

    /** A vector [C] in a shape that broadcasts to [N, C, ...]; null for null. */
    static Tensor each(Tensor vector, Shape to) {
        if (vector == null) {
            return null;
        }
        int[] dims = new int[to.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = vector.size();
        return vector.reshape(dims);
    }

    /** x [N, C, ...] plus a bias [C]; x itself where that is null. */
    static Tensor biased(String op, Tensor x, Tensor bias) {
        if (bias == null) {
            return x;
        }
        ConvolutionShapes.requireBias(op, bias.shape(), x.shape());
        return x.add(each(bias, x.shape()));
    }

    /** A local response normalization by lengths in the place of squares, which overflow. */
    static Tensor farResponse(Tensor x, int before, int behind, double factor, double beta, double k) {
        int channels = x.shape().dim(1);
        Range inside = new Range(1, before, channels, 1, channels + before + behind);
        Tensor padded = Movement.EMBED.apply(inside, x.mul(factor));
        int count = 1 + before + behind;
        Tensor[] window = new Tensor[count + 1];
        Arrays.setAll(
                window,
                i -> i < count
                        ? padded.slice(1, i, i + channels)
                        : Tensor.full(x.dtype(), k, x.shape().toArray()));
        Tensor root = Tensor.stack(0, window).norm(2, false, 0);
        return x.div(root).mul(root.pow(1 - 2 * beta));
    }

    static void requireChannels(String op, Tensor x, int rank, Tensor weight, Tensor bias) {
        requireChannels(op, Require.nonNull(x, op, "x", "pass a tensor").shape(), rank, shape(weight), shape(bias));
    }

    static Shape shape(Tensor t) {
        return t == null ? null : t.shape();
    }

    static void requireChannels(String op, Shape x, int rank, Shape weight, Shape bias) {
        if (x.rank() < rank) {
            throw new ShapeException(op + ": shape " + x + "; it must be [N, C, "
                    + (rank == 3 ? "positions...], of rank 3 or more" : "...], of rank 2 or more"));
        }
        requireShape(op, "weight", weight, x.dim(1));
        requireShape(op, "bias", bias, x.dim(1));
    }

    static void requireShape(String op, String what, Shape t, int... dims) {
        if (t != null && !t.equals(Shape.of(dims))) {
            throw new ShapeException(
                    op + ": the " + what + " has shape " + t + "; it must be " + Arrays.toString(dims) + ", or null");
        }
    }

    static void requireRunning(Tensor x, Normalization.Running running) {
        if (x.rank() >= 2) {
            int channels = x.shape().dim(1);
            requireShape("batchNorm", "running mean", running.mean().shape(), channels);
            requireShape("batchNorm", "running variance", running.var().shape(), channels);
        }
    }

    /**
     * Throws where each mean would be over one value: the result would be 0 whatever that is.
     *
     * @param found what there is one of, and behind it the remedy
     */
    static void requireSeveral(String op, Shape x, int[] axes, String found) {
        long count = 1;
        for (int axis : axes) {
            count *= x.dim(axis);
        }
        if (count == 1) {
            throw new ShapeException(op + ": shape " + x + " has one " + found);
        }
    }

    static void requireGroups(String op, int groups, Shape x) {
        if (x.rank() > 1 && (groups < 1 || x.dim(1) % groups != 0)) {
            throw new ArgumentException(op + ": " + groups + " groups of the " + x.dim(1) + " channels of shape " + x
                    + "; the number of channels must be a multiple of that of the groups");
        }
    }
}
