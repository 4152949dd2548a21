package org.autodiff.nn.layer.recurrent;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Recurrent;
import org.autodiff.functional.Recurrent.Nonlinearity;

/**
 * One step of simple recurrence: {@code h' = f(W_ih x + b_ih + W_hh h + b_hh)}, x [N, in], h [N, H].
 *
 * <p>Parameters as in PyTorch's {@code nn.RNNCell}: {@code weight_ih} [H, in], {@code weight_hh} [H, H], {@code
 * bias_ih} and {@code bias_hh} [H], all uniform on (-1/sqrt(H), 1/sqrt(H)) at the start.
 */
public final class RNNCell extends RecurrentCell {
    private final Nonlinearity nonlinearity;

    /** A cell with tanh and biases, in FLOAT32; both sizes are at least 1, the seed draws the initial values. */
    public RNNCell(int in, int hidden, Seed seed) {
        this(in, hidden, Nonlinearity.TANH, true, DType.FLOAT32, seed);
    }

    /** A cell of the given nonlinearity and element type, with biases or without. */
    public RNNCell(int in, int hidden, Nonlinearity nonlinearity, boolean bias, DType dtype, Seed seed) {
        super(1, in, hidden, bias, dtype, seed);
        this.nonlinearity = Require.choice(nonlinearity, owner(), "the nonlinearity", Nonlinearity.TANH);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return forward(x, null);
    }

    /**
     * The next state.
     *
     * @param h the state, null for zeros
     */
    public Tensor forward(Tensor x, Tensor h) {
        return observed(() -> {
            require(x, h);
            return Recurrent.rnnCell(x, orZeros(h, x), weights(), nonlinearity);
        });
    }

    @Override
    protected String extraRepr() {
        return super.extraRepr()
                + (nonlinearity == Nonlinearity.TANH
                        ? ""
                        : ", nonlinearity=" + nonlinearity.name().toLowerCase(Locale.ROOT));
    }
}
