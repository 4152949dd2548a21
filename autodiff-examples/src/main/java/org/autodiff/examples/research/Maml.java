package org.autodiff.examples.research;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.transform.Autodiff;

/** Model-agnostic meta-learning (Finn et al. 2017): weights from which one step of descent learns each of three lines. */
public final class Maml {
    private static final double[][] LINES = {{1, 2}, {-1, 0.5}, {0.5, -1}};
    private static final Tensor SUPPORT = Tensor.of(new double[] {-1, 0, 1, 2});
    private static final Tensor QUERY = Tensor.of(new double[] {-2, -0.5, 0.5, 1.5});

    private Maml() {}

    private static Tensor error(Tensor w, Tensor x, double[] line) {
        Tensor truth = x.mul(line[1]).add(line[0]);
        return x.mul(w.get(1)).add(w.get(0)).sub(truth).square().mean();
    }

    private static Tensor metaLoss(Tensor w) {
        Tensor sum = w.mul(0).sum();
        for (double[] line : LINES) {
            Tensor adapted =
                    w.sub(Autodiff.grad(v -> error(v, SUPPORT, line)).apply(w).mul(0.1));
            sum = sum.add(error(adapted, QUERY, line));
        }
        return sum;
    }

    /** The two weights after 100 steps, and the loss. */
    public static double[] run() {
        UnaryOperator<Tensor> gradient = Autodiff.grad(Maml::metaLoss);
        Tensor w = Tensor.of(new double[] {0, 0});
        for (int step = 0; step < 100; step++) {
            w = w.sub(gradient.apply(w).mul(0.2));
        }
        return new double[] {w.get(0).item(), w.get(1).item(), metaLoss(w).item()};
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("weights and loss: " + Arrays.toString(run()));
    }
}
