package org.autodiff.io;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.autodiff.error.FileException;

/**
 * The two headers that a zip archive has for each entry, one in its directory and one before the entry's bytes. Programs read
 * only the former, so that a damaged name there would make an entry vanish (PKWARE's APPNOTE.TXT, 4.3 and 4.4).
 */
final class ZipHeaders {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIZE = 20;
    private static final int END64_SIZE = 56;
    private static final int CENTRAL_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int LONGEST_COMMENT = (1 << 16) - 1;
    private static final long MASK = 0xFFFFFFFFL;

    /** Sizes and checksum stand behind the bytes of the entry, and are 0 before them. */
    private static final int SIZES_BEHIND = 1 << 3;

    /** The part of an entry that both headers tell. */
    private record Header(int flags, int method, long crc, long packed, long unpacked, long offset, byte[] name) {}

    private final Path file;
    private final FileChannel channel;

    private ZipHeaders(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Compares the two headers of each entry.
     *
     * @throws FileException if they differ, or the directory has not as many entries as its end says
     */
    static void requireAgreement(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new ZipHeaders(file, channel).compareAll();
        } catch (BufferUnderflowException e) {
            throw new FileException(file + ": the archive's directory is cut off; it is damaged", e);
        }
    }

    private void compareAll() throws IOException {
        long size = channel.size();
        int tail = (int) Math.min(size, END_SIZE + LONGEST_COMMENT);
        ByteBuffer last = at(size - tail, tail);
        int end = tail - END_SIZE;
        while (end >= 0
                && !(last.getInt(end) == END
                        && end + END_SIZE + last.getChar(end + 20) == tail)) { // the comment ends the file
            end--;
        }
        if (end < 0) {
            throw damaged("it has no end of a directory");
        }
        long count = last.getChar(end + 10);
        long length = last.getInt(end + 12) & MASK;
        long offset = last.getInt(end + 16) & MASK;
        long position = size - tail + end;
        if (last.getChar(end + 8) != count || last.getInt(end + 4) != 0) {
            throw damaged("its directory says that there are further volumes");
        }
        if (position >= LOCATOR_SIZE + END64_SIZE) {
            ByteBuffer locator = at(position - LOCATOR_SIZE, LOCATOR_SIZE);
            if (locator.getInt(0) == LOCATOR64) {
                position = locator.getLong(8);
                ByteBuffer end64 = at(position, END64_SIZE);
                if (end64.getInt(0) != END64) {
                    throw damaged("its end of the directory in 64 bits is not where it should be");
                }
                count = end64.getLong(32);
                length = end64.getLong(40);
                offset = end64.getLong(48);
            }
        }
        if (offset + length != position || length > HeapLimit.ofArray(1)) {
            throw damaged("its directory has " + length + " bytes from " + offset + ", but ends at " + position);
        }
        compare(at(offset, (int) length), count);
    }

    private void compare(ByteBuffer directory, long count) throws IOException {
        long found = 0;
        for (; directory.hasRemaining(); found++) {
            int start = directory.position();
            if (directory.remaining() < CENTRAL_SIZE || directory.getInt(start) != CENTRAL) {
                throw damaged("entry " + found + " of its directory is none");
            }
            int nameLength = directory.getChar(start + 28);
            int extraLength = directory.getChar(start + 30);
            byte[] name = new byte[nameLength];
            directory.position(start + CENTRAL_SIZE).get(name);
            ByteBuffer extra =
                    directory.slice(directory.position(), extraLength).order(ByteOrder.LITTLE_ENDIAN);
            Header central = header(directory, start + 8, start + 16, name, extra, directory.getInt(start + 42) & MASK);
            directory.position(directory.position() + extraLength + directory.getChar(start + 32));
            compare(central, local(central));
        }
        if (found != count) {
            throw damaged("its directory has " + found + " entries, its end says " + count);
        }
    }

    private Header local(Header central) throws IOException {
        ByteBuffer fixed = at(central.offset, LOCAL_SIZE);
        if (fixed.getInt(0) != LOCAL) {
            throw damaged("before the bytes of '" + text(central) + "' there is no header");
        }
        byte[] name = new byte[fixed.getChar(26)];
        ByteBuffer rest =
                at(central.offset + LOCAL_SIZE, name.length + fixed.getChar(28)).get(name);
        return header(fixed, 6, 14, name, rest.slice().order(ByteOrder.LITTLE_ENDIAN), central.offset);
    }

    /** A header whose flags and sums stand at these places; sizes that do not fit 32 bits are in the extra field of id 1. */
    private static Header header(ByteBuffer b, int flags, int sums, byte[] name, ByteBuffer extra, long offset) {
        long[] values = {b.getInt(sums + 8) & MASK, b.getInt(sums + 4) & MASK, offset};
        while (extra.remaining() >= 4) {
            int id = extra.getChar();
            int length = Math.min(extra.getChar(), extra.remaining());
            if (id == 1) {
                for (int i = 0, left = length; i < values.length && left >= 8; i++) {
                    if (values[i] == MASK) {
                        values[i] = extra.getLong();
                        left -= 8;
                    }
                }
                break;
            }
            extra.position(extra.position() + length);
        }
        return new Header(
                b.getChar(flags), b.getChar(flags + 2), b.getInt(sums) & MASK, values[1], values[0], values[2], name);
    }

    private void compare(Header central, Header local) {
        boolean behind = (local.flags & SIZES_BEHIND) != 0;
        if (!Arrays.equals(central.name, local.name)) {
            throw damaged("an entry is called '" + text(central) + "' in its directory and '" + text(local)
                    + "' before its bytes");
        }
        if (central.flags != local.flags
                || central.method != local.method
                || !(behind && local.crc == 0 || central.crc == local.crc)
                || !(behind && local.packed == 0 || central.packed == local.packed)
                || !(behind && local.unpacked == 0 || central.unpacked == local.unpacked)) {
            throw damaged("the two headers of '" + text(central) + "' differ in method, sizes or checksum");
        }
    }

    private static String text(Header header) {
        return Excerpt.of(new String(header.name, StandardCharsets.UTF_8));
    }

    private ByteBuffer at(long position, int length) throws IOException {
        if (position < 0 || position + length > channel.size()) {
            throw damaged("its directory points to byte " + position + " of " + channel.size());
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }

    private FileException damaged(String what) {
        return new FileException(file + ": the archive is damaged: " + what + "; take another copy, or write it anew");
    }
}
