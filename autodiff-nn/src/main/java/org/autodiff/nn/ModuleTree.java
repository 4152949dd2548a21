package org.autodiff.nn;

import java.util.Map;
import java.util.function.BiConsumer;

/** Walks over the tree of a module and its descendants, parents first, children in registration order. */
final class ModuleTree {
    private ModuleTree() {}

    /** Calls {@code visitor} with the prefix of the names ("" for the root, else "fc1.") and each module. */
    static void visit(Module root, BiConsumer<String, Module> visitor) {
        visit("", root, visitor);
    }

    private static void visit(String prefix, Module module, BiConsumer<String, Module> visitor) {
        visitor.accept(prefix, module);
        for (Map.Entry<String, Module> child : module.children().entrySet()) {
            visit(prefix + child.getKey() + ".", child.getValue(), visitor);
        }
    }

    /** Whether {@code wanted} is {@code root} or one of its descendants. */
    static boolean contains(Module root, Module wanted) {
        if (root == wanted) {
            return true;
        }
        for (Module child : root.children().values()) {
            if (contains(child, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** PyTorch's {@code __repr__}: {@code Name(extra)} for a leaf, else a line for each child, two spaces deeper. */
    static String format(Module module) {
        StringBuilder text = new StringBuilder();
        append(text, module, "");
        return text.toString();
    }

    private static void append(StringBuilder text, Module module, String indent) {
        String extra = module.extraRepr();
        text.append(module.name()).append('(');
        if (module.children().isEmpty()) {
            text.append(extra);
        } else {
            String deeper = indent + "  ";
            text.append('\n');
            if (!extra.isEmpty()) {
                text.append(deeper).append(extra).append('\n');
            }
            module.children().forEach((name, child) -> {
                text.append(deeper).append('(').append(name).append("): ");
                append(text, child, deeper);
                text.append('\n');
            });
            text.append(indent);
        }
        text.append(')');
    }
}
