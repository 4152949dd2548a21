package org.autodiff.array.nd4j;

import org.autodiff.array.Buffer;
import org.autodiff.array.Lease;

/** The storage of an array of the portable backend: memory of ND4J's device for as long as it is leased. */
final class PortableBuffer extends Buffer {
    private final DeviceMemory memory;

    private PortableBuffer(DeviceMemory memory, Lease lease) {
        super(lease);
        this.memory = memory;
    }

    static PortableBuffer on(DeviceMemory memory, Pool<DeviceMemory> pool) {
        return new PortableBuffer(memory, pool.lease(memory));
    }

    /** The memory, or an error when it has been given back. */
    DeviceMemory memory() {
        if (lease().isOver()) {
            throw released();
        }
        return memory;
    }
}
