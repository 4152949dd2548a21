package org.autodiff.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of JSON (RFC 8259) that headers of files are written in: objects as maps, arrays as lists, strings, numbers as
 * {@code Long} where they are whole and {@code Double} else, {@code Boolean}, null. A name that stands twice in an object
 * is an error, for it would hide a value.
 */
final class Json {
    private static final int DEEPEST = 64;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** A text that is not what it should be; the message says where. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    static Object parse(String text) throws SyntaxException {
        Json json = new Json(text);
        Object value = json.value(0);
        json.space();
        if (json.at < text.length()) {
            throw json.error("text after the end");
        }
        return value;
    }

    /** A string in quotation marks. */
    static String quoted(String s) {
        StringBuilder to = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else if (c < 0x20) {
                to.append(String.format("\\u%04x", (int) c));
            } else {
                to.append(c);
            }
        }
        return to.append('"').toString();
    }

    private SyntaxException error(String what) {
        return new SyntaxException(what + " at character " + at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        space();
        if (at < text.length() && text.charAt(at) == c) {
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
            return object(depth);
        }
        if (take('[')) {
            return array(depth);
        }
        space();
        if (at < text.length() && text.charAt(at) == '"') {
            return string();
        }
        for (String word : List.of("true", "false", "null")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("null") ? null : Boolean.valueOf(word);
            }
        }
        return number();
    }

    private Map<String, Object> object(int depth) throws SyntaxException {
        Map<String, Object> map = new LinkedHashMap<>();
        if (take('}')) {
            return map;
        }
        do {
            space();
            String name = string();
            expect(':');
            Object value = value(depth + 1);
            if (map.containsKey(name)) {
                throw error("the name " + quoted(name) + " a second time");
            }
            map.put(name, value);
        } while (take(','));
        expect('}');
        return map;
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
        StringBuilder s = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            s.append(c == '\\' ? escaped() : c);
        }
        expect('"');
        return s.toString();
    }

    private char escaped() throws SyntaxException {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c == 'u' && at + 4 <= text.length()) {
            try {
                char decoded = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                at += 4;
                return decoded;
            } catch (NumberFormatException e) {
                throw error("four hexadecimal digits expected");
            }
        }
        throw error("an unknown escape");
    }

    private Object number() throws SyntaxException {
        int from = at;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(from, at);
        try {
            if (number.matches("-?\\d+")) {
                return Long.parseLong(number);
            }
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw error("a value expected");
        }
    }
}
