package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;

/** The attributes of one case by name. */
public record Attributes(Map<String, Object> byName) {
    /** Whether an attribute is there and not null. */
    public boolean has(String name) {
        return byName.get(name) != null;
    }

    /** A number; infinities are strings in the format. */
    public double number(String name) {
        Object value = byName.get(name);
        if (value instanceof String s) {
            return s.equals("inf") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        return (Double) value;
    }

    /** A whole number. */
    public int integer(String name) {
        return (int) number(name);
    }

    /** Whether an attribute is true. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(byName.get(name));
    }

    /** A string. */
    public String text(String name) {
        return (String) byName.get(name);
    }

    /** A list, of whatever is in it. */
    public List<?> list(String name) {
        return (List<?>) byName.get(name);
    }

    /** A list of whole numbers. */
    public int[] integers(String name) {
        return list(name).stream().mapToInt(v -> ((Double) v).intValue()).toArray();
    }

    /** The axes of a reduction as the library takes them: none for all. */
    public int[] axes(String name) {
        return has(name) ? integers(name) : new int[0];
    }
}
