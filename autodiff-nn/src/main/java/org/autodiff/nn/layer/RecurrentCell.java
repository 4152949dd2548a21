package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Recurrent.Weights;
import org.autodiff.nn.init.Init;

/** Parameters of a single recurrent step, by PyTorch's names; the subclasses say what it computes. */
abstract class RecurrentCell extends Layer {
    private final int in;
    private final int hidden;
    private final Weights weights;

    /** A cell whose parameters are all uniform on (-1/sqrt(hidden), 1/sqrt(hidden)) at the start. */
    RecurrentCell(String name, int gates, int in, int hidden, boolean bias, DType dtype, Seed seed) {
        this.in = Checks.positive(name, "the size of the input", in);
        this.hidden = Checks.positive(name, "the size of the state", hidden);
        Checks.seed(name, seed);
        Checks.floating(name, dtype);
        double bound = 1 / Math.sqrt(hidden);
        Init init = Init.uniform(-bound, bound);
        int rows = gates * hidden;
        Tensor ih = parameter("weight_ih", init.sample(seed.child(0), dtype, rows, in));
        Tensor hh = parameter("weight_hh", init.sample(seed.child(1), dtype, rows, hidden));
        this.weights = !bias
                ? Weights.of(ih, hh)
                : new Weights(
                        ih,
                        hh,
                        parameter("bias_ih", init.sample(seed.child(2), dtype, rows)),
                        parameter("bias_hh", init.sample(seed.child(3), dtype, rows)));
    }

    /** Throws unless the input and the state fit. */
    final void require(Tensor x, Tensor state) {
        given(x);
        if (x.rank() < 1 || x.shape().dim(-1) != in) {
            throw misfit("[N, " + in + "]", x, "reshape the input, or build the cell for its features");
        }
        requireType(x, weights.weightHh());
        if (state != null && !state.shape().equals(x.shape().with(-1, hidden))) {
            throw misfit("a state " + x.shape().with(-1, hidden), state, "give none for zeros");
        }
    }

    /** The state, or zeros where there is none. */
    final Tensor orZeros(Tensor state, Tensor x) {
        return state != null
                ? state
                : Tensor.zeros(x.dtype(), x.shape().with(-1, hidden).toArray());
    }

    /** The parameters. */
    public final Weights weights() {
        return weights;
    }

    @Override
    protected String extraRepr() {
        return in + ", " + hidden + (weights.biasIh() == null ? ", bias=false" : "");
    }
}
