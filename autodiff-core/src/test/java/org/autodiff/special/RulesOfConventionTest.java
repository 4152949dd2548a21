package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.AutodiffException;
import org.autodiff.functional.Attention;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Normalization;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** Each rule of the second table of {@code docs/conventions.md}, under the words that it stands under there. */
class RulesOfConventionTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private static Tensor of(double... x) {
        return Tensor.of(x, x.length);
    }

    private static double[] slope(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(z -> f.apply(z).sum()).apply(of(x)).toDoubles();
    }

    private static double[] bend(UnaryOperator<Tensor> f, double... x) {
        Tensor at = of(x);
        return Autodiff.hvp(z -> f.apply(z).sum(), at, Tensor.ones(DType.FLOAT64, x.length))
                .toDoubles();
    }

    private static void is(Tensor x, double... expected) {
        assertThat(x.toDoubles()).containsExactly(expected);
    }

    private static void is(double[] x, double... expected) {
        assertThat(x).containsExactly(expected);
    }

    private static Map<String, Runnable> rules() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("a cotangent or tangent 0 times", () -> {
            is(slope(z -> z.sqrt().mul(0), 0), NAN);
            is(Autodiff.jvp(Tensor::sqrt, of(0), of(0)).tangent(), NAN);
        });
        all.put("the same beneath", () -> {
            is(slope(z -> z.gt(0).where(z.sqrt(), z), 0), 1);
            is(slope(z -> z.sqrt().clamp(1, 2), 0), 0);
            is(slope(z -> z.sqrt().maximum(of(1)), 0), 0);
        });
        all.put(
                "the slope of what levels off",
                () -> assertThat(slope(Tensor::sigmoid, 40)[0]).isBetween(0.0, 0x1p-51));
        all.put(
                "results below the smallest normal",
                () -> assertThat(of(1e-310).mul(0.5).toDoubles()[0]).isBetween(0.0, 4 * Double.MIN_NORMAL));
        all.put("a sum of two terms", () -> is(of(INF).add(of(-INF)), NAN));
        all.put("the gradient of `max`", () -> {
            is(slope(z -> z.max(), 2, 2, 1), 0.5, 0.5, 0);
            is(slope(z -> z.min(), 1, 1, 2), 0.5, 0.5, 0);
            is(slope(z -> z.maximum(of(3)), 3), 0.5);
            is(slope(z -> z.minimum(of(3)), 3), 0.5);
        });
        all.put("`pow` at base 0", () -> {
            is(of(0).pow(of(0)), 1);
            is(slope(z -> z.pow(of(0)), 0), 0);
            is(slope(z -> of(0).pow(z), 0), 0);
        });
        all.put("`xlogy(0, y)`", () -> is(of(0, 0).xlogy(of(0, 3)), 0, 0));
        all.put("`norm` at the zero vector", () -> {
            is(slope(z -> z.norm(), 0, 0), 0, 0);
            is(bend(z -> z.norm(), 0, 0), 0, 0);
            is(slope(z -> z.norm(-2, false), 0, 3), 0, 0);
        });
        all.put("`hypot`, `directionCosine`", () -> is(slope(z -> z.hypot(of(0)), 0), NAN));
        all.put("`std`, `var` of one", () -> {
            is(of(2).var(), NAN);
            is(of(2).std(), NAN);
        });
        all.put("reductions of nothing", () -> {
            Tensor none = Tensor.zeros(DType.FLOAT64, 0);
            is(none.sum(), 0);
            is(none.prod(), 1);
            is(none.mean(), NAN);
            is(none.logSumExp(), -INF);
            assertThatThrownBy(none::max).isInstanceOf(AutodiffException.class);
            assertThatThrownBy(none::min).isInstanceOf(AutodiffException.class);
        });
        all.put("a row that a mask closes", () -> {
            Tensor one = Tensor.ones(DType.FLOAT64, 1, 1);
            Mask closed = Mask.of(Tensor.of(new boolean[] {false}, 1, 1));
            is(Attention.scaledDotProductAttention(one, one, one, closed).output(), 0);
        });
        all.put("infinite scores", () -> {
            is(of(0, INF, INF).softmax(0), 0, 0.5, 0.5);
            is(of(0, INF).logSoftmax(0), -INF, 0);
            is(of(-INF, -INF).softmax(0), NAN, NAN);
            is(slope(z -> z.logCumsumExp(0).slice(0, 1, 2), -INF, 1), 0, 1);
        });
        all.put("infinite elements of vectors", () -> {
            is(of(1, INF).norm(), INF);
            assertThat(slope(z -> z.norm(), 1, INF)[1]).isNaN();
            assertThat(of(1, INF).std().item()).isNaN();
            assertThat(Normalization.standardize(of(1, INF), 1e-5, 0).toDoubles())
                    .contains(NAN);
        });
        all.put("0 times infinity", () -> is(of(0).mul(of(INF)), NAN));
        all.put("products of several numbers", () -> is(of(1e300, 0, 1e300).prod(), NAN));
        all.put("derivatives at NaN", () -> {
            is(of(NAN, 1).max(), NAN);
            is(bend(z -> z.relu(), NAN), 0);
        });
        return all;
    }

    @Test
    void eachRuleHolds() {
        rules().forEach((name, rule) -> {
            try {
                rule.run();
            } catch (AssertionError e) {
                throw new AssertionError(name + ": " + e.getMessage(), e);
            }
        });
    }

    @Test
    void eachRowOfTheTableIsARule() throws IOException {
        List<String> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("..", "docs", "conventions.md"))) {
            inside |= line.startsWith("## Rules that hold");
            if (inside && line.startsWith("| ") && !line.startsWith("| what ")) {
                rows.add(line.substring(2));
            }
        }
        List<String> names = List.copyOf(rules().keySet());
        assertThat(rows).allMatch(row -> names.stream().anyMatch(row::startsWith));
        assertThat(names).allMatch(name -> rows.stream().anyMatch(row -> row.startsWith(name)));
    }
}
