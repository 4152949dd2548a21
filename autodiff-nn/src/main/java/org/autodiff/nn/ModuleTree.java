package org.autodiff.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

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

    /** Where a module is: its path, or the name of its class where it is the root. */
    static String place(Module module) {
        return module.path().isEmpty() ? module.owner() : module.path();
    }

    /** Runs something in evaluation mode. */
    static <T> T evaluating(Module root, Supplier<T> body) {
        Require.nonNull(body, "Module.evaluating", "body", "pass a function");
        return keepingModes(root, () -> {
            root.eval();
            return body.get();
        });
    }

    /** Runs something that may change modes; afterwards each module of the tree is in the one that it was in. */
    static <T> T keepingModes(Module root, Supplier<T> body) {
        Require.nonNull(body, "Module.keepingModes", "body", "pass a function");
        Runnable back = modes(root);
        try {
            return body.get();
        } finally {
            back.run();
        }
    }

    /** An action that puts each module of the tree into its present mode; the tree is walked here only. */
    static Runnable modes(Module root) {
        Map<Module, Boolean> modes = new IdentityHashMap<>();
        visit(root, (prefix, module) -> modes.put(module, module.isTraining()));
        return () -> modes.forEach(Module::ownMode);
    }

    /** Gives all floating-point parameters and buffers of the tree an element type, those of others left as they are. */
    static void convert(Module root, DType dtype) {
        Require.nonNull(dtype, "Module.to", "the element type", "pass FLOAT32 or FLOAT64");
        if (!dtype.isFloating()) {
            throw new DTypeException("Module.to: " + dtype + " is no type for parameters; use FLOAT32 or FLOAT64");
        }
        visit(root, (prefix, module) -> {
            module.ownParameters().values().forEach(tensor -> InPlace.convert(tensor, dtype));
            module.ownBuffers().values().stream()
                    .filter(tensor -> tensor.dtype().isFloating())
                    .forEach(tensor -> InPlace.convert(tensor, dtype));
        });
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
        text.append(module.owner()).append('(');
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

    /** A line for each module: its name, what it is, how many parameters the tree from there on has, and its own shapes. */
    static String formatWithShapes(Module root) {
        StringBuilder text = new StringBuilder();
        appendWithShapes(text, root, "", "");
        return text.substring(1);
    }

    private static void appendWithShapes(StringBuilder text, Module module, String name, String indent) {
        text.append('\n').append(indent).append(name);
        text.append(module.owner()).append('(').append(module.extraRepr()).append(')');
        long count = module.parameterCount();
        if (count > 0) {
            text.append("  ").append(Summary.grouped(count));
        }
        String shapes = shapes(module.ownParameters());
        String buffers = shapes(module.ownBuffers());
        text.append(shapes.isEmpty() ? "" : ": " + shapes);
        text.append(buffers.isEmpty() ? "" : "; buffers " + buffers);
        module.children()
                .forEach((childName, child) -> appendWithShapes(text, child, "(" + childName + "): ", indent + "  "));
    }

    private static String shapes(Map<String, Tensor> tensors) {
        return tensors.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().shape() + (InPlace.isFrozen(e.getValue()) ? " frozen" : ""))
                .collect(Collectors.joining(", "));
    }
}
