package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A piece of mathematics in three notations at once.
 *
 * @param text as plain text
 * @param latex as LaTeX
 * @param mathml as presentation MathML
 * @param single whether it needs no parentheses as a factor
 */
record Form(String text, String latex, String mathml, boolean single) {
    private static final Pattern LETTER_AND_INDEX = Pattern.compile("(\\p{L})(\\d+|_\\w+)?");
    private static final Pattern COMPOUND = Pattern.compile(".* [+−?:=<>] .*");

    /** A name: a letter with an index where it looks like one, else upright. */
    static Form name(String name) {
        var match = LETTER_AND_INDEX.matcher(name);
        if (!match.matches()) {
            String plain = name.replaceAll("[^\\p{L}\\p{N} .]", "_").replace("_", "\\_");
            return new Form(name, "\\text{" + plain + "}", "<mtext>" + xml(name) + "</mtext>", true);
        }
        String letter = match.group(1);
        String index = match.group(2) == null ? "" : match.group(2).replace("_", "");
        String mi = "<mi>" + letter + "</mi>";
        return index.isEmpty()
                ? new Form(name, letter, mi, true)
                : new Form(name, letter + "_{" + index + "}", "<msub>" + mi + "<mn>" + index + "</mn></msub>", true);
    }

    /** A number. */
    static Form number(double x) {
        String text = Numbers.text(x);
        String plain = text.replace('−', '-').replace("∞", "\\infty");
        int e = plain.indexOf('e');
        String latex = e < 0 ? plain : plain.substring(0, e) + " \\cdot 10^{" + plain.substring(e + 1) + "}";
        String mathml = "<mn>" + text + "</mn>";
        boolean single = !text.startsWith("−");
        return new Form(text, latex, mathml, single);
    }

    /** The derivative of one thing by another. */
    static Form partial(Form of, Form by) {
        return new Form(
                "∂" + of.text + "/∂" + by.text,
                "\\frac{\\partial " + of.latex + "}{\\partial " + by.latex + "}",
                "<mfrac><mrow><mo>∂</mo>" + of.mathml + "</mrow><mrow><mo>∂</mo>" + by.mathml + "</mrow></mfrac>",
                true);
    }

    /** A formula in LaTeX with its variables replaced. */
    static Form formula(String latex, Function<String, Form> variables) {
        Function<String, Form> factors = v -> variables.apply(v).factor();
        String text = MathText.of(latex, v -> factors.apply(v).text);
        boolean single = !COMPOUND.matcher(text).matches() && !text.startsWith("−") || text.startsWith("[");
        return new Form(
                text, replaced(Latex.read(latex), factors), MathMl.of(latex, v -> factors.apply(v).mathml), single);
    }

    /** The sum of terms. */
    static Form sum(List<Form> terms) {
        return joined(terms, " + ", " + ", "<mo>+</mo>", terms.size() == 1 && terms.get(0).single);
    }

    /** The product of factors. */
    static Form product(List<Form> factors) {
        if (factors.size() == 1) {
            return factors.get(0);
        }
        List<Form> all = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            boolean leading =
                    i == 0 && factors.get(0).text.matches("−[0-9.e−]+"); // a number in front needs no parentheses
            all.add(leading ? factors.get(0) : factors.get(i).factor());
        }
        return joined(all, " · ", " \\cdot ", "<mo>·</mo>", true);
    }

    private static Form joined(List<Form> all, String text, String latex, String mathml, boolean single) {
        return new Form(
                all.stream().map(Form::text).collect(Collectors.joining(text)),
                all.stream().map(Form::latex).collect(Collectors.joining(latex)),
                "<mrow>" + all.stream().map(Form::mathml).collect(Collectors.joining(mathml)) + "</mrow>",
                single);
    }

    /** In parentheses where it needs them as a factor. */
    Form factor() {
        return single
                ? this
                : new Form(
                        "(" + text + ")", "(" + latex + ")", "<mrow><mo>(</mo>" + mathml + "<mo>)</mo></mrow>", true);
    }

    /** LaTeX sets what stands side by side without a sign, so that factors that are numbers need one between them. */
    private static String replaced(List<? extends Latex.Part> parts, Function<String, Form> variables) {
        StringBuilder s = new StringBuilder();
        boolean operand = false;
        for (Latex.Part part : parts) {
            boolean factor = part instanceof Latex.Variable || part instanceof Latex.Digits;
            boolean variable = part instanceof Latex.Variable;
            s.append(operand && variable ? "\\cdot " : "").append(replaced(part, variables));
            operand = factor || operand && (part instanceof Latex.Space || part instanceof Latex.Script);
        }
        return s.toString();
    }

    private static String replaced(Latex.Part part, Function<String, Form> variables) {
        if (part instanceof Latex.Variable variable) {
            return "{" + variables.apply(variable.name()).latex + "}";
        } else if (part instanceof Latex.Group group) {
            String inside = replaced(group.parts(), variables);
            return group.braced() ? "{" + inside + "}" : inside;
        } else if (part instanceof Latex.Bracket bracket) {
            return bracket.open() + replaced(bracket.parts(), variables) + bracket.close();
        } else if (part instanceof Latex.Script script) {
            return script.kind() + (script.of() == null ? "" : replaced(script.of(), variables));
        } else if (part instanceof Latex.Applied applied) {
            boolean spaced = !applied.arguments().get(0).braced(); // \sqrt x is no command sqrtx
            return "\\" + applied.command() + (spaced ? " " : "") + replaced(applied.arguments(), variables);
        } else if (part instanceof Latex.Table table) {
            return "\\begin{" + table.name() + "}"
                    + table.rows().stream()
                            .map(row -> row.stream()
                                    .map(cell -> replaced(cell, variables))
                                    .collect(Collectors.joining(" & ")))
                            .collect(Collectors.joining(" \\\\ "))
                    + "\\end{" + table.name() + "}";
        } else if (part instanceof Latex.Words words) {
            return "\\" + words.command() + "{" + words.text() + "}";
        } else if (part instanceof Latex.Command command) {
            return "\\" + command.name();
        } else if (part instanceof Latex.Digits digits) {
            return digits.text();
        } else if (part instanceof Latex.Sign sign) {
            return String.valueOf(sign.sign());
        }
        return part instanceof Latex.Other other ? String.valueOf(other.character()) : " ";
    }

    static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("\\p{Cntrl}", "?");
    }
}
