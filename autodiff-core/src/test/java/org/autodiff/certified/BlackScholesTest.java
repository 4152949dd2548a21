package org.autodiff.certified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.autodiff.Scalar;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The price of a European call (F. Black and M. Scholes 1973) and its derivatives to the third order, on numbers and on tensors,
 * against their closed forms as E. G. Haug, The Complete Guide to Option Pricing Formulas (2007), chapter 2, lists them.
 */
class BlackScholesTest {
    private static final double STRIKE = 100;

    /** The order of the arguments. */
    private static final int SPOT = 0;

    private static final int VOLATILITY = 1;
    private static final int YEARS = 2;
    private static final int RATE = 3;

    private static Scalar price(Scalar... x) {
        Scalar spread = x[VOLATILITY].mul(x[YEARS].sqrt());
        Scalar d1 = x[SPOT].div(STRIKE)
                .log()
                .add(x[RATE].add(x[VOLATILITY].square().div(2)).mul(x[YEARS]))
                .div(spread);
        Scalar discount = x[RATE].mul(x[YEARS]).neg().exp().mul(STRIKE);
        return x[SPOT].mul(normal(d1)).sub(normal(d1.sub(spread)).mul(discount));
    }

    private static Scalar normal(Scalar x) {
        return x.mul(-Math.sqrt(0.5)).erfc().mul(0.5);
    }

    private static Tensor price(Tensor x) {
        Tensor spread = x.get(VOLATILITY).mul(x.get(YEARS).sqrt());
        Tensor drift = x.get(RATE).add(x.get(VOLATILITY).square().div(2)).mul(x.get(YEARS));
        Tensor d1 = x.get(SPOT).div(STRIKE).log().add(drift).div(spread);
        Tensor discount = x.get(RATE).mul(x.get(YEARS)).neg().exp().mul(STRIKE);
        return x.get(SPOT).mul(normal(d1)).sub(normal(d1.sub(spread)).mul(discount));
    }

    private static Tensor normal(Tensor x) {
        return x.mul(-Math.sqrt(0.5)).erfc().mul(0.5);
    }

    /** The derivative by numbers, one after the other. */
    private static double byScalars(double[] at, int... by) {
        Function<Scalar[], Scalar> f = BlackScholesTest::price;
        for (int i = 0; i < by.length - 1; i++) {
            Function<Scalar[], Scalar> before = f;
            int k = by[i];
            f = xs -> Autodiff.gradient(before).apply(xs)[k];
        }
        return Autodiff.gradient(f, at)[by[by.length - 1]];
    }

    private static double byTensors(double[] at, int... by) {
        UnaryOperator<Tensor> f = BlackScholesTest::price;
        for (int k : by) {
            UnaryOperator<Tensor> before = f;
            f = x -> Autodiff.grad(before).apply(x).get(k);
        }
        return f.apply(Tensor.of(at)).item();
    }

    @ParameterizedTest
    @CsvSource({"105, 0.2, 0.75, 0.03", "80, 0.35, 2, 0.01", "100, 0.1, 0.25, 0.05", "140, 0.6, 1.5, -0.005"})
    void greeksToTheThirdOrder(double spot, double volatility, double years, double rate) {
        double[] at = {spot, volatility, years, rate};
        double root = Math.sqrt(years);
        double spread = volatility * root;
        double d1 = (Math.log(spot / STRIKE) + (rate + volatility * volatility / 2) * years) / spread;
        double d2 = d1 - spread;
        double density = Math.exp(-d1 * d1 / 2) / Math.sqrt(2 * Math.PI);
        double discounted = STRIKE * Math.exp(-rate * years);
        double n1 = Tensor.scalar(DType.FLOAT64, -d1 * Math.sqrt(0.5)).erfc().item() / 2;
        double n2 = Tensor.scalar(DType.FLOAT64, -d2 * Math.sqrt(0.5)).erfc().item() / 2;
        double gamma = density / (spot * spread);
        double vega = spot * density * root;
        double drift = 2 * rate * years - d2 * spread;

        check("delta", n1, at, SPOT);
        check("vega", vega, at, VOLATILITY);
        check("theta", spot * density * volatility / (2 * root) + rate * discounted * n2, at, YEARS);
        check("rho", years * discounted * n2, at, RATE);
        check("gamma", gamma, at, SPOT, SPOT);
        check("vanna", -density * d2 / volatility, at, SPOT, VOLATILITY);
        check("volga", vega * d1 * d2 / volatility, at, VOLATILITY, VOLATILITY);
        check("charm", density * drift / (2 * years * spread), at, SPOT, YEARS);
        check("speed", -gamma / spot * (d1 / spread + 1), at, SPOT, SPOT, SPOT);
        check("zomma", gamma * (d1 * d2 - 1) / volatility, at, SPOT, SPOT, VOLATILITY);
        check("color", -gamma / (2 * years) * (1 + drift * d1 / spread), at, SPOT, SPOT, YEARS);
        check(
                "ultima",
                -vega / (volatility * volatility) * (d1 * d2 * (1 - d1 * d2) + d1 * d1 + d2 * d2),
                at,
                VOLATILITY,
                VOLATILITY,
                VOLATILITY);
        GradCheckReport r = GradCheck.order(3).check(xs -> price(xs[0]), Tensor.of(at));
        assertThat(r.verdict()).as(r.toString()).isEqualTo(Verdict.PASS);
    }

    private static void check(String greek, double expected, double[] at, int... by) {
        double tolerance = 1e-11 * Math.max(1e-3, Math.abs(expected)) * Math.pow(10, by.length);
        assertThat(byScalars(at, by)).as(greek + " by numbers").isCloseTo(expected, within(tolerance));
        assertThat(byTensors(at, by)).as(greek + " by tensors").isCloseTo(expected, within(tolerance));
    }
}
