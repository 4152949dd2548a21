package org.autodiff.inspect;

import java.util.List;

/** How a recorded operation and its derivatives are written in LaTeX; matrix products with their transposes. */
final class RuleText {
    private RuleText() {}

    /** The value. */
    static String value(RecordedNode node) {
        if (isProduct(node)) {
            return operand(node, 0) + " " + operand(node, 1);
        }
        String value = node.formula().value();
        return value.isEmpty() ? "\\text{" + node.op() + "}(x)" : value;
    }

    /** The derivative by an input, or with {@code g} in it all that flows there; empty where none is known. */
    static String derivative(RecordedNode node, int k) {
        if (isProduct(node)) {
            boolean read = isTransposed(node, k);
            return k == 0
                    ? read ? operand(node, 1) + " g^\\top" : "g " + turned(node, 1)
                    : read ? "g^\\top " + operand(node, 0) : turned(node, 0) + " g";
        }
        List<String> all = node.formula().derivatives();
        return all.isEmpty() ? "" : all.get(Math.min(k, all.size() - 1));
    }

    private static boolean isProduct(RecordedNode node) {
        return node.op().equals("matmul") && node.inputs().size() == 2;
    }

    private static boolean isTransposed(RecordedNode node, int k) {
        return node.attrs().contains(k == 0 ? "left^T" : "right^T");
    }

    /** An operand as it is read: a transpose where the attributes say so. */
    private static String operand(RecordedNode node, int k) {
        return (k == 0 ? "x" : "y") + (isTransposed(node, k) ? "^\\top" : "");
    }

    /** The transpose of an operand as it is read. */
    private static String turned(RecordedNode node, int k) {
        return (k == 0 ? "x" : "y") + (isTransposed(node, k) ? "" : "^\\top");
    }
}
