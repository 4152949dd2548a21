package org.autodiff.nn.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The orientation of a photograph, tag 0x0112 of EXIF (CIPA DC-008): how the stored rows and columns lie in the picture that
 * was seen.
 *
 * @param transposed whether the stored rows are the picture's columns
 * @param rowsBackwards whether the stored rows are counted from the end
 * @param columnsBackwards whether the stored columns are counted from the end
 */
record Orientation(boolean transposed, boolean rowsBackwards, boolean columnsBackwards) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_SIZE = 12;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP1 = 0xE1;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final long PNG = 0x89504E470D0A1A0AL;
    private static final int EXIF_CHUNK = 0x65584966; // eXIf
    private static final int DATA_CHUNK = 0x49444154; // IDAT
    private static final int LONGEST = 1 << 24;

    /** The orientation of a number in EXIF, 1 to 8; others mean nothing. */
    static Orientation of(int number) {
        if (number < 1 || number > 8) {
            return UPRIGHT;
        }
        boolean rowsBackwards = number == 3 || number == 4 || number == 6 || number == 7;
        boolean columnsBackwards = number == 2 || number == 3 || number == 7 || number == 8;
        return new Orientation(number >= 5, rowsBackwards, columnsBackwards);
    }

    /** The place in the stored image, row by row, of a pixel of the picture. */
    int place(int row, int column, int storedRows, int storedColumns) {
        int r = transposed ? column : row;
        int c = transposed ? row : column;
        return (rowsBackwards ? storedRows - 1 - r : r) * storedColumns
                + (columnsBackwards ? storedColumns - 1 - c : c);
    }

    /** The orientation of a JPEG or PNG file; upright for others, and where nothing is said. */
    static Orientation of(DataFile file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(file.open()))) {
            int first = in.readUnsignedShort();
            if (first == 0xFFD8) {
                return inJpeg(in);
            }
            long signature = (long) first << 48 | (long) in.readUnsignedShort() << 32 | in.readInt() & 0xFFFFFFFFL;
            return signature == PNG ? inPng(in) : UPRIGHT;
        } catch (EOFException e) {
            return UPRIGHT; // whether the image itself is whole its decoder knows
        }
    }

    private static Orientation inJpeg(DataInputStream in) throws IOException {
        while (in.readUnsignedByte() == 0xFF) {
            int marker = in.readUnsignedByte();
            while (marker == 0xFF) { // padding
                marker = in.readUnsignedByte();
            }
            if (marker == START_OF_SCAN) {
                break;
            }
            int length = in.readUnsignedShort() - 2;
            if (length < 0) {
                break;
            }
            byte[] segment = in.readNBytes(length);
            if (marker == APP1 && segment.length > EXIF.length && Arrays.equals(segment, 0, 6, EXIF, 0, 6)) {
                return inTiff(ByteBuffer.wrap(segment, EXIF.length, segment.length - EXIF.length)
                        .slice());
            }
        }
        return UPRIGHT;
    }

    private static Orientation inPng(DataInputStream in) throws IOException {
        while (true) {
            int length = in.readInt();
            int type = in.readInt();
            if (type == DATA_CHUNK || length < 0 || length > LONGEST) {
                return UPRIGHT;
            }
            byte[] chunk = in.readNBytes(length);
            if (type == EXIF_CHUNK) {
                return inTiff(ByteBuffer.wrap(chunk));
            }
            in.readInt(); // the checksum
        }
    }

    /** From the first directory of tags; what is damaged says nothing. */
    private static Orientation inTiff(ByteBuffer tiff) {
        if (tiff.limit() < 8) {
            return UPRIGHT;
        }
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (tiff.getShort(2) != 42 || directory < 8 || directory > tiff.limit() - 2) {
            return UPRIGHT;
        }
        int count = tiff.getChar(directory);
        for (int i = 0; i < count; i++) {
            int entry = directory + 2 + i * ENTRY_SIZE;
            if (entry > tiff.limit() - ENTRY_SIZE) {
                break;
            }
            if (tiff.getChar(entry) == TAG && tiff.getChar(entry + 2) == SHORT) {
                return of(tiff.getChar(entry + 8));
            }
        }
        return UPRIGHT;
    }
}
