package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.ParametricActivation;
import org.autodiff.inspect.Ops;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every function of one element at 0, at infinity, at the ends of its domain and at its kinks, in both types: value, gradient,
 * tangent and second derivative are the limits, which mpmath has given. Where they are not, that is a convention, and the list
 * of them in {@code docs/conventions.md} is exactly what differs.
 */
class LimitsTest {
    private static final Path CONVENTIONS = Path.of("..", "docs", "conventions.md");

    private static Map<String, UnaryOperator<Tensor>> functions() {
        Map<String, UnaryOperator<Tensor>> all = new HashMap<>();
        for (OpDef op : Ops.all()) {
            if (op.arity() == 1) {
                all.put(op.name(), op::apply);
            }
        }
        all.put("leakyRelu", x -> ParametricActivation.leakyRelu(x, 0.25));
        all.put("elu", x -> ParametricActivation.elu(x, 2));
        all.put("celu", x -> ParametricActivation.celu(x, 2));
        all.put("softplusBeta", x -> ParametricActivation.softplus(x, 2, 1e9));
        all.put("hardtanh", x -> ParametricActivation.hardtanh(x, -1, 1));
        all.put("hardshrink", x -> ParametricActivation.hardshrink(x, 0.5));
        all.put("softshrink", x -> ParametricActivation.softshrink(x, 0.5));
        all.put("threshold", x -> ParametricActivation.threshold(x, 0.25, 3));
        all.put("logSigmoid", Tensor::logSigmoid);
        all.put("clamp", x -> x.clamp(-1, 2));
        for (double p : new double[] {2.5, 0.5, -1.5}) {
            all.put("pow" + p, x -> x.pow(p));
        }
        for (int p : new int[] {3, -1, 1, 0}) {
            all.put("pow" + p, x -> x.pow(p));
        }
        all.put("rpow2", x -> x.rpow(2));
        all.put("rdiv2", x -> x.rdiv(2));
        return all;
    }

    private static List<String[]> limits() throws IOException {
        try (InputStream in = LimitsTest.class.getResourceAsStream("limits.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .toList();
        }
    }

    /** The rows of the table in the document: function, point, what, and what it gives. */
    private static Map<String, String> conventions() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String line : Files.readAllLines(CONVENTIONS)) {
            String[] cells = line.replace("`", "").split("\\|");
            if (cells.length >= 6 && cells[3].strip().matches("value|derivative|second derivative")) {
                for (String name : cells[1].strip().split(", ")) {
                    for (String point : cells[2].strip().split(", ")) {
                        all.put(name + " at " + point + ": " + cells[3].strip(), cells[4].strip());
                    }
                }
            }
        }
        return all;
    }

    @Test
    void theConventionsAreAllThatDiffers() throws IOException {
        Map<String, String> differences = new TreeMap<>();
        Map<String, UnaryOperator<Tensor>> functions = functions();
        TreeSet<String> names = new TreeSet<>();
        for (String[] row : limits()) {
            assertThat(functions).containsKey(row[0]);
            double[] expected = new double[3];
            for (int i = 0; i < 3; i++) {
                expected[i] = row[2 + i].equals("kink")
                        ? Double.longBitsToDouble(0x7ff8000000000001L)
                        : Double.parseDouble(row[2 + i]);
            }
            boolean kink = row[3].equals("kink");
            compare(differences, functions.get(row[0]), row[0], Double.parseDouble(row[1]), expected, kink);
            if (names.add(row[0])) {
                double[] nan = {Double.NaN, Double.NaN, Double.NaN};
                compare(differences, functions.get(row[0]), row[0], Double.NaN, nan, false);
            }
        }
        assertThat(differences).isEqualTo(conventions());
    }

    private static void compare(
            Map<String, String> differences,
            UnaryOperator<Tensor> f,
            String name,
            double point,
            double[] expected,
            boolean kink) {
        String at = name + " at " + (point == (int) point ? "" + (int) point : "" + point) + ": ";
        for (DType type : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            Tensor x = Tensor.of(new double[] {point}).to(type);
            Tensor one = Tensor.ones(type, 1);
            UnaryOperator<Tensor> sum = z -> f.apply(z).sum();
            double slope = expected[1];
            note(differences, type, at + "value", f.apply(x), expected[0], false);
            note(differences, type, at + "derivative", Autodiff.grad(sum).apply(x), slope, kink);
            note(differences, type, at + "derivative", Autodiff.jvp(f, x, one).tangent(), slope, kink);
            note(differences, type, at + "second derivative", Autodiff.hvp(sum, x, one), expected[2], kink);
        }
    }

    private static void note(
            Map<String, String> differences, DType type, String what, Tensor tensor, double expected, boolean kink) {
        double got = tensor.toDoubles()[0];
        double right = type == DType.FLOAT32 ? (float) expected : expected;
        double eps = type == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
        if (kink
                || !(Double.compare(got, right) == 0
                        || Math.abs(got - right) <= 8 * eps * Math.max(1, Math.abs(right)))) {
            String text = got == (int) got
                    ? "" + (int) got
                    : Double.isFinite(got) ? String.format(Locale.ROOT, "%.4g", got) : "" + got;
            String before = differences.put(what, text);
            assertThat(before == null || before.equals(text))
                    .as("%s is %s here and %s there", what, before, text)
                    .isTrue();
        }
    }

    /** There the slope is infinite, and its own slope an infinity of one sign and no difference of two. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void secondDerivativesAtTheEndsOfADomainAreInfinite(DType dtype) {
        double inf = Double.POSITIVE_INFINITY;
        Map<UnaryOperator<Tensor>, double[]> ends = Map.of(
                Tensor::asin, new double[] {-1, 1, -inf, inf},
                Tensor::acos, new double[] {-1, 1, inf, -inf},
                Tensor::atanh, new double[] {-1, 1, -inf, inf},
                Tensor::logit, new double[] {0, 1, -inf, inf});
        ends.forEach((f, e) -> {
            Tensor x = Tensor.of(new double[] {e[0], e[1]}).to(dtype);
            UnaryOperator<Tensor> slope = Autodiff.grad(z -> f.apply(z).sum());
            Tensor along = Tensor.ones(dtype, 2);
            assertThat(Autodiff.grad(z -> slope.apply(z).sum()).apply(x).toDoubles())
                    .containsExactly(e[2], e[3]);
            assertThat(Autodiff.jvp(slope, x, along).tangent().toDoubles()).containsExactly(e[2], e[3]);
        });
    }
}
