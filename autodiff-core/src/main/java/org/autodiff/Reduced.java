package org.autodiff;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.op.Attrs;

/** What operations over axes have in common: which axes, and the way back from the reduced shape to the full one. */
final class Reduced {
    private Reduced() {}

    /** The sum of all elements. */
    static Array total(Backend b, Array x) {
        int[] axes = new int[x.shape().rank()];
        Arrays.setAll(axes, i -> i);
        return b.sum(x, axes);
    }

    /** The product with a factor from 0 up, which is 0 where the other one is minus infinity; and so is the product then. */
    static Array gated(Backend b, Array x, Array gate) {
        double least = x.dtype() == DType.FLOAT32 ? -Float.MAX_VALUE : -Double.MAX_VALUE;
        Array finite = b.binary(Binary.MAXIMUM, x, b.full(x.dtype(), Shape.SCALAR, least), x.shape());
        return b.binary(Binary.MUL, finite, gate, x.shape());
    }

    /** An operation along one axis; rank 0 counts as one axis of size 1, as in NumPy and PyTorch. */
    static Tensor along(Tensor x, OpDef op, int axis, IntFunction<Attrs> attrs) {
        if (x.rank() == 0) {
            return along(x.reshape(1), op, axis, attrs).reshape();
        }
        return op.apply(attrs.apply(x.shape().axis(op.name(), axis)), x);
    }

    /** The product along an axis, which stays with size 1. */
    static Tensor product(Tensor x, int axis) {
        int n = x.shape().dim(axis);
        if (n == 0) {
            return x.sum(true, axis).add(1); // of nothing, but a function of x
        }
        int half = Integer.highestOneBit(n);
        Tensor product = x;
        if (half < n) { // what is beyond the last power of two goes into the first elements
            Tensor both = x.slice(axis, 0, n - half).mul(x.slice(axis, half, n));
            product = Tensor.concat(axis, both, x.slice(axis, n - half, half));
        }
        while (half > 1) {
            half /= 2;
            product = product.slice(axis, 0, half).mul(product.slice(axis, half, 2 * half));
        }
        return product;
    }

    /** A value of the reduced shape with the reduced axes back, of size 1. */
    static Tensor kept(Tensor reduced, Shape full, int... axes) {
        Shape to = Span.reduced(full, axes);
        return reduced.shape().equals(to) ? reduced : reduced.reshape(to.toArray());
    }

    /** A value of the reduced shape, repeated along the reduced axes. */
    static Tensor spread(Tensor reduced, Shape full, int... axes) {
        return kept(reduced, full, axes).expand(full.toArray());
    }

    /** The sum over axes that have stayed, in the shape of a result. */
    static Tensor sum(Tensor x, Call call, int... axes) {
        Tensor sum = x.sum(true, axes);
        return sum.shape().equals(call.shape()) ? sum : sum.reshape(call.shape().toArray());
    }

    /** The sum over the axes along which {@code to} has been broadcast to the shape of x. */
    static Tensor sumTo(Tensor x, Shape to) {
        if (x.shape() == to || x.shape().equals(to)) {
            return x;
        }
        int lead = x.rank() - to.rank();
        int[] axes = new int[x.rank()];
        int n = 0;
        for (int i = 0; i < x.rank(); i++) {
            if (i < lead || to.dim(i - lead) == 1 && x.shape().dim(i) != 1) {
                axes[n++] = i;
            }
        }
        Tensor sum = n == 0 ? x : x.sum(true, Arrays.copyOf(axes, n));
        return sum.reshape(to.toArray());
    }
}
