package org.autodiff.op;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * The number of floating-point operations of an operation, from shapes alone: an estimate that does not depend on the
 * backend. A sum, a product, a comparison and a function such as the exponential count 1 each, a multiplication with an
 * addition 2, and what only moves elements nothing.
 */
@FunctionalInterface
public interface Flops {
    /** The number for inputs of these shapes, a result and attributes. */
    double of(Shape[] inputs, Shape out, Attrs attrs);

    /** One for each element of the largest of the inputs and the result: what an operation has if nothing is said. */
    Flops ELEMENTS = (in, out, attrs) -> {
        Require.nonNulls(in, "Flops", "the shapes of the inputs", "pass one for each input");
        Require.nonNull(out, "Flops", "the shape of the result", "pass Shape.of(sizes)");
        return Math.max(
                out.size(), Arrays.stream(in).mapToInt(Shape::size).max().orElse(0));
    };

    /** None: elements are moved, copied or converted. */
    Flops NONE = (in, out, attrs) -> 0;

    /**
     * A matrix algorithm of cubic cost: factor m n min(m, n) for each matrix of the first input. The factors are those of
     * Golub and Van Loan, Matrix Computations.
     */
    static Flops cubic(double factor) {
        return (in, out, attrs) -> {
            Require.nonNulls(in, "Flops", "the shapes of the inputs", "pass one for each input");
            if (in.length == 0) {
                throw new ArgumentException("Flops: there is no input; a matrix algorithm has one at least");
            }
            Shape x = in[0];
            return x.rank() < 2 ? x.size() : factor * x.size() * Math.min(x.dim(-2), x.dim(-1));
        };
    }
}
