package org.autodiff.array;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;

/**
 * The primitive functions of arrays that every operation is composed of, as one device computes them. The
 * arguments have been checked by the operation table: element types agree, shapes fit, indices are in range; what a
 * backend must check itself is that memory has not been released. Results are new dense arrays; no method changes its
 * inputs but those whose names say "into".
 */
public interface Backend
        extends IndexingPrimitives,
                ScanPrimitives,
                ConvolutionPrimitives,
                NormalizationPrimitives,
                RecurrentPrimitives,
                PointwisePrimitives,
                RowPrimitives,
                FactorizationPrimitives {
    /** The name of this backend in messages and for {@code -Dautodiff.backend}. */
    String name();

    /** The memory outside of the Java heap in arrays that are alive, in bytes. */
    default long memoryInUse() {
        return 0;
    }

    /** How often memory outside of the Java heap has been taken from the system; a warm loop leaves it unchanged. */
    default long systemAllocations() {
        return 0;
    }

    /** A new array with undefined contents. */
    Array allocate(DType dtype, Shape shape);

    /** A new array with one value everywhere. */
    Array full(DType dtype, Shape shape, double value);

    /** A new array with these elements in row-major order: {@code float[]}, {@code double[]}, {@code long[]} or {@code boolean[]}. */
    Array of(Object elements, Shape shape);

    /** The elements in row-major order as a new Java array of the type that belongs to the element type. */
    Object elements(Array x);

    /** The one element of an array of size 1. */
    double item(Array x);

    /** The array itself if it is dense, else a dense copy. */
    Array dense(Array x);

    /** A dense copy, always. */
    Array copy(Array x);

    /** The elements converted to another type. */
    Array cast(Array x, DType to);

    /** A function of each element. */
    Array unary(Unary f, Array x);

    /** A function of each pair of elements, broadcast to {@code out}. */
    Array binary(Binary f, Array x, Array y, Shape out);

    /** A comparison of each pair of elements, broadcast to {@code out}; the result is BOOL. */
    Array compare(Comparator f, Array x, Array y, Shape out);

    /** {@code x} where the condition is true, {@code y} elsewhere, all broadcast to {@code out}. */
    Array where(Array condition, Array x, Array y, Shape out);

    /** The sum over axes (ascending, each once), which keep size 1 in the result. */
    Array sum(Array x, int... axes);

    /** The maximum over axes (ascending, each once), which keep size 1 in the result; NaN if there is one among them. */
    Array max(Array x, int... axes);

    /** The mean over axes, which keep size 1; NaN of none. It overflows only where it is itself no number of the type. */
    default Array mean(Array x, int... axes) {
        Array sum = sum(x, axes);
        double count = (double) x.size() / Math.max(1, sum.size());
        if (isAny(sum, Double::isInfinite)) {
            // a power of two, so that no digit is lost
            double scale = Math.scalb(1.0, 1 + Math.getExponent(count));
            Array part = binary(Binary.DIV, x, full(x.dtype(), Shape.SCALAR, scale), x.shape());
            sum = sum(part, axes);
            count /= scale;
        }
        return binary(Binary.DIV, sum, full(x.dtype(), Shape.SCALAR, count), sum.shape());
    }

    /** x less its mean over axes. Of equal numbers nothing is left, and of large ones that are near each other what differs. */
    default Array centered(Array x, int... axes) {
        Array mean = mean(x, axes);
        Array left = binary(Binary.SUB, x, mean, x.shape());
        double large = x.dtype() == DType.FLOAT32 ? 1e3 : 1e11; // beyond, the mean's own rounding would be seen
        return isAny(mean, v -> Math.abs(v) > large) ? binary(Binary.SUB, left, mean(left, axes), x.shape()) : left;
    }

    /** x less its maximum along an axis: 0 somewhere; where that is infinite, minus infinity for all that is not. */
    default Array lessLargest(Array x, int axis) {
        if (x.shape().dim(axis) == 0) {
            return dense(x);
        }
        Array top = max(x, axis);
        if (!isAny(top, v -> v == Double.POSITIVE_INFINITY)) {
            return binary(Binary.SUB, x, top, x.shape());
        }
        Array infinity = full(x.dtype(), Shape.SCALAR, Double.POSITIVE_INFINITY);
        Array zero = full(x.dtype(), Shape.SCALAR, 0);
        Array share = where(
                compare(Comparator.EQ, x, infinity, x.shape()),
                zero,
                full(x.dtype(), Shape.SCALAR, Double.NEGATIVE_INFINITY),
                x.shape());
        Array infinite = compare(Comparator.EQ, top, infinity, top.shape());
        return binary(
                Binary.SUB, where(infinite, share, x, x.shape()), where(infinite, zero, top, top.shape()), x.shape());
    }

    /** Whether one of a few numbers is such a one. */
    private boolean isAny(Array numbers, DoublePredicate such) {
        return Arrays.stream((double[]) elements(cast(numbers, DType.FLOAT64))).anyMatch(such);
    }

    /** The index of the first maximum along an axis, which keeps size 1; a NaN counts as the maximum. INT64. */
    Array argmax(Array x, int axis);

    /**
     * Matrix products over the last two axes, either operand read as its transpose; leading axes are batches and
     * broadcast. The result has the shape {@code out}.
     */
    Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out);

    /** Arrays one after the other along an axis. */
    Array concat(List<Array> xs, int axis, Shape out);

    @Override
    default Array conv(Array x, Array kernel, Array bias, Sliding how, Shape out) {
        int[] dims = out.toArray();
        Arrays.fill(dims, 1);
        dims[1] = bias.size();
        Array b = bias.isDense() ? bias : copy(bias);
        return binary(Binary.ADD, conv(x, kernel, how, out), b.reshape(Shape.of(dims)), out);
    }

    /** Zeros of the shape {@code out} with {@code x} at every {@code step}-th index of an axis from {@code start}. */
    Array embed(Array x, int axis, int start, int step, Shape out);

    /** For each row i of a matrix the element in column {@code columns[i]}; the columns are INT64 and in range. */
    Array pick(Array x, Array columns);

    /** A matrix of zeros with {@code x[i]} in row i at column {@code columns[i]}: the transpose of {@link #pick}. */
    Array unpick(Array x, Array columns, Shape out);

    /** {@code target += alpha * x}, shapes equal, target dense. */
    void addInto(Array target, double alpha, Array x);

    /** {@code target *= alpha}, target dense. */
    void scaleInto(Array target, double alpha);

    /** {@code target = x}, shapes equal; the target may be a view. */
    void copyInto(Array target, Array x);

    /** One step of Adam on dense arrays: changes the parameter and both moments; reads the gradient. */
    void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step);

    /** The numbers of one Adam step: {@code p -= rate * m / (sqrt(v / correction2) + eps)}, rate = lr / correction1. */
    record AdamStep(double lr, double beta1, double beta2, double eps, double correction1, double correction2) {}

    /** The backend of this process; chosen at first use. */
    static Backend get() {
        return ChosenBackend.get();
    }

    /** The backend for operations on arrays: that of this process, unless one of them is a {@link Symbol}. */
    static Backend of(Array... arrays) {
        for (Array x : arrays) {
            if (x.storage() instanceof Symbol s) {
                return s.backend();
            }
        }
        return get();
    }

    /** Each element times a number. */
    default Array times(double factor, Array x) {
        return binary(Binary.MUL, x, full(x.dtype(), Shape.SCALAR, factor), x.shape());
    }

    /** The smaller of each element and 0; NaN stays. */
    default Array negativePart(Array x) {
        return unary(Unary.NEG, unary(Unary.RELU, unary(Unary.NEG, x)));
    }
}
