package org.autodiff.examples.research;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.Creation;
import org.autodiff.linalg.Linalg;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.LBFGS;

/** A Gaussian process whose length scale, amplitude and noise maximize the marginal likelihood, found by L-BFGS. */
public final class GaussianProcess {
    private GaussianProcess() {}

    private static Tensor energy(Tensor logs, Tensor x, Tensor y) {
        Tensor h = logs.exp();
        Tensor distance = x.unsqueeze(1).sub(x).div(h.get(0));
        Tensor kernel = distance.square().mul(-0.5).exp().mul(h.get(1).square());
        Tensor l = Linalg.cholesky(
                kernel.add(Linalg.eye(DType.FLOAT64, x.size()).mul(h.get(2).square())));
        Tensor fit = y.mul(Linalg.choleskySolve(y, l, false)).sum().mul(0.5);
        return fit.add(l.diagonal().log().sum()).add(0.5 * x.size() * Math.log(2 * Math.PI));
    }

    /** The logarithms of length scale, amplitude and noise, and the negative logarithm of the likelihood. */
    public static double[] run() {
        Tensor x = Creation.linspace(DType.FLOAT64, 0, 5, 12);
        Tensor y = x.sin().add(x.mul(7).cos().mul(0.1));
        Tensor logs = Tensor.of(new double[] {0, 0, -1}).requiresGrad(true);
        LBFGS.Options options =
                LBFGS.Options.DEFAULT.withMaxIterations(100).withLineSearch(LBFGS.LineSearch.STRONG_WOLFE);
        LBFGS optimizer = new LBFGS(List.of(new Parameter("logs", logs)), 1, options.withToleranceChange(1e-14));
        optimizer.step(() -> {
            optimizer.zeroGrad();
            try (Tape tape = Tape.record()) {
                Tensor loss = energy(logs, x, y);
                loss.backward();
                return loss.item();
            }
        });
        double[] h = logs.toDoubles();
        return new double[] {h[0], h[1], h[2], energy(logs.detach(), x, y).item()};
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("log hyperparameters and energy: " + Arrays.toString(run()));
    }
}
