package org.autodiff.array;

import java.util.Arrays;

/**
 * The handle of an array of numbers: element type, shape, and where in some storage its elements lie. Reshaping,
 * permuting, slicing and expanding make new handles on the same storage; the elements are never moved by them.
 *
 * <p>The storage is a Java array ({@code float[]}, {@code double[]}, {@code long[]}, {@code boolean[]}) or a
 * {@link Buffer} of the backend. Only backends look into it.
 */
public final class Array {
    private final DType dtype;
    private final Shape shape;
    /** In elements; null says dense and row-major, which nearly all arrays are. */
    private final int[] strides;

    private final int offset;
    private final Object storage;
    private final Object residual;

    private Array(DType dtype, Shape shape, int[] strides, int offset, Object storage) {
        this(dtype, shape, strides, offset, storage, null);
    }

    private Array(DType dtype, Shape shape, int[] strides, int offset, Object storage, Object residual) {
        this.dtype = dtype;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.storage = storage;
        this.residual = residual;
    }

    /** A dense row-major array over the start of a storage. */
    public static Array dense(DType dtype, Shape shape, Object storage) {
        return new Array(dtype, shape, null, 0, storage);
    }

    /** The element type. */
    public DType dtype() {
        return dtype;
    }

    /** The shape. */
    public Shape shape() {
        return shape;
    }

    /** The number of elements. */
    public int size() {
        return shape.size();
    }

    /** The position of the first element in the storage. */
    public int offset() {
        return offset;
    }

    /** The Java array or {@link Buffer} that holds the elements. */
    public Object storage() {
        return storage;
    }

    /**
     * The intermediate result that the kernel which made this array has left for the kernel of its derivative, such as the
     * moments of a normalized batch; null for most. Views of the array do not have it.
     */
    public Object residual() {
        return residual;
    }

    /** The same array with a residual. */
    public Array withResidual(Object value) {
        return new Array(dtype, shape, strides, offset, storage, value);
    }

    /** Whether the elements lie one after the other in row-major order. */
    public boolean isDense() {
        return strides == null;
    }

    /** Whether all elements are one and the same place in the storage: a number expanded to a shape. */
    public boolean isOneNumber() {
        boolean one = strides != null && size() > 0;
        for (int axis = 0; one && axis < strides.length; axis++) {
            one = strides[axis] == 0 || shape.dim(axis) == 1;
        }
        return one;
    }

    /** The distance in the storage from one index of each axis to the next. */
    public int[] strides() {
        return strides == null ? shape.strides() : strides.clone();
    }

    /** The same elements in another shape of the same size; this array must be dense. */
    public Array reshape(Shape to) {
        if (strides != null || to.size() != size()) {
            throw new IllegalArgumentException("reshape of a strided array or to another size: " + shape + " to " + to);
        }
        return new Array(dtype, to, null, offset, storage);
    }

    /**
     * The same elements in another shape of the same size, where the strides allow it without moving them; else null. Axes
     * of size 1 come and go freely; axes that advance evenly can be merged, and each can be divided.
     */
    public Array viewAs(Shape to) {
        if (strides == null || to.size() != size()) {
            return strides == null ? reshape(to) : null;
        }
        int[] wide = new int[to.rank()];
        int next = to.rank() - 1;
        int step = 1;
        int run = 1; // the size of the axes merged so far, all of which advance by multiples of step
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dim(axis) != 1) {
                step = run == 1 ? strides[axis] : step;
                run *= shape.dim(axis);
            }
            if (axis > 0 && (run == 1 || shape.dim(axis - 1) == 1 || strides[axis - 1] == run * step)) {
                continue;
            }
            int filled = 1;
            while (next >= 0 && (filled < run || to.dim(next) == 1)) {
                wide[next] = filled * step;
                filled *= to.dim(next--);
            }
            if (filled != run) {
                return null;
            }
            run = 1;
        }
        return view(to, wide, offset);
    }

    /** The axes in another order: axis i of the result is axis {@code order[i]} of this array. */
    public Array permute(int... order) {
        int[] s = strides();
        int[] dims = new int[order.length];
        int[] to = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = shape.dim(order[i]);
            to[i] = s[order[i]];
        }
        return view(Shape.of(dims), to, offset);
    }

    /** Size-1 axes repeated to the sizes of {@code to}, and new axes in front, without copying. */
    public Array expand(Shape to) {
        int[] s = strides();
        int[] wide = new int[to.rank()];
        int lead = to.rank() - shape.rank();
        for (int i = lead; i < to.rank(); i++) {
            wide[i] = shape.dim(i - lead) == to.dim(i) ? s[i - lead] : 0;
        }
        return view(to, wide, offset);
    }

    /** Every {@code step}-th of an axis's indices from {@code start}, {@code count} of them. */
    public Array slice(int axis, int start, int count, int step) {
        int[] s = strides();
        int first = offset + (count == 0 ? 0 : start * s[axis]);
        s[axis] *= step;
        return view(shape.with(axis, count), s, first);
    }

    /** The same view of another storage, with the same elements at the same places. */
    public Array on(Object other) {
        return new Array(dtype, shape, strides, offset, other);
    }

    /** The view at index 0 of the last {@code count} axes, without these axes. */
    public Array dropLast(int count) {
        int rank = shape.rank() - count;
        return view(Shape.of(Arrays.copyOf(shape.toArray(), rank)), Arrays.copyOf(strides(), rank), offset);
    }

    /** The elements in nested brackets, at most six along each axis. */
    @Override
    public String toString() {
        return ElementsPrinter.print(this);
    }

    private Array view(Shape to, int[] s, int first) {
        return new Array(dtype, to, isRowMajor(to, s) ? null : s, to.size() == 0 ? 0 : first, storage);
    }

    private static boolean isRowMajor(Shape shape, int[] strides) {
        int step = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            if (shape.dim(i) != 1 && strides[i] != step && shape.size() > 0) {
                return false;
            }
            step *= shape.dim(i);
        }
        return true;
    }
}
