package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;

/** Distinct values, and places in sorted ones; without gradient. */
public final class Search {
    /**
     * The distinct elements of a tensor.
     *
     * @param values in ascending order, of rank 1
     * @param inverse for each element its place among the values, INT64, of the tensor's shape
     * @param counts how often each value occurs, INT64
     */
    public record Unique(Tensor values, Tensor inverse, Tensor counts) {}

    private Search() {}

    /** The distinct elements of a floating-point or INT64 tensor; each NaN is distinct from all others, and comes last. */
    public static Unique unique(Tensor x) {
        numbers("unique", "tensor", x);
        Tensor flat = x.stopGradient().flatten();
        long[] order = flat.argsort(0).toLongs();
        long[] inverse = new long[order.length];
        long[] first = new long[order.length];
        long[] counts = new long[order.length];
        int n = 0;
        Numbers numbers = Numbers.of(flat);
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || !numbers.equal((int) order[i - 1], (int) order[i])) {
                first[n++] = order[i];
            }
            counts[n - 1]++;
            inverse[(int) order[i]] = n - 1;
        }
        return new Unique(
                flat.indexSelect(0, Tensor.of(Arrays.copyOf(first, n), n)),
                Tensor.of(inverse, inverse.length).reshape(x.shape().toArray()),
                Tensor.of(Arrays.copyOf(counts, n), n));
    }

    /**
     * For each value the place in a sorted sequence where it would be put to keep the order; INT64, of the shape of the values.
     *
     * @param sorted ascending numbers along the last axis: of rank 1, or with the leading axes of the values
     * @param values numbers of the same type
     * @param right whether a value goes behind equal ones, else before them
     */
    public static Tensor searchsorted(Tensor sorted, Tensor values, boolean right) {
        numbers("searchsorted", "sorted sequence", sorted);
        numbers("searchsorted", "values", values);
        if (sorted.dtype() != values.dtype()) {
            throw new DTypeException("searchsorted: the sequence is " + sorted.dtype() + ", the values "
                    + values.dtype() + "; convert one with to(...)");
        }
        Shape s = sorted.shape();
        Shape v = values.shape();
        boolean batched =
                s.rank() > 1 && s.rank() == v.rank() && s.with(-1, v.dim(-1)).equals(v);
        if (s.rank() != 1 && !batched) {
            throw new ShapeException("searchsorted: a sequence " + s + " and values " + v
                    + "; the sequence must have rank 1, or the leading axes of the values");
        }
        int n = s.dim(-1);
        int each = batched ? v.dim(-1) : Math.max(1, values.size());
        Numbers in = Numbers.of(sorted.stopGradient());
        Numbers of = Numbers.of(values.stopGradient());
        long[] places = new long[values.size()];
        for (int i = 0; i < places.length; i++) {
            int base = i / each * n;
            int low = 0;
            int high = n;
            while (low < high) {
                int middle = (low + high) >>> 1;
                int order = in.compare(base + middle, of, i);
                if (order < 0 || right && order == 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            places[i] = low;
        }
        return Tensor.of(places, places.length).reshape(v.toArray());
    }

    private static void numbers(String op, String name, Tensor x) {
        TensorArguments.requireUsable(op, name, x);
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException(op + ": the " + name + " is BOOL; it must hold numbers, convert it with to(...)");
        }
    }

    /** The elements of a tensor, of either kind; one of the arrays is null. */
    private record Numbers(long[] whole, double[] floating) {
        static Numbers of(Tensor x) {
            return x.dtype().isFloating() ? new Numbers(null, x.toDoubles()) : new Numbers(x.toLongs(), null);
        }

        boolean equal(int i, int j) {
            return whole != null ? whole[i] == whole[j] : floating[i] == floating[j];
        }

        /** NaN counts as the largest number; the zeros are equal. */
        int compare(int i, Numbers other, int j) {
            return whole != null
                    ? Long.compare(whole[i], other.whole[j])
                    : Double.compare(floating[i] + 0.0, other.floating[j] + 0.0);
        }
    }
}
