package org.autodiff.examples.research;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.Creation;
import org.autodiff.linalg.Determinants;
import org.autodiff.linalg.Linalg;
import org.autodiff.transform.Autodiff;

/** Logistic regression with a normal prior: the most probable weights by Newton's method, the evidence by Laplace's. */
public final class BayesianLogisticRegression {
    private BayesianLogisticRegression() {}

    /** The three weights and the logarithm of the evidence. */
    public static double[] run() {
        Tensor i = Creation.arange(DType.FLOAT64, 40);
        Tensor x = Tensor.stack(1, Creation.onesLike(i), i.sin(), i.mul(2).cos());
        Tensor truth =
                x.matmul(Tensor.of(new double[] {0.5, 1.5, -1})).add(i.mul(7).cos());
        Tensor y = truth.gt(0).to(DType.FLOAT64);
        UnaryOperator<Tensor> energy = w -> {
            Tensor z = x.matmul(w);
            return z.softplus().sub(y.mul(z)).sum().add(w.square().sum().mul(0.5));
        };
        Tensor w = Tensor.zeros(DType.FLOAT64, 3);
        for (int step = 0; step < 10; step++) {
            Tensor gradient = Autodiff.grad(energy).apply(w);
            w = w.sub(Linalg.solve(Autodiff.hessian(energy, w), gradient));
        }
        double spread = Determinants.logdet(Autodiff.hessian(energy, w)).item();
        double[] weights = w.toDoubles(); // the factors 2 pi of prior and integral cancel
        return new double[] {
            weights[0], weights[1], weights[2], -energy.apply(w).item() - spread / 2
        };
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("weights and log evidence: " + Arrays.toString(run()));
    }
}
