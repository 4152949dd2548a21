package org.autodiff.special;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.transform.Autodiff;

/**
 * A function of rows of numbers, many rows at once, and its formula: rows of special numbers are compared in value, gradient,
 * tangent and second derivative. Infinity stands in the formula for numbers beyond those of every type, of different sizes;
 * where the result depends on which of them is larger, there is no limit, and NaN is right, or what equal ones give.
 *
 * @param n the numbers in a row
 * @param f from [rows, n] to [rows, m]
 * @param ulps the allowed error in units of what the formula loses that is computed step by step
 * @param directions whether it has to do with directions, or with distances from a mean, which infinite numbers have none
 * @param demands whether a row is to be right, for a reason that stands in the list of conventions
 */
record RowCase(
        String name,
        int n,
        UnaryOperator<Tensor> f,
        UnaryOperator<Jet[]> formula,
        double ulps,
        boolean directions,
        BiPredicate<double[], DType> demands) {
    private static final double[] WEIGHTS = {0.75, -1.25, 0.5, 1.75, -0.625, 1.125, -1.5, 0.875, 1.375};
    private static final double[] DIRECTION = {0.5, 1.25, -0.75, 1.5, 0.625, -1.125, 0.875, -1.75, 1.375};

    /** 0, tiny, subnormal, huge, infinite, NaN and ordinary numbers. */
    static double[] specials(DType type) {
        return type == DType.FLOAT32
                ? new double[] {0, -0.0, 1e-44f, 2e-38f, -1e-22f, 1, -1.5, 30, -1e20f, 3e38f, INF, -INF, Double.NaN}
                : new double[] {0, -0.0, 4e-320, 3e-308, -1e-170, 1, -1.5, 30, -1e160, 1.5e308, INF, -INF, Double.NaN};
    }

    static final double INF = Double.POSITIVE_INFINITY;

    /** Rows of which two neighbours are any pair of the numbers, and the others ordinary, equal, or one of both. */
    static List<double[]> rows(int n, double... numbers) {
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            for (int k = 0; k < numbers.length; k++) {
                double[] row = new double[n];
                for (int c = 0; c < n; c++) {
                    row[c] = c == 0 ? numbers[i] : c == 1 ? numbers[k] : (i + k) % 3 == 0 ? numbers[k] : 0.25 + 0.5 * c;
                }
                all.add(row);
            }
        }
        return all;
    }

    /** What is demanded of a row. */
    private enum Kind {
        USUAL,
        /** All numbers are below the normal ones: derivatives may be anything. */
        SUBNORMAL,
        /** An infinite vector has no direction: NaN is as right as the limit. */
        UNDIRECTED
    }

    /** Which infinity is larger, and how small 0 is beside it. */
    private enum Sizes {
        EQUAL,
        RISING,
        FALLING,
        POSITIVE,
        NEGATIVE,
        ZEROS_ABOVE,
        ZEROS_BELOW;

        BigDecimal of(double x, int place) {
            if (x == 0 && this == ZEROS_ABOVE) {
                return BigDecimal.ONE.scaleByPowerOfTen(-9000 - 43 * place);
            }
            if (x == 0 && this == ZEROS_BELOW) {
                return BigDecimal.ONE.scaleByPowerOfTen(-2000 - 43 * place).negate();
            }
            if (!Double.isInfinite(x)) {
                return new BigDecimal(x);
            }
            boolean first = this == POSITIVE && x > 0 || this == NEGATIVE && x < 0;
            int step = this == RISING ? 1 + place : this == FALLING ? 20 - place : first ? 30 : 0;
            return BigDecimal.valueOf(Math.signum(x) > 0 ? 1 : -1).scaleByPowerOfTen(4000 + 43 * step);
        }
    }

    /** The cases that make a difference for these numbers. */
    private static List<Sizes> sizes(double[] row) {
        int infinite = 0;
        int zero = 0;
        for (double x : row) {
            infinite += Double.isInfinite(x) ? 1 : 0;
            zero += x == 0 ? 1 : 0;
        }
        List<Sizes> all = new ArrayList<>(List.of(Sizes.EQUAL));
        if (infinite > 1) {
            all.addAll(List.of(Sizes.RISING, Sizes.FALLING, Sizes.POSITIVE, Sizes.NEGATIVE));
        }
        if (infinite > 0 && zero > 0) {
            all.addAll(List.of(Sizes.ZEROS_ABOVE, Sizes.ZEROS_BELOW));
        }
        return all;
    }

    /** What the formula gives: value by output; gradient, second derivative by input; tangent by output; each with its loss. */
    private record Truth(Jet[] outputs, Jet[] inputs) {}

    private Truth truth(double[] row, Sizes sizes, double smallest) {
        Jet[] inputs = new Jet[n];
        Jet[] outputs = null;
        for (int j = 0; j < n; j++) {
            Jet[] x = new Jet[n];
            for (int i = 0; i < n; i++) {
                x[i] = Double.isNaN(row[i])
                        ? Jet.variable(null, i == j ? 1 : 0, DIRECTION[i], 0)
                        : Jet.variable(
                                sizes.of(row[i], i),
                                i == j ? 1 : 0,
                                DIRECTION[i],
                                Math.abs(row[i]) < smallest ? 4 * smallest : 0);
            }
            outputs = formula.apply(x);
            Jet sum = Jet.of(0);
            for (int i = 0; i < outputs.length; i++) {
                sum = sum.add(outputs[i].mul(WEIGHTS[i]));
            }
            inputs[j] = sum;
        }
        return new Truth(outputs, inputs);
    }

    private static Tensor repeat(DType type, double[] numbers, int rows, int n) {
        double[] all = new double[rows * n];
        for (int i = 0; i < all.length; i++) {
            all[i] = numbers[i % n];
        }
        return Tensor.of(all, rows, n).to(type);
    }

    /** What differs, a line each. */
    List<String> differences(DType type, List<double[]> rows) {
        double[] all = new double[rows.size() * n];
        for (int r = 0; r < rows.size(); r++) {
            System.arraycopy(rows.get(r), 0, all, r * n, n);
        }
        Tensor x = Tensor.of(all, rows.size(), n).to(type);
        double[] rounded = x.toDoubles();
        Tensor direction = repeat(type, DIRECTION, rows.size(), n);
        double[] value = f.apply(x).toDoubles();
        int m = value.length / rows.size();
        Tensor weights = repeat(type, WEIGHTS, rows.size(), m);
        UnaryOperator<Tensor> loss = z -> f.apply(z).mul(weights).sum();
        double[] gradient = Autodiff.grad(loss).apply(x).toDoubles();
        double[] tangent = Autodiff.jvp(f, x, direction).tangent().toDoubles();
        double[] second = Autodiff.hvp(loss, x, direction).toDoubles();
        List<String> wrong = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            double[] row = new double[n];
            StringBuilder at = new StringBuilder();
            if (!demands.test(rows.get(r), type)) {
                continue;
            }
            for (int c = 0; c < n; c++) {
                row[c] = rounded[r * n + c];
                at.append(c == 0 ? "" : " ").append(String.format(Locale.ROOT, "%.3g", row[c]));
            }
            // next to the origin a reciprocal of what is below the normal numbers is beyond the type
            double size = Arrays.stream(row).map(Math::abs).max().orElse(0);
            boolean undirected = directions && Arrays.stream(row).anyMatch(Double::isInfinite);
            Kind kind = undirected ? Kind.UNDIRECTED : size > 0 && size < smallest(type) ? Kind.SUBNORMAL : Kind.USUAL;
            List<Truth> truths =
                    sizes(row).stream().map(z -> truth(row, z, smallest(type))).toList();
            for (int k = 0; k < m; k++) {
                int i = k;
                String where = name + "(" + at + ")[" + i + "] ";
                compare(
                        wrong,
                        type,
                        kind,
                        where + "value",
                        value[r * m + i],
                        0,
                        truths.stream().map(t -> t.outputs()[i]).toList());
                compare(
                        wrong,
                        type,
                        kind,
                        where + "tangent",
                        tangent[r * m + i],
                        2,
                        truths.stream().map(t -> t.outputs()[i]).toList());
            }
            for (int k = 0; k < n; k++) {
                int i = k;
                String where = name + "(" + at + ") by [" + i + "] ";
                compare(
                        wrong,
                        type,
                        kind,
                        where + "gradient",
                        gradient[r * n + i],
                        1,
                        truths.stream().map(t -> t.inputs()[i]).toList());
                compare(
                        wrong,
                        type,
                        kind,
                        where + "second derivative",
                        second[r * n + i],
                        3,
                        truths.stream().map(t -> t.inputs()[i]).toList());
            }
        }
        return wrong;
    }

    private static double round(DType type, BigDecimal x) {
        return x == null ? Double.NaN : type == DType.FLOAT32 ? x.floatValue() : x.doubleValue();
    }

    private static double smallest(DType type) {
        return type == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    }

    private static BigDecimal part(Jet x, int part) {
        return part == 0 ? x.v() : part == 1 ? x.a() : part == 2 ? x.b() : x.ab();
    }

    private void compare(
            List<String> wrong, DType type, Kind kind, String what, double got, int part, List<Jet> truths) {
        if (part > 0 && kind == Kind.SUBNORMAL) {
            return;
        }
        BigDecimal exact = part(truths.get(0), part);
        if (part > 0 && (exact == null || truths.get(0).v() == null)) {
            return; // of what is NaN the slope is NaN, or that of a piece
        }
        double right = round(type, exact);
        double eps = type == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
        double least = 8 * smallest(type);
        double tolerance = ulps * eps * truths.get(0).lost()[part].doubleValue() + least;
        boolean limit = true;
        boolean any = false;
        for (Jet other : truths) {
            double o = round(type, part(other, part));
            any |= Math.abs(got - o) <= tolerance;
            limit &= Double.compare(right + 0.0, o + 0.0) == 0 || Math.abs(right - o) <= tolerance;
        }
        boolean close = Double.compare(got + 0.0, right + 0.0) == 0
                || Math.abs(got - right) <= tolerance && Double.isFinite(got)
                || !limit && Double.isNaN(got)
                || !limit && any
                || kind == Kind.UNDIRECTED && Double.isNaN(got);
        // what ends next to the largest number may be rounded to infinity, and the other way round
        double largest = type == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        double edge = largest * (1 - 1e-5);
        close |= Math.signum(got) == Math.signum(right) && Math.abs(got) >= edge && Math.abs(right) >= edge;
        // terms that overflow, with opposite signs perhaps
        close |= !Double.isFinite(got) && truths.get(0).lost()[part].doubleValue() > largest;
        if (!close) {
            wrong.add(what + " is " + got + ", not " + right + (limit ? "" : " (there is no limit)"));
        }
    }
}
