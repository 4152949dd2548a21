package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Seed;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/**
 * The gradient in single precision against the same computation in double, at the same rounded point. What rounding alone
 * does is seen by moving the point by as much as it is rounded; beyond that the gradient loses digits on its way.
 */
final class SinglePrecision {
    private static final double UNIT = Math.ulp(1f) / 2;

    /** How many roundings on the way count as usual. */
    private static final double USUAL = 256;

    /** A gradient in double precision that is smaller than this beside the largest is zero but for rounding. */
    private static final double ZERO = 1e-11;

    private SinglePrecision() {}

    static List<Comparison> compare(TensorSubject s, TensorFunction f, Tensor[] single, Tensor[] twice, Seed seed) {
        return compare(s, f, twice, seed, gradients(f, single, seed), gradients(f, twice, seed));
    }

    /**
     * The same where the gradients of {@link #cotangent} are known.
     *
     * @param a that by each input in single precision
     * @param d that in double precision
     */
    static List<Comparison> compare(
            TensorSubject s, TensorFunction f, Tensor[] twice, Seed seed, double[][] a, double[][] d) {
        double[] largests =
                Arrays.stream(d).mapToDouble(SinglePrecision::largest).toArray();
        double most = Arrays.stream(largests).max().orElse(0);
        List<Comparison> all = new ArrayList<>();
        double[][] moved = null;
        for (int i = 0; i < a.length; i++) {
            double largest = largests[i];
            double size = largest < ZERO * most ? most : largest; // zero: what is left are terms that cancel
            double usual = USUAL * UNIT * size;
            double[] rounding = null; // for each element where some are farther apart
            if (isFar(a[i], d[i], usual)) {
                moved = moved == null ? gradients(f, moved(twice, seed.child(77)), seed) : moved;
                rounding = new double[a[i].length];
                for (int k = 0; k < rounding.length; k++) {
                    rounding[k] = usual + 64 * Math.abs(moved[i][k] - d[i][k]);
                }
            }
            double[] each = rounding;
            Tally t = new Tally(s, Oracle.DOUBLE_PRECISION, i, 0);
            t.addNear(
                    a[i],
                    d[i],
                    k -> each == null ? usual : each[k],
                    Outcome.of(
                            Verdict.INCONCLUSIVE,
                            "the gradient loses to rounding in FLOAT32: the same computation in double precision"
                                    + " gives another value, and that one is what the other oracles have checked"));
            if (!t.isEmpty()) {
                all.add(t.done());
            }
        }
        return all;
    }

    private static boolean isFar(double[] a, double[] d, double tolerance) {
        for (int k = 0; k < a.length; k++) {
            if (!(Math.abs(a[k] - d[k]) <= tolerance)) {
                return true;
            }
        }
        return false;
    }

    private static double largest(double[] g) {
        double most = 0;
        for (double a : g) {
            most = Math.max(most, Math.abs(a));
        }
        return most;
    }

    private static Tensor[] moved(Tensor[] xs, Seed seed) {
        RandomGenerator random = seed.generator();
        return Arrays.stream(xs)
                .map(x -> {
                    if (!x.dtype().isFloating()) {
                        return x;
                    }
                    double[] v = x.toDoubles();
                    for (int k = 0; k < v.length; k++) {
                        v[k] *= 1 + UNIT * (random.nextBoolean() ? 1 : -1);
                    }
                    return TensorSubject.tensor(v, x.shape());
                })
                .toArray(Tensor[]::new);
    }

    /** A cotangent whose elements are the same in both precisions. */
    static double[] cotangent(Seed seed, int size) {
        double[] u = Direction.dense(seed, size);
        Arrays.setAll(u, k -> (float) u[k]);
        return u;
    }

    private static double[][] gradients(TensorFunction f, Tensor[] xs, Seed seed) {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = TensorSubject.asLeaves(xs);
            Tensor y = f.apply(leaves.clone());
            Purity.closeWhatIsOpen(tape);
            Tensor[] variables =
                    Arrays.stream(leaves).filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
            if (!y.isRecorded()) {
                return Arrays.stream(variables).map(v -> new double[v.size()]).toArray(double[][]::new);
            }
            Tensor u = TensorSubject.cotangent(cotangent(seed, y.size()), y);
            return tape.gradients(false, y, u, variables).all().stream()
                    .map(Tensor::toDoubles)
                    .toArray(double[][]::new);
        }
    }
}
