package org.autodiff;

import org.autodiff.error.Require;

/** A function of several tensors. */
@FunctionalInterface
public interface TensorFunction {
    /** Its value. */
    Tensor apply(Tensor... xs);

    /**
     * The same function, of which a tape keeps only the arguments and the result. A sweep that comes to it computes it again
     * and goes through it; the derivatives have the same bits as without. That trades time for memory: a chain of such pieces
     * keeps one value for each, and one piece at a time in full.
     *
     * <p>The function may use leaves and other tensors besides its arguments. It must do the same when it is computed again;
     * random numbers come from a {@code Seed} made in it or passed to it. Checkpoints nest, and derivatives of any order go
     * through them; where a sweep is itself recorded, the piece that it has computed again stays on the tape.
     */
    default TensorFunction checkpointed() {
        return xs -> Checkpoint.apply(this, xs);
    }

    /**
     * The same function with a derivative of its own. What the function does is not recorded; the tape shows one entry of
     * this name.
     *
     * @param name in listings and messages
     * @param vjp the cotangents of the arguments; written on tensor operations it can be differentiated again, and forward
     *     mode is derived from it. One that reads numbers into Java works in a reverse sweep, and a second derivative throws
     */
    default TensorFunction withVjp(String name, Pullback vjp) {
        Require.nonNull(vjp, "withVjp", "vjp", "pass a function");
        return new CustomGradient(name, this, vjp);
    }

    /** The derivative of a function, transposed: from the cotangent of the value to those of the arguments. */
    @FunctionalInterface
    interface Pullback {
        /**
         * The cotangents of the arguments, each of its argument's shape, or null for one that none flows to; linear in the
         * cotangent of the value.
         *
         * @param xs the arguments
         * @param y the value
         * @param cotangent that of the value
         */
        Tensor[] apply(Tensor[] xs, Tensor y, Tensor cotangent);
    }
}
