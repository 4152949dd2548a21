package org.autodiff.array.nd4j;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.function.IntConsumer;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.heap.HostedBackend;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Arrays in pooled native memory, how they are made, copied and filled, and the threads that work on them: the ground that the
 * parts of the {@link NativeBackend} stand on.
 */
abstract class NativeArrays extends HostedBackend<Block> {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Natives natives;
    private final ThreadLocal<Kernels> kernels = ThreadLocal.withInitial(this::kernels);
    private final Workers workers;
    private final Spread spread;

    NativeArrays(Natives natives) {
        super((dtype, n) -> Block.allocate(natives, dtype, n));
        this.natives = natives;
        this.workers = new Workers(natives.cores());
        this.spread = new Spread(natives, workers, kernels::get);
    }

    private Kernels kernels() {
        Kernels k = new Kernels(natives, this);
        Runnable release = k.releaser();
        CLEANER.register(Thread.currentThread(), release);
        return k;
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

    Spread spread() {
        return spread;
    }

    @Override
    public Array allocate(DType dtype, Shape shape) {
        return shape.size() <= SMALL || !dtype.isFloating()
                ? heap().allocate(dtype, shape)
                : allocateNative(dtype, shape);
    }

    /** Native memory for an array of any size. */
    Array allocateNative(DType dtype, Shape shape) {
        return hosted(dtype, shape);
    }

    /** A native dense array at offset 0 with the elements of x: x itself where it is one already. */
    Array flat(Array x) {
        if (isHosted(x) && x.isDense() && x.offset() == 0) {
            return x;
        }
        if (repeatsOneNumber(x)) {
            return filled(x.dtype(), x.shape(), item(x));
        }
        if (!isHosted(x) && x.isDense()) {
            Array z = allocateNative(x.dtype(), x.shape());
            Block.of(z).write(0, x.storage(), x.offset(), x.size());
            return z;
        }
        return copyNative(x, allocateNative(x.dtype(), x.shape()));
    }

    Array nativeCopy(Array x) {
        Array z = flat(x);
        return z == x ? copyNative(x, allocateNative(x.dtype(), x.shape())) : z;
    }

    /** A Java array with the elements of x, whatever their number. */
    @Override
    public Array onHeap(Array x) {
        if (!isHosted(x)) {
            return x;
        }
        Array z = heap().allocate(x.dtype(), x.shape());
        Block from = Block.of(x);
        if (x.isDense()) {
            from.read(x.offset(), z.storage(), 0, x.size());
        } else if (from.isNear()) {
            copyStrided(x, from.view(), z, wrapped(z));
        } else {
            readFar(x, from, z.storage());
        }
        Reference.reachabilityFence(x);
        return z;
    }

    /** Where the backend would hold an array of this size. */
    @Override
    public Array placed(Array onHeap) {
        return onHeap.size() <= SMALL || !onHeap.dtype().isFloating() ? onHeap : flat(onHeap);
    }

    /** A native array, or its elements as a Java array where the backend holds one of this size. */
    Array settled(Array z) {
        return z.size() > SMALL ? z : onHeap(z);
    }

    private Array copyNative(Array x, Array z) {
        if (x.isDense()) {
            Pointer.memcpy(
                    Block.of(z).pointer,
                    Block.of(x).at(x.offset()),
                    (long) x.size() * x.dtype().bytes());
        } else {
            copyInto(z, x);
        }
        Reference.reachabilityFence(x);
        return z;
    }

    @Override
    public void copyInto(Array target, Array x) {
        if (!isHosted(target)) {
            heap().copyInto(target, onHeap(x));
            return;
        }
        Array from = x.storage() == target.storage() ? copy(x) : x;
        Block to = Block.of(target);
        boolean hosted = isHosted(from);
        if (to.isNear() && (!hosted || Block.of(from).isNear())) {
            copyStrided(from, hosted ? Block.of(from).view() : wrapped(from), target, to.view());
        } else {
            writeStrided(onHeap(dense(from)).storage(), target, to::write);
        }
        hold(from, target);
    }

    @Override
    public Array full(DType dtype, Shape shape, double value) {
        return shape.size() <= SMALL || !dtype.isFloating()
                ? heap().full(dtype, shape, value)
                : filled(dtype, shape, value);
    }

    private Array filled(DType dtype, Shape shape, double value) {
        Array z = allocateNative(dtype, shape);
        Block b = Block.of(z);
        if (Double.doubleToRawLongBits(value) == 0) {
            Pointer.memset(b.pointer, 0, (long) z.size() * dtype.bytes());
        } else {
            scalar(OpNumbers.SCALAR_SET, b, value, b, z.size());
        }
        return z;
    }

    @Override
    public Object elements(Array x) {
        return isHosted(x) ? onHeap(x).storage() : heap().elements(x);
    }

    @Override
    public double item(Array x) {
        if (!isHosted(x)) {
            return heap().item(x);
        }
        Block b = Block.of(x);
        double value = b.dtype == DType.FLOAT32 ? b.floats.get(x.offset()) : b.doubles.get(x.offset());
        Reference.reachabilityFence(x);
        return value;
    }

    @Override
    public Array copy(Array x) {
        if (x.size() > SMALL && repeatsOneNumber(x)) {
            return full(x.dtype(), x.shape(), item(x));
        }
        if (x.size() <= SMALL || !x.dtype().isFloating()) {
            return isHosted(x) ? onHeap(x) : heap().copy(x);
        }
        return isHosted(x) ? copyNative(x, allocateNative(x.dtype(), x.shape())) : nativeCopy(x);
    }

    /** {@code z = f(x, c)} for the first n elements. */
    void scalar(int f, Block x, double c, Block z, int n) {
        spread.flat(n, (k, on, m) -> k.scalar(f, x.dtype, on[0], c, on[1], m), x, z);
    }

    /** Keeps arrays reachable until here, or the collector might give back their memory under a kernel that uses it. */
    static void hold(Array... arrays) {
        for (Array x : arrays) {
            Reference.reachabilityFence(x);
        }
    }

    /** Copies the elements of x in row-major order into a Java array of its type, also from a block of more than 2 GiB. */
    static void readFar(Array x, Block block, Object to) {
        if (block.dtype == DType.FLOAT32) {
            FloatIndexer from = FloatIndexer.create(block.floats);
            readStrided(x, from::get, to);
        } else {
            DoubleIndexer from = DoubleIndexer.create(block.doubles);
            readStrided(x, from::get, to);
        }
    }

    // What loops in Java need to work on pieces of native arrays.

    @Override
    public Array readable(Array x) {
        return x.dtype().isFloating() ? dense(x) : super.readable(x);
    }

    @Override
    public Array draft(DType dtype, Shape shape) {
        return allocate(dtype, shape);
    }

    @Override
    public void read(Array x, int from, Object to, int start, int n) {
        if (isHosted(x)) {
            Block.of(x).read(x.offset() + from, to, start, n);
        } else {
            super.read(x, from, to, start, n);
        }
    }

    @Override
    public void write(Array z, int at, Object from, int start, int n) {
        if (isHosted(z)) {
            Block.of(z).write(at, from, start, n);
        } else {
            super.write(z, at, from, start, n);
        }
    }

    @Override
    public boolean readsBits(Array x) {
        return isHosted(x) && Block.of(x).isNear();
    }

    @Override
    public void readBits(Array x, int from, int[] to, int n) {
        Block.of(x).bits().get(x.offset() + from, to, 0, n);
    }

    @Override
    public boolean writesBits(Array z) {
        return readsBits(z);
    }

    @Override
    public void writeBits(Array z, int at, int[] from, int n) {
        Block.of(z).bits().put(at, from, 0, n);
    }

    @Override
    public int piece(int n, int elements) {
        return Spread.piece(n, elements);
    }

    @Override
    public void share(int pieces, IntConsumer body) {
        workers.run(pieces, body);
    }

    @Override
    public Object[] staging(DType dtype, int set, int count, int n) {
        return kernel().rows(dtype, set, count, n);
    }
}
