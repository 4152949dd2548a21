package org.autodiff.examples.gradients;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.GradientCheck;
import org.autodiff.check.report.Verdict;
import org.autodiff.op.Domain;

/**
 * Gradients, right ones and wrong ones, judged by the criteria of other checkers and by this one. The criteria are what
 * those checkers compute for a function of an array: step, differences and tolerances as their documentation and sources
 * state them (docs/checking.md names these), not the checkers themselves.
 */
public final class BlindSpots {
    /** A function at a point with the gradient that is claimed for it. */
    private record Case(
            String name, boolean right, ToDoubleFunction<double[]> f, UnaryOperator<double[]> gradient, double... x) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "twice the gradient, under a loss of 1e-8",
                    false,
                    x -> 1e-8 * Math.sin(x[0]),
                    x -> new double[] {2e-8 * Math.cos(x[0])},
                    0.3),
            new Case(
                    "twice the gradient, under a loss of 1e-10",
                    false,
                    x -> 1e-10 * Math.sin(x[0]),
                    x -> new double[] {2e-10 * Math.cos(x[0])},
                    0.3),
            new Case("0.05 % too much", false, x -> Math.exp(x[0]), x -> new double[] {1.0005 * Math.exp(x[0])}, 0.3),
            new Case(
                    "a small leaf beside a large one",
                    false,
                    x -> 1e3 * x[0] + 1e-4 * Math.sin(x[1]),
                    x -> new double[] {1e3, 0},
                    1,
                    0.3),
            new Case("x + 1e12", true, x -> x[0] + 1e12, x -> new double[] {1}, 0.3),
            new Case(
                    "(x / s)^3 at s = 1e-8",
                    true,
                    x -> Math.pow(x[0] / 1e-8, 3),
                    x -> new double[] {3e8 * Math.pow(x[0] / 1e-8, 2)},
                    2e-8),
            new Case("log at 1e-4", true, x -> Math.log(x[0]), x -> new double[] {1 / x[0]}, 1e-4),
            new Case("sqrt at 1e-6", true, x -> Math.sqrt(x[0]), x -> new double[] {0.5 / Math.sqrt(x[0])}, 1e-6),
            new Case("sin at 1e6", true, x -> Math.sin(x[0]), x -> new double[] {Math.cos(x[0])}, 1e6),
            new Case("relu at 1e-7", true, x -> Math.max(x[0], 0), x -> new double[] {1}, 1e-7),
            new Case(
                    "relu at 0, where 0 is the convention",
                    true,
                    x -> Math.max(x[0], 0),
                    x -> new double[] {x[0] > 0 ? 1 : 0},
                    0),
            new Case(
                    "a saturated function, 17 times off",
                    false,
                    x -> Math.tanh(x[0]),
                    x -> new double[] {17 * 4 * Math.exp(-2 * x[0])},
                    25),
            new Case(
                    "a point whose spacing is coarser than the step",
                    true,
                    x -> x[0] * 2,
                    x -> new double[] {2},
                    1e15));

    /** A function of a number with the first and second derivatives that are claimed for it; the first is right. */
    private record Second(
            String name,
            boolean right,
            DoubleUnaryOperator f,
            DoubleUnaryOperator first,
            DoubleUnaryOperator second,
            double x) {
        Case ofFunction() {
            return new Case(name, true, x -> f.applyAsDouble(x[0]), x -> new double[] {first.applyAsDouble(x[0])}, x);
        }

        Case ofGradient() {
            return new Case(
                    name, right, x -> first.applyAsDouble(x[0]), x -> new double[] {second.applyAsDouble(x[0])}, x);
        }
    }

    private static final List<Second> SECONDS = List.of(
            new Second("the gradient's graph is cut", false, Math::sin, Math::cos, x -> 0, 0.3),
            new Second(
                    "the same under a loss of 1e-6",
                    false,
                    x -> 1e-6 * Math.sin(x),
                    x -> 1e-6 * Math.cos(x),
                    x -> 0,
                    0.3),
            new Second("0.05 % too much", false, Math::exp, Math::exp, x -> 1.0005 * Math.exp(x), 0.3),
            new Second("log at 1e-4", true, Math::log, x -> 1 / x, x -> -1 / (x * x), 1e-4),
            new Second("sqrt at 1e-6", true, Math::sqrt, x -> 0.5 / Math.sqrt(x), x -> -0.25 * Math.pow(x, -1.5), 1e-6),
            new Second("sin at 1e6", true, Math::sin, Math::cos, x -> -Math.sin(x), 1e6),
            new Second(
                    "softplus at -30",
                    true,
                    x -> Math.log1p(Math.exp(x)),
                    x -> 1 / (1 + Math.exp(-x)),
                    x -> Math.exp(-x) / Math.pow(1 + Math.exp(-x), 2),
                    -30),
            new Second(
                    "square of relu at 1e-7",
                    true,
                    x -> x > 0 ? x * x : 0,
                    x -> x > 0 ? 2 * x : 0,
                    x -> x > 0 ? 2 : 0,
                    1e-7));

    private BlindSpots() {}

    private static double central(ToDoubleFunction<double[]> f, double[] x, double[] v, double h) {
        double[] up = x.clone();
        double[] down = x.clone();
        for (int k = 0; k < x.length; k++) {
            up[k] += h * v[k];
            down[k] -= h * v[k];
        }
        return (f.applyAsDouble(up) - f.applyAsDouble(down)) / (2 * h);
    }

    /** Whether each element is accepted: by absolute and relative tolerance. */
    private static boolean torch(Case c) {
        return eachElement(c, 1e-6, (a, n) -> Double.isFinite(a - n) && Math.abs(a - n) <= 1e-5 + 1e-3 * Math.abs(n));
    }

    /** By the sum of the sizes, or by less than a least absolute error. */
    private static boolean relativeOrSmall(Case c, double h, double relative, double least) {
        return eachElement(
                c, h, (a, n) -> Math.abs(a - n) < least || Math.abs(a - n) / (Math.abs(a) + Math.abs(n)) <= relative);
    }

    @FunctionalInterface
    private interface Accepts {
        boolean test(double analytic, double numeric);
    }

    private static boolean eachElement(Case c, double h, Accepts accepts) {
        double[] a = c.gradient().apply(c.x());
        for (int k = 0; k < a.length; k++) {
            double[] v = new double[a.length];
            v[k] = 1;
            double n = central(c.f(), c.x(), v, h);
            if (a[k] != n && !accepts.test(a[k], n)) {
                return false;
            }
        }
        return true;
    }

    /** Along one random direction. */
    private static boolean jax(Case c) {
        double[] v = Seed.of(0).generator().doubles(c.x().length, -1, 1).toArray();
        double[] a = c.gradient().apply(c.x());
        double product = 0;
        for (int k = 0; k < v.length; k++) {
            product += a[k] * v[k];
        }
        double n = central(c.f(), c.x(), v, 1e-4);
        return Math.abs(product - n) <= 1e-5 + 1e-5 * Math.abs(n);
    }

    /** Along one random direction, by central differences of seven steps, one of which must agree. */
    private static boolean mooncake(Case c) {
        double[] v = Seed.of(0).generator().doubles(c.x().length, -1, 1).toArray();
        double[] a = c.gradient().apply(c.x());
        double product = 0;
        for (int k = 0; k < v.length; k++) {
            product += a[k] * v[k];
        }
        for (int step = 2; step <= 8; step++) {
            double n = central(c.f(), c.x(), v, Math.pow(10, -step));
            if (Math.abs(product - n) <= Math.max(1e-3, 1e-3 * Math.max(Math.abs(product), Math.abs(n)))) {
                return true;
            }
        }
        return false;
    }

    /** Each element by a stencil of six points, by a tolerance relative to the mean size. */
    private static boolean stan(Case c) {
        double[] a = c.gradient().apply(c.x());
        for (int k = 0; k < a.length; k++) {
            double[] v = new double[a.length];
            v[k] = 1;
            double h = Math.pow(Math.ulp(1.0), 1.0 / 7) * Math.max(1, Math.abs(c.x()[k]));
            double n = 1.5 * central(c.f(), c.x(), v, h)
                    - 0.6 * central(c.f(), c.x(), v, 2 * h)
                    + 0.1 * central(c.f(), c.x(), v, 3 * h);
            double tolerance = Math.max(0.5e-4 * (Math.abs(a[k]) + Math.abs(n)), 1e-8);
            if (!(Math.abs(a[k] - n) <= tolerance)) {
                return false;
            }
        }
        return true;
    }

    private static Verdict ours(Case c) {
        return GradientCheck.of(c.f(), c.gradient()).at(c.x()).verdict();
    }

    private static final OpDef EVEN = OpDef.custom("evenlySpread")
            .forward((b, x, out, attrs) -> b.copy(x[0]))
            .vjp((call, g) -> new Tensor[] {g.mul(0).add(g.mean())})
            .domain(Domain.real(-1, 1))
            .samples("[3]")
            .formula("x", "?")
            .define();

    /** The verdict on a rule that is right for a cotangent of ones alone, which is all that a summed loss asks for. */
    public static Verdict cotangentOfOnes() {
        return GradCheck.DEFAULT
                .check(EVEN::apply, Tensor.of(new double[] {0.1, 0.2, 0.3}))
                .verdict();
    }

    /** Whether a summed loss accepts that rule. */
    public static boolean aSumAccepts() {
        double[] x = {0.1, 0.2, 0.3};
        Case summed = new Case("", false, a -> DoubleStream.of(a).sum(), a -> new double[] {1, 1, 1}, x);
        return relativeOrSmall(summed, 1e-5, 1e-5, 1e-6);
    }

    /** A line for each case: whether the gradient is right, whether each criterion accepts it, and the verdict here. */
    public static String table() {
        StringBuilder s = new StringBuilder(
                row("gradient", "is", "torch", "JAX", "DL4J", "SameDiff", "Mooncake", "Stan", "here"));
        for (Case c : CASES) {
            s.append(row(
                    c.name(),
                    c.right() ? "right" : "wrong",
                    accepts(torch(c)),
                    accepts(jax(c)),
                    accepts(relativeOrSmall(c, 1e-4, 1e-5, 1e-8)),
                    accepts(relativeOrSmall(c, 1e-5, 1e-5, 1e-6)),
                    accepts(mooncake(c)),
                    accepts(stan(c)),
                    ours(c).name()));
        }
        return s.append(row(
                        "right for a cotangent of ones alone",
                        "wrong",
                        "",
                        "",
                        "",
                        accepts(aSumAccepts()),
                        "",
                        "",
                        cotangentOfOnes().name()))
                .toString();
    }

    /**
     * A line for each second derivative: whether it is right, whether the criterion of torch's gradcheck accepts the
     * gradient, whether that of gradgradcheck, which is the same of the gradient, accepts the second derivative, and the
     * verdict here.
     */
    public static String seconds() {
        StringBuilder s = new StringBuilder(secondRow("second derivative", "is", "gradcheck", "gradgradcheck", "here"));
        for (Second c : SECONDS) {
            s.append(secondRow(
                    c.name(),
                    c.right() ? "right" : "wrong",
                    accepts(torch(c.ofFunction())),
                    accepts(torch(c.ofGradient())),
                    ours(c.ofGradient()).name()));
        }
        return s.toString();
    }

    private static String secondRow(String... cells) {
        return String.format(Locale.ROOT, "%-48s %-6s %-10s %-14s %s%n", (Object[]) cells);
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-48s %-6s %-8s %-8s %-8s %-9s %-9s %-8s %s%n", (Object[]) cells);
    }

    private static String accepts(boolean accepted) {
        return accepted ? "accepts" : "refuses";
    }

    /** Prints the tables. */
    public static void main(String[] args) {
        System.out.print(table() + "\n" + seconds());
    }
}
