package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Batching;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Convolution.Sized;
import org.autodiff.functional.Normalization.Grouped;
import org.autodiff.op.Attrs;

/**
 * How operations on channels are applied to many samples at once. Inputs alone are one larger batch. With a kernel for each sample the samples
 * become groups of channels, of which a convolution keeps each to itself: so the gradients of a kernel by single samples are one
 * grouped convolution. A batch normalization keeps channels to themselves as it is.
 */
final class ChannelBatching {
    static final Batching CONVOLUTION = s -> {
        boolean kernels = s.op() == Convolution.CONV_KERNEL;
        return !kernels && s.mapped().lastIndexOf(true) == 0
                ? Batching.folded(1).apply(s)
                : kernels ? kernels(s) : grouped(s);
    };

    /** One weight and one bias for all samples: these are a larger batch. */
    static final Batching NORMALIZATION =
            s -> s.mapped().lastIndexOf(true) == 0 ? Batching.folded(1).apply(s) : grouped(s);

    private ChannelBatching() {}

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
