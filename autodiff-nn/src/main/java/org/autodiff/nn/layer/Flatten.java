package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Joins axes: [n, a, b, ...] becomes [n, a b ...], row-major, as PyTorch's {@code nn.Flatten()}. It has no state.
 */
public final class Flatten extends Layer {
    private final int start;
    private final int end;

    /** All axes but the first. */
    public Flatten() {
        this(1, -1);
    }

    /**
     * The axes from one to another.
     *
     * @param start the first of them; negative ones count from the end
     * @param end the last of them
     */
    public Flatten(int start, int end) {
        this.start = start;
        this.end = end;
    }

    @Override
    Tensor compute(Tensor x) {
        if (x.rank() == 0) {
            throw misfit("a batch [n, ...]", x, "reshape a scalar to [1, 1] first");
        }
        if (start == 1 && end == -1 && x.rank() == 1) {
            return x.reshape(x.size(), 1);
        }
        return x.flatten(start, end);
    }

    @Override
    protected String extraRepr() {
        return start == 1 && end == -1 ? "" : "start=" + start + ", end=" + end;
    }
}
