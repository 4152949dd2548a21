package org.autodiff.nn.optim;

import java.util.Arrays;
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
}
