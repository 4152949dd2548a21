package org.autodiff.inspect;

/** What an operation does with values and gradients, in the words of lectures: add distributes, multiply switches. */
final class GateRole {
    private GateRole() {}

    /** What is worth saying when it is computed; empty for nothing. */
    static String forward(RecordedNode node) {
        return switch (node.op()) {
            case "add" -> "Add keeps nothing: its local derivatives are 1 and 1.";
            case "mul" -> "Multiply keeps both factors for the way back.";
            case "relu" -> "ReLU keeps which elements were positive.";
            case "matmul" -> "A matrix product keeps both factors for the way back.";
            default -> "";
        };
    }

    /** What happens to the gradient on its way to an input. */
    static String backward(RecordedNode node, int input) {
        return switch (node.op()) {
            case "add" -> "Add distributes: what arrives leaves unchanged on each branch.";
            case "sub" ->
                input == 0
                        ? "Subtract passes what arrives on to what it takes from."
                        : "Subtract turns the sign for what it takes away.";
            case "neg" -> "Negation turns the sign.";
            case "mul" -> "Multiply switches: each factor receives the other's value.";
            case "maximum", "max", "minimum", "min", "where" -> "It routes: the gradient goes to what was chosen.";
            case "relu", "relu6", "clamp" ->
                "It passes the gradient where the input lies on the slope, and stops it elsewhere.";
            case "sum" -> "A sum spreads: each element receives what arrives.";
            case "mean" -> "A mean spreads: each element receives its share of what arrives.";
            case "matmul" -> "A matrix product multiplies by the transpose of the other factor.";
            default ->
                switch (node.family()) {
                    case MOVEMENT -> "It only moves elements: the gradient goes back the same way.";
                    case LINEAR -> "It is linear: the gradient goes through its transpose.";
                    default -> "What arrives is multiplied by the local derivative.";
                };
        };
    }
}
