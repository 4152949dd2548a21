package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.Moments;
import org.autodiff.array.Normalized;
import org.autodiff.array.heap.ChannelNorm;

/**
 * Normalization of native batches by Java loops: groups of channels are copied to Java, where they stay in the processor's
 * cache for all passes, and shared out over the cores. ND4J's gradient takes several times as long as its parts.
 */
final class NativeNormalization {
    /** Elements in a group of channels, unless one channel has more. */
    private static final int GROUP = 16_384;

    /** The fewest elements that are copied at a time. */
    private static final int RUN = 16;

    private final NativeBackend backend;

    NativeNormalization(NativeBackend backend) {
        this.backend = backend;
    }

    /** Work on a group of channels. */
    @FunctionalInterface
    private interface Group {
        void run(Object[] x, int first, int count);
    }

    Moments moments(Array x) {
        ChannelNorm norm = new ChannelNorm(x.shape());
        forEach(norm, backend.flat(x), norm::findMoments);
        return norm.moments();
    }

    Normalized batchNorm(Array x, Array weight, Array bias, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), backend.onHeap(weight), backend.onHeap(bias), eps);
        Array z = backend.allocateNative(x.dtype(), x.shape());
        forEach(norm, backend.flat(x), (chunk, first, count) -> {
            norm.normalize(chunk, first, count);
            copy(norm, z, chunk, first, count, true);
        });
        return new Normalized(backend.settled(z), norm.moments());
    }

    Array[] gradient(Array x, Moments moments, Array weight, Array g, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), moments, backend.onHeap(weight), eps);
        Array from = backend.flat(g);
        Array z = backend.allocateNative(x.dtype(), x.shape());
        forEach(norm, backend.flat(x), (chunk, first, count) -> {
            Object[] pulled = chunk(1, norm, from, first, count);
            norm.gradient(chunk, pulled, first, count);
            copy(norm, z, pulled, first, count, true);
        });
        Reference.reachabilityFence(from);
        Array[] vectors = norm.gradients(x);
        return new Array[] {backend.settled(z), backend.placed(vectors[0]), backend.placed(vectors[1])};
    }

    /** Copies groups of channels out of a native array, group by group, on all cores. */
    private void forEach(ChannelNorm norm, Array x, Group body) {
        int channel = norm.samples * norm.positions;
        int each = Math.max(GROUP / channel, RUN / norm.positions);
        int count = Math.min(norm.channels, Math.max(1, each));
        int groups = (norm.channels - 1) / count + 1;
        backend.spread().ranges(groups, count * channel, (from, to) -> {
            for (int group = from; group < to; group++) {
                int first = group * count;
                int n = Math.min(count, norm.channels - first);
                body.run(chunk(0, norm, x, first, n), first, n);
            }
        });
        Reference.reachabilityFence(x);
    }

    /** A copy of a group of channels: a Java array of this thread's for each sample. */
    private Object[] chunk(int number, ChannelNorm norm, Array x, int first, int count) {
        Object[] chunk = backend.kernel().rows(x.dtype(), number, norm.samples, count * norm.positions);
        copy(norm, x, chunk, first, count, false);
        return chunk;
    }

    private static void copy(ChannelNorm norm, Array x, Object[] chunk, int first, int count, boolean out) {
        Block block = NativeBackend.block(x);
        int run = count * norm.positions;
        for (int s = 0; s < norm.samples; s++) {
            int at = (s * norm.channels + first) * norm.positions;
            if (out) {
                block.write(at, chunk[s], 0, run);
            } else {
                block.read(at, chunk[s], 0, run);
            }
        }
    }
}
