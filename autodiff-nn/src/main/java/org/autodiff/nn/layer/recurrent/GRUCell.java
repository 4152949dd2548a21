package org.autodiff.nn.layer.recurrent;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Recurrent;

/**
 * One step of a gated recurrent unit, x [N, in], h [N, H].
 *
 * <p>Parameters as in PyTorch's {@code nn.GRUCell}: {@code weight_ih} [3H, in], {@code weight_hh} [3H, H], {@code
 * bias_ih} and {@code bias_hh} [3H], gates in the order r, z, n; all uniform on (-1/sqrt(H), 1/sqrt(H)) at the start.
 */
public final class GRUCell extends RecurrentCell {
    /** A cell with biases, in FLOAT32; both sizes are at least 1, the seed draws the initial values. */
    public GRUCell(int in, int hidden, Seed seed) {
        this(in, hidden, true, DType.FLOAT32, seed);
    }

    /** A cell of the given element type, with biases or without. */
    public GRUCell(int in, int hidden, boolean bias, DType dtype, Seed seed) {
        super(3, in, hidden, bias, dtype, seed);
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
            return Recurrent.gruCell(x, orZeros(h, x), weights());
        });
    }
}
