package org.autodiff.nn;

import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;

/**
 * A trainable tensor and the name under which it was found in a module tree. Threads may read one that none changes.
 *
 * @param name the dotted path from the module that was asked, for example {@code fc1.weight}
 * @param tensor the leaf itself, not a copy: a floating tensor that requires its gradient, unless it is frozen
 */
public record Parameter(String name, Tensor tensor) {
    /**
     * Checks that the tensor can be trained.
     *
     * @throws ArgumentException if the name or the tensor is null, or if the tensor is not a leaf
     */
    public Parameter {
        if (name == null || tensor == null) {
            throw new ArgumentException("Parameter: name and tensor must not be null, got name " + name);
        }
        if (!tensor.requiresGrad() && !InPlace.isFrozen(tensor)) {
            throw new ArgumentException("Parameter '" + name + "' " + tensor.shape()
                    + ": the tensor does not require a gradient; pass tensor.requiresGrad(true)");
        }
    }

    /**
     * The element type of parameters, FLOAT32 or FLOAT64, as it was given.
     *
     * @param owner the class that asks, for the error
     * @throws DTypeException if it is null or not floating
     */
    public static DType floating(DType dtype, String owner) {
        if (dtype == null || !dtype.isFloating()) {
            throw new DTypeException(owner + ": parameters are FLOAT32 or FLOAT64, not " + dtype);
        }
        return dtype;
    }

    /** The accumulated gradient, of the tensor's shape and element type; null when there is none yet. */
    public Tensor grad() {
        return tensor.grad();
    }

    /** Whether the parameter is frozen, a constant in training; see {@link Module#freeze}. */
    public boolean isFrozen() {
        return InPlace.isFrozen(tensor);
    }

    /** For example {@code fc1.weight [128, 784] FLOAT32}. */
    @Override
    public String toString() {
        return name + " " + tensor.shape() + " " + tensor.dtype();
    }
}
