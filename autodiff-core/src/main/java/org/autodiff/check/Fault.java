package org.autodiff.check;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.error.Require;
import org.autodiff.op.Domain;

/** A way in which a derivative rule can be wrong, for the negative control {@link GradCheck#wouldCatch}. */
public enum Fault {
    /** The pullback has the wrong sign. */
    SIGN(Tensor::neg, t -> t),
    /** The pullback is one per cent too large. */
    FACTOR(g -> g.mul(1.01), t -> t),
    /** The pullback forgets one element. */
    DROPPED_TERM(Fault::withoutLast, t -> t),
    /** The pullback is zero. */
    FORGOTTEN_INPUT(g -> g.mul(0), t -> t),
    /** The pushforward has the wrong sign, the pullback is right. */
    TANGENT_SIGN(g -> g, Tensor::neg),
    /** The pushforward is one per cent too large, the pullback is right. */
    TANGENT_FACTOR(g -> g, t -> t.mul(1.01)),
    /** Both directions are one per cent too large, so that they agree with each other. */
    BOTH_FACTOR(g -> g.mul(1.01), t -> t.mul(1.01));

    private final OpDef op;

    Fault(UnaryOperator<Tensor> pullback, UnaryOperator<Tensor> push) {
        op = OpDef.custom("fault " + name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .forward((b, x, out, attrs) -> b.copy(x[0]))
                .vjp((call, g) -> new Tensor[] {pullback.apply(g)})
                .jvp((call, t) -> push.apply(t[0]))
                .domain(Domain.real(-1, 1))
                .samples("[2]")
                .formula("x", "?")
                .define();
    }

    /** The operation that has the fault: the identity with this rule. */
    public OpDef operation() {
        return op;
    }

    /** A function of the same values with this fault at one of its inputs. */
    public TensorFunction plantedIn(TensorFunction f, int input) {
        Require.nonNull(f, "Fault.plantedIn", "the function", "pass one of tensors, such as xs -> xs[0].sin()");
        return xs -> {
            Tensor[] all = xs.clone();
            int at = Require.index(input, xs.length, "Fault.plantedIn", "the input");
            all[at] = op.apply(xs[at]);
            return f.apply(all);
        };
    }

    /** The gradients of a rule written by hand, made wrong; the tangent's faults do not touch them. */
    double[][] in(double[][] gradients) {
        double[][] all = ArraySubject.copy(gradients);
        for (double[] g : all) {
            for (int k = 0; k < g.length; k++) {
                g[k] *= switch (this) {
                    case SIGN -> -1;
                    case FACTOR, BOTH_FACTOR -> 1.01;
                    case DROPPED_TERM -> k == g.length - 1 ? 0 : 1;
                    case FORGOTTEN_INPUT -> 0;
                    case TANGENT_SIGN, TANGENT_FACTOR -> 1;
                };
            }
        }
        return all;
    }

    private static Tensor withoutLast(Tensor g) {
        if (g.size() < 2) {
            return g.mul(0);
        }
        int n = g.size();
        Tensor flat = g.reshape(n);
        Tensor end = flat.slice(0, n - 1, n).mul(0);
        return Tensor.concat(0, flat.slice(0, 0, n - 1), end).reshape(g.shape().toArray());
    }
}
