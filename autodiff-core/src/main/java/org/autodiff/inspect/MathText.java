package org.autodiff.inspect;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A formula of the table of operations, written in LaTeX, as plain text with its variables replaced: {@code y x^{y-1}}
 * with z for x and n for y is {@code n · z^(n − 1)}.
 */
final class MathText {
    private static final Map<String, String> SYMBOLS = Map.ofEntries(
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

    private final UnaryOperator<String> variables;

    private MathText(UnaryOperator<String> variables) {
        this.variables = variables;
    }

    /**
     * A formula as text.
     *
     * @param variables what stands for {@code x}, {@code y}, {@code z}, {@code w} and {@code g}
     */
    static String of(String latex, UnaryOperator<String> variables) {
        return of(Latex.read(latex), variables);
    }

    /** A formula that has been read, as text. */
    static String of(List<Latex.Part> formula, UnaryOperator<String> variables) {
        return new MathText(variables).sequence(formula);
    }

    private String sequence(List<Latex.Part> parts) {
        StringBuilder s = new StringBuilder();
        Last last = Last.NOTHING;
        for (Latex.Part part : parts) {
            if (part instanceof Latex.Script script) {
                String of = script.of() == null ? "" : sequence(script.of().parts());
                s.append(script.kind() == '\'' ? "′" : script.kind() == '^' ? above(of) : below(of));
            } else if (part instanceof Latex.Sign sign) {
                last = operator(s, sign.sign(), last);
            } else if (!(part instanceof Latex.Space)) {
                last = operand(s, part, last);
            }
        }
        return s.toString().strip();
    }

    private static Last operator(StringBuilder s, char c, Last last) {
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

    private Last operand(StringBuilder s, Latex.Part part, Last last) {
        String text = text(part);
        Last kind = isFunction(part) ? Last.FUNCTION : Last.OPERAND;
        if (isCommand(part)) {
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
        }
        boolean open = part instanceof Latex.Bracket;
        s.append(last == Last.OPERAND ? " · " : last == Last.FUNCTION && !open ? " " : "")
                .append(text);
        return kind;
    }

    private static boolean isCommand(Latex.Part part) {
        return part instanceof Latex.Command || part instanceof Latex.Words || part instanceof Latex.Applied;
    }

    private static boolean isFunction(Latex.Part part) {
        return part instanceof Latex.Command command && FUNCTIONS.contains(" " + command.name() + " ")
                || part instanceof Latex.Words words && words.command().equals("operatorname");
    }

    private String text(Latex.Part part) {
        if (part instanceof Latex.Bracket bracket) {
            return bracket.open() + sequence(bracket.parts()) + bracket.close();
        } else if (part instanceof Latex.Group group) {
            return sequence(group.parts());
        } else if (part instanceof Latex.Digits digits) {
            return digits.text();
        } else if (part instanceof Latex.Variable variable) {
            return variables.apply(variable.name());
        } else if (part instanceof Latex.Other other) {
            return String.valueOf(other.character());
        } else if (part instanceof Latex.Words words) {
            return words.text().startsWith("\\") ? symbol(words.text().substring(1)) : words.text();
        } else if (part instanceof Latex.Applied applied) {
            return applied(applied);
        } else if (part instanceof Latex.Table table) {
            return table.rows().stream()
                    .map(row -> row.stream().map(this::sequence).collect(Collectors.joining(" ")))
                    .collect(Collectors.joining("; "));
        }
        return part instanceof Latex.Command command ? symbol(command.name()) : "";
    }

    private String applied(Latex.Applied applied) {
        String first = sequence(applied.arguments().get(0).parts());
        return switch (applied.command()) {
            case "sqrt" -> "√" + grouped(first);
            case "hat" -> "norm(" + first + ")";
            case "bar", "overline" -> "mean(" + first + ")";
            default ->
                grouped(first) + " / "
                        + grouped(sequence(applied.arguments().get(1).parts()));
        };
    }

    private static String symbol(String name) {
        return ",; ".contains(name) ? "" : SYMBOLS.getOrDefault(name, MathMl.LETTERS.getOrDefault(name, name));
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
