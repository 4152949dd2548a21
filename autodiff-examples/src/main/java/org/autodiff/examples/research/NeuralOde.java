package org.autodiff.examples.research;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.Creation;
import org.autodiff.transform.Autodiff;

/** A differential equation whose right-hand side is a network, solved by 100 Runge-Kutta steps, differentiated through all. */
public final class NeuralOde {
    private NeuralOde() {}

    private static Tensor slope(Tensor y, Tensor w1, Tensor w2) {
        return w2.matmul(w1.matmul(y).tanh());
    }

    private static Tensor loss(Tensor w1, Tensor w2) {
        Tensor y = Tensor.of(new double[] {1, 0.5});
        double h = 0.01;
        for (int step = 0; step < 100; step++) {
            Tensor k1 = slope(y, w1, w2);
            Tensor k2 = slope(y.add(k1.mul(h / 2)), w1, w2);
            Tensor k3 = slope(y.add(k2.mul(h / 2)), w1, w2);
            Tensor k4 = slope(y.add(k3.mul(h)), w1, w2);
            y = y.add(k1.add(k2.mul(2)).add(k3.mul(2)).add(k4).mul(h / 6));
        }
        return y.sub(Tensor.of(new double[] {0.2, -0.3})).square().sum();
    }

    /** The loss, and its derivatives by three of the weights. */
    public static double[] run() {
        Tensor i = Creation.arange(DType.FLOAT64, 8);
        Tensor w1 = i.unsqueeze(1)
                .mul(3)
                .add(Creation.arange(DType.FLOAT64, 2))
                .add(1)
                .sin();
        Tensor w2 = Creation.arange(DType.FLOAT64, 2).unsqueeze(1).add(i.mul(2)).cos();
        List<Tensor> g = Autodiff.grad(xs -> loss(xs[0], xs[1]), w1, w2);
        return new double[] {
            loss(w1, w2).item(),
            g.get(0).get(0, 0).item(),
            g.get(0).get(7, 1).item(),
            g.get(1).get(1, 3).item()
        };
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("loss and derivatives: " + Arrays.toString(run()));
    }
}
