package org.autodiff.examples.research;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.linalg.Decompositions;
import org.autodiff.transform.Autodiff;

/** Nonlinear regressions of NIST's Statistical Reference Datasets, by the Gauss-Newton method with exact Jacobians. */
public final class NistRegression {
    private NistRegression() {}

    /** The parameters that fit a problem from its start: full steps, halved until the squares fall. */
    public static double[] fit(NistData problem) {
        Tensor x = Tensor.of(problem.x());
        Tensor y = Tensor.of(problem.y());
        Tensor b = Tensor.of(problem.start());
        for (int step = 0; step < 50; step++) {
            Tensor residual = y.sub(problem.model().apply(b, x));
            Tensor jacobian =
                    Autodiff.jacobian(xs -> problem.model().apply(xs[0], x), b).matrix();
            Tensor move = Decompositions.lstsq(jacobian, residual.unsqueeze(1)).squeeze(1);
            double squares = residual.square().sum().item();
            for (int half = 0; half < 20; half++) {
                Tensor next = b.add(move.mul(Math.scalb(1.0, -half)));
                if (y.sub(problem.model().apply(next, x)).square().sum().item() < squares * (1 + 1e-12)) {
                    b = next;
                    break;
                }
            }
        }
        return b.toDoubles();
    }

    /** Prints the parameters of both problems. */
    public static void main(String[] args) {
        System.out.println("Misra1a " + Arrays.toString(fit(NistData.MISRA1A)));
        System.out.println("Thurber " + Arrays.toString(fit(NistData.THURBER)));
    }
}
