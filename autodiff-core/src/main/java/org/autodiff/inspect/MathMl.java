package org.autodiff.inspect;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A formula of the table of operations, written in LaTeX, as presentation MathML with its variables replaced. */
final class MathMl {
    private static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("le", "≤"),
            Map.entry("ne", "≠"),
            Map.entry("vee", "∨"),
            Map.entry("neg", "¬"),
            Map.entry("circ", "∘"),
            Map.entry("star", "⋆"),
            Map.entry("sum", "∑"),
            Map.entry("prod", "∏"),
            Map.entry("lfloor", "⌊"),
            Map.entry("rfloor", "⌋"),
            Map.entry("lceil", "⌈"),
            Map.entry("rceil", "⌉"),
            Map.entry("Vert", "‖"),
            Map.entry("ldots", "…"),
            Map.entry("top", "⊤"));

    static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("alpha", "α"),
            Map.entry("beta", "β"),
            Map.entry("delta", "δ"),
            Map.entry("varepsilon", "ε"),
            Map.entry("lambda", "λ"),
            Map.entry("Lambda", "Λ"),
            Map.entry("pi", "π"),
            Map.entry("psi", "ψ"),
            Map.entry("Phi", "Φ"),
            Map.entry("Gamma", "Γ"),
            Map.entry("sigma", "σ"));

    private final UnaryOperator<String> variables;

    private MathMl(UnaryOperator<String> variables) {
        this.variables = variables;
    }

    /**
     * A formula as one element.
     *
     * @param variables the MathML that stands for {@code x}, {@code y}, {@code z}, {@code w} and {@code g}
     */
    static String of(String latex, UnaryOperator<String> variables) {
        return new MathMl(variables).row(Latex.read(latex));
    }

    private String row(List<Latex.Part> parts) {
        return "<mrow>" + inside(parts) + "</mrow>";
    }

    /** The elements one after another, with a sign of multiplication where two factors meet. */
    private String inside(List<Latex.Part> parts) {
        StringBuilder s = new StringBuilder();
        String item = "";
        boolean operand = false;
        for (Latex.Part part : parts) {
            if (part instanceof Latex.Script script) {
                item = scripted(item, script);
            } else if (!(part instanceof Latex.Space)) {
                boolean factor = isFactor(part);
                s.append(item).append(operand && factor ? "<mo>·</mo>" : "");
                operand = factor;
                item = item(part);
            }
        }
        return s.append(item).toString();
    }

    private static boolean isFactor(Latex.Part part) {
        return part instanceof Latex.Digits
                || part instanceof Latex.Variable
                || part instanceof Latex.Group
                || part instanceof Latex.Other other && Character.isLetter(other.character());
    }

    private String scripted(String item, Latex.Script script) {
        String of = item.isEmpty() ? "<mrow></mrow>" : item;
        return switch (script.kind()) {
            case '\'' -> "<msup>" + of + "<mo>′</mo></msup>";
            case '^' -> "<msup>" + of + group(script.of()) + "</msup>";
            default -> "<msub>" + of + group(script.of()) + "</msub>";
        };
    }

    private String group(Latex.Group group) {
        return group.braced() ? row(group.parts()) : inside(group.parts());
    }

    private String item(Latex.Part part) {
        if (part instanceof Latex.Group group) {
            return group(group);
        } else if (part instanceof Latex.Bracket b) {
            return "<mrow><mo>" + b.open() + "</mo>" + inside(b.parts()) + "<mo>" + b.close() + "</mo></mrow>";
        } else if (part instanceof Latex.Digits digits) {
            return "<mn>" + digits.text() + "</mn>";
        } else if (part instanceof Latex.Variable variable) {
            return variables.apply(variable.name());
        } else if (part instanceof Latex.Sign sign) {
            return operator(sign.sign() == '-' ? "−" : String.valueOf(sign.sign()));
        } else if (part instanceof Latex.Other other) {
            String text = String.valueOf(other.character());
            return Character.isLetter(other.character()) ? "<mi>" + text + "</mi>" : operator(text);
        } else if (part instanceof Latex.Words words) {
            return words(words);
        } else if (part instanceof Latex.Applied applied) {
            return applied(applied);
        }
        return part instanceof Latex.Command command ? command(command.name()) : "";
    }

    private static String operator(String text) {
        return "<mo>" + Form.xml(text) + "</mo>";
    }

    private static String words(Latex.Words words) {
        if (words.command().equals("mathbin")) {
            String text = words.text();
            return operator(text.startsWith("\\") ? OPERATORS.getOrDefault(text.substring(1), text) : text);
        }
        return "<mtext>" + Form.xml(words.text()) + "</mtext>";
    }

    private String applied(Latex.Applied applied) {
        String first = group(applied.arguments().get(0));
        return switch (applied.command()) {
            case "sqrt" -> "<msqrt>" + first + "</msqrt>";
            case "hat" -> "<mover>" + first + "<mo>^</mo></mover>";
            case "bar", "overline" -> "<mover>" + first + "<mo>¯</mo></mover>";
            default -> "<mfrac>" + first + group(applied.arguments().get(1)) + "</mfrac>";
        };
    }

    private static String command(String name) {
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            return ",; ".contains(name) ? "<mspace/>" : operator(name);
        }
        return OPERATORS.containsKey(name)
                ? operator(OPERATORS.get(name))
                : "<mi>" + LETTERS.getOrDefault(name, name) + "</mi>";
    }
}
