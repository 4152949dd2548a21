package org.autodiff.array.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Scratch memory for loops over floats, and the way from floats to their bits and back. For one thread. */
abstract class FloatScratch {
    /** The most elements of a call: so many that all scratch memory stays in the processor's nearest caches. */
    public static final int LENGTH = 4096;

    /** Of fewer elements a call for each is faster. */
    static final int FEW = 4;

    /** 1.5 * 2^23: added, it leaves a number rounded to whole, in its lowest bits. */
    static final float ROUNDER = 12582912f;

    static final int ONE = 0x3f800000;
    static final int INFINITY = 0x7f800000;
    static final int LEAST_NORMAL = 0x00800000;

    final float[] p = new float[LENGTH];
    final float[] q = new float[LENGTH];
    final float[] r = new float[LENGTH];
    final float[] w = new float[LENGTH];
    final int[] s = new int[LENGTH];
    final int[] t = new int[LENGTH];
    final int[] u = new int[LENGTH];
    private final FloatBuffer floats;
    private final IntBuffer ints;

    FloatScratch() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH * Float.BYTES).order(ByteOrder.nativeOrder());
        floats = bytes.asFloatBuffer();
        ints = bytes.asIntBuffer();
    }

    final void bits(float[] from, int[] to, int n) {
        floats.put(0, from, 0, n);
        ints.get(0, to, 0, n);
    }

    final void floats(int[] from, float[] to, int n) {
        ints.put(0, from, 0, n);
        floats.get(0, to, 0, n);
    }
}
