package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Node;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Attrs;

/** A JUnit test, to paste, that repeats a failure of one operation. */
final class Reproduction {
    private static final int MOST = 64;

    private Reproduction() {}

    static String of(Node node, Tensor[] inputs, GradCheck settings) {
        OpDef op = node.op();
        List<String> arguments = new ArrayList<>();
        for (Tensor x : inputs) {
            if (x.size() > MOST) {
                return "";
            }
            arguments.add(literal(x));
        }
        boolean ours = Ops.byName().get(op.name()) == op;
        boolean plain = node.attrs() == Attrs.None.NONE;
        StringBuilder s = new StringBuilder("@Test\nvoid gradientOf")
                .append(identifier(op.name()))
                .append("() {\n");
        if (ours) {
            s.append("    OpDef op = Ops.byName().get(\"").append(op.name()).append("\");\n");
        } else {
            s.append("    OpDef op = ")
                    .append(constant(op.name()))
                    .append("; // the operation that calls itself \"")
                    .append(op.name())
                    .append('"')
                    .append(node.source() == null ? "" : ", called at " + node.source())
                    .append('\n');
        }
        if (!plain) {
            s.append("    ")
                    .append(node.attrs().getClass().getSimpleName())
                    .append(" attributes = ...; // {")
                    .append(node.attrs())
                    .append("}\n");
        }
        s.append("    assertThatGradientOf(")
                .append(plain ? "op::apply" : "xs -> op.apply(attributes, xs)")
                .append(")\n            .at(")
                .append(String.join(", ", arguments))
                .append(')')
                .append(settings.order() == 1 ? "" : "\n            .withOrder(" + settings.order() + ")")
                .append("\n            .isCorrect();\n}");
        return s.toString();
    }

    private static String literal(Tensor x) {
        String dims = Arrays.toString(x.shape().toArray()).replace("[", "").replace("]", "");
        if (x.dtype() == DType.FLOAT64 && x.rank() == 0) {
            return "Tensor.scalar(DType.FLOAT64, " + x.toDoubles()[0] + ")";
        }
        String body = switch (x.dtype()) {
            case FLOAT64, FLOAT32 -> "double[] " + braces(Arrays.toString(x.toDoubles()));
            case INT64 -> "long[] " + braces(Arrays.toString(x.toLongs()));
            case BOOL -> "boolean[] " + braces(Arrays.toString(x.toBooleans()));
        };
        String made = "Tensor.of(new " + body + (x.rank() == 0 ? ", 1).reshape()" : ", " + dims + ")");
        return made;
    }

    private static String braces(String list) {
        return "{" + list.substring(1, list.length() - 1) + "}";
    }

    private static String identifier(String name) {
        StringBuilder s = new StringBuilder();
        boolean upper = true;
        for (char c : name.toCharArray()) {
            if (Character.isJavaIdentifierPart(c)) {
                s.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            } else {
                upper = true;
            }
        }
        return s.toString();
    }

    /** The name of the constant that such an operation is usually kept in. */
    private static String constant(String name) {
        String id = identifier(name);
        return id.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(java.util.Locale.ROOT);
    }
}
