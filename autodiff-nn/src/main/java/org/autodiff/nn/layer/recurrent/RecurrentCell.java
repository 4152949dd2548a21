package org.autodiff.nn.layer.recurrent;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Recurrent.Weights;

/** A single step of a recurrent network; a subclass says what it computes. */
abstract class RecurrentCell extends RecurrentModule {
    private final Weights weights;

    RecurrentCell(int gates, int in, int hidden, boolean bias, DType dtype, Seed seed) {
        super(gates, in, hidden, seed);
        this.weights = drawn("", in, bias, dtype, seed);
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
