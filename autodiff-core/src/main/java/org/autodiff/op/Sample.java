package org.autodiff.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** One application for tests and documents: attributes and the shapes of the inputs, whose values the domains give. */
public record Sample(Attrs attrs, List<Shape> shapes) {
    private static final Pattern SHAPE = Pattern.compile("\\[(\\d+(?:, *\\d+)*)?]");

    /** The samples of one shape a string, as in {@code "[3,4] [4]"}, with the same attributes. */
    public static List<Sample> of(Attrs attrs, String... shapes) {
        Require.nonNulls(shapes, "Sample.of", "the shapes", "write them as \"[3,4] [4]\"");
        return Arrays.stream(shapes).map(s -> new Sample(attrs, parseShapes(s))).toList();
    }

    /** The shapes that are written as sizes in brackets, {@code []} for rank 0, with a space between two. */
    public static List<Shape> parseShapes(String text) {
        Require.nonNull(text, "Sample.parseShapes", "the text", "write shapes as \"[3,4] [4]\"");
        List<Shape> all = new ArrayList<>();
        Matcher m = SHAPE.matcher(text);
        int at = 0;
        while (m.find(at) && m.start() == at) {
            all.add(
                    m.group(1) == null
                            ? Shape.SCALAR
                            : Shape.of(Arrays.stream(m.group(1).split(", *"))
                                    .mapToInt(Integer::parseInt)
                                    .toArray()));
            if (m.end() == text.length()) {
                return List.copyOf(all);
            }
            at = m.end() + 1;
            if (text.charAt(m.end()) != ' ') {
                break;
            }
        }
        throw new ArgumentException("the shapes \"" + text
                + "\" are not written as \"[3,4] [4]\": sizes in brackets, a space between two shapes");
    }

    /**
     * The usual samples of an operation that works element by element, few and small, for many tests are made of each: one
     * shape for one input; for two inputs equal shapes and broadcasts in both directions.
     */
    public static List<Sample> elementwise(Attrs attrs, int arity) {
        return arity == 1
                ? of(attrs, "[3,4]", "[]")
                : of(attrs, "[3,4] [3,4]", "[3,4] [4]", "[3,1] [2,1,4]", "[] [3]", "[] []");
    }

    /** The usual samples of a reduction over axes: all, one that stays, some, and a number of rank 0. */
    public static List<Sample> reduction() {
        return List.of(
                new Sample(new Attrs.Axes(new int[] {0, 1}, false), parseShapes("[3,4]")),
                new Sample(new Attrs.Axes(new int[] {1}, true), parseShapes("[3,4]")),
                new Sample(new Attrs.Axes(new int[] {0, 2}, false), parseShapes("[2,3,4]")),
                new Sample(new Attrs.Axes(new int[0], false), parseShapes("[]")));
    }

    /** The shapes, and the attributes in braces: {@code [3, 4] [4] {axis=1}}. */
    @Override
    public String toString() {
        String all = String.join(" ", shapes.stream().map(Shape::toString).toList());
        return attrs.toString().isEmpty() ? all : all + " {" + attrs + "}";
    }
}
