package org.autodiff.nn.layer.recurrent;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.functional.Recurrent.Sequence;

/**
 * Layers of simple recurrence (Elman 1990) over a sequence: {@code h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)}; x
 * [time, N, in], or [N, time, in] if asked for, y of the same layout with the states of the last layer.
 *
 * <p>Parameters as in PyTorch's {@code nn.RNN}, for each layer k: {@code weight_ih_lk} [H, in], {@code weight_hh_lk}
 * [H, H], {@code bias_ih_lk} and {@code bias_hh_lk} [H], with {@code _reverse} behind those of the other direction;
 * all uniform on (-1/sqrt(H), 1/sqrt(H)) at the start.
 */
public final class RNN extends RecurrentLayer {
    private final Nonlinearity nonlinearity;

    /** One layer with tanh, time first, in FLOAT32; both sizes are at least 1. */
    public RNN(int in, int hidden, Seed seed) {
        this(in, hidden, RecurrentOptions.DEFAULT, seed);
    }

    /** Layers with tanh and the given options; the seed draws the initial values and the masks of dropout. */
    public RNN(int in, int hidden, RecurrentOptions options, Seed seed) {
        this(in, hidden, Nonlinearity.TANH, options, seed);
    }

    /** Layers with the given options and nonlinearity. */
    public RNN(int in, int hidden, Nonlinearity nonlinearity, RecurrentOptions options, Seed seed) {
        super(1, in, hidden, options, seed);
        this.nonlinearity = Require.choice(nonlinearity, owner(), "the nonlinearity", Nonlinearity.TANH);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, null).output();
    }

    /**
     * The states of the last layer at all times, and the final state of each layer.
     *
     * @param h0 the first state of each layer and direction, [layers * directions, N, H]; null for zeros
     */
    public Sequence forward(Tensor x, Tensor h0) {
        return forward(x, null, h0);
    }

    /**
     * The same for sequences of different lengths.
     *
     * @param lengths of each sequence, from 1 to the time steps, in any order; null if all are as long as the input. Beyond it the
     *     output is 0, the final state is that at its end, and the other direction begins there, as with PyTorch's packed sequences
     * @param h0 the first state of each layer and direction, [layers * directions, N, H]; null for zeros
     */
    public Sequence forward(Tensor x, int[] lengths, Tensor h0) {
        return through(x, h0, (y, h, layers) -> Recurrent.rnn(y, lengths, h, layers, nonlinearity));
    }

    @Override
    protected String extraRepr() {
        return super.extraRepr()
                + (nonlinearity == Nonlinearity.TANH
                        ? ""
                        : ", nonlinearity=" + nonlinearity.name().toLowerCase(Locale.ROOT));
    }
}
