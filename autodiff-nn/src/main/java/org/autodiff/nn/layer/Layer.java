package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.Module;

/**
 * A module whose {@link #forward} puts its path in front of errors and shows its result to {@link Module#summary},
 * whichever way it is called: the base of all layers here, and of layers of one's own.
 *
 * <pre>{@code
 * final class Scale extends Layer {
 *     private final Tensor factor = parameter("factor", Tensor.ones(DType.FLOAT32, 1));
 *
 *     @Override
 *     protected Tensor compute(Tensor x) {
 *         requireType(x, factor);
 *         return x.mul(factor);
 *     }
 * }
 * }</pre>
 */
public abstract class Layer extends Module {
    private static final String[] POSITIONS = {"L", "H, W", "D, H, W"};

    /** A layer without state, in training mode. */
    protected Layer() {}

    /** The layer's value at {@code x}, as its class defines it; an error begins with {@link #path}. */
    @Override
    public final Tensor forward(Tensor x) {
        return observed(() -> compute(given(x)));
    }

    /** The value of {@link #forward}, of an input that is not null. */
    protected abstract Tensor compute(Tensor x);

    /** An input that is not null. */
    protected static Tensor given(Tensor x) {
        if (x == null) {
            throw new ArgumentException("the input is null");
        }
        return x;
    }

    /** A seed that is not null. */
    protected static Seed given(Seed seed, String owner) {
        return Require.nonNull(seed, owner, "the seed", "pass Seed.of(number)");
    }

    /**
     * The error for an input of a wrong shape.
     *
     * @param layout the shape that is right, such as {@code [N, 16, H, W]}
     * @param remedy what to change
     */
    protected final ShapeException misfit(String layout, Tensor x, String remedy) {
        return new ShapeException("expected " + layout + ", got " + x.shape() + " into " + this + "; " + remedy);
    }

    /** The layout of a batch with one to three axes of positions, such as {@code [N, 16, H, W]}. */
    protected static String layout(Object channels, int axes) {
        return "[N, " + channels + ", " + POSITIONS[axes - 1] + "]";
    }

    /**
     * Throws unless the input is a batch with so many axes of positions.
     *
     * @param channels the size of axis 1; 0 for any
     */
    protected final void requirePositions(Tensor x, int channels, int axes) {
        if (x.rank() != axes + 2 || channels > 0 && x.shape().dim(1) != channels) {
            String remedy = x.rank() == axes + 1
                    ? "reshape a single sample to a batch of one"
                    : "reshape the input, or build the layer for its channels and axes";
            throw misfit(layout(channels > 0 ? channels : "C", axes), x, remedy);
        }
    }

    /** Throws unless the input is of a floating-point type. */
    protected static void requireFloating(Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new DTypeException("expected FLOAT32 or FLOAT64, got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
    }

    /** Throws unless the input has the element type of a parameter. */
    protected static void requireType(Tensor x, Tensor parameter) {
        if (x.dtype() != parameter.dtype()) {
            throw new DTypeException("the parameters are " + parameter.dtype() + ", the input is " + x.dtype()
                    + "; convert it with to(DType." + parameter.dtype() + ")");
        }
    }

    /** Throws unless a given weight has elements and the rank of its layout, such as {@code [out, in]}. */
    protected static void requireWeight(Tensor weight, int rank, String layout, String owner) {
        if (weight == null || weight.rank() != rank || weight.size() == 0) {
            throw new ShapeException(
                    owner + ": expected a weight " + layout + ", got " + (weight == null ? "null" : weight.shape()));
        }
    }

    /** Throws unless a given bias, which may be null, is [out] and of the weight's element type. */
    protected static void requireBias(Tensor bias, int out, Tensor weight, String owner) {
        if (bias != null && (bias.rank() != 1 || bias.size() != out)) {
            throw new ShapeException(owner + ": expected a bias [" + out + "] for the weight " + weight.shape()
                    + ", got " + bias.shape());
        }
        if (bias != null && bias.dtype() != weight.dtype()) {
            throw new DTypeException(owner + ": the weight is " + weight.dtype() + ", the bias " + bias.dtype()
                    + "; convert one of them with to(...)");
        }
    }
}
