package org.autodiff.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;

/**
 * A reader of JSON (RFC 8259) that trusts nothing: objects as maps, arrays as lists, strings, numbers as
 * {@code Long} where they are whole and {@code Double} else, {@code Boolean}, null. A name that stands twice in an object
 * is an error, for it would hide a value.
 */
public final class Json {
    private static final int DEEPEST = 64;

    /** The characters with an escape of one letter, and the letters. */
    private static final String ESCAPED = "\"\\\b\f\n\r\t";

    private static final String LETTERS = "\"\\bfnrt";

    private static final Pattern WHOLE = Pattern.compile("-?\\d+");

    private final byte[] text;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // refuses what is none
    private int at;

    private Json(byte[] text) {
        this.text = text;
    }

    /** A text that is not what it should be; the message says where. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    /**
     * Reads an object.
     *
     * @param text in UTF-8
     * @param source what errors call it, such as the path of the file
     * @throws FileException if it is no JSON object; the message says where
     */
    public static Map<String, Object> object(byte[] text, String source) {
        Require.nonNull(text, "Json.object", "the text", "pass its bytes in UTF-8");
        Require.nonNull(source, "Json.object", "the source", "pass what errors are to call it, such as the path");
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            parseObject(text, members::put);
        } catch (SyntaxException e) {
            throw new FileException(source + ": " + e.getMessage(), e);
        }
        return members;
    }

    /**
     * Reads an object and gives each member away as soon as it is read: one with many members need not be in memory whole.
     *
     * @param text in UTF-8
     */
    static void parseObject(byte[] text, BiConsumer<String, Object> member) throws SyntaxException {
        Json json = new Json(text);
        if (!json.take('{')) {
            throw json.error("no JSON object, '{' expected");
        }
        json.members(0, member);
        json.space();
        if (json.at < text.length) {
            throw json.error("text after the end");
        }
    }

    /** A string in quotation marks. */
    public static String quoted(String s) {
        Require.nonNull(s, "Json.quoted", "the text", "pass one, empty where there is none");
        StringBuilder to = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            int simple = ESCAPED.indexOf(c);
            if (simple >= 0) {
                to.append('\\').append(LETTERS.charAt(simple));
            } else if (c < 0x20) {
                to.append(String.format("\\u%04x", (int) c));
            } else {
                to.append(c);
            }
        }
        return to.append('"').toString();
    }

    private SyntaxException error(String what) {
        return new SyntaxException(what + " at byte " + at);
    }

    /** The next byte, or -1 at the end. */
    private int next() {
        return at < text.length ? text[at] & 0xFF : -1;
    }

    private void space() {
        while (" \t\r\n".indexOf(next()) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        space();
        if (next() == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) throws SyntaxException {
        if (!take(c)) {
            throw error("'" + c + "' expected");
        }
    }

    private Object value(int depth) throws SyntaxException {
        if (depth > DEEPEST) {
            throw error("more than " + DEEPEST + " levels");
        }
        if (take('{')) {
            Map<String, Object> map = new LinkedHashMap<>();
            members(depth, map::put);
            return map;
        }
        if (take('[')) {
            return array(depth);
        }
        space();
        if (next() == '"') {
            return string();
        }
        String word = run("abcdefghijklmnopqrstuvwxyz");
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            case "" -> number();
            default -> throw error("a value expected, not '" + Excerpt.of(word) + "',");
        };
    }

    /** The longest text from here on that has only these characters, which are ASCII. */
    private String run(String characters) {
        int from = at;
        while (at < text.length && characters.indexOf(next()) >= 0) {
            at++;
        }
        return new String(text, from, at - from, StandardCharsets.US_ASCII);
    }

    private void members(int depth, BiConsumer<String, Object> member) throws SyntaxException {
        if (take('}')) {
            return;
        }
        Set<String> names = new HashSet<>();
        do {
            space();
            String name = string();
            expect(':');
            Object value = value(depth + 1);
            if (!names.add(name)) {
                throw error("the name " + Excerpt.of(quoted(name)) + " a second time");
            }
            member.accept(name, value);
        } while (take(','));
        expect('}');
    }

    private List<Object> array(int depth) throws SyntaxException {
        List<Object> list = new ArrayList<>();
        if (take(']')) {
            return list;
        }
        do {
            list.add(value(depth + 1));
        } while (take(','));
        expect(']');
        return list;
    }

    private String string() throws SyntaxException {
        expect('"');
        String s = unescaped();
        if (next() == '\\') {
            StringBuilder whole = new StringBuilder(s);
            while (next() == '\\') {
                at++;
                whole.append(escaped()).append(unescaped());
            }
            s = whole.toString();
            if (Required.halfPair(s).isPresent()) {
                throw error("a string with half of a surrogate pair");
            }
        }
        expect('"');
        return s;
    }

    /** What stands before the next quotation mark or escape. */
    private String unescaped() throws SyntaxException {
        int from = at;
        while (at < text.length && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        try {
            return utf8.decode(ByteBuffer.wrap(text, from, at - from)).toString();
        } catch (CharacterCodingException e) {
            throw error("a string that is not UTF-8 before the quotation mark");
        }
    }

    private char escaped() throws SyntaxException {
        int letter = next();
        at++;
        if (letter == '/') {
            return '/';
        }
        int simple = LETTERS.indexOf(letter);
        if (simple >= 0) {
            return ESCAPED.charAt(simple);
        }
        if (letter == 'u') {
            int from = at;
            String digits = run("0123456789abcdefABCDEF");
            if (digits.length() < 4) {
                throw error("four hexadecimal digits expected");
            }
            at = from + 4;
            return (char) Integer.parseInt(digits.substring(0, 4), 16);
        }
        throw error("an unknown escape");
    }

    private Object number() throws SyntaxException {
        String number = run("+-0123456789.eE");
        try {
            if (WHOLE.matcher(number).matches()) {
                return Long.parseLong(number);
            }
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw error("a value expected, at most of 64 bits,");
        }
    }
}
