package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A check of a gradient written by hand, of plain arrays, that knows nothing of this library: the same engine and the
 * same report as {@link GradCheck}. It is immutable: threads may share one, if the functions that they check share
 * nothing. It says which array and which element is wrong.
 *
 * <pre>{@code
 * GradCheckReport report = GradientCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], x[0]}).at(2, 3);
 *
 * GradCheckReport report = GradientCheck.ofParameters(net::loss, net::gradients)
 *         .named("w1", "b1", "w2", "b2")
 *         .at(List.of(w1, b1, w2, b2));
 * }</pre>
 *
 * <p>A gradient of another library's arrays is checked through {@code double[]}: copy in and out in the two functions.
 *
 * @param <X> what the function takes: {@code double[]}, {@code float[]} or a list of {@code double[]}
 */
public final class GradientCheck<X> {
    private final GradCheck settings;
    private final List<String> names;
    private final Function<X, double[][]> open;
    private final Function<double[][], X> close;
    private final Function<X, double[]> f;
    private final Pullback<X> pullback;
    private final boolean single;

    /** The products of a cotangent with the derivative, by each array. */
    @FunctionalInterface
    private interface Pullback<X> {
        double[][] of(X x, double[] cotangent);
    }

    private GradientCheck(
            GradCheck settings,
            List<String> names,
            Function<X, double[][]> open,
            Function<double[][], X> close,
            Function<X, double[]> f,
            Pullback<X> pullback,
            boolean single) {
        this.settings = settings;
        this.names = names;
        this.open = open;
        this.close = close;
        this.f = f;
        this.pullback = pullback;
        this.single = single;
    }

    private static GradCheck usual() {
        return GradCheck.DEFAULT;
    }

    private static <F> F required(F f, String what) {
        return Require.nonNull(f, "GradientCheck", what, "pass both the function and its derivative");
    }

    /** The gradient of a function of an array. */
    public static GradientCheck<double[]> of(ToDoubleFunction<double[]> f, UnaryOperator<double[]> gradient) {
        required(f, "the function");
        required(gradient, "the gradient");
        return new GradientCheck<>(
                usual(),
                null,
                x -> new double[][] {x},
                x -> x[0],
                x -> new double[] {f.applyAsDouble(x)},
                (x, u) -> new double[][] {scaled(gradient.apply(x), u[0])},
                false);
    }

    /** The gradient of a function of an array in single precision. */
    public static GradientCheck<float[]> ofFloats(ToDoubleFunction<float[]> f, UnaryOperator<float[]> gradient) {
        required(f, "the function");
        required(gradient, "the gradient");
        return new GradientCheck<>(
                usual(),
                null,
                x -> new double[][] {doubles(x)},
                x -> floats(x[0]),
                x -> new double[] {f.applyAsDouble(x)},
                (x, u) -> new double[][] {scaled(doubles(gradient.apply(x)), u[0])},
                true);
    }

    /** The Jacobian of a function from an array to an array: a row for each element of the value. */
    public static GradientCheck<double[]> ofJacobian(
            UnaryOperator<double[]> f, Function<double[], double[][]> jacobian) {
        required(f, "the function");
        required(jacobian, "the Jacobian");
        return new GradientCheck<>(
                usual(),
                null,
                x -> new double[][] {x},
                x -> x[0],
                f::apply,
                (x, u) -> new double[][] {product(u, jacobian.apply(x), x.length)},
                false);
    }

    /** The gradients of a loss by its parameters, which are a list of arrays. */
    public static GradientCheck<List<double[]>> ofParameters(
            ToDoubleFunction<List<double[]>> loss, UnaryOperator<List<double[]>> gradients) {
        required(loss, "the loss");
        required(gradients, "the gradients");
        return new GradientCheck<>(
                usual(),
                null,
                x -> Require.nonNulls(x, "GradientCheck", "the arrays", "pass one for each parameter")
                        .toArray(double[][]::new),
                x -> new ArrayList<>(Arrays.asList(x)),
                x -> new double[] {loss.applyAsDouble(x)},
                (x, u) -> {
                    List<double[]> all = Require.nonNull(
                            gradients.apply(x), "GradientCheck", "the gradients", "return one for each array");
                    Require.nonNulls(
                            new ArrayList<>(all),
                            "GradientCheck",
                            "a gradient",
                            "return an array, of zeros where nothing depends on it");
                    double[][] scaled = new double[all.size()][];
                    Arrays.setAll(scaled, i -> scaled(all.get(i), u[0]));
                    return scaled;
                },
                false);
    }

    /** The same check with other settings; the order does not count: a gradient written by hand is of the first. */
    public GradientCheck<X> with(GradCheck value) {
        return new GradientCheck<>(
                Require.nonNull(value, "GradientCheck", "the settings", "the usual ones are GradCheck.DEFAULT"),
                names,
                open,
                close,
                f,
                pullback,
                single);
    }

    /** The same check with names of the arrays, for the report. */
    public GradientCheck<X> named(String... value) {
        List<String> all = List.of(Require.nonNulls(value, "GradientCheck", "the names", "pass one for each array"));
        return new GradientCheck<>(settings, all, open, close, f, pullback, single);
    }

    /** The same check with a derivative that is wrong in a way, to see that it would be found: the negative control. */
    public boolean wouldCatch(Fault fault, X x) {
        Require.nonNull(fault, "wouldCatch", "the fault", "pass Fault.SIGN or another one");
        GradientCheck<X> wrong =
                new GradientCheck<>(settings, names, open, close, f, (p, u) -> fault.in(pullback.of(p, u)), single);
        return wrong.at(x).verdict() == Verdict.FAIL;
    }

    /** The arrays of a point; one of another type can only come from unchecked code. */
    private double[][] opened(X x) {
        try {
            return open.apply(x);
        } catch (ClassCastException e) {
            throw new ArgumentException("GradientCheck: the point is a "
                    + x.getClass().getSimpleName() + "; pass arrays as the function takes them");
        }
    }

    /** Checks at a point. */
    public GradCheckReport at(X x) {
        Require.nonNull(x, "GradientCheck", "the point", "pass the arrays to differentiate at");
        double[][] point = ArraySubject.copy(arrays(x));
        List<String> all = names == null ? usualNames(point.length) : names;
        if (all.size() != point.length) {
            throw new ArgumentException(
                    "GradientCheck: " + all.size() + " names for " + point.length + " arrays; give one for each");
        }
        ArraySubject.Written written = new ArraySubject.Written() {
            @Override
            public double[] value(double[][] at) {
                return Require.nonNull(f.apply(close.apply(at)), "GradientCheck", "the value", "return an array");
            }

            @Override
            public double[][] pullback(double[][] at, double[] cotangent) {
                double[][] g = pullback.of(close.apply(at), cotangent);
                fit(g, point, all);
                return g;
            }
        };
        return ArrayRun.report(settings.withOrder(1), new ArraySubject(written, all, point, ArraySubject.unit(single)));
    }

    private double[][] arrays(X x) {
        try {
            return open.apply(x);
        } catch (ClassCastException | ArrayStoreException e) { // an unchecked cast of the caller's
            throw new ArgumentException(
                    "GradientCheck: the point is a " + x.getClass().getSimpleName()
                            + ", which is not what the function takes; pass a double[], a float[] or a list of double[]",
                    e);
        }
    }

    private static List<String> usualNames(int n) {
        return n == 1 ? List.of("x") : List.of(TensorSubject.names(n));
    }

    private static void fit(double[][] g, double[][] point, List<String> names) {
        if (g.length != point.length) {
            throw new ArgumentException("GradientCheck: the gradient has " + g.length + " arrays for " + point.length
                    + " parameters; return one for each");
        }
        for (int i = 0; i < g.length; i++) {
            if (g[i].length != point[i].length) {
                throw new ArgumentException("GradientCheck: the gradient by " + names.get(i) + " has " + g[i].length
                        + " elements, the array " + point[i].length + "; they must be as many");
            }
        }
    }

    private static double[] scaled(double[] g, double u) {
        double[] all = Require.nonNull(
                        g, "GradientCheck", "a gradient", "return an array, of zeros where nothing depends on it")
                .clone();
        for (int k = 0; k < all.length; k++) {
            all[k] *= u;
        }
        return all;
    }

    private static double[] product(double[] u, double[][] jacobian, int n) {
        Require.nonNull(jacobian, "GradientCheck", "the Jacobian", "return a row for each element of the value");
        if (jacobian.length != u.length) {
            throw new ArgumentException("GradientCheck: the Jacobian has " + jacobian.length + " rows for " + u.length
                    + " elements of the value; return one for each");
        }
        double[] all = new double[n];
        for (int o = 0; o < u.length; o++) {
            Require.nonNull(jacobian[o], "GradientCheck", "row " + o + " of the Jacobian", "return an array");
            if (jacobian[o].length != n) {
                throw new ArgumentException("GradientCheck: row " + o + " of the Jacobian has " + jacobian[o].length
                        + " elements for " + n + " of the argument; they must be as many");
            }
            for (int k = 0; k < n; k++) {
                all[k] += u[o] * jacobian[o][k];
            }
        }
        return all;
    }

    private static double[] doubles(float[] x) {
        Require.nonNull(x, "GradientCheck", "a gradient", "return an array");
        double[] all = new double[x.length];
        Arrays.setAll(all, i -> x[i]);
        return all;
    }

    private static float[] floats(double[] x) {
        float[] all = new float[x.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) x[i];
        }
        return all;
    }
}
