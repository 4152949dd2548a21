package org.autodiff.certified;

import static java.lang.Math.cos;
import static java.lang.Math.exp;
import static java.lang.Math.sin;
import static java.lang.Math.sqrt;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.autodiff.Tensor;
import org.autodiff.certified.MghProblem.Term;

/** The problems of any number of variables in Moré, Garbow and Hillstrom's collection, 21 to 35, see {@link MghProblems}. */
final class MghSystems {
    private MghSystems() {}

    static List<MghProblem> all() {
        return List.of(
                extendedRosenbrock(),
                extendedPowell(),
                penalty1(),
                penalty2(),
                trigonometric(),
                brownAlmostLinear(),
                boundaryValue(),
                integralEquation(),
                broydenBanded(),
                linearRankOne(),
                linearRankOneWithZeros(),
                chebyquad());
    }

    private static double[] filled(int n, IntToDoubleFunction of) {
        double[] all = new double[n];
        Arrays.setAll(all, of);
        return all;
    }

    /** The elements first, first + by, ... of a tensor. */
    private static Tensor each(Tensor x, int first, int by) {
        int n = x.size() / by;
        return x.reshape(n, by).slice(1, first, first + 1).reshape(n);
    }

    private static MghProblem extendedRosenbrock() {
        int n = 6;
        return new MghProblem(
                "Extended Rosenbrock, n = 6",
                filled(n, i -> i % 2 == 0 ? -1.2 : 1),
                filled(n, i -> 1),
                0,
                x -> {
                    Tensor odd = each(x, 0, 2);
                    return Tensor.concat(0, each(x, 1, 2).sub(odd.square()).mul(10), odd.rsub(1));
                },
                n,
                i -> (x, g, h) -> {
                    int k = 2 * (i % (n / 2));
                    if (i >= n / 2) {
                        g[k] = -1;
                        return 1 - x[k];
                    }
                    g[k] = -20 * x[k];
                    g[k + 1] = 10;
                    h[k][k] = -20;
                    return 10 * (x[k + 1] - x[k] * x[k]);
                });
    }

    private static MghProblem extendedPowell() {
        int n = 8;
        double[] start = {3, -1, 0, 1};
        return new MghProblem(
                "Extended Powell singular, n = 8",
                filled(n, i -> start[i % 4]),
                new double[n],
                0,
                x -> {
                    Tensor a = each(x, 0, 4);
                    Tensor b = each(x, 1, 4);
                    Tensor c = each(x, 2, 4);
                    Tensor d = each(x, 3, 4);
                    return Tensor.concat(
                            0,
                            a.add(b.mul(10)),
                            c.sub(d).mul(sqrt(5)),
                            b.sub(c.mul(2)).square(),
                            a.sub(d).square().mul(sqrt(10)));
                },
                n,
                i -> {
                    int k = 4 * (i % (n / 4));
                    return switch (i / (n / 4)) {
                        case 0 -> pair(k, 1, k + 1, 10, false, 1);
                        case 1 -> pair(k + 2, 1, k + 3, -1, false, sqrt(5));
                        case 2 -> pair(k + 1, 1, k + 2, -2, true, 1);
                        default -> pair(k, 1, k + 3, -1, true, sqrt(10));
                    };
                });
    }

    /** A factor times a combination of two variables, or its square. */
    private static Term pair(int j, double a, int k, double b, boolean squared, double factor) {
        return (x, g, h) -> {
            double d = a * x[j] + b * x[k];
            double slope = squared ? 2 * d : 1;
            g[j] = factor * slope * a;
            g[k] = factor * slope * b;
            if (squared) {
                h[j][j] = 2 * factor * a * a;
                h[j][k] = 2 * factor * a * b;
                h[k][k] = 2 * factor * b * b;
            }
            return factor * (squared ? d * d : d);
        };
    }

    /** A weighed sum of squares. */
    private static double squares(IntToDoubleFunction weight, double[] x, double[] g, double[][] h) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            double w = weight.applyAsDouble(j);
            g[j] = 2 * w * x[j];
            h[j][j] = 2 * w;
            sum += w * x[j] * x[j];
        }
        return sum;
    }

    private static MghProblem penalty1() {
        int n = 4;
        double a = sqrt(1e-5);
        return new MghProblem(
                "Penalty I, n = 4",
                filled(n, i -> i + 1),
                null,
                2.24997e-5,
                x -> Tensor.concat(
                        0, x.sub(1).mul(a), x.square().sum().sub(0.25).reshape(1)),
                n + 1,
                i -> (x, g, h) -> {
                    if (i == n) {
                        return squares(j -> 1, x, g, h) - 0.25;
                    }
                    g[i] = a;
                    return a * (x[i] - 1);
                });
    }

    private static MghProblem penalty2() {
        int n = 4;
        double a = sqrt(1e-5);
        double[] y = filled(n, i -> exp((i + 1) / 10.0) + exp(i / 10.0));
        return new MghProblem(
                "Penalty II, n = 4",
                filled(n, i -> 0.5),
                null,
                9.37629e-6,
                x -> {
                    Tensor e = x.div(10).exp();
                    Tensor last = e.slice(0, 1, n);
                    return Tensor.concat(
                            0,
                            x.get(0).sub(0.2).reshape(1),
                            last.add(e.slice(0, 0, n - 1))
                                    .sub(Tensor.of(Arrays.copyOfRange(y, 1, n)))
                                    .mul(a),
                            last.sub(exp(-0.1)).mul(a),
                            x.square()
                                    .mul(MghProblems.range(1, n).rsub(n + 1))
                                    .sum()
                                    .sub(1)
                                    .reshape(1));
                },
                2 * n,
                i -> (x, g, h) -> {
                    if (i == 0) {
                        g[0] = 1;
                        return x[0] - 0.2;
                    }
                    if (i == 2 * n - 1) {
                        return squares(j -> n - j, x, g, h) - 1;
                    }
                    int k = i < n ? i : i - n + 1;
                    double f = i < n ? -a * y[i] : -a * exp(-0.1);
                    for (int j = i < n ? k - 1 : k; j <= k; j++) {
                        double e = a * exp(x[j] / 10);
                        g[j] = e / 10;
                        h[j][j] = e / 100;
                        f += e;
                    }
                    return f;
                });
    }

    private static MghProblem trigonometric() {
        int n = 5;
        return new MghProblem(
                "Trigonometric, n = 5",
                filled(n, i -> 1.0 / n),
                new double[n],
                0,
                x -> {
                    Tensor c = x.cos();
                    return MghProblems.range(1, n)
                            .mul(c.rsub(1))
                            .sub(x.sin())
                            .add(c.sum().rsub(n));
                },
                n,
                i -> (x, g, h) -> {
                    double f = n;
                    for (int j = 0; j < n; j++) {
                        f -= cos(x[j]);
                        g[j] = sin(x[j]);
                        h[j][j] = cos(x[j]);
                    }
                    g[i] += (i + 1) * sin(x[i]) - cos(x[i]);
                    h[i][i] += (i + 1) * cos(x[i]) + sin(x[i]);
                    return f + (i + 1) * (1 - cos(x[i])) - sin(x[i]);
                });
    }

    private static MghProblem brownAlmostLinear() {
        int n = 5;
        return new MghProblem(
                "Brown almost-linear, n = 5",
                filled(n, i -> 0.5),
                filled(n, i -> 1),
                0,
                x -> Tensor.concat(
                        0,
                        x.slice(0, 0, n - 1).add(x.sum()).sub(n + 1),
                        x.prod().sub(1).reshape(1)),
                n,
                i -> (x, g, h) -> {
                    if (i < n - 1) {
                        Arrays.fill(g, 1);
                        g[i] = 2;
                        return x[i] + Arrays.stream(x).sum() - (n + 1);
                    }
                    for (int j = 0; j < n; j++) {
                        g[j] = product(x, j, j);
                        for (int k = j + 1; k < n; k++) {
                            h[j][k] = product(x, j, k);
                        }
                    }
                    return product(x, -1, -1) - 1;
                });
    }

    /** The product of all but two. */
    private static double product(double[] x, int j, int k) {
        double p = 1;
        for (int i = 0; i < x.length; i++) {
            p *= i == j || i == k ? 1 : x[i];
        }
        return p;
    }

    private static double[] grid(int n) {
        return filled(n, i -> (i + 1.0) / (n + 1));
    }

    private static MghProblem boundaryValue() {
        int n = 6;
        double h2 = 1.0 / ((n + 1) * (n + 1));
        double[] t = grid(n);
        return new MghProblem(
                "Discrete boundary value, n = 6",
                filled(n, i -> t[i] * (t[i] - 1)),
                null,
                0,
                x -> {
                    Tensor none = Tensor.zeros(x.dtype(), 1);
                    Tensor before = Tensor.concat(0, none, x.slice(0, 0, n - 1));
                    Tensor after = Tensor.concat(0, x.slice(0, 1, n), none);
                    Tensor cube = x.add(Tensor.of(t)).add(1).pow(3);
                    return x.mul(2).sub(before).sub(after).add(cube.mul(h2 / 2));
                },
                n,
                i -> (x, g, h) -> {
                    double z = x[i] + t[i] + 1;
                    double f = 2 * x[i] + h2 * z * z * z / 2;
                    g[i] = 2 + 1.5 * h2 * z * z;
                    h[i][i] = 3 * h2 * z;
                    for (int j = i - 1; j <= i + 1; j += 2) {
                        if (j >= 0 && j < n) {
                            g[j] = -1;
                            f -= x[j];
                        }
                    }
                    return f;
                });
    }

    private static MghProblem integralEquation() {
        int n = 6;
        double step = 1.0 / (n + 1);
        double[] t = grid(n);
        double[] kernel = filled(n * n, p -> {
            int i = p / n;
            int j = p % n;
            return step / 2 * (j <= i ? (1 - t[i]) * t[j] : t[i] * (1 - t[j]));
        });
        return new MghProblem(
                "Discrete integral equation, n = 6",
                filled(n, i -> t[i] * (t[i] - 1)),
                null,
                0,
                x -> Tensor.of(kernel, n, n)
                        .matmul(x.add(Tensor.of(t)).add(1).pow(3))
                        .add(x),
                n,
                i -> (x, g, h) -> {
                    double f = x[i];
                    for (int j = 0; j < n; j++) {
                        double z = x[j] + t[j] + 1;
                        double k = kernel[i * n + j];
                        f += k * z * z * z;
                        g[j] = 3 * k * z * z + (i == j ? 1 : 0);
                        h[j][j] = 6 * k * z;
                    }
                    return f;
                });
    }

    private static MghProblem broydenBanded() {
        int n = 9;
        double[] band = filled(n * n, p -> {
            int i = p / n;
            int j = p % n;
            return i != j && j >= i - 5 && j <= i + 1 ? 1 : 0;
        });
        return new MghProblem(
                "Broyden banded, n = 9",
                filled(n, i -> -1),
                null,
                0,
                x -> x.square()
                        .mul(5)
                        .add(2)
                        .mul(x)
                        .add(1)
                        .sub(Tensor.of(band, n, n).matmul(x.add(1).mul(x))),
                n,
                i -> (x, g, h) -> {
                    double f = x[i] * (2 + 5 * x[i] * x[i]) + 1;
                    for (int j = 0; j < n; j++) {
                        double b = band[i * n + j];
                        f -= b * x[j] * (1 + x[j]);
                        g[j] = -b * (1 + 2 * x[j]);
                        h[j][j] = -2 * b;
                    }
                    g[i] = 2 + 15 * x[i] * x[i];
                    h[i][i] = 30 * x[i];
                    return f;
                });
    }

    private static MghProblem linearRankOne() {
        int n = 4;
        int m = 7;
        return new MghProblem(
                "Linear of rank 1, n = 4, m = 7",
                filled(n, i -> 1),
                null,
                m * (m - 1) / (2.0 * (2 * m + 1)),
                x -> MghProblems.range(1, m)
                        .mul(x.mul(MghProblems.range(1, n)).sum())
                        .sub(1),
                m,
                i -> MghProblems.linear(-1, filled(n, j -> (i + 1.0) * (j + 1))));
    }

    private static MghProblem linearRankOneWithZeros() {
        int n = 5;
        int m = 7;
        double[] row = filled(n, j -> j == 0 || j == n - 1 ? 0 : j + 1);
        double[] factor = filled(m, i -> i == m - 1 ? 0 : i);
        return new MghProblem(
                "Linear of rank 1 with zero columns and rows, n = 5, m = 7",
                filled(n, i -> 1),
                null,
                (m * m + 3 * m - 6) / (2.0 * (2 * m - 3)),
                x -> Tensor.of(factor).mul(x.mul(Tensor.of(row)).sum()).sub(1),
                m,
                i -> MghProblems.linear(-1, filled(n, j -> factor[i] * row[j])));
    }

    /** The i-th shifted Chebyshev polynomial by its recurrence, with its first two derivatives. */
    private static double[] chebyshev(int i, double x) {
        double z = 2 * x - 1;
        double[] before = {1, 0, 0};
        double[] now = {z, 2, 0};
        for (int k = 1; k < i; k++) {
            double[] next = {
                2 * z * now[0] - before[0],
                4 * now[0] + 2 * z * now[1] - before[1],
                8 * now[1] + 2 * z * now[2] - before[2]
            };
            before = now;
            now = next;
        }
        return now;
    }

    private static MghProblem chebyquad() {
        int n = 8;
        double[] integral = filled(n, i -> i % 2 == 0 ? 0 : -1.0 / ((i + 1) * (i + 1) - 1));
        return new MghProblem(
                "Chebyquad, n = 8",
                filled(n, i -> (i + 1.0) / (n + 1)),
                null,
                3.51687e-3,
                x -> {
                    Tensor z = x.mul(2).sub(1);
                    Tensor[] t = new Tensor[n + 1];
                    t[0] = Tensor.ones(x.dtype(), n);
                    t[1] = z;
                    for (int i = 2; i <= n; i++) {
                        t[i] = z.mul(t[i - 1]).mul(2).sub(t[i - 2]);
                    }
                    Tensor[] f = new Tensor[n];
                    Arrays.setAll(f, i -> t[i + 1].mean().sub(integral[i]));
                    return Tensor.stack(0, f);
                },
                n,
                i -> (x, g, h) -> {
                    double f = -integral[i];
                    for (int j = 0; j < n; j++) {
                        double[] t = chebyshev(i + 1, x[j]);
                        f += t[0] / n;
                        g[j] = t[1] / n;
                        h[j][j] = t[2] / n;
                    }
                    return f;
                });
    }
}
