package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Consecutive axes joined into one, row-major: [n, a, b, ...] becomes [n, a b ...], as PyTorch's {@code nn.Flatten()}.
 */
public final class Flatten extends Layer {
    private final int start;
    private final int end;

    /** A layer that joins all axes but the first. */
    public Flatten() {
        this(1, -1);
    }

    /**
     * A layer that joins the axes from {@code start} to {@code end}, both included; negative ones count from the end.
     */
    public Flatten(int start, int end) {
        this.start = start;
        this.end = end;
    }

    @Override
    protected Tensor compute(Tensor x) {
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
