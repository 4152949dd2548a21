package org.autodiff.nn.layer.pooling;

import java.util.function.BiFunction;
import org.autodiff.Tensor;
import org.autodiff.nn.layer.WindowLayer;

/** Pooling into a given number of windows; a subclass fixes the number of axes and the operation. */
abstract class AdaptivePoolNd extends WindowLayer {
    private final BiFunction<Tensor, int[], Tensor> operation;
    private final int[] count;

    AdaptivePoolNd(int axes, BiFunction<Tensor, int[], Tensor> operation, int... count) {
        super(axes);
        this.operation = operation;
        this.count = perAxis(count, "the number of windows", 1);
    }

    @Override
    protected final Tensor compute(Tensor x) {
        requireInput(x, 0);
        return operation.apply(x, count.clone());
    }

    @Override
    protected final String extraRepr() {
        return "output=" + shown(count);
    }
}
