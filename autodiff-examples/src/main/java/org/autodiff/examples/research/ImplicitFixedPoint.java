package org.autodiff.examples.research;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.functional.Creation;
import org.autodiff.linalg.Linalg;
import org.autodiff.transform.Autodiff;

/** The fixed point {@code z = tanh(W z + b)}, differentiated by the implicit function theorem, not through the iteration. */
public final class ImplicitFixedPoint {
    /** The fixed point as a function of W and b. */
    public static final TensorFunction FIXED_POINT =
            Autodiff.withVjp("fixedPoint", xs -> iterated(xs[0], xs[1]), ImplicitFixedPoint::pulledBack);

    private ImplicitFixedPoint() {}

    private static Tensor iterated(Tensor w, Tensor b) {
        Tensor z = Creation.zerosLike(b);
        for (int i = 0; i < 100; i++) {
            z = w.matmul(z).add(b).tanh();
        }
        return z;
    }

    private static Tensor[] pulledBack(Tensor[] xs, Tensor z, Tensor cotangent) {
        Tensor slope = z.square().rsub(1);
        Tensor system =
                Linalg.eye(DType.FLOAT64, z.size()).sub(slope.unsqueeze(1).mul(xs[0]));
        Tensor byBias = Linalg.solve(system.t(), cotangent).mul(slope);
        return new Tensor[] {byBias.outer(z), byBias};
    }

    /** The two elements of the fixed point, and the derivatives of their sum, weighted 1 and 2, by b. */
    public static double[] run() {
        Tensor w = Creation.tensor(new double[][] {{0.3, -0.2}, {0.1, 0.4}});
        Tensor b = Tensor.of(new double[] {0.5, -0.7});
        Tensor z = FIXED_POINT.apply(w, b);
        Tensor g = Autodiff.grad(xs -> FIXED_POINT.apply(xs).dot(Tensor.of(new double[] {1, 2})), w, b)
                .get(1);
        return new double[] {
            z.get(0).item(), z.get(1).item(), g.get(0).item(), g.get(1).item()
        };
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("fixed point and derivatives: " + Arrays.toString(run()));
    }
}
