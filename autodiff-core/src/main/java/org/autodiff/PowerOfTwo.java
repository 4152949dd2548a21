package org.autodiff;

import org.autodiff.array.DType;
import org.autodiff.error.Require;

/**
 * Powers of two near the largest elements along axes: constants, by which vectors are divided before squares of them would
 * overflow or vanish. Such a division is exact, and a scale that is a constant leaves derivatives of every order right.
 */
public final class PowerOfTwo {
    private PowerOfTwo() {}

    /** Whether squares of lengths of this size, of elements beside them and of derivatives neither overflow nor vanish. */
    public static boolean isOrdinary(Tensor lengths) {
        Require.nonNull(lengths, "PowerOfTwo.isOrdinary", "the tensor of lengths", "pass one");
        return isOrdinary(lengths.dtype(), Vmap.numbers(lengths).stopGradient().toDoubles());
    }

    /** Whether squares of lengths of this size are so in a type; 0, infinity and NaN are not. */
    public static boolean isOrdinary(DType type, double... lengths) {
        Require.nonNull(lengths, "PowerOfTwo.isOrdinary", "the array of lengths", "pass one");
        double least = type == DType.FLOAT32 ? 1e-12 : 1e-100;
        double most = type == DType.FLOAT32 ? 1e12 : 1e100;
        for (double length : lengths) {
            if (!(length >= least && length <= most)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A power of two for each of the vectors of x along axes (none given: all), which stay with size 1; 1 for those of zeros, or
     * with NaN or infinity.
     *
     * @param least 0, or a number that counts as an element of each vector
     */
    public static Tensor of(Tensor x, double least, int... axes) {
        Require.nonNull(x, "PowerOfTwo.of", "the tensor of vectors", "pass one");
        return Vmap.map(x.stopGradient().abs().max(true, axes), top -> below(top, least));
    }

    /** As {@link #of(Tensor, double, int...)}, with a number for each vector that counts as one of its elements. */
    public static Tensor of(Tensor x, Tensor least, int... axes) {
        Require.nonNull(x, "PowerOfTwo.of", "the tensor of vectors", "pass one");
        Require.nonNull(least, "PowerOfTwo.of", "the least numbers", "pass a tensor that broadcasts to the vectors");
        Tensor top = x.stopGradient().abs().max(true, axes).maximum(least.stopGradient());
        return Vmap.map(top, t -> below(t, 0));
    }

    private static Tensor below(Tensor top, double least) {
        double[] scales = top.toDoubles();
        // a little above the smallest, by which an ordinary tangent could not be divided
        int lowest = 16 + (top.dtype() == DType.FLOAT32 ? Float.MIN_EXPONENT : Double.MIN_EXPONENT);
        for (int i = 0; i < scales.length; i++) {
            double size = Math.max(scales[i], least);
            boolean usable = size > 0 && size < Double.POSITIVE_INFINITY;
            scales[i] = usable ? Math.scalb(1.0, Math.max(lowest, Math.getExponent(size))) : 1;
        }
        return Tensor.of(scales, top.shape().toArray()).to(top.dtype());
    }
}
