package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.Module;

/** A module of this library: its errors name its place, summaries see its results, whichever way it is called. */
abstract class Layer extends Module {
    /** The value at {@code x}, as the class says. */
    @Override
    public final Tensor forward(Tensor x) {
        return observed(() -> compute(given(x)));
    }

    /** What {@link #forward} gives. */
    abstract Tensor compute(Tensor x);

    static Tensor given(Tensor x) {
        if (x == null) {
            throw new ArgumentException("the input is null");
        }
        return x;
    }

    /**
     * The error for an input that does not fit.
     *
     * @param layout what would fit, such as {@code [N, 16, H, W]}
     * @param remedy what to do about it
     */
    final ShapeException misfit(String layout, Tensor x, String remedy) {
        return new ShapeException("expected " + layout + ", got " + x.shape() + " into " + this + "; " + remedy);
    }

    /** Throws unless the input is of a floating-point type. */
    static void requireFloating(Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new DTypeException("expected FLOAT32 or FLOAT64, got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
    }

    /** Throws unless the input has the element type of the parameters. */
    static void requireType(Tensor x, Tensor parameter) {
        if (x.dtype() != parameter.dtype()) {
            throw new DTypeException("the parameters are " + parameter.dtype() + ", the input is " + x.dtype()
                    + "; convert it with to(DType." + parameter.dtype() + ")");
        }
    }
}
