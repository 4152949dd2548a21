package org.autodiff.examples.playground;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.autodiff.io.Json;

/**
 * What the server answers.
 *
 * @param status of HTTP
 * @param type the media type
 * @param file the name under which a browser keeps it, or null for what it shows
 */
record Reply(int status, String type, String file, byte[] body) {
    private static final int LONGEST = 500;

    static Reply text(int status, String type, String body) {
        return new Reply(status, type + "; charset=utf-8", null, body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply json(Map<String, ?> members) {
        return text(200, "application/json", write(members));
    }

    /** A refusal with its reason, which the page shows; cut off where it repeats much of what was sent. */
    static Reply refusal(int status, String message) {
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " …";
        return text(status, "application/json", write(Map.of("error", shown)));
    }

    Reply named(String name) {
        return new Reply(status, type, name, body);
    }

    /** Maps, lists, arrays of numbers, strings, numbers and booleans as JSON; what is no number as null. */
    private static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> Json.quoted(String.valueOf(e.getKey())) + ":" + write(e.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        } else if (value instanceof List<?> list) {
            return list.stream().map(Reply::write).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof double[] numbers) {
            StringBuilder s = new StringBuilder("[");
            for (int i = 0; i < numbers.length; i++) {
                s.append(i > 0 ? "," : "").append(write(numbers[i]));
            }
            return s.append(']').toString();
        } else if (value instanceof Double d) {
            float shown = d.floatValue();
            return Float.isFinite(shown) ? String.valueOf(shown) : "null";
        }
        return value == null || value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : Json.quoted(value.toString());
    }
}
