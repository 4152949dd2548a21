package org.autodiff.examples.research;

import java.util.function.UnaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Creation;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.optim.LBFGS;
import org.autodiff.transform.Autodiff;

/** A network that solves {@code u'' = -pi^2 sin(pi x)} with {@code u(0) = u(1) = 0}: its loss is the equation's residual. */
public final class PhysicsInformedNetwork {
    private PhysicsInformedNetwork() {}

    /** The largest error against the solution {@code sin(pi x)}. */
    public static double run() {
        Module net = new Sequential(new Linear(1, 16, Seed.of(1)), new Tanh(), new Linear(16, 1, Seed.of(2)));
        net.to(DType.FLOAT64);
        Tensor x = Creation.linspace(DType.FLOAT64, 0, 1, 32).unsqueeze(1);
        Tensor sine = x.mul(Math.PI).sin();
        UnaryOperator<Tensor> u = at -> at.mul(at.rsub(1)).mul(net.forward(at)); // 0 at both ends
        UnaryOperator<Tensor> slope = Autodiff.grad(at -> u.apply(at).sum()); // each point by itself
        UnaryOperator<Tensor> curvature = Autodiff.grad(at -> slope.apply(at).sum());
        LBFGS.Options options = LBFGS.Options.DEFAULT.withMaxIterations(300);
        LBFGS optimizer = new LBFGS(net.parameters(), 1, options.withLineSearch(LBFGS.LineSearch.STRONG_WOLFE));
        optimizer.step(() -> {
            optimizer.zeroGrad();
            try (Tape tape = Tape.record()) {
                Tensor loss = curvature
                        .apply(x)
                        .add(sine.mul(Math.PI * Math.PI))
                        .square()
                        .mean();
                loss.backward();
                return loss.item();
            }
        });
        return u.apply(x).sub(sine).abs().max().item();
    }

    /** Prints it. */
    public static void main(String[] args) {
        System.out.println("largest error: " + run());
    }
}
