package org.autodiff.nn.layer.recurrent;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.LstmState;

/**
 * One step of long short-term memory, x [N, in], states [N, H].
 *
 * <p>Parameters as in PyTorch's {@code nn.LSTMCell}: {@code weight_ih} [4H, in], {@code weight_hh} [4H, H], {@code
 * bias_ih} and {@code bias_hh} [4H], gates in the order i, f, g, o; all uniform on (-1/sqrt(H), 1/sqrt(H)) at the
 * start.
 */
public final class LSTMCell extends RecurrentCell {
    /** A cell with biases, in FLOAT32; both sizes are at least 1, the seed draws the initial values. */
    public LSTMCell(int in, int hidden, Seed seed) {
        this(in, hidden, true, DType.FLOAT32, seed);
    }

    /** A cell of the given element type, with biases or without. */
    public LSTMCell(int in, int hidden, boolean bias, DType dtype, Seed seed) {
        super(4, in, hidden, bias, dtype, seed);
    }

    /** The state h' of the first step, from zeros. */
    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, null).h();
    }

    /**
     * The next state.
     *
     * @param state h and c, the hidden state and the memory; null for zeros
     */
    public LstmState forward(Tensor x, LstmState state) {
        return observed(
                () -> {
                    require(x, state == null ? null : state.h());
                    LstmState from = state == null ? new LstmState(orZeros(null, x), orZeros(null, x)) : state;
                    return Recurrent.lstmCell(x, from, weights());
                },
                LstmState::h);
    }
}
