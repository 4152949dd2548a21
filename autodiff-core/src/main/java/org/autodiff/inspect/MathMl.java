package org.autodiff.inspect;

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

    private static final Map<String, String> LETTERS = Map.ofEntries(
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

    private final String latex;
    private final UnaryOperator<String> variables;
    private int at;

    private MathMl(String latex, UnaryOperator<String> variables) {
        this.latex = latex;
        this.variables = variables;
    }

    /**
     * A formula as one element.
     *
     * @param variables the MathML that stands for {@code x}, {@code y}, {@code z}, {@code w} and {@code g}
     */
    static String of(String latex, UnaryOperator<String> variables) {
        return new MathMl(latex, variables).row('\0');
    }

    private String row(char end) {
        StringBuilder s = new StringBuilder("<mrow>");
        boolean operand = false;
        while (at < latex.length() && latex.charAt(at) != end) {
            if (latex.charAt(at) == ' ') {
                at++;
                continue;
            }
            char first = latex.charAt(at);
            boolean factor = Character.isLetterOrDigit(first) || first == '{';
            s.append(operand && factor ? "<mo>·</mo>" : "");
            operand = factor;
            String item = item();
            while (at < latex.length() && "^_'".indexOf(latex.charAt(at)) >= 0) {
                char script = latex.charAt(at++);
                item = script == '\''
                        ? "<msup>" + item + "<mo>′</mo></msup>"
                        : script == '^'
                                ? "<msup>" + item + argument() + "</msup>"
                                : "<msub>" + item + argument() + "</msub>";
            }
            s.append(item);
        }
        return s.append("</mrow>").toString();
    }

    private String item() {
        char c = latex.charAt(at);
        if (c == '{') {
            return argument();
        }
        if (c == '\\') {
            return command();
        }
        if (Character.isDigit(c)) {
            int from = at;
            while (at < latex.length() && (Character.isDigit(latex.charAt(at)) || latex.charAt(at) == '.')) {
                at++;
            }
            return "<mn>" + latex.substring(from, at) + "</mn>";
        }
        at++;
        if ("xyzwg".indexOf(c) >= 0) {
            return variables.apply(String.valueOf(c));
        }
        return Character.isLetter(c)
                ? "<mi>" + c + "</mi>"
                : "<mo>" + (c == '-' ? "−" : Form.xml(String.valueOf(c))) + "</mo>";
    }

    private String command() {
        int from = ++at;
        while (at < latex.length() && Character.isLetter(latex.charAt(at))) {
            at++;
        }
        if (at == from) {
            String sign = latex.substring(from, Math.min(++at, latex.length()));
            return ",; ".contains(sign) ? "<mspace/>" : "<mo>" + Form.xml(sign) + "</mo>";
        }
        String name = latex.substring(from, at);
        return switch (name) {
            case "frac", "tfrac" -> "<mfrac>" + argument() + argument() + "</mfrac>";
            case "sqrt" -> "<msqrt>" + argument() + "</msqrt>";
            case "operatorname", "mathrm", "text" -> "<mtext>" + Form.xml(braces()) + "</mtext>";
            case "mathbin" -> "<mo>" + (braces().equals("?") ? "?" : "‖") + "</mo>";
            case "bar", "overline", "hat" ->
                "<mover>" + argument() + "<mo>" + (name.equals("hat") ? "^" : "¯") + "</mo></mover>";
            default ->
                OPERATORS.containsKey(name)
                        ? "<mo>" + OPERATORS.get(name) + "</mo>"
                        : "<mi>" + LETTERS.getOrDefault(name, name) + "</mi>";
        };
    }

    private String braces() {
        int from = latex.indexOf('{', at) + 1;
        at = latex.indexOf('}', from) + 1;
        return latex.substring(from, at - 1);
    }

    private String argument() {
        while (at < latex.length() && latex.charAt(at) == ' ') {
            at++;
        }
        if (at < latex.length() && latex.charAt(at) == '{') {
            at++;
            String inner = row('}');
            at++;
            return inner;
        }
        if (at < latex.length() && Character.isDigit(latex.charAt(at))) {
            return "<mn>" + latex.charAt(at++) + "</mn>";
        }
        return at < latex.length() ? item() : "<mrow></mrow>";
    }
}
