package org.autodiff.array.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Scratch memory for loops over floats, and the way from floats to their bits and back. For one thread. */
abstract class FloatScratch {
    /** The most elements of a call: so many that all scratch memory stays in the processor's nearest caches. */
    public static final int LENGTH = 4096;

    /**
     * The length of an array for so many elements. With its header it takes a multiple of 64 bytes, so that the elements of arrays
     * made one after the other lie alike in the lines of the cache: loops over several take half the time.
     */
    public static final int ROOM = LENGTH + 12;

    /** Of fewer elements a call for each is faster. */
    static final int FEW = 4;

    /** 1.5 * 2^23: added, it leaves a number rounded to whole, in its lowest bits. */
    static final float ROUNDER = 12582912f;

    static final int LEAST_NORMAL = 0x00800000;

    /** No bits. */
    private static final int[] NONE = new int[LENGTH];

    final float[] p = array();
    final float[] q = array();
    final float[] r = array();
    final float[] w = array();
    final int[] s = new int[ROOM];
    final int[] t = new int[ROOM];
    final int[] u = new int[ROOM];
    private final FloatBuffer floats;
    private final IntBuffer ints;

    FloatScratch() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH * Float.BYTES).order(ByteOrder.nativeOrder());
        floats = bytes.asFloatBuffer();
        ints = bytes.asIntBuffer();
    }

    /** An array for {@link #LENGTH} elements. */
    public static float[] array() {
        return new float[ROOM];
    }

    /** Whether any of n numbers is not 0: by a comparison that is vector code, which no loop with one result is. */
    static boolean any(int[] x, int n) {
        return !Arrays.equals(x, 0, n, NONE, 0, n);
    }

    /** The bits of n floats. */
    public final void bits(float[] from, int[] to, int n) {
        floats.put(0, from, 0, n);
        ints.get(0, to, 0, n);
    }

    /** The floats that have these bits. */
    public final void numbers(int[] from, float[] to, int n) {
        ints.put(0, from, 0, n);
        floats.get(0, to, 0, n);
    }
}
