package org.autodiff.nn.layer;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.Nonlinearity;
import org.autodiff.functional.Recurrent.Sequence;

/**
 * Layers of simple recurrence (Elman 1990) over a sequence: {@code h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)}; x [time,
 * N, in], or [N, time, in] if asked for, y of the same layout with the states of the last layer.
 *
 * <p>Parameters as in PyTorch's {@code nn.RNN}, for each layer k: {@code weight_ih_lk} [H, in], {@code weight_hh_lk} [H, H],
 * {@code bias_ih_lk} and {@code bias_hh_lk} [H], with {@code _reverse} behind those of the other direction; all uniform on
 * (-1/sqrt(H), 1/sqrt(H)) at the start.
 */
public final class RNN extends RecurrentLayer {
    private final Nonlinearity nonlinearity;

    /**
     * One layer with the hyperbolic tangent, time first, in FLOAT32.
     *
     * @param in the number of features
     * @param hidden the size H of the state
     * @param seed source of the initial values, and of masks where there is dropout
     * @throws ArgumentException if a size is below 1 or the seed is null
     */
    public RNN(int in, int hidden, Seed seed) {
        this(in, hidden, RecurrentOptions.DEFAULT, seed);
    }

    /**
     * Layers with the hyperbolic tangent.
     *
     * @throws ArgumentException if a size is below 1 or the seed is null
     */
    public RNN(int in, int hidden, RecurrentOptions options, Seed seed) {
        this(in, hidden, Nonlinearity.TANH, options, seed);
    }

    /**
     * Layers with the given options.
     *
     * @throws ArgumentException if a size is below 1 or the seed is null
     */
    public RNN(int in, int hidden, Nonlinearity nonlinearity, RecurrentOptions options, Seed seed) {
        super("RNN", 1, in, hidden, options, seed);
        this.nonlinearity = Checks.choice("RNN", "the nonlinearity", nonlinearity, Nonlinearity.TANH);
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
                        Sequence s = Recurrent.rnn(from.output(), from.states()[0], layers, nonlinearity);
                        return new Run(s.output(), s.h());
                    });
                    return new Sequence(run.output(), run.states()[0]);
                },
                Sequence::output);
    }

    @Override
    protected String extraRepr() {
        return super.extraRepr()
                + (nonlinearity == Nonlinearity.TANH
                        ? ""
                        : ", nonlinearity=" + nonlinearity.name().toLowerCase(Locale.ROOT));
    }
}
