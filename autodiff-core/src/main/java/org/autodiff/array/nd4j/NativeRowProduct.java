package org.autodiff.array.nd4j;

import org.autodiff.array.Array;
import org.autodiff.array.RowProduct;

/** Products of rows in Java arrays with a native matrix, by OpenBLAS. */
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
        int trans = transposed ? Blas.TRANS : Blas.NO_TRANS;
        Blas.gemm(
                Blas.NO_TRANS, trans, rows, along, down, x.pointer, down, matrix.at(offset), line, 0, z.pointer, along);
        z.read(0, to, 0, rows * along);
    }

    @Override
    public void close() {
        backend.give(x);
        backend.give(z);
    }
}
