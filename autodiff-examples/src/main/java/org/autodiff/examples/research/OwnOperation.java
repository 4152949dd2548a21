package org.autodiff.examples.research;

import java.util.Arrays;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.autodiff.transform.Autodiff;

/** An operation of one's own, declared as the library declares its: Lambert's W, the inverse of {@code w e^w}. */
public final class OwnOperation {
    /** Lambert's W on its principal branch, for x above 0. */
    public static final OpDef LAMBERT_W = OpDef.elementwise("lambertW")
            .derivative((x, w) -> w.div(x.mul(w.add(1))))
            .saves(Saved.INPUT, Saved.OUTPUT)
            .scalar(OwnOperation::lambertW, (x, w) -> w / (x * (w + 1)))
            .domain(Domain.real(0.1, 5))
            .formula("W(x), W e^W = x", "W / (x (W + 1))")
            .define();

    private OwnOperation() {}

    private static double lambertW(double x) {
        double w = Math.log1p(x);
        for (int i = 0; i < 20; i++) { // Newton's method
            w -= (w - x * Math.exp(-w)) / (1 + w);
        }
        return w;
    }

    /** The value at e, and the first two derivatives. */
    public static double[] run() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.scalar(DType.FLOAT64, Math.E);
            Tensor first = Autodiff.grad(y -> LAMBERT_W.apply(y)).apply(x);
            Tensor second = Autodiff.hessian(y -> LAMBERT_W.apply(y), x);
            return new double[] {LAMBERT_W.apply(x).item(), first.item(), second.item()};
        }
    }

    /** Prints them. */
    public static void main(String[] args) {
        System.out.println("W(e) and its derivatives: " + Arrays.toString(run()));
    }
}
