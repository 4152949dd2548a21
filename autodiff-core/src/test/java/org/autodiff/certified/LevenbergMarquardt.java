package org.autodiff.certified;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.linalg.Decompositions;
import org.autodiff.transform.Autodiff;

/**
 * Levenberg and Marquardt's method (Marquardt 1963; Moré 1978 for the scaling; Nielsen 1999 for the damping; Transtrum and Sethna 2012
 * for the second order along a step), with derivatives of
 * the library. The steps are least-squares solutions, not normal equations, for some problems are conditioned like 1e14.
 */
final class LevenbergMarquardt {
    private static final int STEPS = 1000;

    private static final int POLISH = 50;

    private LevenbergMarquardt() {}

    /** The parameters at which the squares of a problem's residuals are least: the best that several dampings lead to. */
    static double[] fit(StrdProblem problem, double[] start) {
        double[] best = start;
        for (double damping : new double[] {1e-3, 1, 1e3}) {
            for (boolean keep : new boolean[] {true, false}) {
                double[] b = descend(problem, start, damping, keep);
                best = squares(problem, b) < squares(problem, best) ? b : best;
            }
        }
        return polished(problem, best);
    }

    /** Gauss-Newton steps as long as they get shorter: squares say nothing about the last half of the digits. */
    private static double[] polished(StrdProblem problem, double[] from) {
        double[] b = from;
        double shortest = Double.POSITIVE_INFINITY;
        for (int n = 0; n < POLISH; n++) {
            double[] scale = new double[b.length];
            double[][] j = jacobian(problem, b);
            include(j, scale);
            double[] move = step(j, problem.residuals(Tensor.of(b)).toDoubles(), scale, 0);
            double length = 0;
            for (int k = 0; k < b.length; k++) {
                length = Math.hypot(length, move[k] * scale[k]);
            }
            if (!(length < shortest)) {
                return b;
            }
            shortest = length;
            b = b.clone();
            for (int k = 0; k < b.length; k++) {
                b[k] += move[k];
            }
        }
        return b;
    }

    /** Raises the scales to the lengths of the columns. */
    private static void include(double[][] j, double[] scale) {
        for (int k = 0; k < scale.length; k++) {
            double norm = 0;
            for (double[] row : j) {
                norm = Math.hypot(norm, row[k]);
            }
            scale[k] = Math.max(scale[k], norm);
        }
    }

    private static double[] descend(StrdProblem problem, double[] start, double initial, boolean keep) {
        double[] b = start.clone();
        double[] scale = new double[b.length];
        double damping = initial;
        double growth = 2;
        double squares = squares(problem, b);
        int idle = 0;
        for (int step = 0; step < STEPS && idle < 30; step++) {
            double[] r = problem.residuals(Tensor.of(b)).toDoubles();
            double[][] j = jacobian(problem, b);
            if (!keep) { // the scale of the start may be far from that of the solution
                Arrays.fill(scale, 0);
            }
            include(j, scale);
            double[] move = step(j, r, scale, damping);
            double[] bend = step(j, curvature(problem, b, move), scale, damping);
            double[] next = new double[b.length];
            double bent = 0;
            double straight = 0;
            double predicted = 0;
            double relative = 0;
            for (int k = 0; k < b.length; k++) {
                next[k] = b[k] + move[k] + bend[k] / 2;
                bent = Math.hypot(bent, bend[k] * scale[k]);
                straight = Math.hypot(straight, move[k] * scale[k]);
                relative = Math.max(relative, Math.abs(move[k]) / (Math.abs(b[k]) + 1e-300));
            }
            for (int i = 0; i < r.length; i++) {
                double left = r[i];
                for (int k = 0; k < b.length; k++) {
                    left += j[i][k] * move[k];
                }
                predicted += r[i] * r[i] - left * left;
            }
            double after = squares(problem, next);
            double gain = (squares - after) / predicted;
            if (after < squares && gain > 0 && bent <= 0.75 * straight) {
                idle = relative < 1e-13 ? idle + 1 : 0;
                b = next;
                squares = after;
                damping *= Math.max(1.0 / 3, 1 - Math.pow(2 * gain - 1, 3));
                growth = 2;
            } else if (relative < 1e-12) {
                break; // no digit is left to gain
            } else {
                damping *= growth;
                growth *= 2;
            }
            damping = Math.min(1e30, Math.max(1e-30, damping));
        }
        return b;
    }

    /** The solution of the damped problem, whose columns have been scaled to about one. */
    private static double[] step(double[][] j, double[] r, double[] scale, double damping) {
        int n = scale.length;
        double[] a = new double[(j.length + n) * n];
        double[] y = new double[j.length + n];
        for (int i = 0; i < j.length; i++) {
            for (int k = 0; k < n; k++) {
                a[i * n + k] = j[i][k] / scale[k];
            }
            y[i] = -r[i];
        }
        for (int k = 0; k < n; k++) {
            a[(j.length + k) * n + k] = Math.sqrt(damping);
        }
        double[] x = Decompositions.lstsq(Tensor.of(a, j.length + n, n), Tensor.of(y, j.length + n, 1))
                .toDoubles();
        for (int k = 0; k < n; k++) {
            x[k] /= scale[k];
        }
        return x;
    }

    /** The second derivative of the residuals along a move: forward mode through forward mode. */
    private static double[] curvature(StrdProblem problem, double[] b, double[] move) {
        Tensor v = Tensor.of(move);
        return Autodiff.jvp(x -> Autodiff.jvp(problem::residuals, x, v).tangent(), Tensor.of(b), v)
                .tangent()
                .toDoubles();
    }

    private static double[][] jacobian(StrdProblem problem, double[] b) {
        double[] flat = Autodiff.jacobian(xs -> problem.residuals(xs[0]), Tensor.of(b))
                .matrix()
                .toDoubles();
        double[][] rows = new double[flat.length / b.length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * b.length, (i + 1) * b.length));
        return rows;
    }

    private static double squares(StrdProblem problem, double[] b) {
        double s = problem.squares(Tensor.of(b)).item();
        return Double.isFinite(s) ? s : Double.POSITIVE_INFINITY;
    }
}
