package org.autodiff.array.nd4j;

import org.autodiff.array.Buffer;
import org.autodiff.array.Lease;

/** The storage of a native array: a block for as long as it is leased. */
final class NativeBuffer extends Buffer {
    private final Block block;

    private NativeBuffer(Block block, Lease lease) {
        super(lease);
        this.block = block;
    }

    static NativeBuffer on(Block block, Pool<Block> pool) {
        return new NativeBuffer(block, pool.lease(block));
    }

    /** The memory, or an error when it has been given back. */
    Block block() {
        if (lease().isOver()) {
            throw released();
        }
        return block;
    }
}
