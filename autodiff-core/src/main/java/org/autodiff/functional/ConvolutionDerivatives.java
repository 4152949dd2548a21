package org.autodiff.functional;

import org.autodiff.Call;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Convolution.Sized;

/** Derivatives of convolutions: each of the three bilinear maps is differentiated by the other two. */
final class ConvolutionDerivatives {
    private ConvolutionDerivatives() {}

    /** The attributes of a convolution with the spatial sizes of a shape. */
    static Sized sized(Call call, Shape like) {
        return new Sized(call.attrs(Sized.class).conv(), WindowSizes.spatial(like));
    }

    /** A result without the windows that its recorded counterpart does not have: the last ones of each axis. */
    static Tensor cut(Tensor z, Shape to) {
        Tensor t = z;
        for (int axis = 2; axis < to.rank(); axis++) {
            t = t.shape().dim(axis) == to.dim(axis) ? t : t.slice(axis, 0, to.dim(axis));
        }
        return t;
    }

    /** The pullback by input and weight. Where it is not differentiated again, one kernel computes both. */
    static Tensor[] byBoth(Call call, Tensor g) {
        Conv c = call.attrs(Conv.class);
        Tensor x = call.input(0);
        Tensor w = call.input(1);
        if (call.needs(0) && call.needs(1)) {
            Tensor[] both = Call.byKernel(
                    (b, in) -> b.convBoth(in[0], in[1], in[2], WindowSizes.sliding(c, x.rank() - 2)), x, w, g);
            if (both != null) {
                return both;
            }
        }
        return new Tensor[] {
            call.needs(0) ? Convolution.CONV_TRANSPOSE.apply(new Sized(c, WindowSizes.spatial(x.shape())), g, w) : null,
            call.needs(1) ? Convolution.CONV_KERNEL.apply(new Sized(c, WindowSizes.spatial(w.shape())), x, g) : null
        };
    }
}
