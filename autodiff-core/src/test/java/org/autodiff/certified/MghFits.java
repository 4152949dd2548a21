package org.autodiff.certified;

import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.pow;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.certified.MghProblem.Term;

/** The fits of Moré, Garbow and Hillstrom's collection: problems 10, 11 and 15 to 20, see {@link MghProblems}. */
final class MghFits {
    private static final double[] MEYER = {
        34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872
    };
    private static final double[] KOWALIK_Y = {
        0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246
    };
    private static final double[] KOWALIK_U = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
    private static final double[] OSBORNE_1 = {
        0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603,
        0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411,
        0.406
    };
    private static final double[] OSBORNE_2 = {
        1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606,
        0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423,
        0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668,
        0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098,
        0.054
    };

    private MghFits() {}

    static List<MghProblem> all() {
        return List.of(meyer(), gulf(), kowalikOsborne(), brownDennis(), osborne1(), biggs(), osborne2(), watson());
    }

    /** Its data are those of NIST's MGH10, which certifies the minimizer. */
    private static MghProblem meyer() {
        return new MghProblem(
                "Meyer",
                new double[] {0.02, 4000, 250},
                new double[] {5.6096364710e-3, 6.1813463463e3, 3.4522363462e2},
                87.9458,
                x -> {
                    Tensor t = MghProblems.range(1, 16).mul(5).add(45);
                    return x.get(1).div(t.add(x.get(2))).exp().mul(x.get(0)).sub(Tensor.of(MEYER));
                },
                16,
                i -> (x, g, h) -> {
                    double d = 45 + 5 * (i + 1) + x[2];
                    double e = exp(x[1] / d);
                    double q = x[1] / (d * d); // the exponent's derivative by the third is -q
                    g[0] = e;
                    g[1] = x[0] * e / d;
                    g[2] = -x[0] * e * q;
                    h[0][1] = e / d;
                    h[0][2] = -e * q;
                    h[1][1] = x[0] * e / (d * d);
                    h[1][2] = -x[0] * e * (q / d + 1 / (d * d));
                    h[2][2] = x[0] * e * (q * q + 2 * q / d);
                    return x[0] * e - MEYER[i];
                });
    }

    /** The residual as MINPACK has it: that of the paper has a product in the place of the difference. */
    private static MghProblem gulf() {
        int m = 99;
        double[] y = new double[m];
        for (int i = 0; i < m; i++) {
            y[i] = 25 + pow(-50 * log((i + 1) / 100.0), 2.0 / 3);
        }
        return new MghProblem(
                "Gulf research and development, m = 99",
                new double[] {5, 2.5, 0.15},
                new double[] {50, 25, 1.5},
                0,
                x -> Tensor.of(y)
                        .sub(x.get(1))
                        .abs()
                        .pow(x.get(2))
                        .div(x.get(0))
                        .neg()
                        .exp()
                        .sub(MghProblems.range(1, m).div(100)),
                m,
                i -> (x, g, h) -> {
                    double r = y[i] - x[1];
                    double size = Math.abs(r);
                    double l = log(size);
                    double p = pow(size, x[2]) / x[0];
                    double e = exp(-p);
                    // p by each, and twice
                    double[] d = {-p / x[0], -x[2] * p / r, p * l};
                    double[][] dd = {
                        {2 * p / (x[0] * x[0]), x[2] * p / (r * x[0]), -p * l / x[0]},
                        {0, x[2] * (x[2] - 1) * p / (r * r), -p / r - x[2] * p * l / r},
                        {0, 0, p * l * l}
                    };
                    for (int j = 0; j < 3; j++) {
                        g[j] = -e * d[j];
                        for (int k = j; k < 3; k++) {
                            h[j][k] = e * (d[j] * d[k] - dd[j][k]);
                        }
                    }
                    return e - (i + 1) / 100.0;
                });
    }

    private static MghProblem kowalikOsborne() {
        return new MghProblem(
                "Kowalik and Osborne",
                new double[] {0.25, 0.39, 0.415, 0.39},
                null,
                3.07505e-4,
                x -> {
                    Tensor u = Tensor.of(KOWALIK_U);
                    Tensor above = u.square().add(u.mul(x.get(1))).mul(x.get(0));
                    return Tensor.of(KOWALIK_Y)
                            .sub(above.div(u.square().add(u.mul(x.get(2))).add(x.get(3))));
                },
                11,
                i -> (x, g, h) -> {
                    double u = KOWALIK_U[i];
                    double p = u * u + u * x[1];
                    double q = u * u + u * x[2] + x[3];
                    g[0] = -p / q;
                    g[1] = -x[0] * u / q;
                    g[2] = x[0] * p * u / (q * q);
                    g[3] = x[0] * p / (q * q);
                    h[0][1] = -u / q;
                    h[0][2] = p * u / (q * q);
                    h[0][3] = p / (q * q);
                    h[1][2] = x[0] * u * u / (q * q);
                    h[1][3] = x[0] * u / (q * q);
                    h[2][2] = -2 * x[0] * p * u * u / (q * q * q);
                    h[2][3] = -2 * x[0] * p * u / (q * q * q);
                    h[3][3] = -2 * x[0] * p / (q * q * q);
                    return KOWALIK_Y[i] - x[0] * p / q;
                });
    }

    private static MghProblem brownDennis() {
        return new MghProblem(
                "Brown and Dennis",
                new double[] {25, 5, -5, -1},
                null,
                85822.2,
                x -> {
                    Tensor t = MghProblems.range(1, 20).div(5);
                    Tensor a = x.get(0).add(t.mul(x.get(1))).sub(t.exp());
                    Tensor b = x.get(2).add(t.sin().mul(x.get(3))).sub(t.cos());
                    return a.square().add(b.square());
                },
                20,
                i -> (x, g, h) -> {
                    double t = (i + 1) / 5.0;
                    double s = Math.sin(t);
                    double a = x[0] + t * x[1] - exp(t);
                    double b = x[2] + s * x[3] - Math.cos(t);
                    g[0] = 2 * a;
                    g[1] = 2 * a * t;
                    g[2] = 2 * b;
                    g[3] = 2 * b * s;
                    h[0][0] = 2;
                    h[0][1] = 2 * t;
                    h[1][1] = 2 * t * t;
                    h[2][2] = 2;
                    h[2][3] = 2 * s;
                    h[3][3] = 2 * s * s;
                    return a * a + b * b;
                });
    }

    private static MghProblem osborne1() {
        return new MghProblem(
                "Osborne 1",
                new double[] {0.5, 1.5, -1, 0.01, 0.02},
                new double[] {0.37541, 1.93585, -1.46469, 0.0128675, 0.0221227},
                5.46489e-5,
                x -> {
                    Tensor t = MghProblems.range(0, 33).mul(-10);
                    Tensor a = t.mul(x.get(3)).exp().mul(x.get(1));
                    Tensor b = t.mul(x.get(4)).exp().mul(x.get(2));
                    return Tensor.of(OSBORNE_1).sub(x.get(0)).sub(a).sub(b);
                },
                33,
                i -> (x, g, h) -> {
                    double t = 10 * i;
                    g[0] = -1;
                    return OSBORNE_1[i] - x[0] + decay(-1, t, 1, 3, x, g, h) + decay(-1, t, 2, 4, x, g, h);
                });
    }

    /** Adds a decay, {@code sign x_a e^(-t x_b)}, and its derivatives. */
    private static double decay(double sign, double t, int a, int b, double[] x, double[] g, double[][] h) {
        double e = sign * exp(-t * x[b]);
        g[a] = e;
        g[b] = -t * x[a] * e;
        h[Math.min(a, b)][Math.max(a, b)] = -t * e;
        h[b][b] = t * t * x[a] * e;
        return x[a] * e;
    }

    private static MghProblem biggs() {
        return new MghProblem(
                "Biggs EXP6, m = 13",
                new double[] {1, 2, 1, 1, 1, 1},
                new double[] {1, 10, 1, 5, 4, 3},
                0,
                x -> {
                    Tensor t = MghProblems.range(1, 13).mul(-0.1);
                    Tensor y = t.exp()
                            .sub(t.mul(10).exp().mul(5))
                            .add(t.mul(4).exp().mul(3));
                    Tensor a = t.mul(x.get(0)).exp().mul(x.get(2));
                    Tensor b = t.mul(x.get(1)).exp().mul(x.get(3));
                    Tensor c = t.mul(x.get(4)).exp().mul(x.get(5));
                    return a.sub(b).add(c).sub(y);
                },
                13,
                i -> (x, g, h) -> {
                    double t = 0.1 * (i + 1);
                    double y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t);
                    return decay(1, t, 2, 0, x, g, h) + decay(-1, t, 3, 1, x, g, h) + decay(1, t, 5, 4, x, g, h) - y;
                });
    }

    private static MghProblem osborne2() {
        return new MghProblem(
                "Osborne 2",
                new double[] {1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5},
                null,
                4.01377e-2,
                x -> {
                    Tensor t = MghProblems.range(0, 65).div(10);
                    Tensor f =
                            Tensor.of(OSBORNE_2).sub(t.mul(x.get(4)).neg().exp().mul(x.get(0)));
                    for (int p = 1; p <= 3; p++) {
                        Tensor d = t.sub(x.get(7 + p)).square().mul(x.get(4 + p));
                        f = f.sub(d.neg().exp().mul(x.get(p)));
                    }
                    return f;
                },
                65,
                i -> (x, g, h) -> {
                    double t = i / 10.0;
                    double f = OSBORNE_2[i] + decay(-1, t, 0, 4, x, g, h);
                    for (int p = 1; p <= 3; p++) {
                        f += peak(t, p, 4 + p, 7 + p, x, g, h);
                    }
                    return f;
                });
    }

    /** Adds a peak, {@code -x_a exp(-(t - x_c)^2 x_b)}, and its derivatives. */
    private static double peak(double t, int a, int b, int c, double[] x, double[] g, double[][] h) {
        double d = t - x[c];
        double e = -exp(-d * d * x[b]);
        g[a] = e;
        g[b] = -d * d * x[a] * e;
        g[c] = 2 * d * x[b] * x[a] * e;
        h[a][b] = -d * d * e;
        h[a][c] = 2 * d * x[b] * e;
        h[b][b] = d * d * d * d * x[a] * e;
        h[b][c] = (2 * d - 2 * d * d * d * x[b]) * x[a] * e;
        h[c][c] = (4 * d * d * x[b] * x[b] - 2 * x[b]) * x[a] * e;
        return x[a] * e;
    }

    private static MghProblem watson() {
        int n = 6;
        double[][] powers = new double[29][n];
        double[][] slopes = new double[29][n];
        for (int i = 0; i < 29; i++) {
            for (int j = 0; j < n; j++) {
                powers[i][j] = pow((i + 1) / 29.0, j);
                slopes[i][j] = j == 0 ? 0 : j * pow((i + 1) / 29.0, j - 1);
            }
        }
        Tensor p = Tensor.of(flat(powers), 29, n);
        Tensor q = Tensor.of(flat(slopes), 29, n);
        return new MghProblem(
                "Watson, n = 6",
                new double[n],
                null,
                2.28767e-3,
                x -> {
                    Tensor f = q.matmul(x).sub(p.matmul(x).square()).sub(1);
                    Tensor last = x.get(1).sub(x.get(0).square()).sub(1);
                    return Tensor.concat(0, f, Tensor.stack(0, x.get(0), last));
                },
                31,
                i -> i < 29 ? polynomial(powers[i], slopes[i]) : i == 29 ? first(n) : second());
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static Term polynomial(double[] p, double[] q) {
        return (x, g, h) -> {
            double sum = 0;
            double f = -1;
            for (int j = 0; j < x.length; j++) {
                sum += p[j] * x[j];
                f += q[j] * x[j];
            }
            for (int j = 0; j < x.length; j++) {
                g[j] = q[j] - 2 * sum * p[j];
                for (int k = j; k < x.length; k++) {
                    h[j][k] = -2 * p[j] * p[k];
                }
            }
            return f - sum * sum;
        };
    }

    private static Term first(int n) {
        double[] one = new double[n];
        one[0] = 1;
        return MghProblems.linear(0, one);
    }

    private static Term second() {
        return (x, g, h) -> {
            g[0] = -2 * x[0];
            g[1] = 1;
            h[0][0] = -2;
            return x[1] - x[0] * x[0] - 1;
        };
    }
}
