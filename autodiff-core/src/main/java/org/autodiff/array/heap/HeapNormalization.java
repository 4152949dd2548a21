package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Moments;
import org.autodiff.array.Normalized;

/** Normalization of batches by loops over Java arrays, all channels in one group. */
interface HeapNormalization extends Backend {
    @Override
    default Moments moments(Array x) {
        ChannelNorm norm = new ChannelNorm(x.shape());
        norm.findMoments(samples(x), 0, norm.channels);
        return norm.moments();
    }

    @Override
    default Normalized batchNorm(Array x, Array weight, Array bias, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), weight, bias, eps);
        Object[] z = samples(x);
        norm.normalize(z, 0, norm.channels);
        return new Normalized(joined(z, x), norm.moments());
    }

    @Override
    default Array[] batchNormGradient(Array x, Moments moments, Array weight, Array g, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), moments, weight, eps);
        Object[] z = samples(g);
        norm.gradient(samples(x), z, 0, norm.channels);
        Array[] vectors = norm.gradients(x);
        return new Array[] {joined(z, x), vectors[0], vectors[1]};
    }

    /** A copy of each sample. */
    private static Object[] samples(Array x) {
        Object all = Doubles.dense(x);
        Object[] samples = new Object[x.shape().dim(0)];
        for (int s = 0; s < samples.length; s++) {
            int n = x.size() / samples.length;
            samples[s] = Elements.allocate(x.dtype(), n);
            System.arraycopy(all, s * n, samples[s], 0, n);
        }
        return samples;
    }

    private static Array joined(Object[] samples, Array like) {
        Object all = Elements.allocate(like.dtype(), like.size());
        for (int s = 0; s < samples.length; s++) {
            int n = like.size() / samples.length;
            System.arraycopy(samples[s], 0, all, s * n, n);
        }
        return Array.dense(like.dtype(), like.shape(), all);
    }
}
