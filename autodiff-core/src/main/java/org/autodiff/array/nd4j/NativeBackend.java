package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.RowProduct;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;
import org.autodiff.array.Unary;

/**
 * Floating-point arrays of more than {@link #SMALL} elements live in pooled native memory and are worked on by ND4J's
 * kernels. Smaller ones, and all integers and truth values, are Java arrays and are worked on by Java loops: at these
 * sizes a loop is faster than the call, and a million of them cost no native memory.
 *
 * <p>A primitive without a native kernel that is right is done by the Java loops on a copy.
 */
final class NativeBackend extends LapackBackend {
    private final NativeUnary unary = new NativeUnary(this);
    private final NativeSum sums = new NativeSum(this);
    private final NativeMatmul products = new NativeMatmul(this);
    private final NativeRows rows = new NativeRows(this);
    private final NativeConvolution convolutions = new NativeConvolution(this);

    NativeBackend() {
        super(Natives.load());
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public Array unary(Unary f, Array x) {
        return unary.apply(f, x);
    }

    /** By loops in Java, which are right for all numbers. */
    Array inLoops(Unary f, Array x) {
        return super.unary(f, x);
    }

    @Override
    public Array binary(Binary f, Array x, Array y, Shape out) {
        int n = out.size();
        if (n <= SMALL) {
            return heap().binary(f, onHeap(x), onHeap(y), out);
        }
        if (isOneNumber(y) && x.size() == n && OpNumbers.scalarRight(f) >= 0) {
            return withScalar(OpNumbers.scalarRight(f), x, item(y), out);
        }
        if (isOneNumber(x) && y.size() == n && OpNumbers.scalarLeft(f) >= 0) {
            return withScalar(OpNumbers.scalarLeft(f), y, item(x), out);
        }
        if (x.size() == n && y.size() == n && OpNumbers.pairwise(f) >= 0) {
            Array a = flat(x);
            Array b = flat(y);
            Array z = allocateNative(x.dtype(), out);
            spread().flat(
                            n,
                            (k, on, m) -> k.pairwise(OpNumbers.pairwise(f), x.dtype(), on[0], on[1], on[2], m),
                            Block.of(a),
                            Block.of(b),
                            Block.of(z));
            hold(a, b);
            return z;
        }
        Array z = OpNumbers.pairwise(f) < 0 ? binaryInLoops(f, x, y, out) : null;
        if (z != null) {
            return z;
        }
        Array nx = narrow(x);
        Array ny = narrow(y);
        Shape spanned = spanned(nx.shape(), ny.shape(), out.rank());
        if (!spanned.equals(out)) {
            return copy(binary(f, nx, ny, spanned).expand(out)); // both repeat along the same axis
        }
        if (OpNumbers.broadcast(f) != null) {
            Array a = flat(nx);
            Array b = flat(ny);
            z = allocateNative(x.dtype(), out);
            Array to = z;
            spread().rows(out, (k, on, shapes) -> k.custom(OpNumbers.broadcast(f), x.dtype(), on, shapes), a, b, z);
            hold(a, b);
            return z;
        }
        return flat(heap().binary(f, onHeap(x), onHeap(y), out));
    }

    private static boolean isOneNumber(Array x) {
        return x.size() == 1 || repeatsOneNumber(x);
    }

    private Array withScalar(int f, Array x, double c, Shape out) {
        Array a = flat(x);
        Array z = allocateNative(x.dtype(), out);
        scalar(f, Block.of(a), c, Block.of(z), out.size());
        Reference.reachabilityFence(a);
        return z;
    }

    @Override
    public Array sum(Array x, int... axes) {
        return sums.sum(x, axes);
    }

    @Override
    public Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        return products.matmul(x, y, transposeX, transposeY, out);
    }

    @Override
    public Array conv(Array x, Array kernel, Sliding how, Shape out) {
        ConvolutionSizes s = new ConvolutionSizes(x.shape(), kernel.shape(), out, how);
        Array z = convolutions.conv(x, kernel, null, s);
        return z != null ? z : super.conv(x, kernel, how, out);
    }

    @Override
    public Array conv(Array x, Array kernel, Array bias, Sliding how, Shape out) {
        ConvolutionSizes s = new ConvolutionSizes(x.shape(), kernel.shape(), out, how);
        Array z = convolutions.conv(x, kernel, bias, s);
        return z != null ? z : super.conv(x, kernel, bias, how, out);
    }

    @Override
    public Array convTranspose(Array y, Array kernel, Sliding how, Shape out) {
        ConvolutionSizes s = new ConvolutionSizes(out, kernel.shape(), y.shape(), how);
        Array z = convolutions.transpose(y, kernel, s);
        return z != null ? z : super.convTranspose(y, kernel, how, out);
    }

    @Override
    public Array convKernel(Array x, Array y, Sliding how, Shape out) {
        ConvolutionSizes s = new ConvolutionSizes(x.shape(), out, y.shape(), how);
        Array z = convolutions.kernel(x, y, s);
        return z != null ? z : super.convKernel(x, y, how, out);
    }

    @Override
    public Array[] convBoth(Array x, Array kernel, Array y, Sliding how) {
        ConvolutionSizes s = new ConvolutionSizes(x.shape(), kernel.shape(), y.shape(), how);
        Array[] z = convolutions.both(x, kernel, y, s);
        return z != null ? z : super.convBoth(x, kernel, y, how);
    }

    @Override
    public void addInto(Array target, double alpha, Array x) {
        if (!isHosted(target)) {
            heap().addInto(target, alpha, onHeap(x));
            return;
        }
        if (repeatsOneNumber(x) && target.offset() == 0) {
            Block to = Block.of(target);
            scalar(OpNumbers.SCALAR_ADD, to, alpha * item(x), to, target.size());
            Reference.reachabilityFence(target);
            return;
        }
        Array from = flat(x);
        InPlaceKernels.add(spread(), Block.of(target), target.offset(), alpha, from, target.size());
        hold(from, target);
    }

    @Override
    public void scaleInto(Array target, double alpha) {
        if (!isHosted(target)) {
            heap().scaleInto(target, alpha);
            return;
        }
        InPlaceKernels.scale(Block.of(target), target.offset(), alpha, target.size());
        Reference.reachabilityFence(target);
    }

    @Override
    public void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step) {
        if (!isHosted(parameter)) {
            heap().adamInto(parameter, onHeap(gradient), m, v, step);
            return;
        }
        Array from = flat(gradient);
        InPlaceKernels.adam(this, Block.of(parameter), from, Block.of(m), Block.of(v), parameter.size(), step);
        hold(from, parameter, m, v);
    }

    @Override
    public RowProduct rowProduct(Array matrix, boolean transposed, int rows) {
        return isHosted(matrix)
                ? new NativeRowProduct(this, matrix, transposed, rows)
                : super.rowProduct(matrix, transposed, rows);
    }

    // Indexing.

    @Override
    public Array take(Array x, int axis, Array index) {
        return NativeRows.fits(x, x.shape(), axis, index.size())
                ? rows.take(x, axis, index)
                : super.take(x, axis, index);
    }

    @Override
    public Array untake(Array x, int axis, Array index, Shape out) {
        return NativeRows.fits(x, out, axis, index.size()) && out.size() > SMALL
                ? rows.untake(x, axis, index, out)
                : super.untake(x, axis, index, out);
    }
}
