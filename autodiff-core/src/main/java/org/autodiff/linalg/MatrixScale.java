package org.autodiff.linalg;

import org.autodiff.PowerOfTwo;
import org.autodiff.Tensor;
import org.autodiff.Vmap;

/** Powers of two near the largest elements of matrices, by which those are divided whose squares or cubes leave the range. */
final class MatrixScale {
    private MatrixScale() {}

    /** [*, 1, 1] for x [*, m, n]; null where that is not needed, or x is no matrix. */
    static Tensor of(Tensor x) {
        if (x == null || x.rank() < 2 || x.size() == 0 || !x.dtype().isFloating()) {
            return null;
        }
        Tensor scale = PowerOfTwo.of(x, 0, -2, -1);
        double[] numbers = Vmap.numbers(scale).toDoubles();
        return PowerOfTwo.isOrdinary(x.dtype(), numbers) ? null : scale;
    }
}
