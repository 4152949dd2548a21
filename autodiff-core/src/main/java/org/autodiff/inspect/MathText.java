package org.autodiff.inspect;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A formula of the table of operations, written in LaTeX, as plain text with its variables replaced: {@code y x^{y-1}}
 * with z for x and n for y is {@code n · z^(n − 1)}.
 */
final class MathText {
    private static final Map<String, String> SYMBOLS = Map.ofEntries(
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
            Map.entry("sigma", "σ"),
            Map.entry("top", "ᵀ"),
            Map.entry("le", "≤"),
            Map.entry("ne", "≠"),
            Map.entry("vee", "or"),
            Map.entry("neg", "not "),
            Map.entry("circ", "∘"),
            Map.entry("star", "⋆"),
            Map.entry("sum", "∑"),
            Map.entry("prod", "∏"),
            Map.entry("lfloor", "⌊"),
            Map.entry("rfloor", "⌋"),
            Map.entry("lceil", "⌈"),
            Map.entry("rceil", "⌉"),
            Map.entry("ldots", "…"),
            Map.entry("#", "#"),
            Map.entry("{", "{"),
            Map.entry("}", "}"),
            Map.entry("Vert", "‖"));

    private static final String FUNCTIONS =
            " ln sin cos tan arcsin arccos arctan sinh cosh tanh max min arg det sigma psi Phi Gamma log ";
    private static final String OPERATORS = "≤≠⋆∘‖?:=<>or";
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

    /** What stands last in the text so far, for what is put between it and the next thing. */
    private enum Last {
        NOTHING,
        OPERAND,
        FUNCTION,
        OPERATOR,
        PREFIX
    }

    private final String latex;
    private final UnaryOperator<String> variables;
    private int at;

    private MathText(String latex, UnaryOperator<String> variables) {
        this.latex = latex;
        this.variables = variables;
    }

    /**
     * A formula as text.
     *
     * @param variables what stands for {@code x}, {@code y}, {@code z}, {@code w} and {@code g}
     */
    static String of(String latex, UnaryOperator<String> variables) {
        return new MathText(latex, variables).sequence('\0');
    }

    /** Whether a variable stands in a formula by itself. */
    static boolean mentions(String latex, String variable) {
        boolean[] seen = {false};
        of(latex, name -> {
            seen[0] |= name.equals(variable);
            return name;
        });
        return seen[0];
    }

    private String sequence(char end) {
        StringBuilder s = new StringBuilder();
        Last last = Last.NOTHING;
        while (at < latex.length() && latex.charAt(at) != end) {
            char c = latex.charAt(at);
            if (c == ' ') {
                at++;
            } else if (c == '^' || c == '_') {
                at++;
                String script = argument();
                s.append(c == '^' ? above(script) : below(script));
            } else if (c == '\'') {
                at++;
                s.append('′');
            } else if ("+-/<>=:,;?|".indexOf(c) >= 0) {
                at++;
                last = operator(s, c, last);
            } else {
                last = operand(s, c, last);
            }
        }
        return s.toString().strip();
    }

    private Last operator(StringBuilder s, char c, Last last) {
        if (c == '|') {
            s.append('|');
            return last == Last.OPERAND ? Last.OPERAND : Last.PREFIX;
        }
        if (c == '-' && (last == Last.NOTHING || last == Last.OPERATOR || last == Last.PREFIX)) {
            s.append('−');
            return Last.PREFIX;
        }
        s.append(c == ',' || c == ';' ? c + " " : c == '/' ? " / " : " " + (c == '-' ? "−" : c) + " ");
        return Last.OPERATOR;
    }

    private Last operand(StringBuilder s, char c, Last last) {
        boolean open = c == '(' || c == '[';
        String text;
        Last kind = Last.OPERAND;
        if (open) {
            at++;
            String inner = sequence(c == '(' ? ')' : ']');
            at++;
            text = c + inner + (c == '(' ? ")" : "]");
        } else if (c == '\\') {
            String name = command();
            text = expanded(name);
            kind = FUNCTIONS.contains(" " + name + " ") || name.equals("operatorname") ? Last.FUNCTION : kind;
            if (OPERATORS.contains(text) && !text.isEmpty()) {
                s.append(' ').append(text).append(' ');
                return Last.OPERATOR;
            }
            if (text.isBlank() || text.equals("ᵀ") || text.equals("not ")) {
                s.append(text);
                return text.equals("ᵀ") ? Last.OPERAND : last;
            }
            if ("∑∏".contains(text)) {
                s.append(last == Last.OPERAND ? " " : "").append(text);
                return Last.FUNCTION;
            }
        } else if (c == '{') {
            text = argument();
        } else if (Character.isDigit(c) || c == '.') {
            int from = at;
            while (at < latex.length() && (Character.isDigit(latex.charAt(at)) || latex.charAt(at) == '.')) {
                at++;
            }
            text = latex.substring(from, at);
        } else {
            at++;
            text = "xyzwg".indexOf(c) >= 0 ? variables.apply(String.valueOf(c)) : String.valueOf(c);
        }
        s.append(last == Last.OPERAND ? " · " : last == Last.FUNCTION && !open ? " " : "")
                .append(text);
        return kind;
    }

    private String command() {
        int from = ++at;
        while (at < latex.length() && Character.isLetter(latex.charAt(at))) {
            at++;
        }
        at += at == from ? 1 : 0; // one that is no letter
        return latex.substring(from, Math.min(at, latex.length()));
    }

    private String expanded(String name) {
        return switch (name) {
            case "frac", "tfrac" -> grouped(argument()) + " / " + grouped(argument());
            case "sqrt" -> "√" + grouped(argument());
            case "operatorname", "text", "mathrm", "mathbin" -> raw();
            case "bar", "overline", "hat" -> (name.equals("hat") ? "norm" : "mean") + "(" + argument() + ")";
            case ",", ";", " " -> "";
            default -> SYMBOLS.getOrDefault(name, name);
        };
    }

    /** What stands in braces, as it is. */
    private String raw() {
        int from = latex.indexOf('{', at);
        int to = latex.indexOf('}', at);
        if (from < 0 || to < from) {
            return "";
        }
        at = to + 1;
        String text = latex.substring(from + 1, to);
        return text.startsWith("\\") ? SYMBOLS.getOrDefault(text.substring(1), text) : text;
    }

    /** The next group, or the next character. */
    private String argument() {
        while (at < latex.length() && latex.charAt(at) == ' ') {
            at++;
        }
        if (at >= latex.length()) {
            return "";
        }
        if (latex.charAt(at) == '{') {
            at++;
            String inner = sequence('}');
            at++;
            return inner;
        }
        StringBuilder s = new StringBuilder();
        if (Character.isDigit(latex.charAt(at))) {
            return String.valueOf(latex.charAt(at++));
        }
        operand(s, latex.charAt(at), Last.NOTHING);
        return s.toString();
    }

    private static String grouped(String text) {
        return text.contains(" ") && !(text.startsWith("(") && text.indexOf(')') == text.length() - 1)
                ? "(" + text + ")"
                : text;
    }

    private static String above(String script) {
        String s = digits(script, SUPERSCRIPTS);
        return s != null ? s : script.equals("ᵀ") ? "ᵀ" : "^" + grouped(script);
    }

    private static String below(String script) {
        String s = digits(script, SUBSCRIPTS);
        return s != null ? s : script.equals("i") ? "ᵢ" : script.equals("j") ? "ⱼ" : "_" + grouped(script);
    }

    private static String digits(String script, String as) {
        if (script.isEmpty() || !script.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        StringBuilder s = new StringBuilder();
        script.chars().forEach(c -> s.append(as.charAt(c - '0')));
        return s.toString();
    }
}
