package org.autodiff.examples.research;

import java.util.Arrays;
import java.util.Random;
import org.autodiff.Scalar;
import org.autodiff.transform.Autodiff;

/** Hamiltonian Monte Carlo (Neal 2011): draws from a normal distribution with means 1, -1, variances 1, correlation 0.8. */
public final class HamiltonianMonteCarlo {
    private HamiltonianMonteCarlo() {}

    private static Scalar energy(Scalar[] q) {
        Scalar a = q[0].sub(1);
        Scalar b = q[1].add(1);
        return a.square().add(b.square()).sub(a.mul(b).mul(1.6)).div(2 * 0.36);
    }

    private static double energy(double[] q, double[] p) {
        double a = q[0] - 1;
        double b = q[1] + 1;
        return (a * a + b * b - 1.6 * a * b) / 0.72 + (p[0] * p[0] + p[1] * p[1]) / 2;
    }

    private static void move(double[] x, double step, double[] v) {
        Arrays.setAll(x, i -> x[i] + step * v[i]);
    }

    /** Both means, a variance, the covariance, and the share of proposals that were accepted. */
    public static double[] run(int draws) {
        Random random = new Random(7);
        double[] at = {0, 0};
        double[] sums = new double[5];
        for (int n = 0; n < draws; n++) {
            double[] q = at.clone();
            double[] p = {random.nextGaussian(), random.nextGaussian()};
            double before = energy(q, p);
            for (int leap = 0; leap < 10; leap++) {
                move(p, -0.1, Autodiff.gradient(HamiltonianMonteCarlo::energy, q));
                move(q, 0.2, p);
                move(p, -0.1, Autodiff.gradient(HamiltonianMonteCarlo::energy, q));
            }
            boolean accepted = random.nextDouble() < Math.exp(before - energy(q, p));
            at = accepted ? q : at;
            double[] x = {at[0], at[1], (at[0] - 1) * (at[0] - 1), (at[0] - 1) * (at[1] + 1), accepted ? 1 : 0};
            move(sums, 1.0 / draws, x);
        }
        return sums;
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("means, variance, covariance, accepted: " + Arrays.toString(run(5000)));
    }
}
