package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.NormalizationPrimitives;

/** Normalization of batches by loops over Java arrays, all channels in one group. */
interface HeapNormalization extends NormalizationPrimitives {
    @Override
    default Array[] moments(Array x) {
        ChannelNorm norm = new ChannelNorm(x.shape());
        norm.findMoments(Doubles.dense(x), 0, norm.channels);
        return norm.moments(x);
    }

    @Override
    default Array batchNorm(Array x, Array weight, Array bias, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), weight, bias, eps);
        Object z = Elements.allocate(x.dtype(), x.size());
        norm.normalize(Doubles.dense(x), z, 0, norm.channels);
        return Array.dense(x.dtype(), x.shape(), z);
    }

    @Override
    default Array[] batchNormGradient(Array x, Array weight, Array g, double eps) {
        ChannelNorm norm = new ChannelNorm(x.shape(), weight, null, eps);
        Object z = Elements.allocate(x.dtype(), x.size());
        norm.gradient(Doubles.dense(x), Doubles.dense(g), z, 0, norm.channels);
        Array[] vectors = norm.gradients(x);
        return new Array[] {Array.dense(x.dtype(), x.shape(), z), vectors[0], vectors[1]};
    }
}
