package org.autodiff.array.nd4j;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Moments;
import org.autodiff.array.Normalized;
import org.autodiff.array.Reach;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;
import org.autodiff.array.Span;
import org.autodiff.array.Unary;
import org.bytedeco.javacpp.Pointer;

/**
 * Floating-point arrays of more than {@link #SMALL} elements live in pooled native memory and are worked on by ND4J's
 * kernels. Smaller ones, and all integers and truth values, are Java arrays and are worked on by Java loops: at these
 * sizes a loop is faster than the call, and a million of them cost no native memory.
 *
 * <p>A primitive without a native kernel that is right is done by the Java loops on a copy.
 */
public final class NativeBackend extends LapackBackend {
    /** The largest array that stays a Java array, in elements; measured (docs/design/0002). */
    static final int SMALL = 1024;

    private static final Cleaner CLEANER = Cleaner.create();

    private final Natives natives = Natives.load();
    private final Pool<Block> pool = new Pool<>((dtype, n) -> Block.allocate(natives, dtype, n));
    private final ThreadLocal<Kernels> kernels = ThreadLocal.withInitial(this::kernels);
    private final Workers workers = new Workers(natives.cores());
    private final Spread spread = new Spread(natives, workers, kernels::get);
    private final NativeUnary unary = new NativeUnary(this);
    private final NativeSum sums = new NativeSum(this);
    private final NativeMatmul products = new NativeMatmul(this);
    private final NativeRows rows = new NativeRows(this);
    private final NativeLines lines = new NativeLines(this);
    private final NativeConvolution convolutions = new NativeConvolution(this);
    private final NativeNormalization normalizations = new NativeNormalization(this);

    private Kernels kernels() {
        Kernels k = new Kernels(natives, pool);
        Runnable release = k.releaser();
        CLEANER.register(Thread.currentThread(), release);
        return k;
    }

    @Override
    public String name() {
        return "native";
    }

    /** This thread's way to the kernels. */
    Kernels kernel() {
        return kernels.get();
    }

    Natives natives() {
        return natives;
    }

    Workers workers() {
        return workers;
    }

    @Override
    Spread spread() {
        return spread;
    }

    @Override
    public long memoryInUse() {
        return pool.used();
    }

    @Override
    public long systemAllocations() {
        return pool.allocations();
    }

    @Override
    public Array allocate(DType dtype, Shape shape) {
        return shape.size() <= SMALL || !dtype.isFloating()
                ? heap().allocate(dtype, shape)
                : allocateNative(dtype, shape);
    }

    /** Native memory for an array of any size. */
    Array allocateNative(DType dtype, Shape shape) {
        return owned(dtype, shape, NativeBuffer.on(pool.take(dtype, shape.size()), pool));
    }

    static boolean isNative(Array x) {
        return x.storage() instanceof NativeBuffer;
    }

    static Block block(Array x) {
        return ((NativeBuffer) x.storage()).block();
    }

    /** A native dense array at offset 0 with the elements of x: x itself where it is one already. */
    Array flat(Array x) {
        if (isNative(x) && x.isDense() && x.offset() == 0) {
            return x;
        }
        if (repeatsOneNumber(x)) {
            return filled(x.dtype(), x.shape(), item(x));
        }
        if (!isNative(x)) {
            Array d = heap().dense(x);
            Array z = allocateNative(x.dtype(), x.shape());
            block(z).write(0, d.storage(), d.offset(), d.size());
            return z;
        }
        return copyNative(x, allocateNative(x.dtype(), x.shape()));
    }

    @Override
    Array nativeCopy(Array x) {
        Array z = flat(x);
        return z == x ? copyNative(x, allocateNative(x.dtype(), x.shape())) : z;
    }

    /** A Java array with the elements of x, whatever their number. */
    @Override
    protected Array onHeap(Array x) {
        if (!isNative(x)) {
            return x;
        }
        Array z = heap().allocate(x.dtype(), x.shape());
        if (x.isDense()) {
            block(x).read(x.offset(), z.storage(), 0, x.size());
        } else {
            StridedCopy.read(x, block(x), z.storage());
        }
        Reference.reachabilityFence(x);
        return z;
    }

    /** Where the backend would hold an array of this size. */
    @Override
    protected Array placed(Array onHeap) {
        return onHeap.size() <= SMALL || !onHeap.dtype().isFloating() ? onHeap : flat(onHeap);
    }

    /** A native array, or its elements as a Java array where the backend holds one of this size. */
    Array settled(Array z) {
        return z.size() > SMALL ? z : onHeap(z);
    }

    private Array copyNative(Array x, Array z) {
        if (x.isDense()) {
            Pointer.memcpy(
                    block(z).pointer,
                    block(x).at(x.offset()),
                    (long) x.size() * x.dtype().bytes());
        } else {
            Array d = onHeap(x);
            block(z).write(0, d.storage(), 0, d.size());
        }
        Reference.reachabilityFence(x);
        return z;
    }

    @Override
    public Array full(DType dtype, Shape shape, double value) {
        return shape.size() <= SMALL || !dtype.isFloating()
                ? heap().full(dtype, shape, value)
                : filled(dtype, shape, value);
    }

    private Array filled(DType dtype, Shape shape, double value) {
        Array z = allocateNative(dtype, shape);
        Block b = block(z);
        if (Double.doubleToRawLongBits(value) == 0) {
            Pointer.memset(b.pointer, 0, (long) z.size() * dtype.bytes());
        } else {
            scalar(OpNumbers.SCALAR_SET, b, value, b, z.size());
        }
        return z;
    }

    @Override
    public Object elements(Array x) {
        return isNative(x) ? onHeap(x).storage() : heap().elements(x);
    }

    @Override
    public double item(Array x) {
        if (!isNative(x)) {
            return heap().item(x);
        }
        Block b = block(x);
        double value = b.dtype == DType.FLOAT32 ? b.floats.get(x.offset()) : b.doubles.get(x.offset());
        Reference.reachabilityFence(x);
        return value;
    }

    @Override
    public Array copy(Array x) {
        if (x.size() > SMALL && repeatsOneNumber(x)) {
            return full(x.dtype(), x.shape(), item(x));
        }
        if (!isNative(x)) {
            return placed(heap().copy(x)); // an expanded small array may be large
        }
        return x.size() <= SMALL ? onHeap(x) : copyNative(x, allocateNative(x.dtype(), x.shape()));
    }

    @Override
    public Array unary(Unary f, Array x) {
        return unary.apply(f, x);
    }

    @Override
    public Array unaryTimes(Unary f, Array x, Array factor) {
        boolean fused = NativeUnary.fuses(f, x) && !isOneNumber(factor);
        return fused ? unary.times(f, x, factor) : super.unaryTimes(f, x, factor);
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
            spread.flat(
                    n,
                    (k, on, m) -> k.pairwise(OpNumbers.pairwise(f), x.dtype(), on[0], on[1], on[2], m),
                    block(a),
                    block(b),
                    block(z));
            Reference.reachabilityFence(a);
            Reference.reachabilityFence(b);
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
            Array z = allocateNative(x.dtype(), out);
            spread.rows(out, (k, on, shapes) -> k.custom(OpNumbers.broadcast(f), x.dtype(), on, shapes), a, b, z);
            Reference.reachabilityFence(a);
            Reference.reachabilityFence(b);
            return z;
        }
        return flat(heap().binary(f, onHeap(x), onHeap(y), out));
    }

    private static boolean isOneNumber(Array x) {
        return x.size() == 1 || repeatsOneNumber(x);
    }

    /** {@code z = f(x, c)} for the first n elements. */
    void scalar(int f, Block x, double c, Block z, int n) {
        spread.flat(n, (k, on, m) -> k.scalar(f, x.dtype, on[0], c, on[1], m), x, z);
    }

    private Array withScalar(int f, Array x, double c, Shape out) {
        Array a = flat(x);
        Array z = allocateNative(x.dtype(), out);
        scalar(f, block(a), c, block(z), out.size());
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
    public Array gather(Array x, int axis, Array index) {
        return NativeLines.fits(x, x.shape(), axis, index) ? lines.gather(x, index) : super.gather(x, axis, index);
    }

    @Override
    public Array scatterAdd(Array x, int axis, Array index, Shape out) {
        return NativeLines.fits(x, out, axis, index)
                ? lines.scatterAdd(x, index, out)
                : super.scatterAdd(x, axis, index, out);
    }

    @Override
    public Array max(Array x, int... axes) {
        Span s = Span.of(x.shape(), axes);
        boolean ofLines = s != null && s.inner() == 1 && x.size() > 0;
        return ofLines && isNative(x) ? lines.max(x, s.count(), Span.reduced(x.shape(), axes)) : super.max(x, axes);
    }

    @Override
    public Array maxIndex(Array x, List<Reach> reaches, Shape out) {
        return isNative(x) ? lines.maxIndex(x, reaches, out) : super.maxIndex(x, reaches, out);
    }

    @Override
    public Array blend(Array x, int axis, int[] start, double[][] weights) {
        return isNative(x) && start.length > 0
                ? lines.blend(x, axis, start, weights)
                : super.blend(x, axis, start, weights);
    }

    @Override
    public Array unblend(Array x, int axis, int[] start, double[][] weights, int size) {
        return isNative(x) && size > 0
                ? lines.unblend(x, axis, start, weights, size)
                : super.unblend(x, axis, start, weights, size);
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
    public Moments moments(Array x) {
        return isNative(x) && x.size() > 0 ? normalizations.moments(x) : super.moments(x);
    }

    @Override
    public Normalized batchNorm(Array x, Array weight, Array bias, double eps) {
        return isNative(x) && x.size() > 0
                ? normalizations.batchNorm(x, weight, bias, eps)
                : super.batchNorm(x, weight, bias, eps);
    }

    @Override
    public Array[] batchNormGradient(Array x, Moments moments, Array weight, Array g, double eps) {
        return isNative(x) && x.size() > 0
                ? normalizations.gradient(x, moments, weight, g, eps)
                : super.batchNormGradient(x, moments, weight, g, eps);
    }

    @Override
    public void addInto(Array target, double alpha, Array x) {
        if (!isNative(target)) {
            heap().addInto(target, alpha, onHeap(x));
            return;
        }
        if (repeatsOneNumber(x) && target.offset() == 0) {
            Block to = block(target);
            scalar(OpNumbers.SCALAR_ADD, to, alpha * item(x), to, target.size());
            Reference.reachabilityFence(target);
            return;
        }
        Array from = flat(x);
        InPlaceKernels.add(spread, block(target), target.offset(), alpha, from, target.size());
        Reference.reachabilityFence(from);
        Reference.reachabilityFence(target);
    }

    @Override
    public void scaleInto(Array target, double alpha) {
        if (!isNative(target)) {
            heap().scaleInto(target, alpha);
            return;
        }
        InPlaceKernels.scale(block(target), target.offset(), alpha, target.size());
        Reference.reachabilityFence(target);
    }

    @Override
    public void copyInto(Array target, Array x) {
        if (!isNative(target)) {
            heap().copyInto(target, onHeap(x));
            return;
        }
        Array d = onHeap(dense(x));
        block(target).write(target.offset(), d.storage(), d.offset(), d.size());
        Reference.reachabilityFence(target);
    }

    @Override
    public void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step) {
        if (!isNative(parameter)) {
            heap().adamInto(parameter, onHeap(gradient), m, v, step);
            return;
        }
        Array from = flat(gradient);
        InPlaceKernels.adam(this, block(parameter), from, block(m), block(v), parameter.size(), step);
        Reference.reachabilityFence(from);
        Reference.reachabilityFence(parameter);
        Reference.reachabilityFence(m);
        Reference.reachabilityFence(v);
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
