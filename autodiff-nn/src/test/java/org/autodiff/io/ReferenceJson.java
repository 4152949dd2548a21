package org.autodiff.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The index of the reference files, read by the library's own parser of JSON. */
public final class ReferenceJson {
    private ReferenceJson() {}

    /** An object, numbers as {@code Double}. */
    public static Map<String, Object> object(byte[] text) {
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            Json.parseObject(text, (name, value) -> members.put(name, inDouble(value)));
        } catch (Json.SyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        return members;
    }

    private static Object inDouble(Object value) {
        if (value instanceof Long whole) {
            return whole.doubleValue();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ReferenceJson::inDouble).collect(Collectors.toList()); // may hold nulls
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(name, inDouble(member)));
            return members;
        }
        return value;
    }
}
