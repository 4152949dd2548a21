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
            permits Space, Digits, Variable, Sign, Other, Command, Words, Applied, Group, Bracket, Script, Table {}

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

    /** An environment of rows and cells, as {@code cases}, by its name. */
    record Table(String name, List<List<List<Part>>> rows) implements Part {}

    /** Of formulas that are nested deeper than this, brackets and braces are signs like others. */
    private static final int DEEPEST = 64;

    private static final String VARIABLES = "xyzwg";
    private static final String SIGNS = "+-/<>=:,;?|";
    private static final char END = '\0';

    private final String latex;
    private int at;
    private int depth;

    private Latex(String latex) {
        this.latex = latex;
    }

    /** The parts of a formula, in order. */
    static List<Part> read(String latex) {
        return new Latex(latex).all();
    }

    private List<Part> all() {
        List<Part> parts = new ArrayList<>();
        while (at < latex.length()) {
            parts.addAll(until(END));
            at++; // a brace that closes nothing
        }
        return parts;
    }

    /** Whether a variable stands in a formula by itself. */
    static boolean mentions(String latex, String variable) {
        return mentions(read(latex), variable);
    }

    /** Whether a formula that has been read has a variable in it. */
    static boolean mentions(List<? extends Part> parts, String variable) {
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
            return mentions(inside, variable)
                    || part instanceof Table table
                            && table.rows().stream().flatMap(List::stream).anyMatch(cell -> mentions(cell, variable));
        });
    }

    private List<Part> until(char end) {
        List<Part> parts = new ArrayList<>();
        while (at < latex.length() && latex.charAt(at) != end && latex.charAt(at) != '}') {
            depth++;
            parts.add(part());
            depth--;
        }
        return parts;
    }

    private Part part() {
        char c = latex.charAt(at);
        if (depth > DEEPEST && "{([^_\\".indexOf(c) >= 0) {
            at++;
            return new Other(c);
        }
        if (c == '{') {
            return argument();
        }
        if (c == '\\') {
            return command();
        }
        if (isDigit(c) || c == '.') {
            int from = at;
            while (at < latex.length() && (isDigit(latex.charAt(at)) || latex.charAt(at) == '.')) {
                at++;
            }
            return new Digits(latex.substring(from, at));
        }
        at++;
        char close = c == '(' ? ')' : ']';
        if ((c == '(' || c == '[') && isClosed(c, close)) {
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

    /** Whether what was opened just now is closed, before a brace closes what is around it. */
    private boolean isClosed(char open, char close) {
        int brackets = 1;
        int braces = 0;
        for (int i = at; i < latex.length() && braces >= 0; i++) {
            char c = latex.charAt(i);
            i += c == '\\' ? 1 : 0;
            braces += c == '{' ? 1 : c == '}' ? -1 : 0;
            brackets += braces > 0 ? 0 : c == open ? 1 : c == close ? -1 : 0;
            if (brackets == 0 && braces == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Part command() {
        String name = name();
        return switch (name) {
            case "frac", "tfrac" -> new Applied(name, List.of(argument(), argument()));
            case "sqrt", "bar", "overline", "hat" -> new Applied(name, List.of(argument()));
            case "operatorname", "mathrm", "text", "mathbb", "mathbf", "mathbin" -> new Words(name, words());
            case "begin" -> table();
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

    /** Rows end with two backslashes, cells with an ampersand. */
    private Part table() {
        String name = words();
        String last = "\\end{" + name + "}";
        int end = latex.indexOf(last, at);
        String body = latex.substring(at, end < 0 ? latex.length() : end);
        at = end < 0 ? latex.length() : end + last.length();
        if (depth > DEEPEST) {
            return new Words("text", body);
        }
        List<List<List<Part>>> rows = new ArrayList<>();
        for (String row : body.split("\\\\\\\\")) {
            List<List<Part>> cells = new ArrayList<>();
            for (String cell : row.split("&", -1)) {
                Latex reader = new Latex(cell.strip());
                reader.depth = depth + 1;
                cells.add(reader.all());
            }
            rows.add(cells);
        }
        return new Table(name, rows);
    }

    /** What stands in braces, as it is; without braces a command or a character. */
    private String words() {
        if (at < latex.length() && latex.charAt(at) == '\\') {
            return "\\" + name();
        }
        if (at >= latex.length() || latex.charAt(at) != '{') {
            return at < latex.length() ? String.valueOf(latex.charAt(at++)) : "";
        }
        int to = latex.indexOf('}', at);
        if (to < 0) {
            String rest = latex.substring(at + 1);
            at = latex.length();
            return rest;
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
        if (isDigit(c)) {
            at++;
            return new Group(List.of(new Digits(String.valueOf(c))), false);
        }
        depth++;
        Part only = part();
        depth--;
        return new Group(List.of(only), false);
    }
}
