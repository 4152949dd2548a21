package org.autodiff.nn.data;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** The grammar of RFC 4180, read character by character. */
final class CsvReader {
    /** Longer fields and wider rows are no data, but a quote that is never closed or another kind of file. */
    private static final int MOST = 1 << 20;

    // at worst a field, of which the end is kept, for every character
    private static final int BYTES_PER_CHARACTER = 5;
    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final DataFile file;
    private final PushbackReader in;
    private final char separator;
    private final CsvText text;
    // of the character that comes next
    private int line = 1;
    // of the field that is being read: the line on which its row begins, its number in the row, and its kind
    private int row = 1;
    private int column = 1;
    private boolean quoted;

    private CsvReader(DataFile file, PushbackReader in, char separator) {
        this.file = file;
        this.in = in;
        this.separator = separator;
        this.text = new CsvText(file);
    }

    static CsvText read(DataFile file, CsvFormat format) {
        file.checkFitsHeap(BYTES_PER_CHARACTER * file.size());
        CsvReader reader = null;
        try (Reader bytes = Files.newBufferedReader(file.path(), StandardCharsets.UTF_8);
                PushbackReader in = new PushbackReader(bytes, 2)) {
            reader = new CsvReader(file, in, format.separator());
            return reader.rows();
        } catch (CharacterCodingException e) {
            throw new DataException(
                    file.where() + ", after line " + (reader == null ? 1 : reader.line)
                            + ": the text is not UTF-8; convert it, for example with iconv",
                    e);
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    private CsvText rows() throws IOException {
        int c = in.read();
        if (c != BYTE_ORDER_MARK) {
            unread(c);
        }
        while (!atEnd()) {
            row();
        }
        return text;
    }

    private boolean atEnd() throws IOException {
        int c = in.read();
        unread(c);
        return c == END;
    }

    private void row() throws IOException {
        row = line;
        column = 1;
        int start = text.length();
        int end = field();
        if (end != separator && !quoted && text.length() == start) {
            text.dropField();
            return;
        }
        while (end == separator) {
            if (++column > MOST) {
                throw wrong("a row has more than " + MOST + " fields; check the separator");
            }
            end = field();
        }
        text.endRow(row, column);
    }

    /** Reads a field and what ends it: the separator, LF or END. */
    private int field() throws IOException {
        int c = afterBlanks();
        quoted = c == '"';
        if (quoted) {
            quotedText();
            c = afterBlanks();
            if (!endsField(c)) {
                throw wrong("the field goes on after its closing quote; write a quote in a quoted field twice");
            }
        } else {
            while (!endsField(c)) {
                if (c == '"') {
                    throw wrong("a quote in a field that does not begin with one; quote the whole field and write the"
                            + " quote twice");
                }
                append(c);
                c = next();
            }
        }
        text.endField(!quoted);
        return c;
    }

    /** The rest of a quoted field, up to its closing quote. */
    private void quotedText() throws IOException {
        while (true) {
            int c = next();
            if (c == '"') {
                c = next();
                if (c != '"') {
                    // a line break has been counted; it is read again as LF and counted again
                    line -= c == '\n' ? 1 : 0;
                    unread(c);
                    return;
                }
            } else if (c == END) {
                throw wrong("the quote of this field is never closed");
            }
            append(c);
        }
    }

    private int afterBlanks() throws IOException {
        int c = next();
        while ((c == ' ' || c == '\t') && c != separator) {
            c = next();
        }
        return c;
    }

    private boolean endsField(int c) {
        return c == separator || c == '\n' || c == END;
    }

    /** The next character; every kind of line break is LF. */
    private int next() throws IOException {
        int c = in.read();
        if (c == '\r') {
            c = in.read();
            if (c != '\n') {
                unread(c);
                c = '\n';
            }
        }
        line += c == '\n' ? 1 : 0;
        return c;
    }

    private void unread(int c) throws IOException {
        if (c != END) {
            in.unread(c);
        }
    }

    private void append(int c) {
        text.append(c);
        if (text.open() > MOST) {
            throw wrong("the field has more than " + MOST + " characters; is a quote never closed, or is this no CSV"
                    + " file?");
        }
    }

    /** An error at the field that is being read; the line is that on which its row begins. */
    private DataException wrong(String what) {
        return file.error(", line " + row + ", column " + column + ": " + what);
    }
}
