package org.autodiff.array.nd4j;

import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Lease;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The storage of an array of the portable backend: a flat array of ND4J's, on whichever device that has. */
final class PortableBuffer extends Buffer {
    private final INDArray flat;

    private PortableBuffer(INDArray flat, Lease lease) {
        super(lease);
        this.flat = flat;
    }

    /** New memory, outside of any workspace of the caller's. */
    static PortableBuffer allocate(DType dtype, int n) {
        INDArray flat;
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            flat = Nd4j.createUninitialized(Natives.type(dtype), n);
        }
        return new PortableBuffer(flat, new Lease() {
            @Override
            protected void recycle() {
                flat.close();
            }
        });
    }

    /** The memory, or an error when it has been given back. */
    INDArray flat() {
        if (lease().isOver()) {
            throw released();
        }
        return flat;
    }
}
