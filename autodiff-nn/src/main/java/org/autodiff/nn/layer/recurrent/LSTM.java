package org.autodiff.nn.layer.recurrent;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.LstmSequence;
import org.autodiff.functional.Recurrent.LstmState;

/**
 * Layers of long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate) over a sequence; x [time, N,
 * in], or [N, time, in] if asked for, y of the same layout with the states of the last layer.
 *
 * <p>Parameters as in PyTorch's {@code nn.LSTM}, for each layer k: {@code weight_ih_lk} [4H, in], {@code weight_hh_lk}
 * [4H, H], {@code bias_ih_lk} and {@code bias_hh_lk} [4H], with {@code _reverse} behind those of the other direction;
 * the gates stand in the order i, f, g, o. All are uniform on (-1/sqrt(H), 1/sqrt(H)) at the start.
 */
public final class LSTM extends RecurrentLayer {
    /** One layer, time first, in FLOAT32; the sizes of the input and of the state H are at least 1. */
    public LSTM(int in, int hidden, Seed seed) {
        this(in, hidden, RecurrentOptions.DEFAULT, seed);
    }

    /** Layers with the given options; the seed draws the initial values and the masks of dropout. */
    public LSTM(int in, int hidden, RecurrentOptions options, Seed seed) {
        super(4, in, hidden, options, seed);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, null).output();
    }

    /**
     * The states of the last layer at all times, and the final states and memories of each layer.
     *
     * @param initial the first state of each layer and direction, [layers * directions, N, H] each; null for zeros
     */
    public LstmSequence forward(Tensor x, LstmState initial) {
        return forward(x, null, initial);
    }

    /**
     * The same for sequences of different lengths.
     *
     * @param lengths of each sequence, from 1 to the time steps, in any order; null if all are as long as the input. Beyond it the
     *     output is 0, the final state is that at its end, and the other direction begins there, as with PyTorch's packed sequences
     * @param initial the first state of each layer and direction, [layers * directions, N, H] each; null for zeros
     */
    public LstmSequence forward(Tensor x, int[] lengths, LstmState initial) {
        return observed(
                () -> {
                    Tensor[] states = {initial == null ? null : initial.h(), initial == null ? null : initial.c()};
                    require(x, states);
                    Run run = through(x, states, (layers, from) -> {
                        Tensor h = from.states()[0];
                        LstmState state = h == null ? null : new LstmState(h, from.states()[1]);
                        LstmSequence s = Recurrent.lstm(from.output(), lengths, state, layers);
                        return new Run(s.output(), s.h(), s.c());
                    });
                    return new LstmSequence(run.output(), run.states()[0], run.states()[1]);
                },
                LstmSequence::output);
    }
}
