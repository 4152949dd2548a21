package org.autodiff.check;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Seed;
import org.autodiff.check.Subject.Derivatives;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Numbers;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/**
 * The slope of the Taylor remainder: {@code f(x + h v) - f(x) - h <g, v>} falls with the square of h where the gradient g is
 * right, with h itself where it is wrong. No step has to be chosen and no tolerance, but it speaks of one direction only,
 * and not of a function that is linear.
 */
final class Taylor {
    private static final int STEPS = 5;

    private Taylor() {}

    static List<Comparison> of(Subject s, Seed seed) {
        double[][] x = new double[s.inputs()][];
        Arrays.setAll(x, s::point);
        double[] y = s.value(x);
        if (y.length == 0) {
            return List.of();
        }
        double[] u = Direction.dense(seed, y.length);
        Direction v = Direction.random(s, -1, seed.child(50), 0);
        Derivatives d = s.derivatives(new double[][] {u}, List.of());
        double slope = v.dot(d.gradients()[0]);
        double at0 = 0;
        double noise = 0;
        for (int o = 0; o < u.length; o++) {
            at0 += u[o] * y[o];
            noise += 8 * s.unit() * Math.abs(u[o] * y[o]);
        }
        double[] remainder = new double[STEPS];
        double[] steps = new double[STEPS];
        int good = 0;
        for (int j = 0; j < STEPS; j++) {
            double h = Math.scalb(1.0, -5 - 2 * j);
            double at = 0;
            double[] moved = s.value(v.moved(x, h));
            for (int o = 0; o < u.length; o++) {
                at += u[o] * moved[o];
            }
            double r = Math.abs(at - at0 - h * slope);
            if (!(r > 30 * noise) || !Double.isFinite(r)) {
                break;
            }
            remainder[good] = r;
            steps[good++] = h;
        }
        if (good < 2) {
            return List.of(); // linear, or all rounding: the remainder says nothing
        }
        double order =
                Math.log(remainder[good - 2] / remainder[good - 1]) / Math.log(steps[good - 2] / steps[good - 1]);
        Tally t = new Tally(s, Oracle.TAYLOR, -1, 0);
        boolean right = order > 1.7;
        t.add(
                -1,
                order,
                2,
                0.3,
                steps[good - 1],
                right
                        ? Outcome.near(2, 2, 0)
                        : Outcome.of(
                                Verdict.INCONCLUSIVE,
                                "the remainder falls with the power " + Numbers.rough(order)
                                        + " of the step, 2 is right"));
        return List.of(t.done());
    }
}
