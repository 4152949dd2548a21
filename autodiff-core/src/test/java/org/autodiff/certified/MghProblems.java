package org.autodiff.certified;

import static java.lang.Math.exp;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.certified.MghProblem.Term;

/**
 * The 35 functions of J. J. Moré, B. S. Garbow and K. E. Hillstrom, Testing Unconstrained Optimization Software, ACM Transactions on
 * Mathematical Software 7 (1981), 17-41, with the numbers of that paper, its starts and its minima.
 */
final class MghProblems {
    private static final double[] BARD = {
        0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39
    };
    private static final double[] GAUSSIAN = {
        0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044,
        0.0009
    };

    private MghProblems() {}

    static List<MghProblem> all() {
        List<MghProblem> few = List.of(
                rosenbrock(),
                freudensteinRoth(),
                powellBadlyScaled(),
                brownBadlyScaled(),
                beale(),
                jennrichSampson(),
                helicalValley(),
                bard(),
                gaussian(),
                box(),
                powellSingular(),
                wood(),
                variablyDimensioned(),
                broydenTridiagonal(),
                linearFullRank());
        return Stream.of(few, MghFits.all(), MghSystems.all())
                .flatMap(List::stream)
                .toList();
    }

    private static double[] of(double... x) {
        return x;
    }

    private static Tensor rows(Tensor... rows) {
        return Tensor.stack(0, rows);
    }

    /** The numbers first, first + 1, ... as a tensor. */
    static Tensor range(int first, int n) {
        double[] all = new double[n];
        for (int i = 0; i < n; i++) {
            all[i] = first + i;
        }
        return Tensor.of(all);
    }

    private static MghProblem few(
            String name, double[] start, double[] minimizer, double minimum, UnaryOperator<Tensor> f, Term... terms) {
        return new MghProblem(name, start, minimizer, minimum, f, terms.length, i -> terms[i]);
    }

    static Term linear(double constant, double... coefficients) {
        return (x, g, h) -> {
            double f = constant;
            for (int k = 0; k < coefficients.length; k++) {
                g[k] = coefficients[k];
                f += coefficients[k] * x[k];
            }
            return f;
        };
    }

    private static MghProblem rosenbrock() {
        return few(
                "Rosenbrock",
                of(-1.2, 1),
                of(1, 1),
                0,
                x -> rows(x.get(1).sub(x.get(0).square()).mul(10), x.get(0).rsub(1)),
                (x, g, h) -> {
                    g[0] = -20 * x[0];
                    g[1] = 10;
                    h[0][0] = -20;
                    return 10 * (x[1] - x[0] * x[0]);
                },
                linear(1, -1, 0));
    }

    private static MghProblem freudensteinRoth() {
        return few(
                "Freudenstein and Roth",
                of(0.5, -2),
                of(5, 4),
                0,
                x -> {
                    Tensor y = x.get(1);
                    Tensor a = y.rsub(5).mul(y).sub(2).mul(y).add(x.get(0)).sub(13);
                    Tensor b = y.add(1).mul(y).sub(14).mul(y).add(x.get(0)).sub(29);
                    return rows(a, b);
                },
                (x, g, h) -> {
                    double y = x[1];
                    g[0] = 1;
                    g[1] = 10 * y - 3 * y * y - 2;
                    h[1][1] = 10 - 6 * y;
                    return -13 + x[0] + ((5 - y) * y - 2) * y;
                },
                (x, g, h) -> {
                    double y = x[1];
                    g[0] = 1;
                    g[1] = 3 * y * y + 2 * y - 14;
                    h[1][1] = 6 * y + 2;
                    return -29 + x[0] + ((y + 1) * y - 14) * y;
                });
    }

    private static MghProblem powellBadlyScaled() {
        return few(
                "Powell badly scaled",
                of(0, 1),
                of(1.098159e-5, 9.106147),
                0,
                x -> rows(
                        x.get(0).mul(x.get(1)).mul(1e4).sub(1),
                        x.neg().exp().sum().sub(1.0001)),
                (x, g, h) -> {
                    g[0] = 1e4 * x[1];
                    g[1] = 1e4 * x[0];
                    h[0][1] = 1e4;
                    return 1e4 * x[0] * x[1] - 1;
                },
                (x, g, h) -> {
                    h[0][0] = exp(-x[0]);
                    h[1][1] = exp(-x[1]);
                    g[0] = -h[0][0];
                    g[1] = -h[1][1];
                    return h[0][0] + h[1][1] - 1.0001;
                });
    }

    private static MghProblem brownBadlyScaled() {
        return few(
                "Brown badly scaled",
                of(1, 1),
                of(1e6, 2e-6),
                0,
                x -> rows(
                        x.get(0).sub(1e6),
                        x.get(1).sub(2e-6),
                        x.get(0).mul(x.get(1)).sub(2)),
                linear(-1e6, 1, 0),
                linear(-2e-6, 0, 1),
                (x, g, h) -> {
                    g[0] = x[1];
                    g[1] = x[0];
                    h[0][1] = 1;
                    return x[0] * x[1] - 2;
                });
    }

    private static MghProblem beale() {
        double[] y = {1.5, 2.25, 2.625};
        return new MghProblem(
                "Beale",
                of(1, 1),
                of(3, 0.5),
                0,
                x -> Tensor.of(y).sub(x.get(0).mul(x.get(1).pow(range(1, 3)).rsub(1))),
                3,
                i -> (x, g, h) -> {
                    int p = i + 1;
                    double power = Math.pow(x[1], p);
                    g[0] = power - 1;
                    g[1] = x[0] * p * Math.pow(x[1], p - 1);
                    h[0][1] = p * Math.pow(x[1], p - 1);
                    h[1][1] = p == 1 ? 0 : x[0] * p * (p - 1) * Math.pow(x[1], p - 2);
                    return y[i] - x[0] * (1 - power);
                });
    }

    private static MghProblem jennrichSampson() {
        return new MghProblem(
                "Jennrich and Sampson",
                of(0.3, 0.4),
                of(0.2578, 0.2578),
                124.362,
                x -> range(1, 10)
                        .mul(2)
                        .add(2)
                        .sub(range(1, 10).mul(x.get(0)).exp())
                        .sub(range(1, 10).mul(x.get(1)).exp()),
                10,
                i -> (x, g, h) -> {
                    int k = i + 1;
                    double a = exp(k * x[0]);
                    double b = exp(k * x[1]);
                    g[0] = -k * a;
                    g[1] = -k * b;
                    h[0][0] = -k * k * a;
                    h[1][1] = -k * k * b;
                    return 2 + 2 * k - a - b;
                });
    }

    /** The angle is that of the right half plane, plus one half where x is negative. */
    private static MghProblem helicalValley() {
        return few(
                "Helical valley",
                of(-1, 0, 0),
                of(1, 0, 0),
                0,
                x -> {
                    double turn = x.stopGradient().toDoubles()[0] < 0 ? 0.5 : 0;
                    Tensor angle =
                            x.get(1).div(x.get(0)).atan().div(2 * Math.PI).add(turn);
                    Tensor radius = x.get(0).square().add(x.get(1).square()).sqrt();
                    return rows(
                            x.get(2).sub(angle.mul(10)).mul(10), radius.sub(1).mul(10), x.get(2));
                },
                (x, g, h) -> {
                    double r2 = x[0] * x[0] + x[1] * x[1];
                    double c = -100 / (2 * Math.PI);
                    g[0] = -c * x[1] / r2;
                    g[1] = c * x[0] / r2;
                    g[2] = 10;
                    h[0][0] = 2 * c * x[0] * x[1] / (r2 * r2);
                    h[0][1] = c * (x[1] * x[1] - x[0] * x[0]) / (r2 * r2);
                    h[1][1] = -h[0][0];
                    double angle = Math.atan(x[1] / x[0]) / (2 * Math.PI) + (x[0] < 0 ? 0.5 : 0);
                    return 10 * (x[2] - 10 * angle);
                },
                (x, g, h) -> {
                    double r = Math.hypot(x[0], x[1]);
                    g[0] = 10 * x[0] / r;
                    g[1] = 10 * x[1] / r;
                    h[0][0] = 10 * x[1] * x[1] / (r * r * r);
                    h[0][1] = -10 * x[0] * x[1] / (r * r * r);
                    h[1][1] = 10 * x[0] * x[0] / (r * r * r);
                    return 10 * (r - 1);
                },
                linear(0, 0, 0, 1));
    }

    private static MghProblem bard() {
        double[] v = new double[15];
        double[] w = new double[15];
        for (int i = 0; i < 15; i++) {
            v[i] = 15 - i;
            w[i] = Math.min(i + 1, 15 - i);
        }
        return new MghProblem(
                "Bard",
                of(1, 1, 1),
                null,
                8.21487e-3,
                x -> Tensor.of(BARD)
                        .sub(x.get(0))
                        .sub(range(1, 15)
                                .div(Tensor.of(v).mul(x.get(1)).add(Tensor.of(w).mul(x.get(2))))),
                15,
                i -> (x, g, h) -> {
                    double u = i + 1;
                    double d = v[i] * x[1] + w[i] * x[2];
                    g[0] = -1;
                    g[1] = u * v[i] / (d * d);
                    g[2] = u * w[i] / (d * d);
                    h[1][1] = -2 * u * v[i] * v[i] / (d * d * d);
                    h[1][2] = -2 * u * v[i] * w[i] / (d * d * d);
                    h[2][2] = -2 * u * w[i] * w[i] / (d * d * d);
                    return BARD[i] - x[0] - u / d;
                });
    }

    private static MghProblem gaussian() {
        return new MghProblem(
                "Gaussian",
                of(0.4, 1, 0),
                null,
                1.12793e-8,
                x -> {
                    Tensor d = range(1, 15).rsub(8).div(2).sub(x.get(2));
                    return x.get(0).mul(x.get(1).mul(d.square()).div(-2).exp()).sub(Tensor.of(GAUSSIAN));
                },
                15,
                i -> (x, g, h) -> {
                    double d = (8 - (i + 1)) / 2.0 - x[2];
                    double e = exp(-x[1] * d * d / 2);
                    g[0] = e;
                    g[1] = -x[0] * e * d * d / 2;
                    g[2] = x[0] * e * x[1] * d;
                    h[0][1] = -e * d * d / 2;
                    h[0][2] = e * x[1] * d;
                    h[1][1] = x[0] * e * d * d * d * d / 4;
                    h[1][2] = x[0] * e * d * (1 - x[1] * d * d / 2);
                    h[2][2] = x[0] * e * x[1] * (x[1] * d * d - 1);
                    return x[0] * e - GAUSSIAN[i];
                });
    }

    private static MghProblem box() {
        return new MghProblem(
                "Box three-dimensional",
                of(0, 10, 20),
                of(1, 10, 1),
                0,
                x -> {
                    Tensor t = range(1, 10).mul(0.1);
                    Tensor c = t.neg().exp().sub(t.mul(-10).exp());
                    return t.mul(x.get(0))
                            .neg()
                            .exp()
                            .sub(t.mul(x.get(1)).neg().exp())
                            .sub(x.get(2).mul(c));
                },
                10,
                i -> (x, g, h) -> {
                    double t = 0.1 * (i + 1);
                    double a = exp(-t * x[0]);
                    double b = exp(-t * x[1]);
                    g[0] = -t * a;
                    g[1] = t * b;
                    g[2] = -(exp(-t) - exp(-10 * t));
                    h[0][0] = t * t * a;
                    h[1][1] = -t * t * b;
                    return a - b + x[2] * g[2];
                });
    }

    private static MghProblem powellSingular() {
        return few(
                "Powell singular",
                of(3, -1, 0, 1),
                of(0, 0, 0, 0),
                0,
                x -> rows(
                        x.get(1).mul(10).add(x.get(0)),
                        x.get(2).sub(x.get(3)).mul(Math.sqrt(5)),
                        x.get(1).sub(x.get(2).mul(2)).square(),
                        x.get(0).sub(x.get(3)).square().mul(Math.sqrt(10))),
                linear(0, 1, 10, 0, 0),
                linear(0, 0, 0, Math.sqrt(5), -Math.sqrt(5)),
                (x, g, h) -> {
                    double d = x[1] - 2 * x[2];
                    g[1] = 2 * d;
                    g[2] = -4 * d;
                    h[1][1] = 2;
                    h[1][2] = -4;
                    h[2][2] = 8;
                    return d * d;
                },
                (x, g, h) -> {
                    double d = x[0] - x[3];
                    double c = Math.sqrt(10);
                    g[0] = 2 * c * d;
                    g[3] = -2 * c * d;
                    h[0][0] = 2 * c;
                    h[0][3] = -2 * c;
                    h[3][3] = 2 * c;
                    return c * d * d;
                });
    }

    private static MghProblem wood() {
        double c = Math.sqrt(90);
        double d = Math.sqrt(10);
        return few(
                "Wood",
                of(-3, -1, -3, -1),
                of(1, 1, 1, 1),
                0,
                x -> rows(
                        x.get(1).sub(x.get(0).square()).mul(10),
                        x.get(0).rsub(1),
                        x.get(3).sub(x.get(2).square()).mul(c),
                        x.get(2).rsub(1),
                        x.get(1).add(x.get(3)).sub(2).mul(d),
                        x.get(1).sub(x.get(3)).div(d)),
                (x, g, h) -> {
                    g[0] = -20 * x[0];
                    g[1] = 10;
                    h[0][0] = -20;
                    return 10 * (x[1] - x[0] * x[0]);
                },
                linear(1, -1, 0, 0, 0),
                (x, g, h) -> {
                    g[2] = -2 * c * x[2];
                    g[3] = c;
                    h[2][2] = -2 * c;
                    return c * (x[3] - x[2] * x[2]);
                },
                linear(1, 0, 0, -1, 0),
                linear(-2 * d, 0, d, 0, d),
                linear(0, 0, 1 / d, 0, -1 / d));
    }

    private static MghProblem variablyDimensioned() {
        int n = 6;
        return new MghProblem(
                "Variably dimensioned, n = 6",
                of(1 - 1 / 6.0, 1 - 2 / 6.0, 1 - 3 / 6.0, 1 - 4 / 6.0, 1 - 5 / 6.0, 0),
                of(1, 1, 1, 1, 1, 1),
                0,
                x -> {
                    Tensor sum = x.sub(1).mul(range(1, n)).sum();
                    return Tensor.concat(0, x.sub(1), rows(sum, sum.square()));
                },
                n + 2,
                i -> (x, g, h) -> {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += (k + 1) * (x[k] - 1);
                    }
                    if (i < n) {
                        g[i] = 1;
                        return x[i] - 1;
                    }
                    for (int k = 0; k < n; k++) {
                        g[k] = (k + 1) * (i == n ? 1 : 2 * sum);
                        for (int j = 0; j <= k && i > n; j++) {
                            h[j][k] = 2.0 * (j + 1) * (k + 1);
                        }
                    }
                    return i == n ? sum : sum * sum;
                });
    }

    private static MghProblem broydenTridiagonal() {
        int n = 5;
        return new MghProblem(
                "Broyden tridiagonal, n = 5",
                of(-1, -1, -1, -1, -1),
                null,
                0,
                x -> {
                    Tensor none = Tensor.zeros(x.dtype(), 1);
                    Tensor before = Tensor.concat(0, none, x.slice(0, 0, n - 1));
                    Tensor after = Tensor.concat(0, x.slice(0, 1, n), none);
                    return x.mul(2).rsub(3).mul(x).sub(before).sub(after.mul(2)).add(1);
                },
                n,
                i -> (x, g, h) -> {
                    g[i] = 3 - 4 * x[i];
                    h[i][i] = -4;
                    double f = (3 - 2 * x[i]) * x[i] + 1;
                    if (i > 0) {
                        g[i - 1] = -1;
                        f -= x[i - 1];
                    }
                    if (i < n - 1) {
                        g[i + 1] = -2;
                        f -= 2 * x[i + 1];
                    }
                    return f;
                });
    }

    /** The minimum is m - n. */
    private static MghProblem linearFullRank() {
        int n = 4;
        int m = 7;
        return new MghProblem(
                "Linear of full rank, n = 4, m = 7",
                of(1, 1, 1, 1),
                of(-1, -1, -1, -1),
                m - n,
                x -> {
                    Tensor rest = x.sum().mul(-2.0 / m).sub(1);
                    return Tensor.concat(0, x.add(rest), rest.expand(m - n));
                },
                m,
                i -> (x, g, h) -> {
                    double f = -1;
                    for (int k = 0; k < n; k++) {
                        g[k] = (k == i ? 1 : 0) - 2.0 / m;
                        f += g[k] * x[k];
                    }
                    return f;
                });
    }
}
