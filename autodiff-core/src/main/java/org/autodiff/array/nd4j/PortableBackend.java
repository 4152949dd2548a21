package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.array.Unary;
import org.autodiff.array.heap.HostedBackend;
import org.autodiff.error.BackendException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ReplaceNans;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Ceil;
import org.nd4j.linalg.api.ops.impl.transforms.same.Floor;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ACos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ACosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ASin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATan;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATanh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Rint;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sinh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tan;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays through ND4J's public array type and executioner only, so on whatever device the ND4J backend on the class path
 * has, CUDA included. It is slower on a CPU than {@link NativeBackend}, whose kernels and conventions it shares: arrays of
 * more than {@link NativeBackend#SMALL} floating-point elements lie in ND4J's memory, all others are Java arrays.
 *
 * <p>It has been run on ND4J's CPU backend only.
 */
public final class PortableBackend extends HostedBackend {
    /** A backend on the ND4J backend of the class path. */
    PortableBackend() {
        try {
            Nd4j.getBackend();
        } catch (LinkageError | RuntimeException e) {
            throw new BackendException(
                    "no ND4J backend loaded. Add one to the class path: org.nd4j:nd4j-native-platform:1.0.0-M2.1, or"
                            + " org.nd4j:nd4j-cuda-11.6-platform:1.0.0-M2.1",
                    e);
        }
    }

    @Override
    public String name() {
        return "portable";
    }

    private static boolean isRemote(Array x) {
        return x.storage() instanceof PortableBuffer;
    }

    private static boolean isSmall(DType dtype, Shape shape) {
        return shape.size() <= NativeBackend.SMALL || !dtype.isFloating();
    }

    private static Array remote(DType dtype, Shape shape) {
        return owned(dtype, shape, PortableBuffer.allocate(dtype, shape.size()));
    }

    /** The array of ND4J's on the same memory; x is remote and dense. */
    private static INDArray view(Array x, Shape shape) {
        INDArray flat = ((PortableBuffer) x.storage()).flat();
        long[] dims = new long[shape.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i);
        }
        return Nd4j.create(flat.data(), dims, Nd4j.getStrides(dims, 'c'), x.offset(), 'c');
    }

    private static INDArray line(Array x) {
        return view(x, Shape.of(x.size()));
    }

    /** A remote dense array with the elements of x: x itself where it is one already. */
    private Array flat(Array x) {
        if (isRemote(x) && x.isDense()) {
            return x;
        }
        Array d = heap().dense(onHeap(x));
        Array z = remote(x.dtype(), x.shape());
        write(z, d);
        return z;
    }

    private void write(Array remote, Array onHeap) {
        Object elements = heap().elements(onHeap);
        try (INDArray from =
                elements instanceof float[] f ? Nd4j.createFromArray(f) : Nd4j.createFromArray((double[]) elements)) {
            line(remote).assign(from);
        }
    }

    @Override
    protected Array onHeap(Array x) {
        if (!isRemote(x)) {
            return x;
        }
        if (!x.isDense()) {
            Array whole = Array.dense(
                    x.dtype(),
                    Shape.of((int) ((PortableBuffer) x.storage()).flat().length()),
                    x.storage());
            return heap().copy(x.on(onHeap(whole).storage()));
        }
        try (INDArray copy = line(x).dup()) {
            Object elements = x.dtype() == DType.FLOAT32 ? copy.toFloatVector() : copy.toDoubleVector();
            Reference.reachabilityFence(x);
            return Array.dense(x.dtype(), x.shape(), elements);
        }
    }

    @Override
    protected Array placed(Array onHeap) {
        return isSmall(onHeap.dtype(), onHeap.shape()) ? onHeap : flat(onHeap);
    }

    @Override
    public Array allocate(DType dtype, Shape shape) {
        return isSmall(dtype, shape) ? heap().allocate(dtype, shape) : remote(dtype, shape);
    }

    @Override
    public Array full(DType dtype, Shape shape, double value) {
        if (isSmall(dtype, shape)) {
            return heap().full(dtype, shape, value);
        }
        Array z = remote(dtype, shape);
        line(z).assign(value);
        return z;
    }

    @Override
    public Object elements(Array x) {
        return isRemote(x) ? onHeap(x).storage() : heap().elements(x);
    }

    @Override
    public double item(Array x) {
        if (!isRemote(x)) {
            return heap().item(x);
        }
        double value = ((PortableBuffer) x.storage()).flat().getDouble(x.offset());
        Reference.reachabilityFence(x);
        return value;
    }

    @Override
    public Array copy(Array x) {
        if (!isRemote(x) || x.size() <= NativeBackend.SMALL || !x.isDense()) {
            return placed(heap().copy(onHeap(x)));
        }
        Array z = remote(x.dtype(), x.shape());
        line(z).assign(line(x));
        Reference.reachabilityFence(x);
        return z;
    }

    @Override
    public Array unary(Unary f, Array x) {
        if (isSmall(x.dtype(), x.shape())) {
            return heap().unary(f, onHeap(x));
        }
        Array a = flat(x);
        Array z = remote(x.dtype(), x.shape());
        Op op = kernel(f, line(a), line(z));
        if (op == null) {
            return placed(heap().unary(f, onHeap(x)));
        }
        Nd4j.getExecutioner().exec(op);
        Reference.reachabilityFence(a);
        return z;
    }

    /** ND4J's kernel, or null where it has none that is right. */
    private static Op kernel(Unary f, INDArray x, INDArray z) {
        return switch (f) {
            case NEG -> new Negative(x, z);
            case ABS -> new Abs(x, z);
            case SIGN -> new Sign(x, z);
            case SQUARE -> new Square(x, z);
            case RECIPROCAL -> new Reciprocal(x, z);
            case EXP -> new Exp(x, z);
            case LOG -> new Log(x, z);
            case SIN -> new Sin(x, z);
            case COS -> new Cos(x, z);
            case SIGMOID -> new Sigmoid(x, z);
            case SQRT -> new Sqrt(x, z);
            case RELU -> new RectifiedLinear(x, z, 0);
            case STEP -> {
                Nd4j.getExecutioner().exec(new ReplaceNans(x, z, 1)); // the step of NaN would be 0
                yield new Step(z, z, 0);
            }
            case RSQRT -> new RSqrt(x, z);
            case FLOOR -> new Floor(x, z);
            case CEIL -> new Ceil(x, z);
            case ROUND -> new Rint(x, z);
            case TAN -> new Tan(x, z);
            case ASIN -> new ASin(x, z);
            case ACOS -> new ACos(x, z);
            case ATAN -> new ATan(x, z);
            case SINH -> new Sinh(x, z);
            case COSH -> new Cosh(x, z);
            case ACOSH -> new ACosh(x, z);
            case ATANH -> new ATanh(x, z);
            case ERF -> new Erf(x, z);
            case ERFC -> new Erfc(x, z);
            default -> null;
        };
    }

    @Override
    public Array binary(Binary f, Array x, Array y, Shape out) {
        String kernel = OpNumbers.broadcast(f);
        if (kernel == null || isSmall(x.dtype(), out)) {
            return placed(heap().binary(f, onHeap(x), onHeap(y), out));
        }
        Array a = flat(narrow(x));
        Array b = flat(narrow(y));
        Array z = remote(x.dtype(), out);
        // the kernel wants the result that its inputs broadcast to; an axis along which both repeat is added by a third
        if (spans(a.shape(), b.shape(), out)) {
            run(kernel, null, view(a, a.shape()), view(b, b.shape()), view(z, out));
        } else {
            Array wide = flat(copy(x.expand(out)));
            run(kernel, null, view(wide, out), view(b, b.shape()), view(z, out));
            Reference.reachabilityFence(wide);
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        return z;
    }

    /** Whether two shapes broadcast to this one by themselves. */
    private static boolean spans(Shape a, Shape b, Shape out) {
        for (int i = 1; i <= out.rank(); i++) {
            int p = i <= a.rank() ? a.dim(-i) : 1;
            int q = i <= b.rank() ? b.dim(-i) : 1;
            if (Math.max(p, q) != out.dim(-i) || i > a.rank() && i > b.rank()) {
                return false;
            }
        }
        return true;
    }

    private static void run(String kernel, int[] arguments, INDArray x, INDArray y, INDArray z) {
        DynamicCustomOp.DynamicCustomOpsBuilder op =
                DynamicCustomOp.builder(kernel).addInputs(x, y).addOutputs(z);
        CustomOp built = (arguments == null ? op : op.addIntegerArguments(arguments)).build();
        Nd4j.getExecutioner().exec(built);
    }

    /** As products with ones in double: ND4J's own sums add up in single precision, one element after the other. */
    @Override
    public Array sum(Array x, int... axes) {
        if (isSmall(x.dtype(), x.shape())) {
            return heap().sum(onHeap(x), axes);
        }
        Span s = Span.of(x.shape(), axes);
        if (s == null || s.outer() > 1 && s.inner() > 1) {
            int[] order = Span.toEnd(x.shape().rank(), axes);
            Array last = copy(x.permute(order));
            int count = 1;
            for (int axis : axes) {
                count *= x.shape().dim(axis);
            }
            return rows(last, x.size() / count, count).reshape(Span.reduced(x.shape(), axes));
        }
        Array sums = s.inner() == 1 ? rows(x, s.outer(), s.count()) : columns(x, s.count(), s.inner());
        return sums.reshape(Span.reduced(x.shape(), axes));
    }

    private Array rows(Array x, int rows, int columns) {
        return product(dense(x), Shape.of(rows, columns), Shape.of(columns, 1), true);
    }

    private Array columns(Array x, int rows, int columns) {
        return product(dense(x), Shape.of(rows, columns), Shape.of(1, rows), false);
    }

    /** The product with ones on the right or the left, in double precision throughout. */
    private Array product(Array x, Shape matrix, Shape ones, boolean right) {
        Array a = flat(x);
        Shape out = right ? Shape.of(matrix.dim(0), 1) : Shape.of(1, matrix.dim(1));
        Array z = remote(x.dtype(), out);
        try (INDArray wide = doubles(view(a, matrix));
                INDArray one = Nd4j.ones(DataType.DOUBLE, ones.dim(0), ones.dim(1));
                INDArray sums = right ? wide.mmul(one) : one.mmul(wide)) {
            line(z).assign(sums.reshape(out.size()));
        }
        Reference.reachabilityFence(a);
        return isSmall(x.dtype(), out) ? onHeap(z) : z;
    }

    /** A copy in double precision. */
    private static INDArray doubles(INDArray x) {
        return x.dataType() == DataType.DOUBLE ? x.dup() : x.castTo(DataType.DOUBLE);
    }

    @Override
    public Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        int inner = x.shape().dim(transposeX ? -2 : -1);
        if (inner == 0 || out.size() == 0) {
            return full(x.dtype(), out, 0);
        }
        if (!isRemote(x) && !isRemote(y) && (long) out.size() * inner < NativeBackend.SMALL) {
            return heap().matmul(x, y, transposeX, transposeY, out);
        }
        Array a = flat(batched(x, out));
        Array b = flat(batched(y, out));
        Array z = remote(x.dtype(), out);
        int[] flags = {transposeX ? 1 : 0, transposeY ? 1 : 0, 0};
        int matrices = out.size() / (out.dim(-1) * out.dim(-2));
        run("matmul", flags, matrices(a, matrices), matrices(b, matrices), matrices(z, matrices));
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        return isSmall(x.dtype(), out) ? onHeap(z) : z;
    }

    /** The operand repeated along the batch axes of the result. */
    private Array batched(Array x, Shape out) {
        int[] dims = out.toArray();
        dims[dims.length - 2] = x.shape().dim(-2);
        dims[dims.length - 1] = x.shape().dim(-1);
        Shape full = Shape.of(dims);
        return full.equals(x.shape()) ? x : copy(x.expand(full));
    }

    private static INDArray matrices(Array x, int count) {
        int rows = x.shape().dim(-2);
        int columns = x.shape().dim(-1);
        return view(x, count == 1 ? Shape.of(rows, columns) : Shape.of(count, rows, columns));
    }

    @Override
    public void addInto(Array target, double alpha, Array x) {
        if (!isRemote(target)) {
            heap().addInto(target, alpha, onHeap(x));
            return;
        }
        Array from = flat(x);
        if (alpha == 1) {
            line(target).addi(line(from));
        } else {
            try (INDArray scaled = line(from).mul(alpha)) {
                line(target).addi(scaled);
            }
        }
        Reference.reachabilityFence(from);
        Reference.reachabilityFence(target);
    }

    @Override
    public void scaleInto(Array target, double alpha) {
        if (!isRemote(target)) {
            heap().scaleInto(target, alpha);
            return;
        }
        line(target).muli(alpha);
        Reference.reachabilityFence(target);
    }

    @Override
    public void copyInto(Array target, Array x) {
        if (!isRemote(target)) {
            heap().copyInto(target, onHeap(x));
            return;
        }
        write(target, onHeap(x));
        Reference.reachabilityFence(target);
    }

    @Override
    public void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step) {
        Array p = onHeap(parameter);
        Array mean = onHeap(m);
        Array square = onHeap(v);
        heap().adamInto(p, onHeap(gradient), mean, square, step);
        if (isRemote(parameter)) {
            write(parameter, p);
            write(m, mean);
            write(v, square);
        }
    }
}
