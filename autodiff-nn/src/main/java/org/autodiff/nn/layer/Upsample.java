package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Resampling;

/** Images [N, C, H, W] so many times as high and wide; PyTorch's {@code nn.Upsample} for two axes. It has no state. */
public final class Upsample extends Layer {
    private final int factor;
    private final boolean bilinear;
    private final boolean alignCorners;

    private Upsample(int factor, boolean bilinear, boolean alignCorners) {
        this.factor = Checks.positive("Upsample", "the factor", factor);
        this.bilinear = bilinear;
        this.alignCorners = alignCorners;
    }

    /**
     * Each element repeated.
     *
     * @throws org.autodiff.error.ArgumentException if the factor is below 1
     */
    public static Upsample nearest(int factor) {
        return new Upsample(factor, false, false);
    }

    /**
     * Means of four neighbours.
     *
     * @param alignCorners true: the centres of the corner elements stay in place; false, PyTorch's default: the corners
     * @throws org.autodiff.error.ArgumentException if the factor is below 1
     */
    public static Upsample bilinear(int factor, boolean alignCorners) {
        return new Upsample(factor, true, alignCorners);
    }

    @Override
    Tensor compute(Tensor x) {
        if (x.rank() != 4) {
            throw misfit(Kernels.layout("C", 2), x, "reshape a single sample to a batch of one");
        }
        long height = (long) x.shape().dim(2) * factor;
        long width = (long) x.shape().dim(3) * factor;
        if (height > Integer.MAX_VALUE || width > Integer.MAX_VALUE) {
            throw new ShapeException("a result of " + height + " x " + width + " pixels from " + x.shape()
                    + " is larger than any array; use a smaller factor");
        }
        return bilinear
                ? Resampling.upsampleBilinear2d(x, (int) height, (int) width, alignCorners)
                : Resampling.upsampleNearest2d(x, (int) height, (int) width);
    }

    @Override
    protected String extraRepr() {
        return "factor=" + factor + ", " + (bilinear ? "bilinear" : "nearest") + (alignCorners ? ", alignCorners" : "");
    }
}
