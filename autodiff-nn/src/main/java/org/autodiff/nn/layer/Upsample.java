package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Resampling;

/** Upsampling of images [N, C, H, W] by a whole factor; PyTorch's {@code nn.Upsample} for two axes. */
public final class Upsample extends Layer {
    private final int factor;
    private final boolean bilinear;
    private final boolean alignCorners;

    private Upsample(int factor, boolean bilinear, boolean alignCorners) {
        this.factor = Require.positive(factor, owner(), "the factor");
        this.bilinear = bilinear;
        this.alignCorners = alignCorners;
    }

    /** Nearest-neighbour upsampling by the given factor, at least 1: each element is repeated. */
    public static Upsample nearest(int factor) {
        return new Upsample(factor, false, false);
    }

    /**
     * Bilinear upsampling by the given factor, at least 1. If aligned, the centres of the corner elements stay in
     * place; else, PyTorch's default, the corners do.
     */
    public static Upsample bilinear(int factor, boolean alignCorners) {
        return new Upsample(factor, true, alignCorners);
    }

    @Override
    protected Tensor compute(Tensor x) {
        requirePositions(x, 0, 2);
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
