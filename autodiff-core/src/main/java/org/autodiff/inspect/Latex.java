package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.List;

/**
 * The LaTeX that formulas of the table of operations are written in, read into parts. {@link MathText} and {@link MathMl}
 * write the parts in their notations, {@link Form} as LaTeX again with the variables replaced.
 */
final class Latex {
    /** A part of a formula. */
    sealed interface Part
            permits Space, Digits, Variable, Sign, Other, Command, Words, Applied, Group, Bracket, Script {}

    /** A space, which means nothing. */
    record Space() implements Part {}

    /** A number. */
    record Digits(String text) implements Part {}

    /** {@code x}, {@code y}, {@code z} for the inputs, {@code w} for the output, {@code g} for the cotangent. */
    record Variable(String name) implements Part {}

    /** An operator of one character. */
    record Sign(char sign) implements Part {}

    /** Another character: a letter as a rule. */
    record Other(char character) implements Part {}

    /** A command that stands for a symbol or a function, by its name. */
    record Command(String name) implements Part {}

    /** A command whose argument is text: {@code \operatorname{sign}}. */
    record Words(String command, String text) implements Part {}

    /** A command with arguments: {@code \frac{x}{y}}. */
    record Applied(String command, List<Group> arguments) implements Part {}

    /** What stands in braces; or an argument of one part, which needs none. */
    record Group(List<Part> parts, boolean braced) implements Part {}

    /** What stands in parentheses or brackets. */
    record Bracket(char open, List<Part> parts, char close) implements Part {}

    /** What stands above ({@code ^}) or below ({@code _}) the part before, or a prime, which has nothing in it. */
    record Script(char kind, Group of) implements Part {}

    private static final String VARIABLES = "xyzwg";
    private static final String SIGNS = "+-/<>=:,;?|";
    private static final char END = '\0';

    private final String latex;
    private int at;

    private Latex(String latex) {
        this.latex = latex;
    }

    /** The parts of a formula, in order. */
    static List<Part> read(String latex) {
        Latex reader = new Latex(latex);
        List<Part> parts = new ArrayList<>();
        while (reader.at < latex.length()) {
            parts.addAll(reader.until(END));
            reader.at++; // a brace that closes nothing
        }
        return parts;
    }

    /** Whether a variable stands in a formula by itself. */
    static boolean mentions(String latex, String variable) {
        return mentions(read(latex), variable);
    }

    private static boolean mentions(List<? extends Part> parts, String variable) {
        return parts.stream().anyMatch(part -> {
            if (part instanceof Variable v) {
                return v.name().equals(variable);
            }
            List<? extends Part> inside = part instanceof Group g
                    ? g.parts()
                    : part instanceof Bracket b
                            ? b.parts()
                            : part instanceof Applied a
                                    ? a.arguments()
                                    : part instanceof Script s && s.of() != null ? s.of().parts() : List.of();
            return mentions(inside, variable);
        });
    }

    private List<Part> until(char end) {
        List<Part> parts = new ArrayList<>();
        while (at < latex.length() && latex.charAt(at) != end && (end != END || latex.charAt(at) != '}')) {
            parts.add(part());
        }
        return parts;
    }

    private Part part() {
        char c = latex.charAt(at);
        if (c == '{') {
            return argument();
        }
        if (c == '\\') {
            return command();
        }
        if (Character.isDigit(c) || c == '.') {
            int from = at;
            while (at < latex.length() && (Character.isDigit(latex.charAt(at)) || latex.charAt(at) == '.')) {
                at++;
            }
            return new Digits(latex.substring(from, at));
        }
        at++;
        if (c == '(' || c == '[') {
            char close = c == '(' ? ')' : ']';
            List<Part> inside = until(close);
            at++;
            return new Bracket(c, inside, close);
        }
        if (c == '^' || c == '_') {
            return new Script(c, argument());
        }
        return c == ' '
                ? new Space()
                : c == '\''
                        ? new Script(c, null)
                        : VARIABLES.indexOf(c) >= 0
                                ? new Variable(String.valueOf(c))
                                : SIGNS.indexOf(c) >= 0 ? new Sign(c) : new Other(c);
    }

    private Part command() {
        String name = name();
        return switch (name) {
            case "frac", "tfrac" -> new Applied(name, List.of(argument(), argument()));
            case "sqrt", "bar", "overline", "hat" -> new Applied(name, List.of(argument()));
            case "operatorname", "mathrm", "text", "mathbin" -> new Words(name, words());
            default -> new Command(name);
        };
    }

    /** The name of a command: letters, or one character that is none. */
    private String name() {
        int from = ++at;
        while (at < latex.length() && Character.isLetter(latex.charAt(at))) {
            at++;
        }
        at += at == from ? 1 : 0;
        return latex.substring(from, Math.min(at, latex.length()));
    }

    /** What stands in braces, as it is; without braces a command. */
    private String words() {
        if (at < latex.length() && latex.charAt(at) == '\\') {
            return "\\" + name();
        }
        int to = latex.indexOf('}', at);
        if (at >= latex.length() || latex.charAt(at) != '{' || to < 0) {
            return "";
        }
        String text = latex.substring(at + 1, to);
        at = to + 1;
        return text;
    }

    /** The next group, digit or part. */
    private Group argument() {
        while (at < latex.length() && latex.charAt(at) == ' ') {
            at++;
        }
        if (at >= latex.length()) {
            return new Group(List.of(), true);
        }
        char c = latex.charAt(at);
        if (c == '{') {
            at++;
            List<Part> inside = until('}');
            at++;
            return new Group(inside, true);
        }
        if (Character.isDigit(c)) {
            at++;
            return new Group(List.of(new Digits(String.valueOf(c))), false);
        }
        return new Group(List.of(part()), false);
    }
}
