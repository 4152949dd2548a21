package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.List;
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

    private final UnaryOperator<String> variables;
    /** Whether factors that stand side by side get a dot between them, as the narrator's do, whose names are long. */
    private final boolean dots;

    private MathMl(UnaryOperator<String> variables, boolean dots) {
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
        return new MathMl(v -> "<mi>" + v + "</mi>", false).row(Latex.read(latex));
    }

    /**
     * A formula as one element, with a dot between factors.
     *
     * @param variables the MathML that stands for {@code x}, {@code y}, {@code z}, {@code w} and {@code g}
     */
    static String of(String latex, UnaryOperator<String> variables) {
        return new MathMl(variables, true).row(Latex.read(latex));
    }

    private String row(List<Latex.Part> parts) {
        return "<mrow>" + inside(parts) + "</mrow>";
    }

    /** The elements one after another, each with the scripts that follow it. */
    private String inside(List<Latex.Part> parts) {
        StringBuilder s = new StringBuilder();
        String item = "";
        List<Latex.Script> scripts = new ArrayList<>();
        boolean operand = false;
        for (Latex.Part part : parts) {
            if (part instanceof Latex.Script script) {
                scripts.add(script);
            } else if (!(part instanceof Latex.Space)) {
                boolean factor = isFactor(part);
                s.append(scripted(item, scripts)).append(dots && operand && factor ? "<mo>·</mo>" : "");
                operand = factor;
                item = item(part);
                scripts.clear();
            }
        }
        return s.append(scripted(item, scripts)).toString();
    }

    private static boolean isFactor(Latex.Part part) {
        return part instanceof Latex.Digits
                || part instanceof Latex.Variable
                || part instanceof Latex.Group
                || part instanceof Latex.Other other && Character.isLetter(other.character());
    }

    /** An item with at most one script below and one above; primes stand above. */
    private String scripted(String item, List<Latex.Script> scripts) {
        if (scripts.isEmpty()) {
            return item;
        }
        String below = "";
        String above = "";
        for (Latex.Script script : scripts) {
            if (script.kind() == '_') {
                below += group(script.of());
            } else {
                above += script.kind() == '^' ? group(script.of()) : "<mo>′</mo>";
            }
        }
        String lower = below.isEmpty() ? "" : "<mrow>" + below + "</mrow>";
        String upper = above.isEmpty() ? "" : "<mrow>" + above + "</mrow>";
        String name = below.isEmpty() ? "msup" : above.isEmpty() ? "msub" : "msubsup";
        return "<" + name + ">" + (item.isEmpty() ? "<mrow></mrow>" : item) + lower + upper + "</" + name + ">";
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
        } else if (part instanceof Latex.Table table) {
            return table(table);
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

    private String table(Latex.Table table) {
        String name = table.name();
        StringBuilder s = new StringBuilder("<mrow>");
        s.append(name.equals("cases") ? "<mo>{</mo>" : name.equals("pmatrix") ? "<mo>(</mo>" : "");
        s.append("<mtable columnalign=\"")
                .append(name.equals("aligned") ? "right left" : name.equals("cases") ? "left left" : "center")
                .append("\">");
        for (List<List<Latex.Part>> row : table.rows()) {
            s.append("<mtr>");
            row.forEach(cell -> s.append("<mtd>").append(row(cell)).append("</mtd>"));
            s.append("</mtr>");
        }
        return s.append("</mtable>")
                .append(name.equals("pmatrix") ? "<mo>)</mo>" : "")
                .append("</mrow>")
                .toString();
    }

    private static String command(String name) {
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            return ",;: ".contains(name) ? "<mspace width=\"0.3em\"/>" : operator(name);
        }
        return SIZES.contains(name)
                ? ""
                : OPERATORS.containsKey(name)
                        ? operator(OPERATORS.get(name))
                        : "<mi>" + LETTERS.getOrDefault(name, name) + "</mi>";
    }
}
