package org.autodiff.check;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Seed;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A gradient check: settings, and the entry to it. It is immutable: threads may share one, if the functions that they
 * check share nothing. It compares the derivatives that a function's operations give, in both sweeps and to any order,
 * with what the function's values show, by oracles that back each other ({@link Oracle}), and says what is wrong,
 * where, and how sure that is.
 *
 * <pre>{@code
 * GradCheckReport report = GradCheck.DEFAULT.withOrder(2).check(xs -> xs[0].matmul(xs[1]).tanh(), a, b);
 * }</pre>
 *
 * <p>Tolerances are not given but follow from an error model: the rounding of the function's values, as large as they are,
 * over the step, which is chosen for each element from the scale of the point; and the truncation, as the extrapolation of
 * two differences shows it. So a gradient of 1e-8 is checked as well as one of 1e8. Cotangents and directions are random
 * and dense, never ones, which hide mistakes.
 *
 * @param order how often the function is differentiated, 1 to 3
 * @param mode how much of the Jacobian is compared
 * @param directions how many random directions of each input {@link Mode#FAST} takes
 * @param samples how many elements of each input {@link Mode#SAMPLED} takes
 * @param rtol relative disagreement that is accepted beyond the estimated error of the numeric value
 * @param step the step of the difference quotients; 0 to have one chosen for each element, which is right nearly always
 * @param seed where cotangents, directions and samples are drawn from
 */
public record GradCheck(int order, Mode mode, int directions, int samples, double rtol, double step, Seed seed) {
    /** A full check of the first order. */
    public static final GradCheck DEFAULT = new GradCheck(1, Mode.FULL, 3, 20, 1e-7, 0, Seed.of(7));

    /** A check of these settings. */
    public GradCheck {
        if (order < 1 || order > 3) {
            throw new ArgumentException("GradCheck: the order must be 1, 2 or 3, got " + order);
        }
        Require.choice(mode, "GradCheck", "the mode", Mode.FULL);
        Require.positive(directions, "GradCheck", "the number of directions");
        Require.positive(samples, "GradCheck", "the number of samples");
        Require.notNegative(rtol, "GradCheck", "the relative tolerance");
        Require.notNegative(step, "GradCheck", "the step");
        Require.nonNull(seed, "GradCheck", "the seed", "pass Seed.of(number)");
    }

    /** The usual check to an order: short for {@code DEFAULT.withOrder(order)}. */
    public static GradCheck order(int order) {
        return DEFAULT.withOrder(order);
    }

    /** These settings with another order. */
    public GradCheck withOrder(int value) {
        return new GradCheck(value, mode, directions, samples, rtol, step, seed);
    }

    /** These settings with another mode. */
    public GradCheck withMode(Mode value) {
        return new GradCheck(order, value, directions, samples, rtol, step, seed);
    }

    /** These settings with another number of random directions. */
    public GradCheck withDirections(int value) {
        return new GradCheck(order, mode, value, samples, rtol, step, seed);
    }

    /** These settings with another number of sampled elements. */
    public GradCheck withSamples(int value) {
        return new GradCheck(order, mode, directions, value, rtol, step, seed);
    }

    /** These settings with another relative tolerance. */
    public GradCheck withRtol(double value) {
        return new GradCheck(order, mode, directions, samples, value, step, seed);
    }

    /** These settings with a step of one's own. */
    public GradCheck withStep(double value) {
        return new GradCheck(order, mode, directions, samples, rtol, value, seed);
    }

    /** These settings with another seed. */
    public GradCheck withSeed(Seed value) {
        return new GradCheck(order, mode, directions, samples, rtol, step, value);
    }

    /**
     * Checks a function at a point. Inputs of INT64 and BOOL are held fixed. Those of FLOAT32 are checked by the same
     * computation in double precision, and the gradient in single precision is compared with that.
     *
     * @throws ArgumentException if the function or an input is null, or the function's value is
     */
    public GradCheckReport check(TensorFunction f, Tensor... xs) {
        Require.nonNull(xs, "GradCheck", "the point", "pass the tensors to differentiate at");
        return check(f, TensorSubject.names(xs.length), xs);
    }

    /** The same with names of the inputs, such as those of a model's parameters, for the report. */
    public GradCheckReport check(TensorFunction f, String[] names, Tensor... xs) {
        return new GradCheckRun(this, f, names, xs).report();
    }

    /** Checks a function of several results: each of them by all inputs. The comparisons say of which output they are. */
    public GradCheckReport checkSeveral(Function<Tensor[], List<Tensor>> f, Tensor... xs) {
        return GradCheckRun.several(this, f, xs);
    }

    /**
     * The negative control: whether this check, of this function at this point, would fail if the rule were wrong in a way.
     * It runs the same check with the fault planted at each input in turn.
     */
    public boolean wouldCatch(Fault fault, TensorFunction f, Tensor... xs) {
        Require.nonNull(fault, "wouldCatch", "the fault", "pass Fault.SIGN or another one");
        Require.nonNull(f, "wouldCatch", "the function", "pass one of tensors, such as xs -> xs[0].sin()");
        Require.nonNulls(xs, "wouldCatch", "the point", "pass the tensors to differentiate at");
        boolean any = false;
        for (int i = 0; i < xs.length; i++) {
            if (xs[i].dtype().isFloating()) {
                any = true;
                if (check(fault.plantedIn(f, i), xs).verdict() != Verdict.FAIL) {
                    return false;
                }
            }
        }
        return any;
    }
}
