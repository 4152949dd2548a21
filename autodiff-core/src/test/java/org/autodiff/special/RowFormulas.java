package org.autodiff.special;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.Distance;
import org.autodiff.functional.Normalization;
import org.autodiff.functional.Statistics;

/** The formulas of functions of rows. */
final class RowFormulas {
    private RowFormulas() {}

    static List<RowCase> all() {
        List<RowCase> all = new ArrayList<>();
        add(all, "sum", x -> x.sum(1).unsqueeze(1), RowFormulas::sum);
        add(all, "mean", x -> x.mean(1).unsqueeze(1), x -> one(mean(x)));
        add(all, "max", x -> x.max(1).unsqueeze(1), x -> one(Jet.max(x)));
        add(all, "min", x -> x.min(1).unsqueeze(1), x -> one(Jet.max(negated(x)).neg()));
        all.add(new RowCase(
                "prod",
                3,
                x -> x.prod(1).unsqueeze(1),
                x -> one(x[0].mul(x[1]).mul(x[2])),
                8,
                false,
                RowFormulas::staysInRange));
        add(all, "logSumExp", x -> x.logSumExp(1).unsqueeze(1), x -> one(logSumExp(x)));
        add(all, "cumsum", x -> x.cumsum(1), x ->
                new Jet[] {x[0], x[0].add(x[1]), x[0].add(x[1]).add(x[2])});
        all.add(new RowCase(
                "cumprod",
                3,
                x -> x.cumprod(1),
                x -> new Jet[] {x[0], x[0].mul(x[1]), x[0].mul(x[1]).mul(x[2])},
                8,
                false,
                RowFormulas::staysInRange));
        // convention: a prefix of minus infinities weighs nothing, so its slope is 0 and not that of x itself
        all.add(new RowCase(
                "logCumsumExp",
                3,
                x -> x.logCumsumExp(1),
                x -> new Jet[] {x[0], logSumExp(x[0], x[1]), logSumExp(x)},
                8,
                false,
                (x, type) -> x[0] != -RowCase.INF));
        add(all, "softmax", x -> x.softmax(1), x -> softmax(x));
        add(all, "softmin", x -> x.softmin(1), x -> softmax(negated(x)));
        add(all, "logSoftmax", x -> x.logSoftmax(1), RowFormulas::logSoftmax);
        for (double p : new double[] {1, 2, 3, 0.5, 1.5, -2}) {
            all.add(new RowCase(
                    "norm " + p,
                    3,
                    x -> x.norm(p, true, 1),
                    x -> one(norm(p, x)),
                    8,
                    true,
                    (x, type) -> p == 1 || p == 2 || isNarrow(x, type)));
        }
        add(all, "norm inf", x -> x.norm(RowCase.INF, true, 1), x -> one(Jet.max(absolute(x))));
        add(
                all,
                "norm -inf",
                x -> x.norm(-RowCase.INF, true, 1),
                x -> one(Jet.max(negated(absolute(x))).neg()));
        directed(all, "var", x -> x.var(1, true, 1), x -> one(var(x, 1)));
        directed(all, "biased var", x -> x.var(0, true, 1), x -> one(var(x, 0)));
        directed(all, "std", x -> x.std(1, true, 1), x -> one(var(x, 1).sqrt()));
        directed(all, "center", x -> Normalization.center(x, 1), RowFormulas::centered);
        directed(all, "inverseRms", x -> Normalization.inverseRms(x, 1e-5, 1), x -> one(inverseRms(x)));
        directed(all, "rmsNorm", x -> Normalization.rmsNorm(x, null, 1e-5), x -> scaled(x, inverseRms(x)));
        directed(all, "standardize", x -> Normalization.standardize(x, 1e-5, 1), RowFormulas::standardized);
        directed(
                all,
                "layerNorm",
                x -> Normalization.layerNorm(x, new int[] {3}, null, null, 1e-5),
                RowFormulas::standardized);
        directed(
                all,
                "normalize",
                x -> Distance.normalize(x, 2, 1, 1e-12),
                x -> scaled(x, reciprocal(floored(norm(2, x), 1e-12))));
        directed(
                all,
                "groupNorm",
                x -> Normalization.groupNorm(x.reshape(-1, 1, 3), 1, null, null, 1e-5)
                        .reshape(-1, 3),
                RowFormulas::standardized);
        directed(
                all,
                "instanceNorm",
                x -> Normalization.instanceNorm(x.reshape(-1, 1, 3), null, null, 1e-5)
                        .reshape(-1, 3),
                RowFormulas::standardized);
        directed(
                all,
                "batchNorm",
                x -> Normalization.batchNorm(x.t(), null, null, 1e-5).t(),
                RowFormulas::standardized);
        directed(
                all,
                "batchNorm of positions",
                x -> Normalization.batchNorm(x.reshape(1, -1, 3), null, null, 1e-5)
                        .reshape(-1, 3),
                RowFormulas::standardized);
        directed(
                all, "localResponseNorm", x -> Normalization.localResponseNorm(x, 3, 0.75, 0.5, 1), x -> new Jet[] {
                    responded(x[0], x[0], x[1]), responded(x[1], x[0], x[1], x[2]), responded(x[2], x[1], x[2])
                });
        all.add(new RowCase(
                "cosineSimilarity",
                3,
                x -> Distance.cosineSimilarity(x, Tensor.of(OTHER, 1, 3).to(x.dtype()), 1, 0)
                        .unsqueeze(1),
                x -> one(dot(x, OTHER).div(norm(2, x).mul(norm(2, constants(OTHER))))),
                8,
                true,
                (x, type) -> x[0] != 0 || x[1] != 0 || x[2] != 0));
        add(all, "dot", x -> x.matmul(Tensor.of(OTHER, 3, 1).to(x.dtype())), x -> one(dot(x, OTHER)));
        add(all, "median", x -> Statistics.median(x, 1).values().unsqueeze(1), x -> one(sorted(x)[1]));
        add(
                all,
                "quantile 0.25",
                x -> Statistics.quantile(x, 0.25, 1).unsqueeze(1),
                x -> one(sorted(x)[0].mul(0.5).add(sorted(x)[1].mul(0.5))));
        all.add(new RowCase(
                "clamp by tensors",
                3,
                x -> {
                    Tensor p = x.slice(1, 1, 2);
                    Tensor q = x.slice(1, 2, 3);
                    return x.slice(1, 0, 1).clampTensor(p.minimum(q), p.maximum(q));
                },
                x -> one(sorted(x)[1]),
                8,
                false,
                (x, type) -> x[0] != x[1] && x[1] != x[2] && x[2] != x[0]));
        return all;
    }

    private static final double[] OTHER = {0.5, -2, 1.25};

    private static Jet[] constants(double... values) {
        Jet[] all = new Jet[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = Jet.of(values[i]);
        }
        return all;
    }

    private static Jet dot(Jet[] x, double... y) {
        Jet sum = Jet.of(0);
        for (int i = 0; i < x.length; i++) {
            sum = sum.add(x[i].mul(y[i]));
        }
        return sum;
    }

    /** In order; all NaN if there is one. */
    private static Jet[] sorted(Jet... x) {
        Jet[] all = x.clone();
        for (Jet z : x) {
            if (z.isNaN()) {
                return map(x, y -> Jet.NAN);
            }
        }
        Arrays.sort(all, (p, q) -> p.v().compareTo(q.v()));
        return all;
    }

    /** x (1 + 0.75 / 3 sum of squares)^-0.5. */
    private static Jet responded(Jet x, Jet... around) {
        return x.mul(Jet.total(map(around, Jet::square)).mul(0.25).add(1).pow(-0.5));
    }

    private static void add(List<RowCase> all, String name, UnaryOperator<Tensor> f, UnaryOperator<Jet[]> formula) {
        all.add(new RowCase(name, 3, f, formula, 8, false, (x, type) -> true));
    }

    /** Of directions, or of distances from a mean. */
    private static void directed(
            List<RowCase> all, String name, UnaryOperator<Tensor> f, UnaryOperator<Jet[]> formula) {
        all.add(new RowCase(name, 3, f, formula, 8, true, (x, type) -> true));
    }

    /** Convention: a product whose partial products leave the range of the type leaves it too, in an order of its own. */
    private static boolean staysInRange(double[] x, DType type) {
        double large = 1;
        double small = 1;
        for (double v : x) {
            large *= Double.isFinite(v) ? Math.max(1, Math.abs(v)) : 1;
            small *= v == 0 ? 1 : Math.min(1, Math.abs(v));
        }
        return type == DType.FLOAT32 ? large < 1e37 && small > 1e-37 : large < 1e300 && small > 1e-300;
    }

    /** Convention: with other exponents than 1 and 2 an element counts 0 beside one that is larger by most of the range. */
    private static boolean isNarrow(double[] x, DType type) {
        double most = 0;
        double least = RowCase.INF;
        for (double v : x) {
            most = Double.isFinite(v) ? Math.max(most, Math.abs(v)) : most;
            least = v == 0 ? least : Math.min(least, Math.abs(v));
        }
        double smallest = type == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        return least > 1e6 * smallest
                && most < 1 / smallest / 100
                && most / least < (type == DType.FLOAT32 ? 1e18 : 1e150);
    }

    static Jet[] one(Jet x) {
        return new Jet[] {x};
    }

    private static Jet[] sum(Jet... x) {
        return one(Jet.total(x));
    }

    static Jet mean(Jet... x) {
        return Jet.total(x).over(x.length);
    }

    static Jet[] map(Jet[] x, UnaryOperator<Jet> f) {
        Jet[] y = new Jet[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = f.apply(x[i]);
        }
        return y;
    }

    static Jet[] negated(Jet... x) {
        return map(x, Jet::neg);
    }

    static Jet[] absolute(Jet... x) {
        return map(x, Jet::abs);
    }

    static Jet[] scaled(Jet[] x, Jet factor) {
        return map(x, z -> z.mul(factor));
    }

    static Jet reciprocal(Jet x) {
        return Jet.of(1).div(x);
    }

    static Jet floored(Jet x, double least) {
        return Jet.max(x, Jet.of(least));
    }

    /** The largest as a number without derivatives: what is subtracted, and added again. */
    private static Jet largest(Jet... x) {
        Jet m = Jet.max(x);
        return m.isNaN() ? Jet.NAN : Jet.of(m.v());
    }

    static Jet logSumExp(Jet... x) {
        Jet m = largest(x);
        return m.isNaN()
                ? Jet.NAN
                : Jet.total(map(x, z -> z.sub(m).exp())).log().add(m);
    }

    static Jet[] softmax(Jet... x) {
        Jet m = largest(x);
        if (m.isNaN()) {
            return map(x, z -> Jet.NAN);
        }
        Jet[] e = map(x, z -> z.sub(m).exp());
        return scaled(e, reciprocal(Jet.total(e)));
    }

    static Jet[] logSoftmax(Jet... x) {
        Jet m = largest(x);
        if (m.isNaN()) {
            return map(x, z -> Jet.NAN);
        }
        Jet log = Jet.total(map(x, z -> z.sub(m).exp())).log();
        return map(x, z -> z.sub(m).sub(log));
    }

    /** (sum of |x|^p)^(1/p), of which what is 0 has slope 0. */
    static Jet norm(double p, Jet... x) {
        Jet sum = Jet.of(0);
        for (Jet z : x) {
            if (z.isNaN()) {
                return Jet.NAN;
            }
            if (p < 0 && z.sign() == 0) {
                return Jet.of(0);
            }
            if (p == 2) {
                sum = sum.add(z.square());
            } else if (z.sign() != 0) {
                sum = sum.add(z.abs().pow(p));
            }
        }
        return sum.sign() == 0 ? Jet.of(0) : sum.root(p);
    }

    static Jet[] centered(Jet... x) {
        Jet m = mean(x);
        boolean equal = true;
        for (Jet z : x) {
            equal &= !z.isNaN() && !x[0].isNaN() && z.v().compareTo(x[0].v()) == 0;
        }
        // not what 60 digits leave of numbers that have more
        Jet[] y = map(x, z -> z.sub(m));
        return equal ? map(y, z -> new Jet(BigDecimal.ZERO, z.a(), z.b(), z.ab(), z.lost())) : y;
    }

    static Jet var(Jet[] x, double correction) {
        return Jet.total(map(centered(x), Jet::square)).over(x.length - correction);
    }

    static Jet inverseRms(Jet... x) {
        return mean(map(x, Jet::square)).add(1e-5).pow(-0.5);
    }

    static Jet[] standardized(Jet... x) {
        return scaled(centered(x), var(x, 0).add(1e-5).pow(-0.5));
    }
}
