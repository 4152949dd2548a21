package org.autodiff.array.nd4j;

import org.autodiff.array.Array;
import org.autodiff.array.RowProduct;

/** Products of rows in Java arrays with a native matrix. */
final class NativeRowProduct implements RowProduct {
    private final NativeArrays backend;
    private final Block matrix;
    private final int offset;
    private final boolean transposed;
    private final int line;
    private final int down;
    private final int along;
    private final Block x;
    private final Block z;

    /** With a dense matrix, or with its transpose; of at most so many rows. */
    NativeRowProduct(NativeArrays backend, Array m, boolean transposed, int rows) {
        this.backend = backend;
        this.matrix = Block.of(m);
        this.offset = m.offset();
        this.transposed = transposed;
        this.line = m.shape().dim(1);
        this.down = m.shape().dim(transposed ? 1 : 0);
        this.along = m.shape().dim(transposed ? 0 : 1);
        this.x = backend.take(m.dtype(), rows * down);
        this.z = backend.take(m.dtype(), rows * along);
    }

    @Override
    public void times(Object from, Object to, int rows) {
        x.write(0, from, 0, rows * down);
        new Gemm(false, transposed, rows, along, down, down, line, along)
                .run(backend.kernel(), x, 0, matrix, offset, z, 0);
        z.read(0, to, 0, rows * along);
    }

    @Override
    public void close() {
        backend.give(x);
        backend.give(z);
    }
}
