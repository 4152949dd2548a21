package org.autodiff.functional;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.Batching;
import org.autodiff.Movement;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Convolution.Sized;
import org.autodiff.functional.Normalization.Grouped;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Range;

/** The channels of tensors [N, C, ...], with one number for each of them. */
final class Channels {
    /**
     * How operations on channels are applied to many samples at once. Inputs alone are one larger batch. With a kernel for each sample the samples
     * become groups of channels, of which a convolution keeps each to itself: so the gradients of a kernel by single samples are one
     * grouped convolution. A batch normalization keeps channels to themselves as it is.
     */
    static final Batching CONVOLUTION = s -> {
        boolean kernels = s.op() == Convolution.CONV_KERNEL;
        return !kernels && s.mapped().lastIndexOf(true) == 0
                ? Batching.folded(1).apply(s)
                : kernels ? kernels(s) : grouped(s);
    };

    /** One weight and one bias for all samples: these are a larger batch. */
    static final Batching NORMALIZATION =
            s -> s.mapped().lastIndexOf(true) == 0 ? Batching.folded(1).apply(s) : grouped(s);

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

    static Tensor grouped(Batching.Samples s) {
        Tensor[] all = new Tensor[s.inputs().size()];
        all[0] = besideChannels(s, 0);
        for (int i = 1; i < all.length; i++) {
            all[i] = joined(s.expanded(i));
        }
        return apart(s.op().apply(grouped(s.attrs(), s.size()), all), s.size(), 1)
                .movedim(1, 0);
    }

    private static Tensor kernels(Batching.Samples s) {
        OpDef op = s.op();
        return apart(op.apply(grouped(s.attrs(), s.size()), besideChannels(s, 0), besideChannels(s, 1)), s.size(), 0);
    }

    private static Attrs grouped(Attrs attrs, int n) {
        return attrs instanceof Sized sized
                ? new Sized(sized.conv().withGroups(n * sized.conv().groups()), sized.size())
                : attrs instanceof Grouped g
                        ? new Grouped(n * g.groups(), g.eps())
                        : attrs instanceof Conv conv ? conv.withGroups(n * conv.groups()) : attrs;
    }

    /** From [samples, N, C, ...] to [N, samples C, ...]. */
    private static Tensor besideChannels(Batching.Samples s, int i) {
        Tensor x = s.expanded(i).movedim(0, 1);
        int[] dims = x.shape().toArray();
        int[] merged = new int[dims.length - 1];
        merged[0] = dims[0];
        merged[1] = dims[1] * dims[2];
        System.arraycopy(dims, 3, merged, 2, dims.length - 3);
        return x.reshape(merged);
    }

    /** From [samples, C, ...] to [samples C, ...]. */
    private static Tensor joined(Tensor x) {
        int[] dims = x.shape().toArray();
        int[] merged = Arrays.copyOfRange(dims, 1, dims.length);
        merged[0] *= dims[0];
        return x.reshape(merged);
    }

    /** An axis of so many samples and what each has, as two axes. */
    private static Tensor apart(Tensor x, int samples, int axis) {
        Shape whole = x.shape();
        int[] dims = new int[whole.rank() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < axis
                    ? whole.dim(i)
                    : i == axis ? samples : i == axis + 1 ? whole.dim(axis) / samples : whole.dim(i - 1);
        }
        return x.reshape(dims);
    }
}
