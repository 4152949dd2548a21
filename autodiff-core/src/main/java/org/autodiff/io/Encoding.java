package org.autodiff.io;

import java.nio.ByteBuffer;
import org.autodiff.array.DType;

/** Encodings of the elements of an array in a file, with the element types that they become. Integers become INT64. */
enum Encoding {
    F64(8, DType.FLOAT64),
    F32(4, DType.FLOAT32),
    F16(2, DType.FLOAT32),
    BF16(2, DType.FLOAT32),
    I64(8, DType.INT64),
    I32(4, DType.INT64),
    I16(2, DType.INT64),
    I8(1, DType.INT64),
    U64(8, DType.INT64),
    U32(4, DType.INT64),
    U16(2, DType.INT64),
    U8(1, DType.INT64),
    BOOL(1, DType.BOOL);

    final int bytes;
    final DType dtype;

    Encoding(int bytes, DType dtype) {
        this.bytes = bytes;
        this.dtype = dtype;
    }

    /** The encoding that elements of a type are written in. */
    static Encoding of(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> F64;
            case FLOAT32 -> F32;
            case INT64 -> I64;
            case BOOL -> BOOL;
        };
    }

    /** Reads the next n elements in the buffer's byte order into a Java array of the element type, from a place on. */
    void read(ByteBuffer from, Object elements, int at, int n) {
        if (elements instanceof double[] doubles) {
            from.asDoubleBuffer().get(doubles, at, n);
        } else if (elements instanceof float[] floats) {
            for (int i = at; i < at + n; i++) {
                floats[i] = this == F32 ? from.getFloat() : this == F16 ? half(from.getShort()) : brain(from);
            }
        } else if (elements instanceof long[] longs) {
            for (int i = at; i < at + n; i++) {
                longs[i] = integer(from);
            }
        } else {
            boolean[] truths = (boolean[]) elements;
            for (int i = at; i < at + n; i++) {
                truths[i] = from.get() != 0;
            }
        }
    }

    private long integer(ByteBuffer from) {
        return switch (this) {
            case I64, U64 -> from.getLong();
            case I32 -> from.getInt();
            case I16 -> from.getShort();
            case I8 -> from.get();
            case U32 -> Integer.toUnsignedLong(from.getInt());
            case U16 -> Short.toUnsignedLong(from.getShort());
            case U8 -> Byte.toUnsignedLong(from.get());
            default -> throw new IllegalStateException(name());
        };
    }

    /** The upper half of a single-precision number. */
    private static float brain(ByteBuffer from) {
        return Float.intBitsToFloat(from.getShort() << 16);
    }

    /** IEEE 754 binary16: one sign, five exponent and ten fraction bits. */
    static float half(short bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Writes elements of the type that {@link #of} belongs to, little-endian buffers given. */
    static void write(Object elements, ByteBuffer to) {
        if (elements instanceof double[] d) {
            to.asDoubleBuffer().put(d);
            to.position(to.position() + d.length * Double.BYTES);
        } else if (elements instanceof float[] f) {
            to.asFloatBuffer().put(f);
            to.position(to.position() + f.length * Float.BYTES);
        } else if (elements instanceof long[] l) {
            to.asLongBuffer().put(l);
            to.position(to.position() + l.length * Long.BYTES);
        } else {
            for (boolean b : (boolean[]) elements) {
                to.put((byte) (b ? 1 : 0));
            }
        }
    }
}
