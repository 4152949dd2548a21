package org.autodiff.nn.layer.recurrent;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Recurrent.Weights;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.init.Init;
import org.autodiff.nn.layer.Layer;

/** Sizes of recurrent networks, and their parameters, all uniform on (-1/sqrt(H), 1/sqrt(H)) at the start. */
abstract class RecurrentModule extends Layer {
    /** The size of the input. */
    final int in;

    /** The size H of the state. */
    final int hidden;

    private final int gates;

    RecurrentModule(int gates, int in, int hidden, Seed seed) {
        this.gates = gates;
        this.in = Require.positive(in, owner(), "the size of the input");
        this.hidden = Require.positive(hidden, owner(), "the size of the state");
        given(seed, owner());
    }

    /** Registers the parameters of one layer and direction, whose names end in a suffix. */
    final Weights drawn(String suffix, int features, boolean bias, DType dtype, Seed seed) {
        Parameter.floating(dtype, owner());
        double bound = 1 / Math.sqrt(hidden);
        Init init = Init.uniform(-bound, bound);
        int rows = gates * hidden;
        Tensor ih = parameter("weight_ih" + suffix, init.sample(seed.child(0), dtype, rows, features));
        Tensor hh = parameter("weight_hh" + suffix, init.sample(seed.child(1), dtype, rows, hidden));
        return !bias
                ? Weights.of(ih, hh)
                : new Weights(
                        ih,
                        hh,
                        parameter("bias_ih" + suffix, init.sample(seed.child(2), dtype, rows)),
                        parameter("bias_hh" + suffix, init.sample(seed.child(3), dtype, rows)));
    }
}
