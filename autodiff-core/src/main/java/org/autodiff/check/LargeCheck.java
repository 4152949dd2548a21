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
 * <p>One evaluation at the point gives the value, its gradient and a tangent, another one the same again and the gradient of a
 * cotangent of zero; two for each direction give the differences. Where the function is in single precision, what it does again
 * is done in that, which is cheaper.
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
    private Tensor[][] directions;

    private double[][] weights;

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
            for (int i = 0; i < s.inputs(); i++) { // that of a cotangent of zero was zero
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
        double[][][] components;
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
            components = draw();
            Tensor[] v = new Tensor[variables.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = TensorSubject.tensor(components[0][i], s.shape(i)).mul(weights[0][i]);
            }
            tangent = tape.jvp(y, variables, v).toDoubles()[0];
        }
        directions = new Tensor[components.length][s.inputs()]; // what is made on the tape ends with it
        for (int d = 0; d < components.length; d++) {
            for (int i = 0; i < s.inputs(); i++) {
                directions[d][i] = TensorSubject.tensor(components[d][i], s.shape(i));
            }
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
    private double[][][] draw() {
        int n = settings.directions();
        double[][][] v = new double[n][s.inputs()][];
        double[][] shares = new double[n][s.inputs()];
        double[][] sizes = new double[n][s.inputs()];
        for (int i = 0; i < s.inputs(); i++) {
            double scale = Direction.scale(s.point(i));
            for (int d = 0; d < n; d++) {
                v[d][i] = new double[gradient[i].length];
            }
            draw(seed.child(i).generator(), i, scale, v, shares, sizes);
        }
        weights = new double[n][s.inputs()];
        slopes = new double[n];
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
        return v;
    }

    /** For one input, without branches, which random signs would make slow. */
    private void draw(
            RandomGenerator random, int i, double scale, double[][][] v, double[][] shares, double[][] sizes) {
        double[] g = gradient[i];
        for (int d = 0; d < v.length; d++) {
            double[] row = v[d][i];
            double share = 0;
            double size = 0;
            long state = random.nextLong();
            for (int k = 0; k < row.length; k++) {
                state += 0x9E3779B97F4A7C15L; // a generator without a call for each element
                long bits = (state ^ state >>> 32) * 0xBF58476D1CE4E5B9L;
                double a = (0.5 + (bits << 1 >>> 11) * 0x1p-53) * scale;
                long signed = Double.doubleToRawLongBits(a) | bits & Long.MIN_VALUE;
                long against = (signed ^ Double.doubleToRawLongBits(g[k])) & Direction.turning(k, d);
                a = Double.longBitsToDouble(signed ^ against);
                row[k] = a;
                share += a * g[k];
                size += Math.abs(a * g[k]);
            }
            shares[d][i] = share;
            sizes[d][i] = size;
        }
    }

    /**
     * The gradient of another evaluation, after that of a cotangent of zero, which is to be zero.
     *
     * @param expected what it is to be to the bit, and with it value and point; null where the evaluation is the first one
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
            if (at != xs) {
                againInSingle = expected == null ? again : againInSingle;
            }
            if (expected == null) {
                return gradient(tape, y, cotangent, variables);
            }
            double[][] none = gradient(tape, y, 0, variables);
            boolean same = again == (at == xs ? value : againInSingle) && none != null && isZero(none);
            double[][] g = same ? gradient(tape, y, cotangent, variables) : null;
            if (g == null || !Arrays.deepEquals(g, expected)) {
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

    private static boolean isZero(double[][] all) {
        for (double[] row : all) {
            for (double a : row) {
                if (a != 0) {
                    return false;
                }
            }
        }
        return true;
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
            Tensor[] moved = xs.clone();
            int i = 0;
            for (int j = 0; j < xs.length; j++) {
                if (xs[j].dtype().isFloating()) {
                    moved[j] =
                            xs[j].add(directions[d][i].mul(t * weights[d][i])).requiresGrad(true);
                    i++;
                }
            }
            double y = s.apply(moved).toDoubles()[0];
            Purity.closeWhatIsOpen(tape);
            return y;
        }
    }
}
