package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.Sequence;

/**
 * Layers of gated recurrent units (Cho et al. 2014) over a sequence; x [time, N, in], or [N, time, in] if asked for, y of the
 * same layout with the states of the last layer.
 *
 * <p>Parameters as in PyTorch's {@code nn.GRU}, for each layer k: {@code weight_ih_lk} [3H, in], {@code weight_hh_lk} [3H,
 * H], {@code bias_ih_lk} and {@code bias_hh_lk} [3H], with {@code _reverse} behind those of the other direction; the gates
 * stand in the order r, z, n. All are uniform on (-1/sqrt(H), 1/sqrt(H)) at the start.
 */
public final class GRU extends RecurrentLayer {
    /**
     * One layer, time first, in FLOAT32.
     *
     * @param in the number of features
     * @param hidden the size H of the state
     * @param seed source of the initial values, and of masks where there is dropout
     * @throws ArgumentException if a size is below 1 or the seed is null
     */
    public GRU(int in, int hidden, Seed seed) {
        this(in, hidden, RecurrentOptions.DEFAULT, seed);
    }

    /**
     * Layers with the given options.
     *
     * @throws ArgumentException if a size is below 1 or the seed is null
     */
    public GRU(int in, int hidden, RecurrentOptions options, Seed seed) {
        super("GRU", 3, in, hidden, options, seed);
    }

    @Override
    Tensor compute(Tensor x) {
        return forward(x, null).output();
    }

    /**
     * The states of the last layer at all times, and the final state of each layer.
     *
     * @param h0 the first state of each layer and direction, [layers * directions, N, H]; null for zeros
     */
    public Sequence forward(Tensor x, Tensor h0) {
        return observed(
                () -> {
                    require(x, h0);
                    Run run = through(x, new Tensor[] {h0}, (layers, from) -> {
                        Sequence s = Recurrent.gru(from.output(), from.states()[0], layers);
                        return new Run(s.output(), s.h());
                    });
                    return new Sequence(run.output(), run.states()[0]);
                },
                Sequence::output);
    }
}
