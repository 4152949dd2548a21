package org.autodiff.inspect;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.autodiff.error.Require;

/**
 * Formulas as presentation MathML, from the part of LaTeX that the table of operations and the documentation are written
 * in: scripts, fractions, roots, accents, Greek letters, operators, {@code \\text} and {@code \\operatorname}, and the
 * environments {@code cases}, {@code aligned} and {@code pmatrix}. A command that is not known is shown by its name.
 */
public final class MathMl {
    private static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("ge", "≥"),
            Map.entry("in", "∈"),
            Map.entry("to", "→"),
            Map.entry("mapsto", "↦"),
            Map.entry("leftarrow", "←"),
            Map.entry("approx", "≈"),
            Map.entry("equiv", "≡"),
            Map.entry("sim", "∼"),
            Map.entry("propto", "∝"),
            Map.entry("pm", "±"),
            Map.entry("times", "×"),
            Map.entry("odot", "⊙"),
            Map.entry("oplus", "⊕"),
            Map.entry("bigoplus", "⨁"),
            Map.entry("cdot", "·"),
            Map.entry("wedge", "∧"),
            Map.entry("int", "∫"),
            Map.entry("vert", "|"),
            Map.entry("lVert", "‖"),
            Map.entry("rVert", "‖"),
            Map.entry("dots", "…"),
            Map.entry("cdots", "⋯"),
            Map.entry("quad", "\u2003"),
            Map.entry("bmod", "mod"),
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
            Map.entry("partial", "∂"),
            Map.entry("nabla", "∇"),
            Map.entry("infty", "∞"),
            Map.entry("ell", "ℓ"),
            Map.entry("epsilon", "ϵ"),
            Map.entry("gamma", "γ"),
            Map.entry("eta", "η"),
            Map.entry("theta", "θ"),
            Map.entry("mu", "μ"),
            Map.entry("rho", "ρ"),
            Map.entry("tau", "τ"),
            Map.entry("phi", "φ"),
            Map.entry("varphi", "φ"),
            Map.entry("omega", "ω"),
            Map.entry("Delta", "Δ"),
            Map.entry("Sigma", "Σ"),
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

    /** Commands that change the size of what follows, which MathML does by itself. */
    private static final Set<String> SIZES = Set.of("left", "right", "bigl", "bigr", "big", "Big", "displaystyle");

    private final String latex;
    private final UnaryOperator<String> variables;
    /** Whether factors that stand side by side get a dot between them, as the narrator's do, whose names are long. */
    private final boolean dots;

    private int at;

    private MathMl(String latex, UnaryOperator<String> variables, boolean dots) {
        this.latex = latex;
        this.variables = variables;
        this.dots = dots;
    }

    /**
     * A formula as one {@code mrow}, to stand in an element {@code math}.
     *
     * @param latex the formula, without dollar signs
     */
    public static String of(String latex) {
        Require.nonNull(latex, "MathMl", "the formula", "pass LaTeX");
        return new MathMl(latex, v -> "<mi>" + v + "</mi>", false).row('\0');
    }

    /**
     * A formula as one element, with a dot between factors.
     *
     * @param variables the MathML that stands for {@code x}, {@code y}, {@code z}, {@code w} and {@code g}
     */
    static String of(String latex, UnaryOperator<String> variables) {
        return new MathMl(latex, variables, true).row('\0');
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
            boolean factor = Character.isLetter(first) || isDigit(first) || first == '{';
            s.append(dots && operand && factor ? "<mo>·</mo>" : "");
            operand = factor;
            s.append(scripted(item()));
        }
        return s.append("</mrow>").toString();
    }

    /** An item with the scripts that follow it, at most one below and one above; primes stand above. */
    private String scripted(String item) {
        String below = "";
        String above = "";
        while (at < latex.length() && "^_'".indexOf(latex.charAt(at)) >= 0) {
            char script = latex.charAt(at++);
            if (script == '_') {
                below += argument();
            } else {
                above += script == '^' ? argument() : "<mo>′</mo>";
            }
        }
        if (below.isEmpty() && above.isEmpty()) {
            return item;
        }
        String lower = below.isEmpty() ? "" : "<mrow>" + below + "</mrow>";
        String upper = above.isEmpty() ? "" : "<mrow>" + above + "</mrow>";
        String name = below.isEmpty() ? "msup" : above.isEmpty() ? "msub" : "msubsup";
        return "<" + name + ">" + item + lower + upper + "</" + name + ">";
    }

    private String item() {
        char c = latex.charAt(at);
        if (c == '{') {
            return argument();
        }
        if (c == '\\') {
            return command();
        }
        if (isDigit(c)) {
            int from = at;
            while (at < latex.length() && (isDigit(latex.charAt(at)) || latex.charAt(at) == '.')) {
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
            return ",;: ".contains(sign) ? "<mspace width=\"0.3em\"/>" : "<mo>" + Form.xml(sign) + "</mo>";
        }
        String name = latex.substring(from, at);
        return switch (name) {
            case "frac", "tfrac" -> "<mfrac>" + argument() + argument() + "</mfrac>";
            case "sqrt" -> "<msqrt>" + argument() + "</msqrt>";
            case "operatorname", "mathrm", "text", "mathbb", "mathbf" -> "<mtext>" + Form.xml(braces()) + "</mtext>";
            case "begin" -> environment();
            case "mathbin" -> "<mo>" + (braces().equals("?") ? "?" : "‖") + "</mo>";
            case "bar", "overline", "hat" ->
                "<mover>" + argument() + "<mo>" + (name.equals("hat") ? "^" : "¯") + "</mo></mover>";
            default ->
                SIZES.contains(name)
                        ? ""
                        : OPERATORS.containsKey(name)
                                ? "<mo>" + OPERATORS.get(name) + "</mo>"
                                : "<mi>" + LETTERS.getOrDefault(name, name) + "</mi>";
        };
    }

    /** The text in the braces that follow, or what follows where there are none. */
    private String braces() {
        if (at >= latex.length() || latex.charAt(at) != '{') {
            return at < latex.length() ? String.valueOf(latex.charAt(at++)) : "";
        }
        int end = latex.indexOf('}', at);
        String text = latex.substring(at + 1, end < 0 ? latex.length() : end);
        at = end < 0 ? latex.length() : end + 1;
        return text;
    }

    /** A table: rows end with two backslashes, cells with an ampersand. */
    private String environment() {
        String name = braces();
        String last = "\\end{" + name + "}";
        int end = latex.indexOf(last, at);
        String body = latex.substring(at, end < 0 ? latex.length() : end);
        at = end < 0 ? latex.length() : end + last.length();
        StringBuilder s = new StringBuilder("<mrow>");
        s.append(name.equals("cases") ? "<mo>{</mo>" : name.equals("pmatrix") ? "<mo>(</mo>" : "");
        s.append("<mtable columnalign=\"")
                .append(name.equals("aligned") ? "right left" : name.equals("cases") ? "left left" : "center")
                .append("\">");
        for (String row : body.split("\\\\\\\\")) {
            s.append("<mtr>");
            for (String cell : row.split("&", -1)) {
                s.append("<mtd>")
                        .append(new MathMl(cell.strip(), variables, dots).row('\0'))
                        .append("</mtd>");
            }
            s.append("</mtr>");
        }
        return s.append("</mtable>")
                .append(name.equals("pmatrix") ? "<mo>)</mo>" : "")
                .append("</mrow>")
                .toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
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
        if (at < latex.length() && isDigit(latex.charAt(at))) {
            return "<mn>" + latex.charAt(at++) + "</mn>";
        }
        return at < latex.length() ? item() : "<mrow></mrow>";
    }
}
