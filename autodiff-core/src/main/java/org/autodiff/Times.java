package org.autodiff;

import java.util.Arrays;

/** How long the operations of a tape have taken, in nanoseconds: each forward, and each in the last sweep. */
final class Times {
    private long[] forward = {};
    private long[] backward = {};

    void forward(int slot, long nanos) {
        forward = room(forward, slot);
        forward[slot] = nanos;
    }

    /** Adds to the time of the last sweep, for a node that is computed in pieces. */
    void backward(int slot, long nanos) {
        backward = room(backward, slot);
        backward[slot] += nanos;
    }

    void forgetSweep() {
        Arrays.fill(backward, 0);
    }

    long forward(int slot) {
        return slot < forward.length ? forward[slot] : 0;
    }

    long backward(int slot) {
        return slot < backward.length ? backward[slot] : 0;
    }

    private static long[] room(long[] all, int slot) {
        return slot < all.length ? all : Arrays.copyOf(all, 2 * slot + 1);
    }
}
