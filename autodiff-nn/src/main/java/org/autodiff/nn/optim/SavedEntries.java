package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;

/** Entries of a saved state by name, each with the element type and shape that it must have. */
record SavedEntries(String owner, Map<String, Tensor> all) {
    /**
     * The entry of that name.
     *
     * @throws ArgumentException if there is none, or if it has another element type or shape
     */
    Tensor tensor(String name, DType dtype, int... shape) {
        Tensor entry = all.get(name);
        if (entry == null) {
            throw new ArgumentException(
                    owner + ": the entry '" + name + "' is missing among " + all.keySet() + "; is the state complete?");
        }
        if (entry.dtype() != dtype || !Arrays.equals(entry.shape().toArray(), shape)) {
            throw new ArgumentException(owner + ": the entry '" + name + "' is " + entry.shape() + " " + entry.dtype()
                    + ", expected " + Arrays.toString(shape) + " " + dtype
                    + "; load a state that was saved with the same parameters");
        }
        return entry;
    }

    double number(String name) {
        return tensor(name, DType.FLOAT64).item();
    }

    long whole(String name) {
        return tensor(name, DType.INT64).toLongs()[0];
    }

    /** A whole number from 0 on. */
    int count(String name) {
        long value = whole(name);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new ArgumentException(owner + ": the entry '" + name + "' is " + value + ", expected a count");
        }
        return (int) value;
    }

    /** The messages of those checks that fail. */
    static List<String> errors(Runnable... checks) {
        List<String> lines = new ArrayList<>();
        for (Runnable check : checks) {
            try {
                check.run();
            } catch (ArgumentException e) {
                lines.add(e.getMessage());
            }
        }
        return lines;
    }
}
