package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/**
 * The check of a loss by very many elements along random directions, in as few evaluations as its oracles can do with where all
 * is well: each evaluation serves several of them, and a direction whose first two differences agree with the rule takes no
 * further ones. It says yes or nothing: whatever is not clear at once is left to the thorough check.
 *
 * <p>One evaluation at the point gives the value, its gradient and a tangent, another one the value again and the gradient of
 * -2 times the cotangent, which tells a rule that is not linear in it as well as one that does not do the same twice; two for
 * each direction give the differences. Where the function is in single precision, what it does again is done in that, which is
 * cheaper.
 */
final class LargeCheck {
    /** A first difference this near to the rule's value, relatively, would be so by chance once in ten million times. */
    private static final double AGREES = 1e-7;

    /** A difference is good enough to say so if its rounding is smaller than this. */
    private static final double SHARP = 1e-5;

    /** So much of a slope may change over the step, or a kink is suspected. */
    private static final double BENDS = 1e-2;

    private final GradCheck settings;
    private final TensorSubject s;
    private final TensorFunction f;
    private final Tensor[] xs;
    private final Seed seed;

    private double value;
    private double cotangent;
    private double[][] gradient;
    private double step;
    private double jitter;
    private double least;
    /** For each direction and input the components, and what they are weighed with. */
    private double[][][] directions;

    private double[][] weights;

    /** Where points are moved to, each after the other: fresh memory costs more than the numbers in it. */
    private double[][] moved;

    private double[] slopes;
    private double tangent;
    private double terms;
    private double againInSingle;

    /**
     * @param xs the point, in double precision
     */
    LargeCheck(GradCheck settings, TensorSubject s, TensorFunction f, Tensor[] xs) {
        this.settings = settings;
        this.s = s;
        this.f = f;
        this.xs = xs;
        this.seed = settings.seed().child(1).child(800);
    }

    /** Whether it can say something: of the first derivative by many elements, along directions of all inputs at once. */
    static boolean applies(GradCheck settings, TensorSubject s) {
        return settings.order() == 1 && settings.step() == 0 && s.isLarge() && Directions.isJoint(settings, s);
    }

    /**
     * The comparisons, all of which agree; nothing where one does not, or it cannot be said.
     *
     * @param single the point in single precision if that is to be checked as well, else null
     */
    List<Comparison> run(Tensor[] single) {
        try {
            List<Comparison> all = new ArrayList<>();
            if (!evaluate() || !differences(all)) {
                return List.of();
            }
            Tensor[] at = single == null ? xs : single;
            double[][] first = single == null ? gradient : gradient(at, null);
            double[][] again = first == null ? null : gradient(at, first);
            if (again == null) {
                return List.of();
            }
            for (int i = 0; i < s.inputs(); i++) { // that of another cotangent was as many times as large
                Tally t = new Tally(s, Oracle.COTANGENT, i, 0);
                t.addEqual(s.point(i).length);
                all.add(t.done());
            }
            if (single != null) {
                all.addAll(SinglePrecision.compare(s, f, xs, settings.seed(), first, gradient));
            }
            return all.stream().allMatch(Comparison::passed) ? all : List.of();
        } catch (RuntimeException e) { // whatever it is: the thorough check finds it again, and says it
            return List.of();
        }
    }

    /** The first evaluation: value, gradient, and a tangent in the first of the directions, which the gradient says. */
    private boolean evaluate() {
        cotangent = SinglePrecision.cotangent(settings.seed(), 1)[0];
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = TensorSubject.asLeaves(xs);
            Tensor[] variables = s.active(leaves);
            Tensor y = s.apply(leaves.clone());
            if (!isClosed(tape) || !y.isRecorded() || y.size() != 1 || y.dtype() != DType.FLOAT64) {
                return false;
            }
            value = y.toDoubles()[0];
            gradient = gradient(tape, y, cotangent, variables);
            if (!Double.isFinite(value) || gradient == null) {
                return false;
            }
            draw();
            Tensor[] v = new Tensor[variables.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = TensorSubject.tensor(directions[0][i], s.shape(i)).mul(weights[0][i]);
            }
            tangent = tape.jvp(y, variables, v).toDoubles()[0];
        }
        return Arrays.stream(slopes).allMatch(a -> Double.isFinite(a) && a != 0);
    }

    private static boolean isClosed(Tape tape) {
        return !Purity.closeWhatIsOpen(tape) && !tape.isClosed();
    }

    /** The gradient by each input; null where one is not connected to the value. */
    private static double[][] gradient(Tape tape, Tensor y, double u, Tensor[] variables) {
        Gradients g = tape.gradients(false, y, TensorSubject.cotangent(new double[] {u}, y), variables);
        double[][] all = new double[variables.length][];
        for (int i = 0; i < all.length; i++) {
            if (g.isDisconnected(variables[i]) || variables[i].size() == 0) {
                return null;
            }
            all[i] = g.of(i).toDoubles();
        }
        return all;
    }

    /** Draws the directions: each leans towards the gradient, and weighs the inputs by their share of the derivative. */
    private void draw() {
        int n = settings.directions();
        directions = new double[n][s.inputs()][];
        weights = new double[n][s.inputs()];
        moved = new double[s.inputs()][];
        slopes = new double[n];
        double[][] shares = new double[n][s.inputs()];
        double[][] sizes = new double[n][s.inputs()];
        for (int i = 0; i < s.inputs(); i++) {
            RandomGenerator random = seed.child(i).generator();
            double scale = Direction.scale(s.point(i));
            long[] bits = new long[gradient[i].length];
            moved[i] = new double[bits.length];
            for (int d = 0; d < n; d++) {
                if (d % IN_ONE == 0) {
                    fill(bits, random.nextLong());
                }
                directions[d][i] = leaning(bits, d, scale, gradient[i]);
                shares[d][i] = dot(directions[d][i], gradient[i]);
                sizes[d][i] = d == 0 ? size(directions[d][i], gradient[i]) : 0;
            }
        }
        for (int d = 0; d < n; d++) {
            double most = Arrays.stream(shares[d]).map(Math::abs).max().orElse(0);
            for (int i = 0; i < s.inputs(); i++) {
                weights[d][i] = Directions.weight(Math.abs(shares[d][i]), most);
                slopes[d] += weights[d][i] * shares[d][i] / cotangent;
                terms += d == 0 ? weights[d][i] * sizes[d][i] / Math.abs(cotangent) : 0;
            }
        }
        step = Direction.step(s) / Directions.FINER;
        least = 32 * s.inputUnit();
        jitter = s.inputUnit() / 2;
    }

    /** As many directions are made of one random number for each element, of 21 bits each. */
    private static final int IN_ONE = 3;

    private static final int BITS = 21;

    /** Random numbers by a generator without a call for each element. */
    private static void fill(long[] bits, long state) {
        for (int k = 0; k < bits.length; k++) {
            state += 0x9E3779B97F4A7C15L;
            long mixed = (state ^ state >>> 32) * 0xBF58476D1CE4E5B9L;
            bits[k] = mixed ^ mixed >>> 29;
        }
    }

    /** Numbers of sizes between a half and three halves of the scale, without branches, which random signs would make slow. */
    private static double[] leaning(long[] bits, int d, double scale, double[] g) {
        double[] row = new double[g.length];
        int shift = 1 + BITS * (d % IN_ONE);
        double unit = scale * 0x1p-20;
        double half = scale / 2;
        for (int k = 0; k < row.length; k++) {
            long drawn = bits[k] >>> shift;
            double a = half + (drawn & 0xFFFFF) * unit;
            long sign = drawn << 63 - 20;
            long against = (sign ^ Double.doubleToRawLongBits(g[k])) & Direction.turning(k, d);
            row[k] = Double.longBitsToDouble(Double.doubleToRawLongBits(a) | (sign ^ against) & Long.MIN_VALUE);
        }
        return row;
    }

    private static double dot(double[] a, double[] b) {
        double even = 0;
        double odd = 0; // two sums, as one would wait for each addition
        for (int k = 0; k + 1 < a.length; k += 2) {
            even += a[k] * b[k];
            odd += a[k + 1] * b[k + 1];
        }
        return even + odd + (a.length % 2 == 0 ? 0 : a[a.length - 1] * b[a.length - 1]);
    }

    private static double size(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += Math.abs(a[k] * b[k]);
        }
        return sum;
    }

    /**
     * The gradient of another evaluation, the second time of {@link #OTHER} times the cotangent.
     *
     * @param expected that of the evaluation before, which this one is to be so many times of to the bit, and with it value and
     *     point; null where it is the first
     */
    private double[][] gradient(Tensor[] at, double[][] expected) {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = TensorSubject.asLeaves(at);
            Tensor[] variables = s.active(leaves);
            Tensor y = s.apply(leaves.clone());
            if (!isClosed(tape) || !y.isRecorded() || y.size() != 1) {
                return null;
            }
            double again = y.to(DType.FLOAT64).toDoubles()[0];
            if (expected == null) {
                againInSingle = again;
                return gradient(tape, y, cotangent, variables);
            }
            boolean same = again == (at == xs ? value : againInSingle);
            double[][] g = same ? gradient(tape, y, OTHER * cotangent, variables) : null;
            if (g == null || !isTimes(g, expected)) {
                return null;
            }
            for (int i = 0; i < variables.length; i++) {
                if (!Arrays.equals(variables[i].toDoubles(), s.point(i))) {
                    return null;
                }
            }
            return g;
        }
    }

    /** A power of two, by which rounding does not change. */
    private static final double OTHER = -2;

    private static boolean isTimes(double[][] all, double[][] expected) {
        boolean same = true;
        for (int i = 0; i < all.length && same; i++) {
            double[] a = all[i];
            double[] e = expected[i];
            for (int k = 0; k < a.length; k++) {
                same &= a[k] == OTHER * e[k];
            }
        }
        return same;
    }

    private boolean differences(List<Comparison> all) {
        Tally reverse = new Tally(s, Oracle.DIFFERENCES, -1, 0);
        Tally forward = new Tally(s, Oracle.TANGENT_DIFFERENCES, -1, 0);
        for (int d = 0; d < slopes.length; d++) {
            if (!along(d, reverse, forward)) {
                return false;
            }
        }
        all.add(reverse.done());
        all.add(forward.done());
        Tally adjoint = new Tally(s, Oracle.ADJOINT, -1, 0);
        double near = Examination.ADJOINT_RTOL * terms;
        adjoint.add(-1, slopes[0], tangent, near, 0, Outcome.near(slopes[0], tangent, near));
        all.add(adjoint.done());
        return true;
    }

    /** Compares along one direction; false where that is not clear. */
    private boolean along(int d, Tally reverse, Tally forward) {
        Map<Double, Double> known = new HashMap<>();
        NumericDerivative.Curve curve = t -> {
            double y = known.computeIfAbsent(t, at -> valueAt(d, at));
            return new double[] {y, y};
        };
        double[] claimed = {slopes[d], d == 0 ? tangent : slopes[d]};
        double noise = 2 * s.unit() * Math.abs(value);
        for (double h : new double[] {step / 16, step}) { // the small one passes fewer kinks, the large one rounds less
            double up = curve.at(h)[0];
            double down = curve.at(-h)[0];
            double difference = (up - down) / (2 * h);
            double rounding = (4 * noise + jitter * Math.abs(difference)) / h;
            double bend = Math.abs(up - 2 * value + down) / h;
            double slope = Math.abs(slopes[d]);
            boolean clear = rounding <= SHARP * slope && bend <= BENDS * slope;
            for (double c : claimed) {
                clear &= Math.abs(difference - c) <= AGREES * slope + rounding;
            }
            if (clear) { // the next term of the series is about the square of this one, relatively
                double error = rounding + bend * bend / slope;
                reverse.add(-1, slopes[d], difference, error, h, Outcome.near(0, 0, 0));
                if (d == 0) {
                    forward.add(-1, tangent, difference, error, h, Outcome.near(0, 0, 0));
                }
                return true;
            }
        }
        NumericDerivative numeric = new NumericDerivative(
                curve,
                new double[] {value, value},
                new double[] {noise, noise},
                s.unit(),
                4 * s.unit(),
                step,
                least,
                jitter);
        double floor = 1e-8 * Math.abs(slopes[d]);
        if (isOpen(numeric, 0, claimed[0], floor) || isOpen(numeric, 1, claimed[1], floor)) {
            numeric.climb(c -> isOpen(numeric, c, claimed[c], floor), c -> isOpen(numeric, c, claimed[c], floor));
        }
        for (int c = 0; c <= (d == 0 ? 1 : 0); c++) {
            Outcome o =
                    Outcome.of(claimed[c], numeric, c, new Outcome.Tolerances(settings.rtol(), floor, 0), s.order());
            if (o.verdict() != Verdict.PASS || !o.isSignificant()) {
                return false;
            }
            (c == 0 ? reverse : forward).add(-1, claimed[c], numeric.value(c), numeric.error(c), numeric.step(c), o);
        }
        return true;
    }

    private boolean isOpen(NumericDerivative numeric, int c, double claimed, double floor) {
        return !Outcome.isSettled(claimed, numeric.value(c), numeric.error(c), settings.rtol(), floor)
                || Kinks.suspected(numeric, c);
    }

    /** The value at the point moved along a direction. */
    private double valueAt(int d, double t) {
        try (Tape tape =
                Tape.record()) { // for the function may itself take gradients, and for what it makes to end with it
            Tensor[] point = xs.clone();
            int i = 0;
            for (int j = 0; j < xs.length; j++) {
                if (xs[j].dtype().isFloating()) {
                    point[j] = TensorSubject.tensor(moved(i, t * weights[d][i], directions[d][i]), s.shape(i))
                            .requiresGrad(true);
                    i++;
                }
            }
            double y = s.apply(point).toDoubles()[0];
            Purity.closeWhatIsOpen(tape);
            return y;
        }
    }

    private double[] moved(int i, double by, double[] along) {
        double[] x = s.point(i);
        double[] to = moved[i];
        for (int k = 0; k < to.length; k++) {
            to[k] = x[k] + by * along[k];
        }
        return to;
    }
}
