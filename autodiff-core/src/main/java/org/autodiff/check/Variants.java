package org.autodiff.check;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.DType;

/** The same inputs in other forms: as leaves, of another type, behind other strides. */
final class Variants {
    private Variants() {}

    static Tensor[] leaves(Tensor... xs) {
        return Arrays.stream(xs).map(x -> x.requiresGrad(true)).toArray(Tensor[]::new);
    }

    static Tensor[] to(DType dtype, Tensor... xs) {
        return Arrays.stream(xs).map(x -> x.to(dtype)).toArray(Tensor[]::new);
    }

    static Tensor[] same(Tensor... xs) {
        return xs;
    }

    /** The same values behind other strides: each the middle of a wider tensor that was transposed twice. */
    static Tensor[] views(Tensor... xs) {
        return Arrays.stream(xs)
                .map(x -> {
                    if (x.rank() == 0) {
                        return x.reshape(1).expand(3).slice(0, 1, 2).reshape();
                    }
                    int last = x.rank() - 1;
                    int n = x.shape().dim(last);
                    Tensor wide = Tensor.concat(last, x, x, x);
                    return wide.transpose(0, last).transpose(0, last).slice(last, n, 2 * n);
                })
                .toArray(Tensor[]::new);
    }
}
