package org.autodiff.nn.layer.recurrent;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.Sequence;

/**
 * Layers of gated recurrent units (Cho et al. 2014) over a sequence; x [time, N, in], or [N, time, in] if asked for, y
 * of the same layout with the states of the last layer.
 *
 * <p>Parameters as in PyTorch's {@code nn.GRU}, for each layer k: {@code weight_ih_lk} [3H, in], {@code weight_hh_lk}
 * [3H, H], {@code bias_ih_lk} and {@code bias_hh_lk} [3H], with {@code _reverse} behind those of the other direction;
 * the gates stand in the order r, z, n. All are uniform on (-1/sqrt(H), 1/sqrt(H)) at the start.
 */
public final class GRU extends RecurrentLayer {
    /** One layer, time first, in FLOAT32; the sizes of the input and of the state H are at least 1. */
    public GRU(int in, int hidden, Seed seed) {
        this(in, hidden, RecurrentOptions.DEFAULT, seed);
    }

    /** Layers with the given options; the seed draws the initial values and the masks of dropout. */
    public GRU(int in, int hidden, RecurrentOptions options, Seed seed) {
        super(3, in, hidden, options, seed);
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
        return through(x, h0, (y, h, layers) -> Recurrent.gru(y, lengths, h, layers));
    }
}
