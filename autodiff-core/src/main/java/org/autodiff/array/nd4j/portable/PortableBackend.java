package org.autodiff.array.nd4j.portable;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.array.heap.HostedBackend;
import org.autodiff.array.nd4j.Natives;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays through ND4J's executioner alone, so on whatever device the ND4J backend on the class path has, CUDA included.
 * Floating-point arrays of more than a thousand elements lie in that device's memory; smaller ones, and all integers and
 * truth values, are Java arrays, as are the operands of primitives that ND4J lacks or gets wrong.
 *
 * <p>It has been run on ND4J's CPU backend only. There the native backend is several times faster.
 */
final class PortableBackend extends HostedBackend<DeviceMemory> {
    /** The largest array that stays a Java array, in elements: at least 1. Tests set it to 1, so that the rest is ND4J's. */
    private static final String LARGEST = "autodiff.portable.small";

    private final int small = Math.max(1, Integer.getInteger(LARGEST, SMALL));
    private final Trials trials = new Trials(heap());
    private final PortableProducts products = new PortableProducts(this);

    /** A backend on the ND4J backend of the class path. */
    PortableBackend() {
        super(DeviceMemory::allocate);
        Natives.start();
    }

    @Override
    public String name() {
        return "portable";
    }

    static DeviceMemory deviceMemory(Array x) {
        return (DeviceMemory) memory(x);
    }

    /** The array without its repetitions: see {@link #narrow}. */
    static Array once(Array x) {
        return narrow(x);
    }

    boolean isSmall(DType dtype, Shape shape) {
        return shape.size() <= small || !dtype.isFloating();
    }

    /** The result of a kernel, which writes all of it; a small one is brought to the Java heap. */
    Array computed(DType dtype, Shape out, Consumer<Array> kernel) {
        if (!isSmall(dtype, out)) {
            Array z = hosted(dtype, out);
            kernel.accept(z);
            return z;
        }
        Buffer buffer = leased(dtype, out.size());
        try {
            Array z = Array.dense(dtype, out, buffer);
            kernel.accept(z);
            return onHeap(z);
        } finally {
            buffer.lease().release();
        }
    }

    /** Copies x, in whatever way its elements lie, to where they shall lie; the shapes are equal, the types may differ. */
    private void assign(Array x, Array z) {
        try (Operands o = new Operands(this)) {
            PortableKernels.assign(o.of(x), o.of(z));
        }
    }

    @Override
    public Array onHeap(Array x) {
        if (!isHosted(x)) {
            return x;
        }
        Array z = heap().allocate(x.dtype(), x.shape());
        java.nio.Buffer from = deviceMemory(x).host();
        if (!x.isDense()) {
            copyStrided(x, from, z, wrapped(z));
        } else if (from instanceof FloatBuffer f) {
            f.duplicate().position(x.offset()).get((float[]) z.storage());
        } else {
            ((DoubleBuffer) from).duplicate().position(x.offset()).get((double[]) z.storage());
        }
        Reference.reachabilityFence(x);
        return z;
    }

    @Override
    public Array placed(Array onHeap) {
        if (isSmall(onHeap.dtype(), onHeap.shape())) {
            return onHeap;
        }
        Array z = hosted(onHeap.dtype(), onHeap.shape());
        assign(onHeap, z);
        return z;
    }

    @Override
    public Array allocate(DType dtype, Shape shape) {
        return isSmall(dtype, shape) ? heap().allocate(dtype, shape) : hosted(dtype, shape);
    }

    @Override
    public Array full(DType dtype, Shape shape, double value) {
        if (isSmall(dtype, shape)) {
            return heap().full(dtype, shape, value);
        }
        Array z = hosted(dtype, shape);
        try (Operands o = new Operands(this)) {
            PortableKernels.fill(o.of(z), value);
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
        double value = deviceMemory(x).get(x.offset());
        Reference.reachabilityFence(x);
        return value;
    }

    @Override
    public Array copy(Array x) {
        if (isSmall(x.dtype(), x.shape())) {
            return isHosted(x) ? onHeap(x) : heap().copy(x);
        }
        Array z = hosted(x.dtype(), x.shape());
        assign(x, z);
        return z;
    }

    @Override
    public Array cast(Array x, DType to) {
        if (!isHosted(x) || isSmall(to, x.shape())) {
            return super.cast(x, to);
        }
        Array z = hosted(to, x.shape());
        assign(x, z);
        return z;
    }

    /** The elements lie in the memory of a device. */
    @Override
    public boolean isNear() {
        return false;
    }

    @Override
    public Array unary(Unary f, Array x) {
        if (isSmall(x.dtype(), x.shape()) || !trials.isRight(f, x.dtype(), in -> tried(raw(f, in[0])))) {
            return placed(heap().unary(f, onHeap(x)));
        }
        Array once = narrow(x);
        return once.size() == x.size() ? raw(f, dense(x)) : copy(unary(f, once).expand(x.shape()));
    }

    private Array tried(Array z) {
        return z == null ? null : onHeap(z);
    }

    /** By ND4J's kernel, right or not; null where there is none. */
    private Array raw(Unary f, Array x) {
        Array z = hosted(x.dtype(), x.shape());
        try (Operands o = new Operands(this)) {
            return PortableKernels.unary(f, o.of(x), o.of(z)) ? z : null;
        }
    }

    @Override
    public Array binary(Binary f, Array x, Array y, Shape out) {
        if (isSmall(x.dtype(), out) || !trials.isRight(f, x.dtype(), in -> tried(raw(f, in[0], in[1])))) {
            return placed(heap().binary(f, onHeap(x), onHeap(y), out));
        }
        Array a = ranked(narrow(x), out.rank());
        Array b = ranked(narrow(y), out.rank());
        Shape spanned = spanned(a.shape(), b.shape(), out.rank());
        return spanned.equals(out)
                ? raw(f, a, b)
                : copy(binary(f, a, b, spanned).expand(out));
    }

    /** With axes of size 1 in front: of [1, 1] and [2] ND4J makes [2], not [1, 2]. */
    private static Array ranked(Array x, int rank) {
        int[] dims = new int[rank];
        int lead = rank - x.shape().rank();
        for (int i = 0; i < rank; i++) {
            dims[i] = i < lead ? 1 : x.shape().dim(i - lead);
        }
        return lead == 0 ? x : x.expand(Shape.of(dims));
    }

    /** By ND4J's operation, right or not; null where there is none. The ranks are equal. */
    private Array raw(Binary f, Array x, Array y) {
        String name = PortableKernels.binary(f);
        if (name == null) {
            return null;
        }
        Array z = hosted(x.dtype(), spanned(x.shape(), y.shape(), x.shape().rank()));
        try (Operands o = new Operands(this)) {
            PortableKernels.run(name, o.of(z), o.of(x), o.of(y));
        }
        return z;
    }

    @Override
    public Array sum(Array x, int... axes) {
        return isSmall(x.dtype(), x.shape()) ? heap().sum(onHeap(x), axes) : products.sum(x, axes);
    }

    @Override
    public Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        return products.matmul(x, y, transposeX, transposeY, out);
    }

    @Override
    public void addInto(Array target, double alpha, Array x) {
        if (!isHosted(target)) {
            heap().addInto(target, alpha, onHeap(x));
            return;
        }
        Array from = narrow(apart(target, x));
        try (Operands o = new Operands(this)) {
            INDArray to = o.of(target);
            PortableKernels.run("add", to, to, alpha == 1 ? o.of(from) : scaled(o, from, alpha));
        }
    }

    private static INDArray scaled(Operands o, Array x, double alpha) {
        INDArray z = o.scratch(x.dtype(), x.shape());
        PortableKernels.run("multiply", z, o.of(x), o.number(x.dtype(), alpha));
        return z;
    }

    /** The array, or a copy of it where it is a view of the target, which a kernel would read while it writes. */
    private Array apart(Array target, Array x) {
        return x.storage() == target.storage() ? copy(x) : x;
    }

    @Override
    public void scaleInto(Array target, double alpha) {
        if (!isHosted(target)) {
            heap().scaleInto(target, alpha);
            return;
        }
        try (Operands o = new Operands(this)) {
            INDArray to = o.of(target);
            PortableKernels.run("multiply", to, to, o.number(target.dtype(), alpha));
        }
    }

    @Override
    public void copyInto(Array target, Array x) {
        if (!isHosted(target)) {
            heap().copyInto(target, onHeap(x));
        } else if (x.size() > 0) {
            assign(apart(target, x), target);
        }
    }

    @Override
    public void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step) {
        if (!isHosted(parameter)) {
            heap().adamInto(parameter, onHeap(gradient), m, v, step);
            return;
        }
        Array g = dense(gradient);
        scaleInto(m, step.beta1());
        addInto(m, 1 - step.beta1(), g);
        try (Operands o = new Operands(this)) {
            DType dtype = parameter.dtype();
            INDArray p = o.of(parameter);
            INDArray mean = o.of(m);
            INDArray square = o.of(v);
            INDArray t = o.scratch(dtype, parameter.shape());
            PortableKernels.unary(Unary.SQUARE, o.of(g), t);
            PortableKernels.run("multiply", t, t, o.number(dtype, 1 - step.beta2()));
            PortableKernels.run("multiply", square, square, o.number(dtype, step.beta2()));
            PortableKernels.run("add", square, square, t);
            PortableKernels.unary(Unary.SQRT, square, t);
            PortableKernels.run("multiply", t, t, o.number(dtype, 1 / Math.sqrt(step.correction2())));
            PortableKernels.run("add", t, t, o.number(dtype, step.eps()));
            PortableKernels.run("divide", t, mean, t);
            PortableKernels.run("multiply", t, t, o.number(dtype, step.lr() / step.correction1()));
            PortableKernels.run("subtract", p, p, t);
        }
    }
}
