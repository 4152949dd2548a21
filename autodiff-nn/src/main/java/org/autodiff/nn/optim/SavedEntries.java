package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/**
 * Entries of a saved state by name, and what they must be. Nothing is taken out before {@link #misfits} has been empty.
 *
 * @param all what was saved
 * @param expected the form of each entry that must be there; no other may be
 */
record SavedEntries(Map<String, Tensor> all, Map<String, Form> expected) {
    /**
     * The required form of an entry.
     *
     * @param values what its elements must be, as a text; empty where they may be anything
     * @param fits whether an element is that
     */
    record Form(DType dtype, Shape shape, String values, DoublePredicate fits) {
        private static Form any(DType dtype, Shape shape) {
            return new Form(dtype, shape, "", value -> true);
        }

        /** A tensor of the same shape and element type. */
        static Form like(Tensor tensor) {
            return any(tensor.dtype(), tensor.shape());
        }

        /** A tensor of that shape and element type. */
        static Form of(DType dtype, int... shape) {
            return any(dtype, Shape.of(shape));
        }

        /** Numbers in double precision; one number where there is no axis. */
        static Form numbers(int... shape) {
            return of(DType.FLOAT64, shape);
        }

        /** A learning rate. */
        static Form rate() {
            return new Form(
                    DType.FLOAT64,
                    Shape.SCALAR,
                    " finite and not negative",
                    value -> value >= 0 && Double.isFinite(value));
        }

        /** A whole number of that size or more. */
        static Form count(int least) {
            return counts(least);
        }

        /** Whole numbers of that size or more. */
        static Form counts(int least, int... shape) {
            return new Form(
                    DType.INT64,
                    Shape.of(shape),
                    " from " + least + " to " + Integer.MAX_VALUE,
                    value -> value >= least && value <= Integer.MAX_VALUE);
        }

        /** The difference of an entry from this form; null if it fits. */
        String misfit(Tensor entry) {
            if (entry.dtype() != dtype || !entry.shape().equals(shape)) {
                return "expected " + this + ", got " + kind(entry);
            }
            if (values.isEmpty()) {
                return null;
            }
            double[] elements = dtype == DType.INT64
                    ? Arrays.stream(entry.toLongs()).asDoubleStream().toArray()
                    : entry.toDoubles();
            return Arrays.stream(elements).allMatch(fits)
                    ? null
                    : "expected " + this + ", got " + Arrays.toString(elements);
        }

        /** For example {@code [3] FLOAT32}. */
        @Override
        public String toString() {
            return shape + " " + dtype + values;
        }
    }

    /**
     * All that is missing, unexpected, or of another form, a line each.
     *
     * @param prefix what stands before the names in the whole state
     */
    List<String> misfits(String prefix) {
        List<String> lines = new ArrayList<>();
        expected.forEach((name, form) -> {
            Tensor entry = all.get(name);
            String misfit = entry == null ? "missing, expected " + form : form.misfit(entry);
            if (misfit != null) {
                lines.add(prefix + name + ": " + misfit);
            }
        });
        all.forEach((name, entry) -> {
            if (!expected.containsKey(name)) {
                lines.add(prefix + name + ": unexpected, got " + kind(entry));
            }
        });
        return lines;
    }

    private static String kind(Tensor entry) {
        return entry.shape() + " " + entry.dtype();
    }

    Tensor tensor(String name) {
        return all.get(name);
    }

    double number(String name) {
        return all.get(name).item();
    }

    /** A whole number that its form has bounded. */
    int count(String name) {
        return Math.toIntExact(all.get(name).toLongs()[0]);
    }
}
