package org.autodiff.array.heap;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.Moments;
import org.autodiff.array.Normalized;

/**
 * Normalization of batches by loops over Java arrays: groups of channels are copied to such arrays, where they stay in the
 * processor's cache for all passes, and shared out over the cores.
 */
interface HeapNormalization extends Hosting {
    /** The fewest elements that are copied at a time. */
    int FEWEST = 16;

    /** Work on a group of channels. */
    @FunctionalInterface
    interface Group {
        /** Works on so many channels from the first one on, in a Java array for each sample. */
        void run(Object[] x, int first, int count);
    }

    @Override
    default Moments moments(Array x) {
        ChannelNorm norm = new ChannelNorm(x.shape());
        forEachGroup(norm, x, norm::findMoments);
        return norm.moments();
    }

    @Override
    default Normalized batchNorm(Array x, Array weight, Array bias, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), onHeap(weight), onHeap(bias), eps);
        Array z = draft(x.dtype(), x.shape());
        forEachGroup(norm, x, (chunk, first, count) -> {
            norm.normalize(chunk, first, count);
            put(norm, z, chunk, first, count);
        });
        return new Normalized(placed(z), norm.moments());
    }

    @Override
    default Array[] batchNormGradient(Array x, Moments moments, Array weight, Array g, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), moments, onHeap(weight), eps);
        Array from = readable(g);
        Array z = draft(x.dtype(), x.shape());
        forEachGroup(norm, x, (chunk, first, count) -> {
            Object[] pulled = chunk(1, norm, from, first, count);
            norm.gradient(chunk, pulled, first, count);
            put(norm, z, pulled, first, count);
        });
        Reference.reachabilityFence(from);
        Array[] vectors = norm.gradients(x);
        return new Array[] {placed(z), placed(vectors[0]), placed(vectors[1])};
    }

    private void forEachGroup(ChannelNorm norm, Array batch, Group body) {
        Array x = readable(batch);
        int channel = Math.max(1, norm.samples * norm.positions);
        int each = Math.max(CHUNK / channel, FEWEST / Math.max(1, norm.positions));
        int count = Math.min(norm.channels, Math.max(1, each));
        int groups = norm.channels == 0 ? 0 : (norm.channels - 1) / count + 1;
        ranges(groups, count * channel, (from, to) -> {
            for (int group = from; group < to; group++) {
                int first = group * count;
                int n = Math.min(count, norm.channels - first);
                body.run(chunk(0, norm, x, first, n), first, n);
            }
        });
        Reference.reachabilityFence(x);
    }

    /** A copy of a group of channels: a Java array of this thread's for each sample. */
    private Object[] chunk(int set, ChannelNorm norm, Array x, int first, int count) {
        Object[] chunk = staging(x.dtype(), set, norm.samples, count * norm.positions);
        for (int s = 0; s < norm.samples; s++) {
            read(x, norm.at(s, first), chunk[s], 0, count * norm.positions);
        }
        return chunk;
    }

    private void put(ChannelNorm norm, Array z, Object[] chunk, int first, int count) {
        for (int s = 0; s < norm.samples; s++) {
            write(z, norm.at(s, first), chunk[s], 0, count * norm.positions);
        }
    }
}
